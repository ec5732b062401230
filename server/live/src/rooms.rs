//! What sockets and events have to do with live audio rooms. The rooms themselves are a crate above this one.

use futures::future::BoxFuture;
use std::sync::Arc;
use types::{
    AccountId, Caption, Result, SpaceAction, SpaceId, SpaceRefusal,
    live::{Event, ServerMessage},
};

pub trait Rooms: Send + Sync {
    /// What somebody does; the page that asked is told why it was not taken.
    fn act(
        self: Arc<Self>,
        account: AccountId,
        space: SpaceId,
        action: SpaceAction,
    ) -> BoxFuture<'static, Option<SpaceRefusal>>;

    /// What somebody said. Taken from those who may, and otherwise dropped.
    fn caption(self: Arc<Self>, account: AccountId, space: SpaceId, caption: Caption) -> BoxFuture<'static, ()>;

    /// How the rooms stand in which somebody is: for a page that has just come, or come back.
    fn greet(self: Arc<Self>, account: AccountId) -> BoxFuture<'static, Vec<ServerMessage>>;

    /// A page of somebody opened or closed; [`crate::Hub::has_page`] tells whether one is open.
    fn pages_changed(self: Arc<Self>, account: AccountId);

    /// Puts out those who may not be there any more since this happened.
    fn heard(self: Arc<Self>, event: Event) -> BoxFuture<'static, Result<()>>;
}
