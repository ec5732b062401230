//! `/@{handle}` and its parts.

mod meta;
mod tab;

use crate::{
    posts::{self, PostCard},
    profiles::{
        ProfileHeader,
        api::{self, ProfileAnswer},
    },
    relations::{self, RelationAction, use_people},
    side_column::{SideColumn, SideData},
    timelines::{FeedList, FeedPlace, FirstPage, first_page},
};
use base::{
    api::ApiResult,
    form::FormOf,
    live::use_live,
    loaded::{Waiting, loaded},
    moved::moved,
    numbers::short_number,
    page::Page,
    post_events::use_post_events,
};
use leptos::prelude::*;
use leptos_router::{
    LazyRoute,
    hooks::{use_params_map, use_query_map},
};
use locales::{t, t_string, use_i18n};
use meta::ProfileMeta;
use serde::{Deserialize, Serialize};
use tab::Tab;
use types::{AccountId, Post, Profile};
use ui::{EmptyState, IconName, Notice, PageHeader, Skeleton, SkeletonKind, TabLink, Tabs, Tone};

/// What the address leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Loaded {
    Profile {
        profile: Box<Profile>,
        tab: String,
        pinned: Option<Box<Post>>,
        /// None where the viewer may not see the posts.
        feed: Option<FirstPage>,
    },
    /// Where it is now.
    Elsewhere(String),
}

/// A profile with its posts, replies, media and likes.
#[derive(Clone, Copy)]
pub struct ProfilePage {
    loaded: Resource<ApiResult<Loaded>>,
    side: SideData,
}

impl LazyRoute for ProfilePage {
    fn data() -> Self {
        let params = use_params_map();
        let wanted = move || {
            params.with(|params| {
                (
                    params.get("handle").unwrap_or_default(),
                    params.get("tab").unwrap_or_default(),
                )
            })
        };
        let place = FeedPlace::here();
        // Going from one part to another keeps the header that is known.
        let known = StoredValue::new(None::<Box<Profile>>);
        let loaded = Resource::new_blocking(
            move || (wanted(), place.key()),
            move |((handle, tab), key)| async move { load(known, handle, tab, place, key).await },
        );
        follow_changes(known, loaded);
        Self {
            loaded,
            side: SideData::hashtags(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let waiting = move || {
            view! {
                <Page title=move || t_string!(i18n, common.profile)>
                    <Skeleton kind=SkeletonKind::Profile />
                    <Skeleton count=3 />
                </Page>
            }
        };
        loaded(this.loaded, Waiting::page(waiting).kept(), move |found| match found {
            Loaded::Profile {
                profile,
                tab,
                pinned,
                feed,
            } => view! { <ProfileView profile=*profile tab pinned feed side=this.side /> }.into_any(),
            Loaded::Elsewhere(path) => moved(path),
        })
    }
}

async fn load(
    known: StoredValue<Option<Box<Profile>>>,
    handle: String,
    tab: String,
    place: FeedPlace,
    key: (String, Option<String>),
) -> ApiResult<Loaded> {
    let part = Tab::parse(Some(&tab));
    let profile = match known
        .try_get_value()
        .flatten()
        .filter(|profile| profile.card.handle == handle)
    {
        Some(profile) => profile,
        None => match api::show(handle.clone()).await? {
            // An address has one spelling.
            ProfileAnswer::Found(profile) if profile.card.handle != handle => {
                return Ok(Loaded::Elsewhere(part.path(&profile.card.handle)));
            }
            ProfileAnswer::Found(profile) => profile,
            ProfileAnswer::Moved(handle) => return Ok(Loaded::Elsewhere(part.path(&handle))),
        },
    };
    let _ = known.try_set_value(Some(profile.clone()));
    if !profile.posts_visible {
        return Ok(Loaded::Profile {
            profile,
            tab,
            pinned: None,
            feed: None,
        });
    }
    let at_beginning = key.1.is_none();
    let mut feed = first_page(place, key, part.source(profile.card.id)).await?;
    let pinned = match profile.pinned_post_id.filter(|_| part == Tab::Posts && at_beginning) {
        // Gone meanwhile: then there is none.
        Some(id) => posts::api::show(id).await.ok().map(Box::new),
        None => None,
    };
    if let Some(pinned) = &pinned {
        feed.page.items.retain(|item| item.post.id != pinned.id);
    }
    Ok(Loaded::Profile {
        profile,
        tab,
        pinned,
        feed: Some(feed),
    })
}

/// Loads anew when it changes what the viewer may see here: a block, the end of following a protected account, a
/// connection that missed too much.
fn follow_changes(known: StoredValue<Option<Box<Profile>>>, loaded: Resource<ApiResult<Loaded>>) {
    let (done, gone) = (use_people().done, use_post_events().removed_account);
    let resyncs = use_live().resyncs;
    Effect::new(move |before: Option<()>| {
        resyncs.track();
        if before.is_some() {
            known.set_value(None);
            loaded.refetch();
        }
    });
    let is_here = move |account: AccountId| {
        loaded.with_untracked(
            |loaded| matches!(loaded, Some(Ok(Loaded::Profile { profile, .. })) if profile.card.id == account),
        )
    };
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some((account, deed))) = (before, done.get())
            && is_here(account)
        {
            known.set_value(None);
            if matches!(
                deed,
                RelationAction::Unfollow | RelationAction::Block | RelationAction::Unblock
            ) {
                loaded.refetch();
            }
        }
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some(account)) = (before, gone.get())
            && is_here(account)
        {
            known.set_value(None);
            loaded.refetch();
        }
    });
}

