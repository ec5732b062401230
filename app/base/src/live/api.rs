//! Server functions of the live connection.

use crate::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use crate::services::session;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use types::AccountId;

/// Whose session this browser has now: asked when the connection says that the page's own session is over.
#[server(prefix = "/api", endpoint = "live/account", input = GetUrl)]
pub async fn account() -> ApiResult<Option<AccountId>> {
    Ok(session().map(|session| session.account_id))
}
