//! One line: who, what, about which post; a reply, mention or quote as the post itself.

use crate::{
    posts::{PostCard, PostTime, in_address, use_post_events},
    profiles::RequestButtons,
};
use leptos::prelude::*;
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use types::{AccountCard, NotificationGroup, NotificationKind, Post, media, text::excerpt};
use ui::{Avatar, AvatarSize, Icon, IconName};

/// Characters shown of the post that a line is about.
const EXCERPT: usize = 200;

#[component]
pub fn NotificationView(group: NotificationGroup) -> impl IntoView {
    let unread = group.unread;
    match (group.kind, group.post.clone()) {
        (NotificationKind::Reply | NotificationKind::Mention | NotificationKind::Quote, Some(post)) => {
            view! { <PostCard post unread /> }.into_any()
        }
        _ => view! { <Line group /> }.into_any(),
    }
}

fn kind_name(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Follow | NotificationKind::RequestAccepted => "follow",
        NotificationKind::FollowRequest => "request",
        NotificationKind::Like => "like",
        NotificationKind::Repost => "repost",
        NotificationKind::Quote => "quote",
        NotificationKind::Reply => "reply",
        NotificationKind::Mention => "mention",
        NotificationKind::CoPostInvited
        | NotificationKind::CoPostAccepted
        | NotificationKind::CoPostDeclined
        | NotificationKind::CoPostLeft => "co-post",
    }
}

fn icon(kind: NotificationKind) -> IconName {
    match kind {
        NotificationKind::Follow => IconName::User,
        NotificationKind::FollowRequest => IconName::UserPlus,
        NotificationKind::RequestAccepted => IconName::UserCheck,
        NotificationKind::Like => IconName::Heart,
        NotificationKind::Repost => IconName::Repost,
        NotificationKind::Quote => IconName::Quote,
        NotificationKind::Reply => IconName::Reply,
        NotificationKind::Mention => IconName::At,
        NotificationKind::CoPostInvited | NotificationKind::CoPostAccepted => IconName::Feather,
        NotificationKind::CoPostDeclined | NotificationKind::CoPostLeft => IconName::UserMinus,
    }
}

#[component]
fn Line(group: NotificationGroup) -> impl IntoView {
    let i18n = use_i18n();
    let events = use_post_events();
    let NotificationGroup {
        id,
        kind,
        actors,
        actor_count,
        post,
        unread,
    } = group;
    let gone = post.as_ref().map(|post| events.state(post).gone);
    let faces = actors
        .iter()
        .map(|card| {
            let face = card.avatar.as_deref().map(|key| media::url(key, media::Variant::Small));
            view! {
                <a href=profile(card) tabindex="-1" aria-hidden="true">
                    <Avatar src=face name=card.display_name.clone() size=AvatarSize::Small />
                </a>
            }
        })
        .collect_view();
    let first = actors.first().cloned();
    let second = actors.get(1).cloned();
    let label = {
        let (first, second) = (name(&first), name(&second));
        move || spoken(i18n, kind, first.clone(), second.clone(), actor_count)
    };
    let buttons = first
        .clone()
        .filter(|_| kind == NotificationKind::FollowRequest)
        .map(|card| {
            view! {
                <div class="notification__actions">
                    <RequestButtons card />
                </div>
            }
        });
    let invitation = (kind == NotificationKind::CoPostInvited).then(|| {
        view! {
            <p>
                <a class="link" href="/drafts">{t!(i18n, notifications.see_invitation)}</a>
            </p>
        }
    });
    let about = post.map(about);
    let sentence = sentence(i18n, kind, first, second, actor_count);
    view! {
        <article
            class="notification"
            data-kind=kind_name(kind)
            data-unread=unread
            tabindex="-1"
            aria-label=label
            hidden=move || gone.as_ref().is_some_and(|gone| gone.get())
        >
            <span class="notification__icon">
                <Icon name=icon(kind) />
            </span>
            <div class="notification__body">
                <div class="notification__faces">{faces}</div>
                <p class="notification__text">{sentence} " " <PostTime milliseconds=id.milliseconds() /></p>
                {about}
                {invitation}
                {buttons}
            </div>
        </article>
    }
}

/// The post that a line is about, in short; photos alone count as photos.
fn about(post: Post) -> AnyView {
    let i18n = use_i18n();
    let words = excerpt(&post.text, EXCERPT);
    let words = move || {
        if words.is_empty() {
            t_string!(i18n, notifications.photo).to_owned()
        } else {
            words.clone()
        }
    };
    view! {
        <p class="notification__excerpt" dir="auto">
            <a href=post.path()>{words}</a>
        </p>
    }
    .into_any()
}