#[component]
fn ProfileView(
    profile: Profile,
    tab: String,
    pinned: Option<Box<Post>>,
    feed: Option<FirstPage>,
    side: SideData,
) -> impl IntoView {
    let i18n = use_i18n();
    let tab = Tab::parse(Some(&tab));
    let title = format!("{} (@{})", profile.card.display_name, profile.card.handle);
    let name = profile.card.display_name.clone();
    let posts = profile.posts;
    let subtitle = move || {
        t_string!(
            i18n,
            profiles.count_posts,
            count = posts,
            number = short_number(i18n, posts)
        )
    };
    let content = match feed {
        Some(feed) => view! { <Parts profile=profile.clone() tab pinned feed /> }.into_any(),
        None => view! { <Closed profile=profile.clone() /> }.into_any(),
    };
    view! {
        <Page title=title aside=move || view! { <SideColumn data=side /> }>
            <ProfileMeta profile=profile.clone() tab />
            <PageHeader title=name subtitle=subtitle />
            <Notices />
            <ProfileHeader profile />
            {content}
        </Page>
    }
}

/// What forms without script have to say.
#[component]
fn Notices() -> impl IntoView {
    let (i18n, query) = (use_i18n(), use_query_map());
    let told = query.with_untracked(|query| query.get("told").as_deref() == Some("follows"));
    let refused = [
        FormOf::<relations::api::Follow>::new().other_error(&[]),
        FormOf::<relations::api::Block>::new().other_error(&[]),
        FormOf::<relations::api::Mute>::new().other_error(&[]),
    ];
    let refused = move || {
        let text = refused.iter().find_map(|refused| refused.get());
        text.map(|text| view! { <Notice tone=Tone::Danger icon=IconName::Warning alert=true>{text}</Notice> })
    };
    view! {
        {told.then(|| view! { <Notice icon=IconName::Info>{t!(i18n, profiles.follows_public)}</Notice> })}
        {refused}
    }
}

#[component]
fn Parts(profile: Profile, tab: Tab, pinned: Option<Box<Post>>, feed: FirstPage) -> impl IntoView {
    let i18n = use_i18n();
    let (handle, mine) = (profile.card.handle, profile.relation.myself);
    let links = Tab::ALL
        .map(|entry| {
            view! {
                <TabLink href=entry.path(&handle) current=Signal::stored(entry == tab)>
                    {move || entry.label(i18n)}
                </TabLink>
            }
        })
        .collect_view();
    let has_pinned = pinned.is_some();
    let empty = move || {
        let (title, text) = tab.empty(i18n, handle.clone(), mine);
        (!has_pinned).then(|| view! { <EmptyState icon=IconName::Sparrow title text /> })
    };
    view! {
        <Tabs label=move || t_string!(i18n, profiles.parts)>{links}</Tabs>
        {pinned.map(|post| view! { <PostCard post=*post pinned=true /> })}
        <FeedList first=feed label=move || tab.label(i18n) empty />
    }
}

/// In place of posts that are not for the viewer.
#[component]
fn Closed(profile: Profile) -> impl IntoView {
    let i18n = use_i18n();
    let handle = profile.card.handle;
    if profile.relation.blocking {
        let title = t_string!(i18n, profiles.you_blocked, handle = handle);
        return view! {
            <EmptyState icon=IconName::Block title text=move || t_string!(i18n, profiles.you_blocked_text) />
        }
        .into_any();
    }
    let text = t_string!(i18n, profiles.protected_text, handle = handle);
    view! { <EmptyState icon=IconName::Lock title=move || t_string!(i18n, profiles.protected_title) text /> }.into_any()
}
