use super::{
    api::{self, Listing},
    cards::CommunityCards,
};
use base::{
    api::ApiResult,
    initial_state::signed_in,
    loaded::{Waiting, loaded},
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use people::side_column::{SideColumn, SideData};
use ui::{ButtonKind, ButtonLink, EmptyState, IconName, PageHeader, SkeletonKind};

/// `/communities`: the own ones, suggestions, and with `?q=` what a search finds; `#topic` looks for a topic.
#[derive(Clone, Copy)]
pub struct CommunitiesPage {
    directory: Resource<ApiResult<Listing>>,
    side: SideData,
}

impl LazyRoute for CommunitiesPage {
    fn data() -> Self {
        let query = use_query_map();
        let wanted = move || query.with(|query| query.get("q").unwrap_or_default());
        Self {
            directory: Resource::new_blocking(wanted, |query| async move { api::directory(query).await }),
            side: SideData::load(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let query = use_query_map();
        let asked = move || query.with(|query| query.get("q").unwrap_or_default());
        let title = move || t_string!(i18n, communities.title);
        let create = signed_in().then(|| {
            view! {
                <ButtonLink href="/communities/new" kind=ButtonKind::Primary>
                    {t!(i18n, communities.create)}
                </ButtonLink>
            }
        });
        view! {
            <Page title aside=move || view! { <SideColumn data=this.side /> }>
                <PageHeader title subtitle=move || t_string!(i18n, communities.lead) />
                <div class="communities-head">
                    <form
                        class="communities-search"
                        role="search"
                        aria-label=move || t_string!(i18n, communities.search)
                        method="get"
                        action="/communities"
                    >
                        <input
                            class="field__input"
                            type="search"
                            name="q"
                            prop:value=asked
                            value=asked
                            autocomplete="off"
                            aria-label=move || t_string!(i18n, communities.search)
                            placeholder=move || t_string!(i18n, communities.search)
                        />
                    </form>
                    {create}
                </div>
                {loaded(
                    this.directory,
                    Waiting::skeleton(SkeletonKind::Person, 5).kept(),
                    |directory| view! { <Lists directory /> }.into_any(),
                )}
            </Page>
        }
        .into_any()
    }
}

#[component]
fn Lists(directory: Listing) -> impl IntoView {
    let i18n = use_i18n();
    if let Some(found) = directory.found {
        return if found.is_empty() {
            view! {
                <EmptyState
                    icon=IconName::Communities
                    title=move || t_string!(i18n, communities.nothing_title)
                    text=move || t_string!(i18n, communities.nothing_text)
                />
            }
            .into_any()
        } else {
            view! { <CommunityCards communities=found /> }.into_any()
        };
    }
    let none = directory.mine.is_empty() && directory.suggested.is_empty();
    let mine = (!directory.mine.is_empty()).then(|| {
        view! {
            <h2 class="section-title">{t!(i18n, communities.mine)}</h2>
            <CommunityCards communities=directory.mine />
        }
    });
    let suggested = (!directory.suggested.is_empty()).then(|| {
        view! {
            <h2 class="section-title">{t!(i18n, communities.suggested)}</h2>
            <CommunityCards communities=directory.suggested />
        }
    });
    let empty = none.then(|| {
        view! {
            <EmptyState
                icon=IconName::Communities
                title=move || t_string!(i18n, communities.empty_title)
                text=move || t_string!(i18n, communities.empty_text)
            />
        }
    });
    view! {
        {mine}
        {suggested}
        {empty}
    }
    .into_any()
}
