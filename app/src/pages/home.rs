use crate::{
    posts::{Composer, ComposerKind},
    side_column::{SideColumn, SideData},
    spaces::LivePill,
    timelines::{Feed, FeedSource, FirstPage, feed_resource},
};
use base::{api::ApiResult, initial_state::signed_in, live::use_live, log_in_first::LogInFirst, page::Page};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use ui::{ButtonKind, ButtonLink, EmptyState, IconName, PageHeader};

/// `/home`: what the people whom one follows say.
#[derive(Clone, Copy)]
pub struct HomePage {
    /// None for visitors.
    data: Option<(Resource<ApiResult<FirstPage>>, SideData)>,
}

impl LazyRoute for HomePage {
    fn data() -> Self {
        Self {
            data: signed_in().then(|| (feed_resource(|| FeedSource::Home), SideData::load())),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let Some((first, side)) = this.data else {
            return view! { <LogInFirst /> }.into_any();
        };
        let title = move || t_string!(i18n, common.home);
        let empty = move || {
            view! {
                <EmptyState
                    icon=IconName::Home
                    title=move || t_string!(i18n, timelines.home_empty_title)
                    text=move || t_string!(i18n, timelines.home_empty_text)
                >
                    <ButtonLink href="/explore" kind=ButtonKind::Primary>
                        {t!(i18n, timelines.home_empty_action)}
                    </ButtonLink>
                </EmptyState>
            }
        };
        view! {
            <Page title aside=move || view! { <SideColumn data=side /> }>
                <PageHeader title />
                <LivePill />
                <div class="page-composer">
                    <Composer kind=ComposerKind::Page />
                </div>
                <Feed first label=move || t_string!(i18n, timelines.home_feed) empty waiting=Some(use_live().home_posts) />
            </Page>
        }
        .into_any()
    }
}
