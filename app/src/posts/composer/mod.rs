//! Writing posts: a form that works without script, and with it counts, marks, suggests, keeps drafts.

mod counter;
mod dialog;
mod drafts;
mod field;
mod highlight;
mod suggestions;
mod target;

pub(super) use dialog::ComposeDialog;
use target::Compose;
pub use target::{ComposeTarget, provide_compose, use_compose};

use super::{
    acting::{Acting, use_acting},
    api,
    quote_card::QuoteCard,
    reply_control::rules,
};
use crate::{
    boot::{FormMemorySignal, use_viewer},
    circles::AudiencePreview,
    forms::error_text,
    media::{PhotoButton, PhotoDrafts, PhotoPreviews, PlainPhotoInputs},
};
use counter::LengthCounter;
use field::ComposerField;
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, task::spawn_local};
use locales::{I18nContext, Locale, t, t_string};
use types::{
    AccountId, Audience, Error, Held, Post, ReplyRule, Viewer, media,
    text::{MAX_WEIGHTED_LENGTH, clean_text, parse},
};
use ui::{Avatar, Button, ButtonKind, IconName, Select, SelectOption, ToastKind};

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

/// Everything that moves while one writes.
#[derive(Clone, Copy)]
struct Writing {
    acting: Acting,
    compose: Compose,
    account: AccountId,
    target: StoredValue<ComposeTarget>,
    text: RwSignal<String>,
    photos: PhotoDrafts,
    audience: RwSignal<String>,
    reply_rule: RwSignal<String>,
    error: RwSignal<Option<Error>>,
    sending: RwSignal<bool>,
    on_posted: Option<Callback<Post>>,
}

impl Writing {
    /// Sends the post; keeps the text when the server refuses.
    fn send(self) {
        if self.sending.get_untracked() {
            return;
        }
        self.sending.set(true);
        self.error.set(None);
        let target = self.target.get_value();
        let (reply_to, quote_of) = (target.reply_to(), target.quote_of());
        let Ok(audience) = self.audience.with_untracked(|audience| audience.parse::<Audience>()) else {
            // Nothing that the menu offers: rather not sent than sent to everybody.
            self.sending.set(false);
            return;
        };
        let rule = self.reply_rule.with_untracked(|rule| rule.parse().unwrap_or_default());
        let (text, photos) = (self.text.get_untracked(), untrack(|| self.photos.photos()));
        spawn_local(async move {
            let answer = api::create(text, reply_to, quote_of, Some(photos), Some(audience), Some(rule)).await;
            // The composer may have left the page meanwhile; the post is there all the same.
            let _ = self.sending.try_set(false);
            match answer {
                Ok(post) => self.posted(post, &target),
                Err(refusal) => {
                    if self.error.try_set(Some(refusal.0.clone())).is_some() {
                        self.acting.refused(&refusal);
                    }
                }
            }
        });
    }

    fn posted(self, post: Post, target: &ComposeTarget) {
        self.compose.drafts.clear(self.account, target);
        if !self.text.is_disposed() {
            self.photos.clear();
        }
        let acting = self.acting;
        let is_reply = post.parent.is_some();
        match target {
            ComposeTarget::New => {}
            ComposeTarget::Reply(to) => acting.events.count_reply(to.id, 1),
            ComposeTarget::Quote(of) => acting.events.state_of(of).counts.update(|counts| counts.quotes += 1),
        }
        let path = post.path();
        let waits = post.community.as_ref().is_some_and(|place| place.held == Held::Waiting);
        let said = if waits {
            t_string!(acting.i18n, moderation.sent_and_waits)
        } else if is_reply {
            t_string!(acting.i18n, posts.reply_sent)
        } else {
            t_string!(acting.i18n, posts.post_sent)
        };
        let view = t_string!(acting.i18n, posts.view);
        acting.toasts.show_with_action(
            ToastKind::Success,
            said,
            view,
            Callback::new(move |()| acting.go(path.clone())),
        );
        acting.events.created.set(Some(post.clone()));
        if let Some(on_posted) = self.on_posted {
            on_posted.try_run(post);
        }
    }
}

