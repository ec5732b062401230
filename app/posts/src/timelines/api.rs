//! Server functions for lists. They only read, so they answer GET.

#[cfg(not(target_family = "wasm"))]
use super::CommunityPart;
use super::FeedSource;
use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::services::{account_id, services, viewer_id};
use leptos::{prelude::*, server_fn::codec::GetUrl};
#[cfg(not(target_family = "wasm"))]
use types::search::SearchQuery;
use types::{Page, Person, TimelineItem};

/// Rows of a page.
#[cfg(not(target_family = "wasm"))]
const PAGE: u32 = 20;

/// A page of a list; `cursor` is `next` of the page before.
#[server(prefix = "/api", endpoint = "timelines/list", input = GetUrl)]
pub async fn list(source: FeedSource, #[server(default)] cursor: Option<String>) -> ApiResult<Page<TimelineItem>> {
    let (store, viewer, cursor) = (services()?.store, viewer_id(), cursor.as_deref());
    let page = match source {
        FeedSource::Home => store.home(account_id()?, cursor, PAGE).await,
        FeedSource::Latest => store.latest_public(viewer, cursor, PAGE).await,
        FeedSource::Tag(tag) => store.tag_posts(viewer, &tag, cursor, PAGE).await,
        FeedSource::Search { query, filter } => {
            store
                .search_posts(viewer, &SearchQuery::parse(&query), filter, cursor, PAGE)
                .await
        }
        FeedSource::Bookmarks => store.bookmarks(account_id()?, cursor, PAGE).await,
        FeedSource::ProfilePosts(account) => store.profile_posts(viewer, account, cursor, PAGE).await,
        FeedSource::ProfileReplies(account) => store.profile_replies(viewer, account, cursor, PAGE).await,
        FeedSource::ProfileMedia(account) => store.profile_media(viewer, account, cursor, PAGE).await,
        FeedSource::ProfileLikes(account) => store.profile_likes(viewer, account, cursor, PAGE).await,
        FeedSource::Community {
            community,
            part: CommunityPart::Top,
        } => store.community_top(viewer, community, cursor, PAGE).await,
        FeedSource::Community { community, part } => {
            let media = part == CommunityPart::Media;
            store.community_posts(viewer, community, media, cursor, PAGE).await
        }
    };
    Ok(page?)
}

/// People whom a query may mean.
#[server(prefix = "/api", endpoint = "timelines/search_people", input = GetUrl)]
pub async fn search_people(query: String, #[server(default)] cursor: Option<String>) -> ApiResult<Page<Person>> {
    let query = SearchQuery::parse(&query);
    Ok(services()?
        .store
        .search_people(viewer_id(), &query, cursor.as_deref(), PAGE)
        .await?)
}
