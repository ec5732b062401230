//! Places that posts leave open for features that posts do not know. Who shows a page puts what fills them in context
//! first: as functions, so that their code comes with the page and not with the first load.

use base::{api::ApiResult, post_events::PostState};
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use types::{AccountCard, AccountId, Audience, ModerationState, NewPhoto, Post, ReplyRule};

/// What others show on a post. In context of every page with posts.
#[derive(Clone, Copy)]
pub struct PostSlots {
    /// Below the authors: for whom the post is, and where it was written.
    pub badges: fn(&Post, &PostState) -> AnyView,
    /// Below the text and the photos: what the post links to.
    pub attachment: fn(&Post) -> Option<AnyView>,
    /// In the menu of somebody else's post.
    pub menu_items: fn(StoredValue<Post>, ArcRwSignal<ModerationState>) -> AnyView,
    /// In the menu's place where there is no script.
    pub plain_menu: fn(StoredValue<Post>) -> AnyView,
}

/// What others add to the composer. In context wherever it stands.
#[derive(Clone, Copy)]
pub struct ComposerSlots {
    /// Below *Audience*: who will see the post.
    pub audience_preview: fn(RwSignal<String>) -> AnyView,
    pub co_author: CoAuthorSlots,
}

/// Writing a post with somebody.
#[derive(Clone, Copy)]
pub struct CoAuthorSlots {
    /// Opens the dialog; hidden while nobody may be invited.
    pub button: fn(RwSignal<bool>, Signal<bool>) -> AnyView,
    /// Who is chosen, with a way to take that back.
    pub chip: fn(Signal<Option<AccountCard>>, Callback<()>) -> AnyView,
    /// Chooses, outside the form.
    pub dialog: fn(RwSignal<bool>, RwSignal<Option<AccountCard>>) -> AnyView,
    /// The form's field where there is no script, with what stands in it.
    pub plain_field: fn(String) -> AnyView,
    pub invite: fn(Invitation) -> LocalBoxFuture<'static, ApiResult<()>>,
}

/// A post that waits for its co-author.
pub struct Invitation {
    pub co_author: AccountId,
    pub text: String,
    pub photos: Vec<NewPhoto>,
    pub audience: Audience,
    pub reply_rule: ReplyRule,
    /// Names the request.
    pub key: Option<String>,
}
