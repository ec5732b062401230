use super::{
    feed::{Feed, feed_resource},
    first_page::FirstPage,
    source::FeedSource,
};
use crate::side_column::{SideColumn, SideData};
use base::{api::ApiResult, initial_state::signed_in, log_in_first::LogInFirst, page::Page};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};
use ui::{EmptyState, IconName, PageHeader};

/// `/bookmarks`: what one put aside; nobody else sees it.
#[derive(Clone, Copy)]
pub struct BookmarksPage {
    /// None for visitors.
    data: Option<(Resource<ApiResult<FirstPage>>, SideData)>,
}

impl LazyRoute for BookmarksPage {
    fn data() -> Self {
        Self {
            data: signed_in().then(|| (feed_resource(|| FeedSource::Bookmarks), SideData::load())),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let Some((first, side)) = this.data else {
            return view! { <LogInFirst /> }.into_any();
        };
        let title = move || t_string!(i18n, common.bookmarks);
        let empty = move || {
            view! {
                <EmptyState
                    icon=IconName::Bookmark
                    title=move || t_string!(i18n, timelines.bookmarks_empty_title)
                    text=move || t_string!(i18n, timelines.bookmarks_empty_text)
                />
            }
        };
        view! {
            <Page title aside=move || view! { <SideColumn data=side /> }>
                <PageHeader title subtitle=move || t_string!(i18n, timelines.bookmarks_private) />
                <Feed first label=title empty />
            </Page>
        }
        .into_any()
    }
}
