//! Server functions of spaces. What happens in a room travels over the live connection; who may know of a space the
//! store decides.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::{
    api::redirect_plain_form,
    services::{account_id, services, session, viewer_id},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use types::{AccountId, SpaceAction, SpaceCard, SpaceId, SpacePage};
#[cfg(not(target_family = "wasm"))]
use {
    store::SpaceList,
    types::{Error, Field, Rule, SpaceDraft},
};

/// People in a room whom one asks about at a time.
#[cfg(not(target_family = "wasm"))]
const MOST_ASKED: usize = 500;

/// What `/spaces` shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// Those of people one follows first, then the fullest.
    pub live: Vec<SpaceCard>,
    /// The next one first.
    pub upcoming: Vec<SpaceCard>,
    /// The latest first.
    pub replays: Vec<SpaceCard>,
}

/// What another WebRTC client needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientAccess {
    /// Bearer token; good for a day, and no longer than this session.
    pub token: String,
    /// Takes an offer to speak (WHIP).
    pub speak: String,
    /// Takes an offer to listen (shaped like WHEP).
    pub listen: String,
}

#[server(prefix = "/api", endpoint = "spaces/list", input = GetUrl)]
pub async fn list() -> ApiResult<Listing> {
    let (store, viewer) = (services()?.store, viewer_id());
    let (live, upcoming, replays) = futures::try_join!(
        store.list_spaces(viewer, SpaceList::Live),
        store.list_spaces(viewer, SpaceList::Upcoming),
        store.list_spaces(viewer, SpaceList::Replays)
    )?;
    Ok(Listing {
        live,
        upcoming,
        replays,
    })
}

/// A space's page; `NotFound` for those who may not know of it.
#[server(prefix = "/api", endpoint = "spaces/show", input = GetUrl)]
pub async fn show(space: SpaceId) -> ApiResult<SpacePage> {
    Ok(services()?.spaces.page(viewer_id(), space).await?)
}

/// One space as it is now, for a post that links to it.
#[server(prefix = "/api", endpoint = "spaces/card", input = GetUrl)]
pub async fn card(space: SpaceId) -> ApiResult<SpaceCard> {
    Ok(services()?.store.space_card(viewer_id(), space).await?)
}

/// Live spaces in which somebody whom the viewer follows hosts or speaks: the pill of Home, the rings of avatars. None
/// for guests: a page whose session just ended asks too.
#[server(prefix = "/api", endpoint = "spaces/followed", input = GetUrl)]
pub async fn followed() -> ApiResult<Vec<SpaceCard>> {
    Ok(services()?.store.list_spaces(viewer_id(), SpaceList::Followed).await?)
}

/// Starts a space, or plans one where `at` names a time in milliseconds since 1970. `topics` and `guests` (handles) are
/// parted by commas or spaces, `audience` and `may_speak` are as `types` prints them.
#[server(prefix = "/api", endpoint = "spaces/start")]
pub async fn start(
    name: String,
    #[server(default)] topics: String,
    #[server(default)] audience: String,
    #[server(default)] may_speak: String,
    #[server(default)] at: String,
    #[server(default)] recording: bool,
    #[server(default)] guests: String,
    #[server(default)] key: Option<String>,
) -> ApiResult<SpaceId> {
    let founder = account_id()?;
    let wrong = |field, rule| Error::invalid(field, rule);
    let draft = SpaceDraft {
        name,
        topics: SpaceDraft::words(&topics),
        // Said by the request, always: what was lost on the way is not for everybody.
        audience: audience
            .trim()
            .parse()
            .map_err(|_| wrong(Field::Audience, Rule::SpaceAudience))?,
        may_speak: or_default(&may_speak, wrong(Field::Form, Rule::Required))?,
        at: match at.trim() {
            "" => None,
            at => Some(at.parse().map_err(|_| wrong(Field::SpaceTime, Rule::SpaceTimeForm))?),
        },
        recording,
        guests: SpaceDraft::words(&guests),
        key,
    };
    let space = services()?.spaces.open(founder, &draft).await?;
    redirect_plain_form(&format!("/spaces/{space}"));
    Ok(space)
}

