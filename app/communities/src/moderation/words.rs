//! Reasons, deeds and lines of the log in the person's language.

use base::address::in_address;
use leptos::prelude::*;
use locales::{I18nContext, Locale, t, t_string};
use types::{AccountCard, CommunityRole, LogAction, ModeratorAction, ReportReason};

pub(super) fn reason_words(i18n: I18nContext<Locale>, reason: &ReportReason) -> String {
    let words = match reason {
        ReportReason::Rule(title) => return title.clone(),
        ReportReason::Spam => t_string!(i18n, moderation.spam),
        ReportReason::Abuse => t_string!(i18n, moderation.abuse),
        ReportReason::Hate => t_string!(i18n, moderation.hate),
        ReportReason::Violence => t_string!(i18n, moderation.violence),
        ReportReason::Sexual => t_string!(i18n, moderation.sexual),
        ReportReason::SelfHarm => t_string!(i18n, moderation.self_harm),
        ReportReason::Illegal => t_string!(i18n, moderation.illegal),
        ReportReason::Other => t_string!(i18n, moderation.other),
    };
    words.to_owned()
}

/// Above the form of a deed, and in menus.
pub(super) fn title_words(i18n: I18nContext<Locale>, deed: ModeratorAction, handle: Option<String>) -> String {
    match (deed, handle) {
        (ModeratorAction::Remove, Some(handle)) => t_string!(i18n, moderation.remove_handle, handle = handle),
        (ModeratorAction::Ban, Some(handle)) => t_string!(i18n, moderation.ban_handle, handle = handle),
        (ModeratorAction::Ban, None) => t_string!(i18n, moderation.ban_somebody).to_owned(),
        (ModeratorAction::Hide, _) => t_string!(i18n, moderation.hide_post).to_owned(),
        (ModeratorAction::Show, _) => t_string!(i18n, moderation.show_post).to_owned(),
        (ModeratorAction::Approve, _) => t_string!(i18n, moderation.approve_post).to_owned(),
        (ModeratorAction::Refuse, _) => t_string!(i18n, moderation.refuse_post).to_owned(),
        (ModeratorAction::Dismiss, _) => t_string!(i18n, moderation.dismiss_reports).to_owned(),
        (deed, _) => button_words(i18n, deed).to_owned(),
    }
}

pub(super) fn button_words(i18n: I18nContext<Locale>, deed: ModeratorAction) -> &'static str {
    match deed {
        ModeratorAction::Hide => t_string!(i18n, moderation.hide),
        ModeratorAction::Show => t_string!(i18n, moderation.show_again),
        ModeratorAction::Approve => t_string!(i18n, moderation.approve),
        ModeratorAction::Refuse => t_string!(i18n, moderation.refuse),
        ModeratorAction::Dismiss => t_string!(i18n, moderation.dismiss),
        ModeratorAction::Remove => t_string!(i18n, moderation.remove),
        ModeratorAction::Ban => t_string!(i18n, moderation.ban),
        ModeratorAction::LiftBan => t_string!(i18n, moderation.lift_ban),
        ModeratorAction::AcceptRequest => t_string!(i18n, moderation.accept),
        ModeratorAction::RefuseRequest => t_string!(i18n, moderation.refuse),
    }
}

/// After it was done.
pub(super) fn done_words(i18n: I18nContext<Locale>, deed: ModeratorAction) -> &'static str {
    match deed {
        ModeratorAction::Hide => t_string!(i18n, moderation.done_hidden),
        ModeratorAction::Show => t_string!(i18n, moderation.done_shown),
        ModeratorAction::Approve => t_string!(i18n, moderation.done_approved),
        ModeratorAction::Refuse => t_string!(i18n, moderation.done_refused),
        ModeratorAction::Dismiss => t_string!(i18n, moderation.done_dismissed),
        ModeratorAction::Remove => t_string!(i18n, moderation.done_removed),
        ModeratorAction::Ban => t_string!(i18n, moderation.done_banned),
        ModeratorAction::LiftBan => t_string!(i18n, moderation.done_lifted),
        ModeratorAction::AcceptRequest => t_string!(i18n, moderation.done_accepted),
        ModeratorAction::RefuseRequest => t_string!(i18n, moderation.done_request_refused),
    }
}

/// A name as a link; the word for somebody who is not there for the viewer stays a word.
fn link(card: Option<&AccountCard>) -> impl Fn(ChildrenFn) -> AnyView + Clone + Send + Sync + 'static {
    let href = card.map(|card| format!("/@{}", in_address(&card.handle)));
    move |name: ChildrenFn| match href.clone() {
        Some(href) => view! {
            <a href=href>
                <bdi>{name()}</bdi>
            </a>
        }
        .into_any(),
        None => view! { <span>{name()}</span> }.into_any(),
    }
}

/// "Ada hid a post by Bob".
pub(super) fn log_sentence(
    i18n: I18nContext<Locale>,
    action: LogAction,
    actor: Option<&AccountCard>,
    account: Option<&AccountCard>,
) -> AnyView {
    let name = |card: Option<&AccountCard>| match card {
        Some(card) => card.display_name.clone(),
        None => t_string!(i18n, moderation.somebody).to_owned(),
    };
    let (name, other) = (name(actor), name(account));
    let (one, two) = (link(actor), link(account));
    macro_rules! say {
        ($line:ident) => {
            t!(i18n, moderation.$line, <one>, <two>, name = name, other = other).into_any()
        };
    }
    match action {
        LogAction::PostHidden => say!(log_hidden),
        LogAction::PostShown => say!(log_shown),
        LogAction::PostApproved => say!(log_approved),
        LogAction::PostRefused => say!(log_refused),
        LogAction::MemberRemoved => say!(log_removed),
        LogAction::MemberBanned { days: None } => say!(log_banned),
        LogAction::MemberBanned { days: Some(days) } => {
            t!(i18n, moderation.log_banned_days, <one>, <two>, name = name, other = other, count = move || days)
                .into_any()
        }
        LogAction::BanLifted => say!(log_lifted),
        LogAction::RequestAccepted => say!(log_accepted),
        LogAction::RequestRefused => say!(log_request_refused),
        LogAction::RoleChanged {
            role: CommunityRole::Member,
        } => say!(log_member),
        LogAction::RoleChanged {
            role: CommunityRole::Moderator,
        } => say!(log_moderator),
        LogAction::RoleChanged {
            role: CommunityRole::Admin,
        } => say!(log_admin),
        LogAction::RulesChanged => t!(i18n, moderation.log_rules, <one>, name = name).into_any(),
        LogAction::SettingsChanged => t!(i18n, moderation.log_settings, <one>, name = name).into_any(),
        LogAction::ReportDismissed => say!(log_dismissed),
    }
}
