//! Server functions of profiles. Every change is a POST that a plain form may send as well; without script the way leads
//! back to the page that it came from.

use base::api::ApiResult;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use types::{AccountId, Page, Person, Profile, Relation};

#[cfg(not(target_family = "wasm"))]
use {
    super::rules,
    crate::accounts::rules::check_display_name,
    base::{
        api::redirect_plain_form,
        services::{account_id, services, viewer_id},
    },
    store::{OwnList, ProfileChange, ProfileLookup, Store},
    types::Error,
};

/// People offered on the first-run path.
#[cfg(not(target_family = "wasm"))]
const SUGGESTIONS: u32 = 10;

/// What an address `/@handle` leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ProfileAnswer {
    Found(Box<Profile>),
    /// The account's present handle.
    Moved(String),
}

/// The header of a profile. `NotFound` also for an account that blocks the viewer.
#[server(prefix = "/api", endpoint = "profiles/show", input = GetUrl)]
pub async fn show(handle: String) -> ApiResult<ProfileAnswer> {
    Ok(match services()?.store.profile(viewer_id(), &handle).await? {
        ProfileLookup::Found(profile) => ProfileAnswer::Found(profile),
        ProfileLookup::Moved(handle) => ProfileAnswer::Moved(handle),
    })
}

/// A list of people at a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleKind {
    Followers,
    Following,
    /// The viewer's own: who asks to follow, whom they block and mute.
    Requests,
    Blocked,
    Muted,
}

/// A page of a list of people; `cursor` is `next` of the page before. Followers and following of `handle` are for those
/// who may see its posts, the rest is the viewer's own.
#[server(prefix = "/api", endpoint = "profiles/people", input = GetUrl)]
pub async fn people(
    kind: PeopleKind,
    #[server(default)] handle: Option<String>,
    #[server(default)] cursor: Option<String>,
) -> ApiResult<Page<Person>> {
    let (store, cursor) = (services()?.store, cursor.as_deref());
    let list = match kind {
        PeopleKind::Requests => OwnList::Requests,
        PeopleKind::Blocked => OwnList::Blocked,
        PeopleKind::Muted => OwnList::Muted,
        PeopleKind::Followers | PeopleKind::Following => {
            let viewer = viewer_id();
            let account = open_profile(&store, viewer, &handle.unwrap_or_default()).await?;
            return Ok(match kind {
                PeopleKind::Followers => store.followers(viewer, account, cursor).await?,
                _ => store.following(viewer, account, cursor).await?,
            });
        }
    };
    Ok(store.own_list(account_id()?, list, cursor).await?)
}

/// An account whose posts the viewer may see.
#[cfg(not(target_family = "wasm"))]
async fn open_profile(store: &Store, viewer: AccountId, handle: &str) -> ApiResult<AccountId> {
    match store.profile(viewer, handle).await? {
        ProfileLookup::Found(profile) if profile.posts_visible => Ok(profile.card.id),
        _ => Err(Error::NotFound.into()),
    }
}

// Arguments are named like what forms send, so the function of that name has another one here.
#[cfg(not(target_family = "wasm"))]
fn viewer() -> ApiResult<AccountId> {
    account_id()
}

#[server(prefix = "/api", endpoint = "profiles/accept_request")]
pub async fn accept_request(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.accept_request(viewer()?, account_id).await?)
}

#[server(prefix = "/api", endpoint = "profiles/refuse_request")]
pub async fn refuse_request(account_id: AccountId) -> ApiResult<Relation> {
    Ok(services()?.store.refuse_request(viewer()?, account_id).await?)
}

/// Number of people who ask to follow the viewer.
#[server(prefix = "/api", endpoint = "profiles/count_requests", input = GetUrl)]
pub async fn count_requests() -> ApiResult<u32> {
    Ok(services()?.store.count_requests(viewer()?).await?)
}

/// People to follow, for the first-run path.
#[server(prefix = "/api", endpoint = "profiles/suggested", input = GetUrl)]
pub async fn suggested() -> ApiResult<Vec<Person>> {
    Ok(services()?.store.suggested_people(viewer()?, SUGGESTIONS).await?)
}

/// Changes the own profile; answers the name as it is kept.
#[server(prefix = "/api", endpoint = "profiles/update")]
pub async fn update(
    #[server(default)] display_name: String,
    #[server(default)] bio: String,
    #[server(default)] place: String,
    #[server(default)] website: String,
    #[server(default)] birthday: String,
) -> ApiResult<String> {
    let account = viewer()?;
    let change = ProfileChange {
        display_name: check_display_name(&display_name)?,
        bio: rules::check_bio(&bio)?,
        place: rules::check_place(&place)?,
        website: rules::check_website(&website)?,
        birthday: rules::check_birthday(&birthday, now())?,
    };
    services()?.store.update_profile(account, &change).await?;
    Ok(change.display_name)
}

#[cfg(not(target_family = "wasm"))]
fn now() -> i64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64)
}

/// The bio alone, on the first-run path.
#[server(prefix = "/api", endpoint = "profiles/set_bio")]
pub async fn set_bio(#[server(default)] bio: String) -> ApiResult<()> {
    let account = viewer()?;
    services()?.store.set_bio(account, &rules::check_bio(&bio)?).await?;
    redirect_plain_form("/welcome?step=people");
    Ok(())
}

/// The first-run path was walked or skipped.
#[server(prefix = "/api", endpoint = "profiles/finish_welcome")]
pub async fn finish_welcome() -> ApiResult<()> {
    services()?.store.set_onboarded(viewer()?).await?;
    redirect_plain_form("/home");
    Ok(())
}