fn profile(card: &AccountCard) -> String {
    format!("/@{}", in_address(&card.handle))
}

fn name(card: &Option<AccountCard>) -> String {
    card.as_ref().map(|card| card.display_name.clone()).unwrap_or_default()
}

/// A name as a link, for the sentences below.
fn link(card: Option<AccountCard>) -> impl Fn(ChildrenFn) -> AnyView + Clone + Send + Sync + 'static {
    let href = card.as_ref().map(profile).unwrap_or_default();
    move |name: ChildrenFn| {
        view! {
            <a href=href.clone()>
                <bdi>{name()}</bdi>
            </a>
        }
        .into_any()
    }
}

/// How many besides those who are named.
fn others(count: u32) -> u32 {
    count.saturating_sub(1)
}

/// "Ada liked your post", "Ada and Bob liked your post", "Ada and 3 others liked your post".
fn sentence(
    i18n: I18nContext<Locale>,
    kind: NotificationKind,
    first: Option<AccountCard>,
    second: Option<AccountCard>,
    count: u32,
) -> AnyView {
    let (name_one, name_two) = (name(&first), name(&second));
    let (one, two) = (link(first), link(second));
    macro_rules! say {
        ($alone:ident, $pair:ident, $many:ident) => {
            match count {
                0 | 1 => t!(i18n, notifications.$alone, <one>, name = name_one).into_any(),
                2 if !name_two.is_empty() => {
                    t!(i18n, notifications.$pair, <one>, <two>, name = name_one, other = name_two).into_any()
                }
                _ => {
                    let count = others(count);
                    t!(i18n, notifications.$many, <one>, name = name_one, count = move || count).into_any()
                }
            }
        };
    }
    match kind {
        NotificationKind::Like => say!(liked, liked_two, liked_many),
        NotificationKind::Repost => say!(reposted, reposted_two, reposted_many),
        NotificationKind::Follow => say!(followed, followed_two, followed_many),
        NotificationKind::FollowRequest => t!(i18n, notifications.requested, <one>, name = name_one).into_any(),
        NotificationKind::RequestAccepted => t!(i18n, notifications.accepted, <one>, name = name_one).into_any(),
        NotificationKind::Reply => t!(i18n, notifications.replied, <one>, name = name_one).into_any(),
        NotificationKind::Quote => t!(i18n, notifications.quoted, <one>, name = name_one).into_any(),
        NotificationKind::Mention => t!(i18n, notifications.mentioned, <one>, name = name_one).into_any(),
        NotificationKind::CoPostInvited => t!(i18n, notifications.co_post_invited, <one>, name = name_one).into_any(),
        NotificationKind::CoPostAccepted => t!(i18n, notifications.co_post_accepted, <one>, name = name_one).into_any(),
        NotificationKind::CoPostDeclined => t!(i18n, notifications.co_post_declined, <one>, name = name_one).into_any(),
        NotificationKind::CoPostLeft => t!(i18n, notifications.co_post_left, <one>, name = name_one).into_any(),
    }
}

/// The same as plain text, for screen readers.
fn spoken(i18n: I18nContext<Locale>, kind: NotificationKind, first: String, second: String, count: u32) -> String {
    let who = match count {
        0 | 1 => first,
        2 if !second.is_empty() => t_string!(i18n, notifications.who_two, name = first, other = second),
        _ => t_string!(i18n, notifications.who_many, name = first, count = others(count)),
    };
    let what = match kind {
        NotificationKind::Like => t_string!(i18n, notifications.kind_like),
        NotificationKind::Repost => t_string!(i18n, notifications.kind_repost),
        NotificationKind::Follow => t_string!(i18n, notifications.kind_follow),
        NotificationKind::FollowRequest => t_string!(i18n, notifications.kind_request),
        NotificationKind::RequestAccepted => t_string!(i18n, notifications.kind_accepted),
        NotificationKind::Reply => t_string!(i18n, notifications.kind_reply),
        NotificationKind::Quote => t_string!(i18n, notifications.kind_quote),
        NotificationKind::Mention => t_string!(i18n, notifications.kind_mention),
        NotificationKind::CoPostInvited => t_string!(i18n, notifications.kind_co_post_invited),
        NotificationKind::CoPostAccepted => t_string!(i18n, notifications.kind_co_post_accepted),
        NotificationKind::CoPostDeclined => t_string!(i18n, notifications.kind_co_post_declined),
        NotificationKind::CoPostLeft => t_string!(i18n, notifications.kind_co_post_left),
    };
    format!("{who}: {what}")
}
