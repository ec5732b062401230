//! Writing posts: a form that works without script, and with it counts, marks, suggests, keeps drafts.

mod compose;
mod counter;
mod dialog;
mod drafts;
mod field;
mod highlight;
mod kept;
mod submitted;
mod suggestions;
mod target;
mod writing;

pub use compose::{provide_compose, use_compose};
pub(super) use dialog::ComposeDialog;
pub use target::ComposeTarget;

use super::{quote_card::QuoteCard, reply_control::rules};
use crate::{
    media::{PhotoButton, PhotoDrafts, PhotoPreviews, PlainPhotoInputs},
    posts::slots::ComposerSlots,
};
use base::{
    api::{PageAccount, RequestKey},
    context::use_page,
    forms::error_text,
    initial_state::use_viewer,
};
use counter::LengthCounter;
use field::ComposerField;
use kept::Kept;
use leptos::{ev::SubmitEvent, prelude::*};
use locales::{I18nContext, Locale, t, t_string};
use submitted::submitted;
use types::{
    Audience, Post, Viewer,
    text::{MAX_WEIGHTED_LENGTH, clean_text, parse},
};
use ui::{Avatar, Button, ButtonKind, IconName, Select, SelectOption};
use wasm_bindgen::JsCast;
use writing::Writing;

/// Where the form goes without script: it takes photos along, which server functions do not.
const PLAIN_FORM: &str = "/media/post";

/// Where a composer stands; several may be on a page, one of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComposerKind {
    /// On top of a page.
    Page,
    /// Below the post that it answers.
    Reply,
    Dialog,
}

impl ComposerKind {
    fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Reply => "reply",
            Self::Dialog => "dialog",
        }
    }

    /// Of the text box.
    fn id(self) -> String {
        format!("composer-{}", self.name())
    }

    /// Puts the cursor into the text box.
    fn focus(self) {
        let field = document().get_element_by_id(&self.id());
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = field.focus();
        }
    }
}

/// The composer, for people who are signed in; for others nothing.
#[component]
pub fn Composer(
    kind: ComposerKind,
    #[prop(default = ComposeTarget::New)] target: ComposeTarget,
    #[prop(default = false)] autofocus: bool,
    /// For whom, on a page of theirs; else what was chosen last.
    #[prop(default = None)]
    audience: Option<Audience>,
    /// After the post was published.
    #[prop(optional, into)]
    on_posted: Option<Callback<Post>>,
) -> impl IntoView {
    use_viewer()
        .get_untracked()
        .map(|viewer| form(viewer, kind, target, autofocus, audience, on_posted))
}

