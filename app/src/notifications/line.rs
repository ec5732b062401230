//! One line: who, what, about which post; a reply, mention or quote as the post itself.

use super::kinds::{kind_name, look};
use crate::{
    posts::PostCard,
    profiles::RequestButtons,
    relations::{RelationAction, act, use_people},
};
use base::{
    address::in_address, api::PageAccount, context::use_page, post_events::use_post_events, space_links::space_rel,
    time::PostTime,
};
use leptos::{ev::SubmitEvent, prelude::*};
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use types::{AccountCard, CommunityName, NotificationGroup, NotificationKind, Post, SpaceName, text::excerpt};
use ui::{Avatar, AvatarSize, Button, ButtonSize, Icon};

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
        community,
        space,
        unread,
    } = group;
    // Of a post that moderators decided about, its own.
    let community = community.or_else(|| {
        post.as_ref()
            .and_then(|post| Some(post.community.as_ref()?.community.clone()))
    });
    let place = Place::of(community, space);
    let gone = post.as_ref().map(|post| events.state(post).gone);
    let named = if kind.is_verdict() { &[][..] } else { &actors[..] };
    let faces = named
        .iter()
        .map(|card| {
            let face = card.face();
            view! {
                <a href=profile(card) tabindex="-1" aria-hidden="true">
                    <Avatar src=face name=card.display_name.clone() size=AvatarSize::Small />
                </a>
            }
        })
        .collect_view();
    let first = actors.first().cloned();
    let second = actors.get(1).cloned();
    // The sentence says what the line is about, to the eye and to a screen reader alike.
    let sentence_id = format!("notification-{id}");
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
    let quiet = first
        .clone()
        .filter(|_| kind == NotificationKind::CirclePost)
        .map(|card| view! { <QuietCircles card /> });
    let about = post.map(about);
    let has_faces = !named.is_empty();
    let (name_of_kind, icon) = look(kind);
    let sentence = sentence(i18n, kind, first, second, actor_count, place);
    view! {
        <article
            class="notification"
            data-kind=name_of_kind
            data-unread=unread
            tabindex="-1"
            aria-labelledby=sentence_id.clone()
            hidden=move || gone.as_ref().is_some_and(|gone| gone.get())
        >
            <span class="notification__icon">
                <Icon name=icon />
            </span>
            <div class="notification__body">
                {has_faces.then(|| view! { <div class="notification__faces">{faces}</div> })}
                <p class="notification__text">
                    <span id=sentence_id.clone()>{sentence}</span>
                    " "
                    <PostTime milliseconds=id.milliseconds() />
                </p>
                {about}
                {invitation}
                {buttons}
                {quiet}
            </div>
        </article>
    }
}

