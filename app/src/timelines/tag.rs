use super::{
    feed::{Feed, feed_resource},
    first_page::FirstPage,
    source::FeedSource,
};
use crate::side_column::{SideColumn, SideData};
use base::{address::in_address, api::ApiResult, page::Page, page_meta::PageMeta};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_params_map};
use locales::{t_string, use_i18n};
use types::text::tag_key;
use ui::{EmptyState, IconName, PageHeader};

/// `/tags/{tag}`: the latest posts with a hashtag.
#[derive(Clone, Copy)]
pub struct TagPage {
    first: Resource<ApiResult<FirstPage>>,
    side: SideData,
}

fn tag_of_address() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("tag").unwrap_or_default()))
}

impl LazyRoute for TagPage {
    fn data() -> Self {
        let tag = tag_of_address();
        Self {
            first: feed_resource(move || FeedSource::Tag(tag.get())),
            side: SideData::load(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let (i18n, tag, side) = (use_i18n(), tag_of_address(), this.side);
        let title = move || format!("#{}", tag.get());
        let empty = move || {
            view! {
                <EmptyState
                    icon=IconName::Hash
                    title=move || t_string!(i18n, timelines.tag_empty_title, tag = tag.get())
                    text=move || t_string!(i18n, timelines.tag_empty_text)
                />
            }
        };
        view! {
            <Page title aside=move || view! { <SideColumn data=side /> }>
                {move || {
                    let path = format!("/tags/{}", in_address(&tag_key(&tag.get())));
                    let description = move || t_string!(i18n, timelines.tag_description, tag = tag.get());
                    view! { <PageMeta title description path /> }
                }}
                <PageHeader title back_href="/explore" />
                <Feed first=this.first label=title empty />
            </Page>
        }
        .into_any()
    }
}