fn form(
    viewer: Viewer,
    kind: ComposerKind,
    target: ComposeTarget,
    autofocus: bool,
    place: Option<Audience>,
    on_posted: Option<Callback<Post>>,
) -> AnyView {
    let (acting, slots) = (use_page(), expect_context::<ComposerSlots>());
    let i18n = acting.i18n;
    let remembered = submitted(&target);
    let compose = use_compose();
    let begin = compose.first(&viewer, &target, place);
    let first = Kept {
        text: remembered.text,
        audience: remembered.audience.unwrap_or(begin.audience),
        reply_rule: remembered.reply_rule.unwrap_or(begin.reply_rule),
        tried: None,
    };
    let draft = compose.drafts.open(viewer.card.id, &target, place, first);
    let (text, audience) = (draft.text, draft.audience);
    let is_new = target == ComposeTarget::New;
    let now = use_viewer();
    let may_invite = Signal::derive(move || {
        is_new
            && audience.with(|audience| audience.parse() == Ok(Audience::Public))
            && now.with(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.may_co_post))
    });
    let choosing = RwSignal::new(false);
    let writing = Writing {
        acting,
        compose,
        account: viewer.card.id,
        target: StoredValue::new(target.clone()),
        group: place,
        draft,
        text,
        photos: PhotoDrafts::new(),
        audience,
        reply_rule: draft.reply_rule,
        co_author: RwSignal::new(None),
        may_invite,
        kind,
        error: RwSignal::new(remembered.error),
        sending: RwSignal::new(false),
        on_posted,
        invite: slots.co_author.invite,
    };
    let photos = writing.photos;
    let parsed = Memo::new(move |_| text.with(|text| parse(text)));
    // What counts is the text as it will be stored.
    let weight = Memo::new(move |_| text.with(|text| parse(&clean_text(text)).weighted_length));
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    let empty = move || text.with(|text| text.trim().is_empty()) && photos.is_empty();
    let audiences = audiences(i18n, &target, viewer.card.protected, audience);
    // A text is never for others than those for whom it was written: where they are gone, one chooses anew.
    let homeless = Signal::derive(move || audience.with(|audience| audience.parse::<Audience>().is_err()));
    Effect::new(move |_| {
        let offered = audience.with(|chosen| audiences.with(|all| all.iter().any(|option| option.value == *chosen)));
        if !offered {
            audience.set(String::new());
        }
    });
    let cannot_post = Signal::derive(move || {
        hydrated.get()
            && (empty()
                || homeless.get()
                || weight.get() > MAX_WEIGHTED_LENGTH
                || photos.is_uploading()
                || photos.has_refused())
    });
    let is_reply = target.reply_to().is_some();
    let question = move || {
        if is_reply {
            t_string!(i18n, posts.post_your_reply)
        } else {
            t_string!(i18n, posts.what_is_happening)
        }
    };
    let dragging = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !cannot_post.get_untracked() {
            writing.send();
        }
    };
    let send_by_key = Callback::new(move |()| {
        if !cannot_post.get_untracked() {
            writing.send();
        }
    });
    let chosen = writing.audience;
    Effect::new(move |before: Option<()>| {
        let chosen = chosen.get();
        if before.is_some()
            && place.is_none()
            && !is_reply
            && let Ok(chosen) = chosen.parse()
        {
            compose.remember(chosen);
        }
    });
    let id = kind.id();
    let error_id = format!("{id}-error");
    let face = viewer.card.face();
    let quoted = match target.clone() {
        ComposeTarget::Quote(post) => Some(view! { <QuoteCard post=Some(post) /> }),
        _ => None,
    };
    let expanded = move || !empty() || kind == ComposerKind::Dialog;
    view! {
        <form
            class="composer"
            data-kind=kind.name()
            data-expanded=expanded
            data-audience=move || writing.audience.with(|audience| audience.split('-').next().unwrap_or_default().to_owned())
            data-dragging=move || dragging.get()
            method="post"
            action=PLAIN_FORM
            enctype="multipart/form-data"
            on:submit=submit
            on:paste=move |event| photos.paste(&event)
            on:dragover=move |event| dragging.set(photos.drag_over(&event))
            on:dragleave=move |_| dragging.set(false)
            on:drop=move |event| {
                dragging.set(false);
                photos.drop(&event);
            }
        >
            <PageAccount />
            <RequestKey />
            {target.reply_to().map(|id| view! { <input type="hidden" name="reply_to" value=id.to_string() /> })}
            {target.quote_of().map(|id| view! { <input type="hidden" name="quote_of" value=id.to_string() /> })}
            <span class="composer__avatar">
                <Avatar src=face name=viewer.card.display_name />
            </span>
            <ComposerField
                id=id.clone()
                text
                parsed
                label=question.into()
                error_id=error_id.clone()
                invalid=Signal::derive(move || writing.error.with(Option::is_some))
                autofocus
                on_send=send_by_key
            />
            <PhotoPreviews drafts=photos />
            <PlainPhotoInputs />
            {quoted}
            <div class="composer__options">
                <Select
                    name="audience"
                    id=format!("{id}-audience")
                    label=move || t_string!(i18n, posts.audience)
                    hide_label=true
                    icon=Signal::derive(move || Some(audience_icon(&writing.audience.get())))
                    options=audiences
                    value=writing.audience
                />
                {(!is_reply)
                    .then(|| {
                        view! {
                            <Select
                                name="reply_rule"
                                id=format!("{id}-replies")
                                label=move || t_string!(i18n, replies.who)
                                hide_label=true
                                icon=Signal::stored(Some(IconName::Reply))
                                options=Signal::derive(move || rules(i18n))
                                value=writing.reply_rule
                            />
                        }
                    })}
            </div>
            {(slots.audience_preview)(writing.audience)}
            {(slots.co_author.chip)(
                Signal::derive(move || writing.co_author.get().filter(|_| may_invite.get())),
                Callback::new(move |()| writing.co_author.set(None)),
            )}
            {(is_new && viewer.may_co_post).then(|| (slots.co_author.plain_field)(remembered.co_author))}
            <div class="composer__toolbar">
                <div class="composer__tools">
                    <PhotoButton drafts=photos />
                    {(slots.co_author.button)(choosing, Signal::derive(move || !may_invite.get()))}
                </div>
                <LengthCounter weight=weight.into() />
                <Button kind=ButtonKind::Primary submit=true busy=writing.sending disabled=cannot_post>
                    {if is_reply { t!(i18n, posts.reply).into_any() } else { t!(i18n, common.post).into_any() }}
                </Button>
            </div>
            {(is_new && (kind == ComposerKind::Dialog || on_posted.is_some()))
                .then(|| {
                    view! {
                        <a class="composer__drafts" href="/drafts" on:click=move |_| compose.close()>
                            {t!(i18n, co_posts.title)}
                        </a>
                    }
                })}
            <p class="composer__error field-error" id=error_id role="alert">
                {move || {
                    let refused = writing.error.with(|error| error.as_ref().map(|error| error_text(i18n, error)));
                    refused.or_else(|| homeless.get().then(|| t_string!(i18n, posts.audience_gone).to_owned()))
                }}
            </p>
        </form>
        {(slots.co_author.dialog)(choosing, writing.co_author)}
    }
    .into_any()
}

