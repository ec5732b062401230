//! Server functions of co-posts. What waits for an answer exists for its two alone: others get `NotFound`.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::{
    api::redirect_plain_form,
    services::{Client, account_id, services},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use types::{
    AccountId, Audience, CoAuthorCandidate, CoPostInvitations, InvitationId, NewPhoto, Post, PostId, ReplyRule,
};

/// People offered at once.
#[cfg(not(target_family = "wasm"))]
const CANDIDATES: i64 = 12;

/// The invitations that wait, received and sent.
#[server(prefix = "/api", endpoint = "co_posts/list", input = GetUrl)]
pub async fn list() -> ApiResult<CoPostInvitations> {
    Ok(services()?.store.co_post_invitations(account_id()?).await?)
}

/// People who could be co-author, and for others why not; without `query` followers.
#[server(prefix = "/api", endpoint = "co_posts/candidates", input = GetUrl)]
pub async fn candidates(#[server(default)] query: String) -> ApiResult<Vec<CoAuthorCandidate>> {
    Ok(services()?
        .store
        .co_author_candidates(account_id()?, &query, CANDIDATES)
        .await?)
}

/// Sends a post to its co-author to be, in place of publishing it.
#[server(prefix = "/api", endpoint = "co_posts/invite")]
pub async fn invite(
    invitee: AccountId,
    #[server(default)] text: String,
    #[server(default)] photos: Option<Vec<NewPhoto>>,
    #[server(default)] audience: Option<Audience>,
    #[server(default)] reply_rule: Option<ReplyRule>,
    #[server(default)] key: Option<String>,
) -> ApiResult<InvitationId> {
    let account = account_id()?;
    let new = types::NewPost {
        text,
        photos: photos.unwrap_or_default(),
        reply_rule: reply_rule.unwrap_or_default(),
        key,
        ..types::NewPost::default()
    };
    let country = use_context::<Client>().and_then(|client| client.country);
    let id = services()?
        .store
        .invite_co_author(account, invitee, &new.meant_for(audience)?, country.as_deref())
        .await?;
    redirect_plain_form("/drafts");
    Ok(id)
}

/// Publishes what one was invited to, and answers it.
#[server(prefix = "/api", endpoint = "co_posts/accept")]
pub async fn accept(invitation_id: InvitationId) -> ApiResult<Post> {
    let (store, account) = (services()?.store, account_id()?);
    let id = store.accept_co_post(account, invitation_id).await?;
    let post = store.post(account, id).await?;
    redirect_plain_form(&post.path());
    Ok(post)
}

#[server(prefix = "/api", endpoint = "co_posts/decline")]
pub async fn decline(invitation_id: InvitationId) -> ApiResult<()> {
    services()?.store.decline_co_post(account_id()?, invitation_id).await?;
    redirect_plain_form("/drafts");
    Ok(())
}

/// Takes back what one sent.
#[server(prefix = "/api", endpoint = "co_posts/withdraw")]
pub async fn withdraw(invitation_id: InvitationId) -> ApiResult<()> {
    services()?.store.withdraw_co_post(account_id()?, invitation_id).await?;
    redirect_plain_form("/drafts");
    Ok(())
}

/// Leaves a published co-post, which becomes the inviter's alone.
#[server(prefix = "/api", endpoint = "co_posts/leave")]
pub async fn leave(post_id: PostId) -> ApiResult<()> {
    services()?.store.leave_co_post(account_id()?, post_id).await?;
    redirect_plain_form("/home");
    Ok(())
}
