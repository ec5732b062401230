//! What else sockets and events concern: features with a state of their own, such as live audio rooms. They are crates
//! above this one.

use futures::future::BoxFuture;
use std::sync::Arc;
use types::{
    AccountId, Result,
    live::{ClientMessage, Event, ServerMessage},
};

pub trait Listener: Send + Sync {
    /// What somebody's page says, where it concerns this feature; the page alone is told the answer, such as why
    /// something was not taken.
    fn said(self: Arc<Self>, account: AccountId, message: ClientMessage) -> BoxFuture<'static, Option<ServerMessage>>;

    /// How things stand for somebody: for a page that has just come, or come back.
    fn greet(self: Arc<Self>, account: AccountId) -> BoxFuture<'static, Vec<ServerMessage>>;

    /// A page of somebody opened or closed; [`crate::Hub::has_page`] tells whether one is open.
    fn pages_changed(self: Arc<Self>, account: AccountId);

    /// Something happened. What takes away a right that somebody uses now is carried out before this answers.
    fn heard(self: Arc<Self>, event: Event) -> BoxFuture<'static, Result<()>>;
}
