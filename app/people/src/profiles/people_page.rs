//! `/@{handle}/followers` and `/@{handle}/following`. Follows are public, except those of protected accounts, which
//! their followers see.

use super::{
    api::{self, PeopleKind, ProfileAnswer},
    people_list::{PeopleList, Source, people_resource},
};
use crate::side_column::{SideColumn, SideData};
use base::{
    address::in_address,
    api::ApiResult,
    loaded::{Waiting, loaded},
    moved::moved,
    not_found::NotFound,
    page::Page,
};
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::{LazyRoute, hooks::use_params_map};
use locales::{t_string, use_i18n};
use types::{Person, Profile};
use ui::{EmptyState, IconName, PageHeader, Skeleton, SkeletonKind, TabLink, Tabs};

#[derive(Clone, Copy)]
pub struct PeoplePage {
    profile: Resource<ApiResult<ProfileAnswer>>,
    people: Resource<ApiResult<types::Page<Person>>>,
    source: Memo<Source>,
    side: SideData,
}

fn word(kind: PeopleKind) -> &'static str {
    match kind {
        PeopleKind::Followers => "followers",
        _ => "following",
    }
}

impl LazyRoute for PeoplePage {
    fn data() -> Self {
        let params = use_params_map();
        let source = Memo::new(move |_| {
            params.with(|params| Source {
                kind: if params.get("list").as_deref() == Some("followers") {
                    PeopleKind::Followers
                } else {
                    PeopleKind::Following
                },
                handle: Some(params.get("handle").unwrap_or_default()),
            })
        });
        let handle = move || source.with(|source| source.handle.clone().unwrap_or_default());
        let profile = Resource::new_blocking(handle, |handle| async move { api::show(handle).await });
        Self {
            profile,
            people: people_resource(move || source.get()),
            source,
            side: SideData::load(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let waiting = move || {
            view! {
                <Page title=move || t_string!(i18n, common.profile)>
                    <Skeleton kind=SkeletonKind::Person count=5 />
                </Page>
            }
        };
        loaded(this.profile, Waiting::page(waiting).kept(), move |found| {
            let source = this.source.get_untracked();
            let handle = source.handle.clone().unwrap_or_default();
            let path = |handle: &str| format!("/@{}/{}", in_address(handle), word(source.kind));
            match found {
                ProfileAnswer::Moved(handle) => moved(path(&handle)),
                ProfileAnswer::Found(profile) if profile.card.handle != handle => moved(path(&profile.card.handle)),
                ProfileAnswer::Found(profile) if profile.posts_visible => {
                    view! { <Lists profile=*profile page=this /> }.into_any()
                }
                ProfileAnswer::Found(_) => view! { <NotFound /> }.into_any(),
            }
        })
    }
}

#[component]
fn Lists(profile: Profile, page: PeoplePage) -> impl IntoView {
    let i18n = use_i18n();
    let PeoplePage {
        people, source, side, ..
    } = page;
    let handle = profile.card.handle.clone();
    let back = format!("/@{}", in_address(&handle));
    let name = profile.card.display_name.clone();
    let title = {
        let name = name.clone();
        move || match source.with(|source| source.kind) {
            PeopleKind::Followers => t_string!(i18n, profiles.followers_of, name = name.clone()),
            _ => t_string!(i18n, profiles.following_of, name = name.clone()),
        }
    };
    let address = back.clone();
    let tab = move |kind: PeopleKind| {
        let current = Signal::derive(move || source.with(|source| source.kind == kind));
        let label = move || match kind {
            PeopleKind::Followers => t_string!(i18n, profiles.followers),
            _ => t_string!(i18n, profiles.following),
        };
        view! {
            <TabLink href=format!("{address}/{}", word(kind)) current>
                {label}
            </TabLink>
        }
        .into_any()
    };
    let empty = move || {
        let (title, text) = match source.with_untracked(|source| source.kind) {
            PeopleKind::Followers => (
                t_string!(i18n, profiles.no_followers),
                t_string!(i18n, profiles.no_followers_text),
            ),
            _ => (
                t_string!(i18n, profiles.no_following),
                t_string!(i18n, profiles.no_following_text),
            ),
        };
        view! { <EmptyState icon=IconName::Users title text /> }
    };
    let note = move || {
        if profile.card.protected {
            t_string!(i18n, profiles.lists_protected)
        } else {
            t_string!(i18n, profiles.lists_public)
        }
    };
    view! {
        <Page title aside=move || view! { <SideColumn data=side /> }>
            <Meta name="robots" content="noindex" />
            <PageHeader
                title=name
                subtitle=format!("@{handle}")
                back_href=back.clone()
            >
                <Tabs label=move || t_string!(i18n, profiles.lists)>
                    {tab(PeopleKind::Followers)} {tab(PeopleKind::Following)}
                </Tabs>
            </PageHeader>
            <p class="people-note">{note}</p>
            <PeopleList first=people source empty />
        </Page>
    }
}
