//! Server functions of what one person is to another. Every change is a POST that a plain form may send as well; without
//! script the way leads back to the page that it came from.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::{
    api::redirect_plain_form,
    services::{account_id, services},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use types::{AccountCard, AccountId, Relation};

/// Suggestions shown at once.
#[cfg(not(target_family = "wasm"))]
const SUGGESTIONS: u32 = 6;

/// People offered while a handle is typed.
#[server(prefix = "/api", endpoint = "posts/suggest_people", input = GetUrl)]
pub async fn suggest_people(prefix: String) -> ApiResult<Vec<AccountCard>> {
    Ok(services()?
        .store
        .people_by_prefix(account_id()?, &prefix, SUGGESTIONS)
        .await?)
}

/// Follows, or asks a protected account. The first follow ever without script leads to the profile, which says that
/// follows are public.
#[server(prefix = "/api", endpoint = "profiles/follow")]
pub async fn follow(account_id: AccountId) -> ApiResult<Relation> {
    let (store, viewer) = (services()?.store, self::viewer()?);
    let relation = store.follow(viewer, account_id).await?;
    if store.tell_follows_public(viewer).await? {
        let handle = store
            .people(viewer, &[account_id.0])
            .await?
            .pop()
            .map(|person| person.card.handle);
        redirect_plain_form(&handle.map_or_else(|| "/home".to_owned(), |handle| format!("/@{handle}?told=follows")));
    }
    Ok(relation)
}

// Arguments are named like what forms send, so the function of that name has another one here.
#[cfg(not(target_family = "wasm"))]
fn viewer() -> ApiResult<AccountId> {
    account_id()
}

/// Ends a follow or takes a request back.
#[server(prefix = "/api", endpoint = "profiles/unfollow")]
pub async fn unfollow(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.unfollow(viewer()?, account_id).await?)
}

/// Makes somebody stop following the viewer.
#[server(prefix = "/api", endpoint = "profiles/remove_follower")]
pub async fn remove_follower(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.remove_follower(viewer()?, account_id).await?)
}

#[server(prefix = "/api", endpoint = "profiles/block")]
pub async fn block(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.block(viewer()?, account_id).await?)
}

#[server(prefix = "/api", endpoint = "profiles/unblock")]
pub async fn unblock(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.unblock(viewer()?, account_id).await?)
}

#[server(prefix = "/api", endpoint = "profiles/mute")]
pub async fn mute(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.mute(viewer()?, account_id).await?)
}

#[server(prefix = "/api", endpoint = "profiles/unmute")]
pub async fn unmute(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.unmute(viewer()?, account_id).await?)
}

/// Stops telling the viewer of what somebody shares with circles.
#[server(prefix = "/api", endpoint = "profiles/quiet_circles")]
pub async fn quiet_circles(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.quiet_circles(viewer()?, account_id, true).await?)
}

#[server(prefix = "/api", endpoint = "profiles/hear_circles")]
pub async fn hear_circles(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.quiet_circles(viewer()?, account_id, false).await?)
}