/// Stops such lines about one person; a plain form where there is no script.
#[component]
fn QuietCircles(card: AccountCard) -> impl IntoView {
    let (acting, people) = (use_page(), use_people());
    let i18n = acting.i18n;
    let (id, handle) = (card.id.to_string(), card.handle.clone());
    let stands = people.known(card.id).relation;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        act(acting, people, &card, RelationAction::QuietCircles);
    };
    view! {
        <form
            class="notification__actions"
            method="post"
            action=RelationAction::QuietCircles.path()
            hidden=move || stands.with(|relation| relation.quiet_circles)
            on:submit=submit
        >
            <PageAccount />
            <input type="hidden" name="account_id" value=id />
            <Button size=ButtonSize::Small submit=true>
                {move || t_string!(i18n, notifications.quiet_circles, handle = handle.clone())}
            </Button>
        </form>
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

/// The community or space that a line speaks of.
struct Place {
    name: String,
    path: String,
}

impl Place {
    fn of(community: Option<CommunityName>, space: Option<SpaceName>) -> Option<Self> {
        let community = community.map(|community| Self {
            path: community.path(),
            name: community.name,
        });
        community.or_else(|| {
            space.map(|space| Self {
                path: space.path(),
                name: space.name,
            })
        })
    }
}

fn place_name(place: &Option<Place>) -> String {
    place.as_ref().map(|place| place.name.clone()).unwrap_or_default()
}

/// Its name as a link to where what is said of it is found; of one that is closed as a word.
fn place_link(
    kind: NotificationKind,
    place: Option<Place>,
) -> impl Fn(ChildrenFn) -> AnyView + Clone + Send + Sync + 'static {
    let path = place.map(|place| place.path).unwrap_or_default();
    let href = match kind {
        NotificationKind::CommunityClosed => None,
        NotificationKind::CommunityAsked | NotificationKind::PostWaits | NotificationKind::PostsReported => {
            Some(format!("{path}/moderation"))
        }
        NotificationKind::ReportsWait => Some("/admin/reports".to_owned()),
        _ => Some(path),
    };
    let rel = (kind_name(kind) == "space").then(|| space_rel()).flatten();
    move |name: ChildrenFn| match href.clone() {
        Some(href) => view! {
            <a href=href rel=rel>
                <bdi>{name()}</bdi>
            </a>
        }
        .into_any(),
        None => view! { <bdi>{name()}</bdi> }.into_any(),
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
    place: Option<Place>,
) -> AnyView {
    let (community, place) = (place_name(&place), place_link(kind, place));
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
    // About a community: by somebody, or by its moderators.
    macro_rules! at {
        ($line:ident) => {
            t!(i18n, notifications.$line, <one>, <place>, name = name_one, community = community).into_any()
        };
    }
    macro_rules! of_space {
        ($line:ident) => {
            t!(i18n, notifications.$line, <one>, <place>, name = name_one, space = community).into_any()
        };
    }
    macro_rules! decided {
        ($line:ident) => {
            t!(i18n, notifications.$line, <place>, community = community).into_any()
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
        NotificationKind::CommunityInvited => at!(community_invited),
        NotificationKind::CommunityAsked => at!(community_asked),
        NotificationKind::CommunityAccepted => at!(community_accepted),
        NotificationKind::CommunityRole => at!(community_role),
        NotificationKind::PostWaits => at!(post_waits),
        NotificationKind::CommunityRemoved => decided!(community_removed),
        NotificationKind::CommunityClosed => decided!(community_closed),
        NotificationKind::BanLifted => decided!(ban_lifted),
        NotificationKind::PostHidden => decided!(post_hidden),
        NotificationKind::PostApproved => decided!(post_approved),
        NotificationKind::ReportActedUpon => t!(i18n, notifications.report_acted_upon).into_any(),
        NotificationKind::ReportDismissed => t!(i18n, notifications.report_dismissed).into_any(),
        NotificationKind::CoPostInvited => t!(i18n, notifications.co_post_invited, <one>, name = name_one).into_any(),
        NotificationKind::CoPostAccepted => t!(i18n, notifications.co_post_accepted, <one>, name = name_one).into_any(),
        NotificationKind::CoPostDeclined => t!(i18n, notifications.co_post_declined, <one>, name = name_one).into_any(),
        NotificationKind::CoPostLeft => t!(i18n, notifications.co_post_left, <one>, name = name_one).into_any(),
        NotificationKind::SpaceInvited => of_space!(space_invited),
        NotificationKind::SpaceSoon => of_space!(space_soon),
        NotificationKind::SpaceStarted => of_space!(space_started),
        NotificationKind::SpaceRecorded => {
            t!(i18n, notifications.space_recorded, <place>, space = community).into_any()
        }
        NotificationKind::SpaceOfFollowed => of_space!(space_of_followed),
        NotificationKind::PostsReported => decided!(posts_reported),
        NotificationKind::ReportsWait => t!(i18n, notifications.reports_wait, <place>).into_any(),
        NotificationKind::JoinRefused => decided!(join_refused),
        NotificationKind::CirclePost => t!(i18n, notifications.circle_post, <one>, name = name_one).into_any(),
    }
}
