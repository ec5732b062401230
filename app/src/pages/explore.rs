use crate::{
    relations::PeopleRows,
    side_column::{SearchBox, SideColumn, SideData, TrendList, load_people, trends},
    timelines::{Feed, FeedSource, FirstPage, feed_resource},
};
use base::{api::ApiResult, initial_state::use_site, loaded::loaded_aside, page::Page, page_meta::PageMeta};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use types::{Person, Trend};
use ui::{EmptyState, IconName, PageHeader};

/// `/explore`: hashtags in use and the latest public posts, for everybody.
#[derive(Clone, Copy)]
pub struct ExplorePage {
    first: Resource<ApiResult<FirstPage>>,
    trends: Resource<ApiResult<Vec<Trend>>>,
    people: Resource<ApiResult<Vec<Person>>>,
}

impl LazyRoute for ExplorePage {
    fn data() -> Self {
        Self {
            first: feed_resource(|| FeedSource::Latest),
            trends: Resource::new_blocking(|| (), |()| trends()),
            people: load_people(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let (i18n, site) = (use_i18n(), use_site());
        let title = move || t_string!(i18n, common.explore);
        view! {
            <Page title aside=move || view! { <SideColumn data=SideData::nothing() search=false /> }>
                <PageMeta
                    title
                    description=move || t_string!(i18n, timelines.explore_description, site = site.name())
                    path="/explore"
                />
                <PageHeader title />
                <div class="explore-search">
                    <SearchBox id="page-search" />
                </div>
                {loaded_aside(
                    this.trends,
                    |trends| (!trends.is_empty()).then(|| view! { <InUse id="in-use" trends /> }).into_any(),
                )}
                {loaded_aside(
                    this.people,
                    |people| (!people.is_empty()).then(|| view! { <WhoToFollow people /> }).into_any(),
                )}
                <h2 class="section-title">{t!(i18n, timelines.latest)}</h2>
                <LatestFeed first=this.first />
            </Page>
        }
        .into_any()
    }
}

#[component]
fn WhoToFollow(people: Vec<Person>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section aria-labelledby="who-to-follow">
            <h2 class="section-title" id="who-to-follow">
                {t!(i18n, timelines.who_to_follow)}
            </h2>
            <PeopleRows people />
        </section>
    }
}

/// Hashtags in use, as a part of a page. `id` is that of its heading.
#[component]
pub(super) fn InUse(id: &'static str, trends: Vec<Trend>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="trends" aria-labelledby=id>
            <h2 class="section-title" id=id>
                {t!(i18n, timelines.trends)}
            </h2>
            <TrendList trends />
        </section>
    }
}

/// The latest public posts.
#[component]
pub(super) fn LatestFeed(first: Resource<ApiResult<FirstPage>>) -> impl IntoView {
    let i18n = use_i18n();
    let empty = move || {
        view! {
            <EmptyState
                icon=IconName::Sparrow
                title=move || t_string!(i18n, timelines.latest_empty_title)
                text=move || t_string!(i18n, timelines.latest_empty_text)
            />
        }
    };
    view! { <Feed first label=move || t_string!(i18n, timelines.latest) empty /> }
}
