//! The column beside a page on wide screens: search, hashtags in use, people to follow.

mod api;
mod search_box;
mod trends;

pub use api::trends;
pub use search_box::SearchBox;
pub use trends::TrendList;

use crate::relations::PeopleRows;
use base::{api::ApiResult, initial_state::signed_in, loaded::when_ready};
use leptos::prelude::*;
use locales::{t, use_i18n};
use types::{Person, Trend};
use ui::{ButtonKind, ButtonLink, Skeleton, SkeletonKind};

/// Hashtags in the column; the explore page has more.
const SHOWN: usize = 5;

/// What the column shows. Make it in the page's `data`, because resources belong to the top of a page.
#[derive(Clone, Copy)]
pub struct SideData {
    trends: Option<Resource<ApiResult<Vec<Trend>>>>,
    people: Option<Resource<ApiResult<Vec<Person>>>>,
}

impl SideData {
    /// Hashtags and people.
    pub fn load() -> Self {
        Self {
            people: Some(load_people()),
            ..Self::hashtags()
        }
    }

    /// For pages of somebody, which have a *Follow* of their own.
    pub fn hashtags() -> Self {
        Self {
            trends: Some(Resource::new(|| (), |()| api::trends())),
            people: None,
        }
    }

    /// For pages that list hashtags and people themselves.
    pub fn nothing() -> Self {
        Self {
            trends: None,
            people: None,
        }
    }
}

/// Whom to follow; nobody for those who are signed out.
pub fn load_people() -> Resource<ApiResult<Vec<Person>>> {
    Resource::new(signed_in, |signed_in| async move {
        if signed_in {
            api::who_to_follow().await
        } else {
            Ok(Vec::new())
        }
    })
}

/// Goes into the `aside` of a page. `search` is false where the page has a search box of its own.
#[component]
pub fn SideColumn(data: SideData, #[prop(default = true)] search: bool) -> impl IntoView {
    let i18n = use_i18n();
    let waiting = move || {
        view! { <Skeleton kind=SkeletonKind::Person count=3 /> }
    };
    let panels = when_ready(waiting, move || async move {
        // A column beside the page is no place for errors: without an answer it stays empty.
        let trends = match data.trends {
            Some(trends) => trends.await.unwrap_or_default(),
            None => Vec::new(),
        };
        let people = match data.people {
            Some(people) => people.await.unwrap_or_default(),
            None => Vec::new(),
        };
        view! {
            {(!trends.is_empty()).then(|| view! { <TrendPanel trends /> })}
            {(!people.is_empty()).then(|| view! { <PeoplePanel people /> })}
        }
        .into_any()
    });
    view! {
        {search.then(|| view! { <SearchBox id="side-search" /> })}
        {(!signed_in()).then(|| view! { <JoinPanel /> })}
        {panels}
        <footer class="aside__footer">
            <a href="/about">{t!(i18n, common.about)}</a>
        </footer>
    }
}

#[component]
fn JoinPanel() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="panel" aria-labelledby="join-title">
            <h2 class="panel__title" id="join-title">
                {t!(i18n, timelines.join_title)}
            </h2>
            <p class="panel__text">{t!(i18n, timelines.join_text)}</p>
            <div class="panel__actions">
                <ButtonLink href="/signup" kind=ButtonKind::Primary wide=true>
                    {t!(i18n, common.sign_up)}
                </ButtonLink>
                <ButtonLink href="/login" wide=true>
                    {t!(i18n, common.log_in)}
                </ButtonLink>
            </div>
        </section>
    }
}

#[component]
fn TrendPanel(mut trends: Vec<Trend>) -> impl IntoView {
    let i18n = use_i18n();
    trends.truncate(SHOWN);
    view! {
        <section class="panel" aria-labelledby="trends-title">
            <h2 class="panel__title" id="trends-title">
                {t!(i18n, timelines.trends)}
            </h2>
            <TrendList trends />
            <a class="panel__more" href="/explore">
                {t!(i18n, timelines.show_more)}
            </a>
        </section>
    }
}

#[component]
fn PeoplePanel(people: Vec<Person>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="panel" aria-labelledby="people-title">
            <h2 class="panel__title" id="people-title">
                {t!(i18n, timelines.who_to_follow)}
            </h2>
            <PeopleRows people bio=false />
        </section>
    }
}
