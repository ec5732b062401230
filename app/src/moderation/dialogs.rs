//! The dialogs of moderation, once on a page, and what opens them from anywhere.

use super::{
    api,
    deed_form::{Asked, DeedForm, title_of},
    report::ReportFields,
    words::done_words,
};
use base::{
    api::ApiResult,
    context::{PageContext, use_page},
    forms::error_text,
    lazy::LazyDialog,
    lazy_view,
};
use leptos::{prelude::*, task::spawn_local};
use locales::t_string;
use types::{ModerationState, ModeratorAction, PostId, Reportable};
use ui::{Dialog, DialogSize, Notice, Spinner, Tone};

/// What *Report* is about: a post, or the community at this address.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reporting {
    Post(PostId),
    Community(String),
}

/// In context of every page.
#[derive(Clone, Copy)]
pub struct Moderation {
    reporting: RwSignal<Option<Reporting>>,
    asked: RwSignal<Option<Asked>>,
    /// Counts what was done, so that lists look again.
    pub(super) done: RwSignal<u32>,
}

/// Puts [`Moderation`] in context. Once, in the shell, after the posts.
pub fn provide_moderation() -> Moderation {
    let moderation = Moderation {
        reporting: RwSignal::new(None),
        asked: RwSignal::new(None),
        done: RwSignal::new(0),
    };
    provide_context(moderation);
    moderation
}

pub(super) fn use_moderation() -> Moderation {
    use_context().unwrap_or_else(provide_moderation)
}

impl Moderation {
    pub(super) fn report(self, acting: PageContext, what: Reporting) {
        if acting.may_act() {
            self.reporting.set(Some(what));
        }
    }

    /// Asks for the reason, where there must be one, else does it at once.
    pub(super) fn begin(self, acting: PageContext, asked: Asked) {
        match asked.deed {
            deed if !deed.needs_reason() => {
                let Asked {
                    deed,
                    slug,
                    post,
                    account,
                } = asked.clone();
                let account = account.map(|card| card.id);
                let none = String::new;
                let action = api::act(slug, deed, post, account, none(), 0, none(), none());
                acting.run(action, move |()| self.succeeded(acting, &asked));
            }
            _ => self.asked.set(Some(asked)),
        }
    }

    /// What follows on the page.
    pub(super) fn succeeded(self, acting: PageContext, asked: &Asked) {
        acting.succeeded(done_words(acting.i18n, asked.deed));
        let held = match asked.deed {
            ModeratorAction::Hide | ModeratorAction::Refuse => Some(ModerationState::Hidden),
            ModeratorAction::Show | ModeratorAction::Approve => Some(ModerationState::Shown),
            _ => None,
        };
        if let (Some(held), Some(post)) = (held, asked.post) {
            acting.events.set_held(post, held);
        }
        self.done.update(|done| *done += 1);
    }
}

/// What a report of something offers, or why it could not be asked.
type Loaded = RwSignal<Option<ApiResult<Reportable>>>;

/// Once, in the shell, after the page.
#[component]
pub fn ModerationDialogs() -> impl IntoView {
    let Moderation { reporting, asked, .. } = use_moderation();
    let open = Signal::derive(move || reporting.with(Option::is_some) || asked.with(Option::is_some));
    view! { <LazyDialog open view=lazy_view!(OpenModerationDialogs) /> }
}

#[component]
fn OpenModerationDialogs() -> impl IntoView {
    let (acting, moderation) = (use_page(), use_moderation());
    let i18n = acting.i18n;
    let (report_open, deed_open) = (RwSignal::new(false), RwSignal::new(false));
    let (report_form, deed_form): (Loaded, Loaded) = (RwSignal::new(None), RwSignal::new(None));
    let Moderation { reporting, asked, .. } = moderation;
    Effect::new(move |_| match reporting.get() {
        Some(Reporting::Post(post)) => open(report_open, report_form, Some(post), None),
        Some(Reporting::Community(slug)) => open(report_open, report_form, None, Some(slug)),
        None => {}
    });
    // The community's rules are what a moderator chooses a reason from.
    Effect::new(move |_| {
        if let Some(asked) = asked.get() {
            open(deed_open, deed_form, None, Some(asked.slug));
        }
    });
    let reported = Callback::new(move |()| {
        report_open.set(false);
        acting.succeeded(t_string!(i18n, moderation.reported));
    });
    let acted = Callback::new(move |()| {
        deed_open.set(false);
        if let Some(asked) = asked.get_untracked() {
            moderation.succeeded(acting, &asked);
        }
    });
    let report_title = move || match reporting.get() {
        Some(Reporting::Community(_)) => t_string!(i18n, moderation.report_community),
        _ => t_string!(i18n, moderation.report_post),
    };
    let deed_title = move || asked.get().map(|asked| title_of(i18n, &asked)).unwrap_or_default();
    view! {
        <Dialog
            open=report_open
            title=report_title
            size=DialogSize::Small
            on_close=move |()| reporting.set(None)
        >
            {move || {
                loaded(acting, report_form, move |form| view! { <ReportFields form in_dialog=true on_done=reported /> }.into_any())
            }}
        </Dialog>
        <Dialog
            open=deed_open
            title=deed_title
            size=DialogSize::Small
            on_close=move |()| asked.set(None)
        >
            {move || {
                loaded(
                    acting,
                    deed_form,
                    move |form| {
                        asked
                            .get_untracked()
                            .map(|asked| view! { <DeedForm asked rules=form.rules in_dialog=true on_done=acted /> })
                            .into_any()
                    },
                )
            }}
        </Dialog>
    }
}

fn open(dialog: RwSignal<bool>, form: Loaded, post: Option<PostId>, community: Option<String>) {
    form.set(None);
    dialog.set(true);
    spawn_local(async move {
        form.set(Some(api::report_form(post, community).await));
    });
}

fn loaded(acting: PageContext, form: Loaded, show: impl Fn(Reportable) -> AnyView) -> AnyView {
    let i18n = acting.i18n;
    match form.get() {
        None => view! { <Spinner label=move || t_string!(i18n, common.loading) /> }.into_any(),
        Some(Ok(form)) => show(form),
        Some(Err(error)) => {
            view! { <Notice tone=Tone::Danger alert=true>{error_text(i18n, &error.0)}</Notice> }.into_any()
        }
    }
}
