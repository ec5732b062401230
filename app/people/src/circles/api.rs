//! Server functions of circles. Whoever is not the owner gets `NotFound`; only leaving is for members.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::{
    api::redirect_plain_form,
    services::{account_id, services},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use types::{AccountCard, AccountId, Circle, CircleId, CircleMembership};

/// People offered at once.
#[cfg(not(target_family = "wasm"))]
const CANDIDATES: i64 = 12;

/// A circle with everybody in it and people who could be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnCircle {
    pub circle: Circle,
    pub members: Vec<AccountCard>,
    pub candidates: Vec<CircleMembership>,
}

/// `query` looks for people to add.
#[server(prefix = "/api", endpoint = "circles/show", input = GetUrl)]
pub async fn show(circle_id: CircleId, #[server(default)] query: String) -> ApiResult<OwnCircle> {
    let (store, account) = (services()?.store, account_id()?);
    Ok(OwnCircle {
        circle: store.circle(account, circle_id).await?,
        members: store.circle_members(account, circle_id).await?,
        candidates: store.circle_candidates(account, circle_id, &query, CANDIDATES).await?,
    })
}

/// People to add: by the beginning of handle or name, without `query` those one knows.
#[server(prefix = "/api", endpoint = "circles/candidates", input = GetUrl)]
pub async fn candidates(circle_id: CircleId, #[server(default)] query: String) -> ApiResult<Vec<CircleMembership>> {
    Ok(services()?
        .store
        .circle_candidates(account_id()?, circle_id, &query, CANDIDATES)
        .await?)
}

/// Everybody in the circle: who will see a post for it.
#[server(prefix = "/api", endpoint = "circles/members", input = GetUrl)]
pub async fn members(circle_id: CircleId) -> ApiResult<Vec<AccountCard>> {
    Ok(services()?.store.circle_members(account_id()?, circle_id).await?)
}

#[server(prefix = "/api", endpoint = "circles/create")]
pub async fn create(name: String, #[server(default)] emoji: String) -> ApiResult<Circle> {
    let circle = services()?.store.create_circle(account_id()?, &name, &emoji).await?;
    redirect_plain_form(&circle.path());
    Ok(circle)
}

#[server(prefix = "/api", endpoint = "circles/rename")]
pub async fn rename(circle_id: CircleId, name: String, #[server(default)] emoji: String) -> ApiResult<Circle> {
    let circle = services()?
        .store
        .rename_circle(account_id()?, circle_id, &name, &emoji)
        .await?;
    redirect_plain_form(&circle.path());
    Ok(circle)
}

/// Gives the circle up; with `delete_posts` its posts are deleted, else they stay for their owner alone.
#[server(prefix = "/api", endpoint = "circles/delete")]
pub async fn delete(circle_id: CircleId, #[server(default)] delete_posts: bool) -> ApiResult<()> {
    services()?
        .store
        .delete_circle(account_id()?, circle_id, delete_posts)
        .await?;
    redirect_plain_form("/circles");
    Ok(())
}

#[server(prefix = "/api", endpoint = "circles/add")]
pub async fn add(circle_id: CircleId, account_id: AccountId) -> ApiResult<Circle> {
    let owner = base::services::account_id()?;
    let circle = services()?.store.add_to_circle(owner, circle_id, account_id).await?;
    redirect_plain_form(&circle.path());
    Ok(circle)
}

#[server(prefix = "/api", endpoint = "circles/remove")]
pub async fn remove(circle_id: CircleId, account_id: AccountId) -> ApiResult<Circle> {
    let owner = base::services::account_id()?;
    let circle = services()?
        .store
        .remove_from_circle(owner, circle_id, account_id)
        .await?;
    redirect_plain_form(&circle.path());
    Ok(circle)
}

/// Leaves somebody's circle; nobody is told.
#[server(prefix = "/api", endpoint = "circles/leave")]
pub async fn leave(circle_id: CircleId) -> ApiResult<()> {
    services()?.store.leave_circle(account_id()?, circle_id).await?;
    redirect_plain_form("/home");
    Ok(())
}
