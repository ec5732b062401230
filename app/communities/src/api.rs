//! Server functions of communities. Anybody reads; what one may do there the store decides. Communities are named by
//! the end of their address.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::{
    api::redirect_plain_form,
    services::{account_id, services, viewer_id},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use types::{
    AccountId, Community, CommunityCard, CommunityMember, CommunityName, CommunityRole, CommunityRule,
    InvitationCandidate, JoinLevel, MembershipState, Page,
};

#[cfg(not(target_family = "wasm"))]
use types::CommunityDraft;

/// Members on a page, suggestions in the directory.
#[cfg(not(target_family = "wasm"))]
const MEMBERS: u32 = 40;
#[cfg(not(target_family = "wasm"))]
const SUGGESTIONS: i64 = 20;

/// What the directory shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    pub mine: Vec<CommunityCard>,
    pub suggested: Vec<CommunityCard>,
    /// Of a search; none without one.
    pub found: Option<Vec<CommunityCard>>,
}

/// The own communities and suggestions, or what a search finds.
#[server(prefix = "/api", endpoint = "communities/directory", input = GetUrl)]
pub async fn directory(#[server(default)] query: String) -> ApiResult<Listing> {
    let (store, viewer) = (services()?.store, viewer_id());
    if !query.trim().is_empty() {
        return Ok(Listing {
            found: Some(store.search_communities(viewer, &query).await?),
            ..Listing::default()
        });
    }
    let (mine, suggested) = futures::try_join!(
        store.my_communities(viewer),
        store.suggested_communities(viewer, SUGGESTIONS)
    )?;
    Ok(Listing {
        mine,
        suggested,
        found: None,
    })
}

#[server(prefix = "/api", endpoint = "communities/show", input = GetUrl)]
pub async fn show(slug: String) -> ApiResult<Community> {
    Ok(services()?.store.community(viewer_id(), &slug).await?)
}

/// Those who answer for it first; `cursor` is `next` of the page before.
#[server(prefix = "/api", endpoint = "communities/members", input = GetUrl)]
pub async fn members(slug: String, #[server(default)] cursor: Option<String>) -> ApiResult<Page<CommunityMember>> {
    let store = services()?.store;
    let community = store.community_name(&slug).await?.id;
    Ok(store
        .community_members(viewer_id(), community, cursor.as_deref(), MEMBERS)
        .await?)
}

/// People whom a member may invite: by the beginning of handle or name, without `query` those one knows.
#[server(prefix = "/api", endpoint = "communities/candidates", input = GetUrl)]
pub async fn candidates(slug: String, #[server(default)] query: String) -> ApiResult<Vec<InvitationCandidate>> {
    let (store, account) = (services()?.store, account_id()?);
    let community = store.community_name(&slug).await?.id;
    Ok(store.invitation_candidates(account, community, &query).await?)
}

#[server(prefix = "/api", endpoint = "communities/create")]
pub async fn create(
    name: String,
    slug: String,
    #[server(default)] description: String,
    #[server(default)] topics: String,
    #[server(default)] level: JoinLevel,
    #[server(default)] rules: Vec<CommunityRule>,
    #[server(default)] key: Option<String>,
) -> ApiResult<CommunityName> {
    let draft = CommunityDraft {
        name,
        description,
        topics,
        level,
    };
    let founder = account_id()?;
    let community = services()?
        .store
        .create_community_once(founder, key.as_deref(), &slug, &draft, &rules)
        .await?;
    redirect_plain_form(&community.path());
    Ok(community)
}

/// `hold_first` posts of new members wait for a moderator, and posts with links during `hold_links` days.
#[server(prefix = "/api", endpoint = "communities/update")]
pub async fn update(
    slug: String,
    name: String,
    #[server(default)] description: String,
    #[server(default)] topics: String,
    #[server(default)] level: JoinLevel,
    #[server(default)] hold_first: u32,
    #[server(default)] hold_links: u32,
) -> ApiResult<()> {
    let draft = CommunityDraft {
        name,
        description,
        topics,
        level,
    };
    let (store, admin) = (services()?.store, account_id()?);
    let community = store.community_name(&slug).await?.id;
    store
        .update_community(admin, community, &draft, hold_first, hold_links)
        .await?;
    redirect_plain_form(&format!("/c/{slug}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "communities/set_rules")]
pub async fn set_rules(slug: String, #[server(default)] rules: Vec<CommunityRule>) -> ApiResult<()> {
    let (store, admin) = (services()?.store, account_id()?);
    let community = store.community_name(&slug).await?.id;
    store.set_community_rules(admin, community, &rules).await?;
    redirect_plain_form(&format!("/c/{slug}/about"));
    Ok(())
}

/// Joins or asks to, having agreed to the rules.
#[server(prefix = "/api", endpoint = "communities/join")]
pub async fn join(slug: String, #[server(default)] message: String) -> ApiResult<MembershipState> {
    let (store, account) = (services()?.store, account_id()?);
    let community = store.community_name(&slug).await?.id;
    let membership = store.join_community(account, community, &message).await?;
    redirect_plain_form(&format!("/c/{slug}"));
    Ok(membership)
}

/// Leaves, or takes a request back.
#[server(prefix = "/api", endpoint = "communities/leave")]
pub async fn leave(slug: String) -> ApiResult<()> {
    let (store, account) = (services()?.store, account_id()?);
    let community = store.community_name(&slug).await?.id;
    store.withdraw_join_request(account, community).await?;
    match store.leave_community(account, community).await {
        // Only asked, or not even that.
        Ok(()) | Err(types::Error::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    redirect_plain_form("/communities");
    Ok(())
}

#[server(prefix = "/api", endpoint = "communities/invite")]
pub async fn invite(slug: String, account_id: AccountId) -> ApiResult<()> {
    let (store, inviter) = (services()?.store, base::services::account_id()?);
    let community = store.community_name(&slug).await?.id;
    store.invite_to_community(inviter, community, account_id).await?;
    redirect_plain_form(&format!("/c/{slug}/members"));
    Ok(())
}

/// With `hand_over` the admin who gives the role steps down.
#[server(prefix = "/api", endpoint = "communities/set_role")]
pub async fn set_role(
    slug: String,
    account_id: AccountId,
    role: CommunityRole,
    #[server(default)] hand_over: bool,
) -> ApiResult<()> {
    let (store, admin) = (services()?.store, base::services::account_id()?);
    let community = store.community_name(&slug).await?.id;
    store
        .set_community_role(admin, community, account_id, role, hand_over)
        .await?;
    redirect_plain_form(&format!("/c/{slug}/members"));
    Ok(())
}
