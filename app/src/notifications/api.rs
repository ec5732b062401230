//! Server functions of notifications.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::services::{account_id, services};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use types::{NotificationGroup, NotificationId, Page};

/// A page of groups, newest first; `cursor` is `next` of the page before.
#[server(prefix = "/api", endpoint = "notifications/list", input = GetUrl)]
pub async fn list(
    #[server(default)] mentions_only: bool,
    #[server(default)] cursor: Option<String>,
) -> ApiResult<Page<NotificationGroup>> {
    Ok(services()?
        .store
        .notifications(account_id()?, mentions_only, cursor.as_deref())
        .await?)
}

/// Everything up to this was looked at; all pages of the account show the new number.
#[server(prefix = "/api", endpoint = "notifications/seen")]
pub async fn seen(up_to: NotificationId) -> ApiResult<()> {
    let (account, services) = (account_id()?, services()?);
    services.store.mark_notifications_seen(account, up_to).await?;
    Ok(services.hub.tell_own(account).await?)
}
