use crate::{
    communities::{self, CommunityCards},
    relations::PeopleRows,
    side_column::{SearchBox, SideColumn, SideData},
    timelines::{FeedList, FeedPlace, FeedSource, FirstPage, api, first_page},
};
use base::{
    address::in_address,
    api::ApiResult,
    loaded::{Waiting, loaded},
    page::Page,
};
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::LazyRoute;
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use serde::{Deserialize, Serialize};
use types::{CommunityCard, Page as ListPage, Person, search::SearchFilter};
use ui::{EmptyState, IconName, PageHeader, SkeletonKind, TabLink, Tabs};

/// People shown above the best posts.
const PEOPLE_ON_TOP: usize = 3;

/// `/search?q=…&f=…`
#[derive(Clone, Copy)]
pub struct SearchPage {
    found: Resource<ApiResult<Found>>,
    side: SideData,
}

/// What a search found; nothing was looked for with an empty query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Found {
    Nothing,
    Posts { people: Vec<Person>, first: FirstPage },
    People(ListPage<Person>),
    Communities(Vec<CommunityCard>),
}

#[derive(Clone, Copy)]
struct Asked {
    query: Memo<String>,
    filter: Memo<SearchFilter>,
}

impl Asked {
    fn at(place: FeedPlace) -> Self {
        Self {
            query: Memo::new(move |_| place.query("q").trim().to_owned()),
            filter: Memo::new(move |_| SearchFilter::parse(&place.query("f"))),
        }
    }
}

type Key = (String, Option<String>);

async fn find(place: FeedPlace, key: Key, query: String, filter: SearchFilter) -> ApiResult<Found> {
    if query.is_empty() {
        return Ok(Found::Nothing);
    }
    if filter == SearchFilter::People {
        return Ok(Found::People(api::search_people(query, key.1).await?));
    }
    if filter == SearchFilter::Communities {
        let directory = communities::api::directory(query).await?;
        return Ok(Found::Communities(directory.found.unwrap_or_default()));
    }
    let with_people = filter == SearchFilter::Top && key.1.is_none();
    let people = async |query| {
        let mut people = if with_people {
            api::search_people(query, None).await?.items
        } else {
            Vec::new()
        };
        people.truncate(PEOPLE_ON_TOP);
        Ok(people)
    };
    let posts = first_page(
        place,
        key,
        FeedSource::Search {
            query: query.clone(),
            filter,
        },
    );
    let (people, first) = futures::future::try_join(people(query), posts).await?;
    Ok(Found::Posts { people, first })
}

impl LazyRoute for SearchPage {
    fn data() -> Self {
        let place = FeedPlace::here();
        let asked = Asked::at(place);
        let found = Resource::new_blocking(
            move || (place.key(), asked.query.get(), asked.filter.get()),
            move |(key, query, filter)| find(place, key, query, filter),
        );
        Self {
            found,
            side: SideData::load(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let (i18n, asked, side) = (use_i18n(), Asked::at(FeedPlace::here()), this.side);
        let title = move || {
            asked.query.with(|query| match query.as_str() {
                "" => t_string!(i18n, timelines.search).to_string(),
                query => t_string!(i18n, timelines.search_title, query = query.to_owned()),
            })
        };
        let found = loaded(this.found, Waiting::skeleton(SkeletonKind::Post, 4), move |found| {
            view! { <Results found asked /> }.into_any()
        });
        view! {
            <Page title aside=move || view! { <SideColumn data=side search=false /> }>
                <Meta name="robots" content="noindex" />
                <PageHeader title>
                    <div class="search-head">
                        {move || {
                            let filter = asked.filter.get();
                            let kept = (filter != SearchFilter::Top).then(|| filter.name().to_owned());
                            view! { <SearchBox id="page-search" query=asked.query.get() filter=kept /> }
                        }}
                    </div>
                    <Tabs label=move || t_string!(i18n, timelines.search_tabs)>
                        {SearchFilter::ALL
                            .map(|filter| {
                                view! {
                                    {move || {
                                        let href = asked.query.with(|query| {
                                            format!("/search?q={}&f={}", in_address(query), filter.name())
                                        });
                                        view! {
                                            <TabLink href current=Signal::derive(move || asked.filter.get() == filter)>
                                                {tab_name(i18n, filter)}
                                            </TabLink>
                                        }
                                    }}
                                }
                            })
                            .collect_view()}
                    </Tabs>
                </PageHeader>
                {found}
            </Page>
        }
        .into_any()
    }
}

fn tab_name(i18n: I18nContext<Locale>, filter: SearchFilter) -> &'static str {
    match filter {
        SearchFilter::Top => t_string!(i18n, timelines.top),
        SearchFilter::Latest => t_string!(i18n, timelines.latest_tab),
        SearchFilter::People => t_string!(i18n, timelines.people),
        SearchFilter::Media => t_string!(i18n, timelines.media),
        SearchFilter::Communities => t_string!(i18n, communities.title),
    }
}

#[component]
fn Results(found: Found, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let query = asked.query.get_untracked();
    let nothing = move || {
        let query = query.clone();
        view! {
            <EmptyState
                icon=IconName::Search
                title=move || t_string!(i18n, timelines.search_empty_title, query = query.clone())
                text=move || t_string!(i18n, timelines.search_empty_text)
            />
        }
    };
    match found {
        Found::Nothing => view! {
            <EmptyState
                icon=IconName::Search
                title=move || t_string!(i18n, timelines.search_start_title)
                text=move || t_string!(i18n, timelines.search_start_text)
            />
        }
        .into_any(),
        Found::People(page) if page.items.is_empty() && page.next.is_none() => nothing().into_any(),
        Found::Communities(found) if found.is_empty() => nothing().into_any(),
        Found::Communities(communities) => view! { <CommunityCards communities /> }.into_any(),
        Found::People(page) => view! { <FoundPeople page asked /> }.into_any(),
        Found::Posts { people, first } => {
            let has_people = !people.is_empty();
            let empty = ViewFn::from(move || {
                if has_people {
                    ().into_any()
                } else {
                    nothing().into_any()
                }
            });
            view! {
                {has_people.then(|| view! { <PeopleOnTop people asked /> })}
                <FeedList first label=move || t_string!(i18n, timelines.search_results) empty />
            }
            .into_any()
        }
    }
}

#[component]
fn PeopleOnTop(people: Vec<Person>, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let all = format!("/search?q={}&f=people", in_address(&asked.query.get_untracked()));
    view! {
        <section class="search-people" aria-labelledby="people-on-top">
            <h2 class="section-title" id="people-on-top">
                {t!(i18n, timelines.people)}
            </h2>
            <PeopleRows people />
            <a class="list__more" href=all>
                {t!(i18n, timelines.all_people)}
            </a>
        </section>
        <h2 class="section-title">{t!(i18n, timelines.posts_title)}</h2>
    }
}

/// People page by page.
#[component]
fn FoundPeople(page: ListPage<Person>, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let query = asked.query.get_untracked();
    let more = page.next.map(|cursor| {
        let href = format!(
            "/search?q={}&f=people&cursor={}",
            in_address(&query),
            in_address(&cursor)
        );
        view! {
            <a class="list__more" href=href>
                {t!(i18n, timelines.load_more)}
            </a>
        }
    });
    view! {
        <PeopleRows people=page.items />
        {more}
    }
}