/// What the host does to a space without being in it: starts a planned one, moves it, ends it.
#[server(prefix = "/api", endpoint = "spaces/act", input = leptos::server_fn::codec::Json)]
pub async fn act(space: SpaceId, action: SpaceAction) -> ApiResult<()> {
    Ok(services()?.spaces.act(account_id()?, space, action).await?)
}

/// Cancels a planned space, from a page without script.
#[server(prefix = "/api", endpoint = "spaces/cancel")]
pub async fn cancel(space: SpaceId) -> ApiResult<()> {
    let (account, services) = (account_id()?, services()?);
    services.spaces.act(account, space, SpaceAction::End).await?;
    redirect_plain_form("/spaces");
    Ok(())
}

/// Invites more people to a private space, planned or live: for its host and co-hosts. `guests` are handles, parted by
/// commas or spaces.
#[server(prefix = "/api", endpoint = "spaces/invite")]
pub async fn invite(space: SpaceId, #[server(default)] guests: String) -> ApiResult<()> {
    let account = account_id()?;
    let guests = SpaceDraft::checked_guests(&SpaceDraft::words(&guests))?;
    services()?.store.invite_to_space(account, space, &guests).await?;
    redirect_plain_form(&format!("/spaces/{space}"));
    Ok(())
}

/// Asks to be told half an hour before and at the start, or no longer.
#[server(prefix = "/api", endpoint = "spaces/remind")]
pub async fn remind(space: SpaceId, #[server(default)] on: bool) -> ApiResult<()> {
    let account = account_id()?;
    services()?.store.remind_of_space(account, space, on).await?;
    redirect_plain_form(&format!("/spaces/{space}"));
    Ok(())
}

/// Which of these people the viewer blocks: a warning shows when one of them speaks.
#[server(prefix = "/api", endpoint = "spaces/blocked", input = leptos::server_fn::codec::Json)]
pub async fn blocked(accounts: Vec<AccountId>) -> ApiResult<Vec<AccountId>> {
    let account = account_id()?;
    let asked = &accounts[..accounts.len().min(MOST_ASKED)];
    Ok(services()?.store.blocked_among(account, asked).await?)
}

/// A token for another WebRTC client, which takes this person's place in the space.
#[server(prefix = "/api", endpoint = "spaces/client")]
pub async fn client(space: SpaceId) -> ApiResult<ClientAccess> {
    let session = session().ok_or(Error::NotSignedIn)?;
    let services = services()?;
    let token = services
        .store
        .new_space_token(space, session.account_id, session.id)
        .await?;
    let address = |name| format!("{}/spaces/{space}/{name}", services.site.public_url);
    Ok(ClientAccess {
        token,
        speak: address("whip"),
        listen: address("whep"),
    })
}

/// Cuts so much, in milliseconds, from the recording's beginning; 0 brings all of it back.
#[server(prefix = "/api", endpoint = "spaces/trim")]
pub async fn trim(space: SpaceId, milliseconds: u32) -> ApiResult<()> {
    let founder = account_id()?;
    services()?.store.trim_replay(founder, space, milliseconds).await?;
    redirect_plain_form(&format!("/spaces/{space}"));
    Ok(())
}

/// Has a recording that could not be made tried again.
#[server(prefix = "/api", endpoint = "spaces/mix_again")]
pub async fn mix_again(space: SpaceId) -> ApiResult<()> {
    let founder = account_id()?;
    services()?.store.mix_again(founder, space).await?;
    redirect_plain_form(&format!("/spaces/{space}"));
    Ok(())
}

/// Deletes the recording, its captions and the files.
#[server(prefix = "/api", endpoint = "spaces/delete_replay")]
pub async fn delete_replay(space: SpaceId) -> ApiResult<()> {
    let (founder, services) = (account_id()?, services()?);
    services.store.delete_replay(founder, space).await?;
    // Nobody is led to the files any more; what cannot be deleted now the sweep deletes.
    if let Err(error) = services.recordings.delete(space) {
        tracing::warn!(%error, %space, "files of a recording are still there");
    }
    redirect_plain_form(&format!("/spaces/{space}"));
    Ok(())
}

/// What a field says; nothing stands for the usual.
#[cfg(not(target_family = "wasm"))]
fn or_default<T: std::str::FromStr + Default>(text: &str, wrong: Error) -> types::Result<T> {
    match text.trim() {
        "" => Ok(T::default()),
        text => text.parse().map_err(|_| wrong),
    }
}
