//! What menus of other features offer: reporting, and for moderators what they may do about a post or a member.

use super::{
    deed_form::Asked,
    dialogs::{Reporting, use_moderation},
    words::title_words,
};
use base::{context::use_page, initial_state::signed_in};
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use types::{
    AccountCard, CommunityMember, CommunityName, CommunityRole, ModerationState, ModeratorAction, Post, PostId,
};
use ui::{Icon, IconName, MenuItem, MenuSeparator};

/// *Report*, in the menu of somebody else's post.
#[component]
pub fn ReportPost(post_id: PostId) -> impl IntoView {
    let (acting, moderation) = (use_page(), use_moderation());
    view! {
        <MenuItem
            icon=IconName::Flag
            on_select=move |()| moderation.report(acting, Reporting::Post(post_id))
        >
            {t!(acting.i18n, moderation.report_post)}
        </MenuItem>
    }
}

/// The same for pages without script, in the place of the menu.
#[component]
pub fn ReportPostLink(post: StoredValue<Post>) -> impl IntoView {
    let i18n = use_i18n();
    let id = post.with_value(|post| (!post.marks.mine).then_some(post.id));
    id.filter(|_| signed_in()).map(|id| {
        view! {
            <a
                class="icon-button post__more without-script"
                href=format!("/report?post={id}")
                aria-label=move || t_string!(i18n, moderation.report_post)
            >
                <Icon name=IconName::Flag />
            </a>
        }
    })
}

/// *Report this community*, in a menu of its page.
#[component]
pub fn ReportCommunity(community: CommunityName) -> impl IntoView {
    let (acting, moderation) = (use_page(), use_moderation());
    let slug = StoredValue::new(community.slug);
    view! {
        <MenuItem
            icon=IconName::Flag
            on_select=move |()| moderation.report(acting, Reporting::Community(slug.get_value()))
        >
            {t!(acting.i18n, moderation.report_community)}
        </MenuItem>
    }
}

/// The same as a link, shown where there is no script.
#[component]
pub fn ReportCommunityLink(community: CommunityName) -> impl IntoView {
    let i18n = use_i18n();
    signed_in().then(|| {
        view! {
            <a class="without-script" href=format!("/report?community={}", community.slug)>
                {t!(i18n, moderation.report_community)}
            </a>
        }
    })
}

/// What a moderator may do about a post in their community and about its author; for others nothing. The server knows
/// whom they outrank.
#[component]
pub fn ModeratorItems(post: StoredValue<Post>, held: ArcRwSignal<ModerationState>) -> impl IntoView {
    let place = post.with_value(|post| post.community.clone());
    place.filter(|place| place.moderates).map(|place| {
        let slug = place.community.slug;
        let (id, author) = post.with_value(|post| (post.id, post.author.clone()));
        let asked = |deed: ModeratorAction| Asked {
            deed,
            slug: slug.clone(),
            post: Some(id),
            account: None,
        };
        let deeds = match held.get_untracked() {
            ModerationState::Shown => vec![(ModeratorAction::Hide, IconName::EyeOff)],
            ModerationState::Hidden => vec![(ModeratorAction::Show, IconName::Eye)],
            ModerationState::Waiting => vec![
                (ModeratorAction::Approve, IconName::Check),
                (ModeratorAction::Refuse, IconName::EyeOff),
            ],
        };
        let items = deeds
            .into_iter()
            .map(|(deed, icon)| view! { <DeedItem asked=asked(deed) icon /> })
            .collect_view();
        view! {
            <MenuSeparator />
            {items}
            {about(&slug, author)}
        }
    })
}

/// *Remove* and *Ban*, in the menu of a member whom the viewer outranks; for others nothing.
#[component]
pub fn MemberItems(
    community: CommunityName,
    member: CommunityMember,
    /// The viewer's.
    role: Option<CommunityRole>,
) -> impl IntoView {
    let outranks = role >= Some(CommunityRole::Moderator) && role > Some(member.role);
    outranks.then(|| about(&community.slug, member.card))
}

fn about(slug: &str, card: AccountCard) -> AnyView {
    let asked = |deed: ModeratorAction| Asked {
        deed,
        slug: slug.to_owned(),
        post: None,
        account: Some(card.clone()),
    };
    view! {
        <DeedItem asked=asked(ModeratorAction::Remove) icon=IconName::UserMinus />
        <DeedItem asked=asked(ModeratorAction::Ban) icon=IconName::Block />
    }
    .into_any()
}

#[component]
fn DeedItem(asked: Asked, icon: IconName) -> impl IntoView {
    let (acting, moderation) = (use_page(), use_moderation());
    let i18n = acting.i18n;
    let handle = asked.account.as_ref().map(|card| card.handle.clone());
    let deed = asked.deed;
    view! {
        <MenuItem icon danger=deed.takes_away() on_select=move |()| moderation.begin(acting, asked.clone())>
            {move || title_words(i18n, deed, handle.clone())}
        </MenuItem>
    }
}