fn audience_icon(audience: &str) -> IconName {
    match audience.parse() {
        Ok(Audience::Public) => IconName::Globe,
        Ok(Audience::Circle(_)) => IconName::Circles,
        Ok(Audience::Community(_)) => IconName::Communities,
        _ => IconName::Lock,
    }
}

/// What *Audience* offers. A reply in a circle or a community stays in it; any other begins none. Where what is chosen
/// cannot be chosen (the circle is given up, a moderator's block bars from the community), nothing is: the browser would
/// fall back to the first option, and the text go to everybody.
fn audiences(
    i18n: I18nContext<Locale>,
    target: &ComposeTarget,
    protected: bool,
    chosen: RwSignal<String>,
) -> Signal<Vec<SelectOption>> {
    let offered = offered(i18n, target, protected);
    // The list is made anew only where it changes, not with each choice.
    let options = Memo::new(move |_| {
        let mut options = offered.get();
        if chosen.with(|chosen| !options.iter().any(|option| option.value == *chosen)) {
            options.insert(0, SelectOption::new("", t_string!(i18n, posts.choose_audience)));
        }
        options
    });
    options.into()
}

fn offered(i18n: I18nContext<Locale>, target: &ComposeTarget, protected: bool) -> Signal<Vec<SelectOption>> {
    let viewer = use_viewer();
    let answered = match target {
        ComposeTarget::Reply(post) => Some((post.audience, post.circle.clone(), post.community.clone())),
        _ => None,
    };
    let is_reply = answered.is_some();
    Signal::derive(move || {
        let group = match answered.clone() {
            Some((audience, Some(circle), _)) => {
                let words = t_string!(i18n, circles.of_handle, handle = circle.owner_handle);
                Some((audience, words))
            }
            Some((audience, _, Some(place))) => Some((audience, place.community.name)),
            _ => None,
        };
        let mut options = Vec::new();
        if let Some((audience, words)) = group {
            options.push(SelectOption::new(audience.to_string(), words));
            return options;
        }
        if !protected {
            options.push(SelectOption::new("public", t_string!(i18n, posts.audience_everyone)));
        }
        options.push(SelectOption::new(
            "followers",
            t_string!(i18n, posts.audience_followers),
        ));
        if !is_reply {
            viewer.with(|viewer| {
                let circles = viewer.iter().flat_map(|viewer| &viewer.circles);
                options.extend(
                    circles.map(|circle| SelectOption::new(Audience::Circle(circle.id).to_string(), circle.title())),
                );
                let communities = viewer.iter().flat_map(|viewer| &viewer.communities);
                options.extend(communities.map(|community| {
                    SelectOption::new(Audience::Community(community.id).to_string(), community.name.clone())
                }));
            });
        }
        options
    })
}
