//! Server functions of the side column.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::services::{services, viewer_id};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use types::{Person, Trend};

/// Hashtags in a panel.
#[cfg(not(target_family = "wasm"))]
const TRENDS: u32 = 10;
/// People offered in the side column.
#[cfg(not(target_family = "wasm"))]
const SUGGESTIONS: u32 = 3;

/// Hashtags in use.
#[server(prefix = "/api", endpoint = "timelines/trends", input = GetUrl)]
pub async fn trends() -> ApiResult<Vec<Trend>> {
    Ok(services()?.store.trends(viewer_id(), TRENDS).await?)
}

/// A few people to follow; nobody for visitors.
#[server(prefix = "/api", endpoint = "timelines/who_to_follow", input = GetUrl)]
pub async fn who_to_follow() -> ApiResult<Vec<Person>> {
    match viewer_id() {
        types::AccountId(0) => Ok(Vec::new()),
        viewer => Ok(services()?.store.suggested_people(viewer, SUGGESTIONS).await?),
    }
}