fn form(
    viewer: Viewer,
    kind: ComposerKind,
    target: ComposeTarget,
    autofocus: bool,
    place: Option<Audience>,
    on_posted: Option<Callback<Post>>,
) -> AnyView {
    let acting = use_acting();
    let i18n = acting.i18n;
    let (remembered, refused) = memory(&target);
    let compose = use_compose();
    let text = compose.drafts.text(viewer.card.id, &target, remembered);
    let audience = place.unwrap_or_else(|| compose.audience(&viewer, &target));
    let writing = Writing {
        acting,
        compose,
        account: viewer.card.id,
        target: StoredValue::new(target.clone()),
        text,
        photos: PhotoDrafts::new(),
        audience: RwSignal::new(audience.to_string()),
        reply_rule: RwSignal::new(ReplyRule::default().to_string()),
        error: RwSignal::new(refused),
        sending: RwSignal::new(false),
        on_posted,
    };
    let photos = writing.photos;
    let parsed = Memo::new(move |_| text.with(|text| parse(text)));
    // What counts is the text as it will be stored.
    let weight = Memo::new(move |_| text.with(|text| parse(&clean_text(text)).weighted_length));
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    let empty = move || text.with(|text| text.trim().is_empty()) && photos.is_empty();
    let cannot_post = Signal::derive(move || {
        hydrated.get()
            && (empty() || weight.get() > MAX_WEIGHTED_LENGTH || photos.is_uploading() || photos.has_refused())
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
    let audiences = audiences(i18n, &target, viewer.card.protected);
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
    let id = format!("composer-{}", kind.name());
    let error_id = format!("{id}-error");
    let face = viewer
        .card
        .avatar
        .as_deref()
        .map(|key| media::url(key, media::Variant::Small));
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
            on:dragover=move |event| {
                photos.drag_over(&event);
                dragging.set(event.default_prevented());
            }
            on:dragleave=move |_| dragging.set(false)
            on:drop=move |event| {
                dragging.set(false);
                photos.drop(&event);
            }
        >
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
            <AudiencePreview audience=writing.audience />
            <div class="composer__toolbar">
                <div class="composer__tools">
                    <PhotoButton drafts=photos />
                </div>
                <LengthCounter weight=weight.into() />
                <Button kind=ButtonKind::Primary submit=true busy=writing.sending disabled=cannot_post>
                    {if is_reply { t!(i18n, posts.reply).into_any() } else { t!(i18n, common.post).into_any() }}
                </Button>
            </div>
            <p class="composer__error field-error" id=error_id role="alert">
                {move || writing.error.with(|error| error.as_ref().map(|error| error_text(i18n, error)))}
            </p>
        </form>
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

/// What *Audience* offers. A reply in a circle or a community stays in it; any other begins none.
fn audiences(i18n: I18nContext<Locale>, target: &ComposeTarget, protected: bool) -> Signal<Vec<SelectOption>> {
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
        if let Some((audience, words)) = group {
            return vec![SelectOption::new(audience.to_string(), words)];
        }
        let mut options = Vec::new();
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

/// Text and refusal of this form from a page without script.
fn memory(target: &ComposeTarget) -> (String, Option<Error>) {
    let Some(FormMemorySignal(memory)) = use_context() else {
        return Default::default();
    };
    memory
        .with_untracked(|memory| {
            let memory = memory
                .as_ref()
                .filter(|memory| [PLAIN_FORM, api::Create::PATH].contains(&memory.path.as_str()))?;
            let field = |name: &str| memory.fields.get(name).cloned();
            let same = field("reply_to") == target.reply_to().map(|id| id.to_string())
                && field("quote_of") == target.quote_of().map(|id| id.to_string());
            same.then(|| (field("text").unwrap_or_default(), Some(memory.error.clone())))
        })
        .unwrap_or_default()
}
