//! Server functions for posts. Every change is a POST that a plain form may send as well; what only reads is a GET.

use base::api::ApiResult;
#[cfg(not(target_family = "wasm"))]
use base::{
    api::redirect_plain_form,
    services::{account_id, services, viewer_id},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use types::{Audience, Counts, NewPhoto, Post, PostId, ReplyRule, Trend};

/// Suggestions shown at once.
#[cfg(not(target_family = "wasm"))]
const SUGGESTIONS: u32 = 6;

/// Publishes a post and answers it as its author sees it; once, however often it is asked with the same `key`. The
/// request says for whom: nobody's text is for everybody because a part of the form was lost.
#[server(prefix = "/api", endpoint = "posts/create")]
pub async fn create(
    #[server(default)] text: String,
    #[server(default)] reply_to: Option<PostId>,
    #[server(default)] quote_of: Option<PostId>,
    #[server(default)] photos: Option<Vec<NewPhoto>>,
    #[server(default)] audience: Option<Audience>,
    #[server(default)] reply_rule: Option<ReplyRule>,
    #[server(default)] key: Option<String>,
) -> ApiResult<Post> {
    let account = account_id()?;
    let new = types::NewPost {
        text,
        reply_to,
        quote_of,
        photos: photos.unwrap_or_default(),
        reply_rule: reply_rule.unwrap_or_default(),
        key,
        ..types::NewPost::default()
    };
    let post = services()?.store.publish(account, &new.meant_for(audience)?).await?;
    redirect_plain_form(&post.path());
    Ok(post)
}

/// Deletes an own post; without script the way leads home, because the page of the post is gone.
#[server(prefix = "/api", endpoint = "posts/delete")]
pub async fn delete(post_id: PostId) -> ApiResult<()> {
    services()?.store.delete_post(account_id()?, post_id).await?;
    redirect_plain_form("/home");
    Ok(())
}

#[server(prefix = "/api", endpoint = "posts/like")]
pub async fn like(post_id: PostId) -> ApiResult<Counts> {
    Ok(services()?.store.like(account_id()?, post_id).await?)
}

#[server(prefix = "/api", endpoint = "posts/unlike")]
pub async fn unlike(post_id: PostId) -> ApiResult<Counts> {
    Ok(services()?.store.unlike(account_id()?, post_id).await?)
}

#[server(prefix = "/api", endpoint = "posts/repost")]
pub async fn repost(post_id: PostId) -> ApiResult<Counts> {
    Ok(services()?.store.repost(account_id()?, post_id).await?)
}

#[server(prefix = "/api", endpoint = "posts/unrepost")]
pub async fn unrepost(post_id: PostId) -> ApiResult<Counts> {
    Ok(services()?.store.unrepost(account_id()?, post_id).await?)
}

#[server(prefix = "/api", endpoint = "posts/bookmark")]
pub async fn bookmark(post_id: PostId) -> ApiResult<Counts> {
    Ok(services()?.store.bookmark(account_id()?, post_id).await?)
}

#[server(prefix = "/api", endpoint = "posts/unbookmark")]
pub async fn unbookmark(post_id: PostId) -> ApiResult<Counts> {
    Ok(services()?.store.unbookmark(account_id()?, post_id).await?)
}

/// Pins an own post to the profile in place of another.
#[server(prefix = "/api", endpoint = "posts/pin")]
pub async fn pin(post_id: PostId) -> ApiResult<()> {
    Ok(services()?.store.pin_post(account_id()?, Some(post_id)).await?)
}

#[server(prefix = "/api", endpoint = "posts/unpin")]
pub async fn unpin() -> ApiResult<()> {
    Ok(services()?.store.pin_post(account_id()?, None).await?)
}

/// One post, for what refers to it: the post quoted or answered in the composer.
#[server(prefix = "/api", endpoint = "posts/show", input = GetUrl)]
pub async fn show(post_id: PostId) -> ApiResult<Post> {
    Ok(services()?.store.post(viewer_id(), post_id).await?)
}

/// A post with what stands above and a page of replies below it; `cursor` is `replies.next` of the page before. `hidden`
/// asks for the replies that were put out of the way.
#[server(prefix = "/api", endpoint = "posts/conversation", input = GetUrl)]
pub async fn conversation(
    post_id: PostId,
    #[server(default)] cursor: Option<String>,
    #[server(default)] hidden: bool,
) -> ApiResult<types::Conversation> {
    Ok(services()?
        .store
        .conversation(viewer_id(), post_id, cursor.as_deref(), hidden)
        .await?)
}

/// Decides who may answer in the own conversation; with `hours` it closes then, or with 0 never.
#[server(prefix = "/api", endpoint = "posts/set_reply_rule")]
pub async fn set_reply_rule(
    post_id: PostId,
    rule: ReplyRule,
    #[server(default)] hours: Option<u32>,
) -> ApiResult<types::ReplyControl> {
    let (store, account) = (services()?.store, account_id()?);
    store.set_reply_rule(account, post_id, rule, hours).await?;
    let post = store.post(account, post_id).await?;
    redirect_plain_form(&post.path());
    Ok(post.replies)
}

/// Puts a reply in the own conversation out of the way, or back.
#[server(prefix = "/api", endpoint = "posts/hide_reply")]
pub async fn hide_reply(post_id: PostId, #[server(default)] hidden: bool) -> ApiResult<()> {
    Ok(services()?.store.hide_reply(account_id()?, post_id, hidden).await?)
}

/// Hashtags in use offered while one is typed.
#[server(prefix = "/api", endpoint = "posts/suggest_tags", input = GetUrl)]
pub async fn suggest_tags(prefix: String) -> ApiResult<Vec<Trend>> {
    Ok(services()?
        .store
        .tags_by_prefix(account_id()?, &prefix, SUGGESTIONS)
        .await?)
}
