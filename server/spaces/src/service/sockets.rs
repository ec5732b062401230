//! What comes over the sockets.

use super::{Service, Spaces};
use crate::room::Refusal;
use futures::future::BoxFuture;
use live::Listener;
use std::sync::Arc;
use store::SpaceAdmission;
use types::live::{ClientMessage, Event, ServerMessage};
use types::{AccountId, Error, Result, Rule, SpaceAction, SpaceId};

impl Listener for Service {
    fn said(self: Arc<Self>, account: AccountId, message: ClientMessage) -> BoxFuture<'static, Option<ServerMessage>> {
        Box::pin(async move {
            let spaces = Spaces(self);
            match message {
                ClientMessage::Space { space, action } => {
                    let refusal = match spaces.act_from_page(account, space, action).await {
                        Ok(()) => return None,
                        Err(Error::Invalid {
                            rule: Rule::Space { refusal },
                            ..
                        }) => refusal,
                        Err(Error::RateLimited { .. }) => Refusal::TooFast,
                        // A space that one may not know of, and one that never was.
                        Err(_) => Refusal::NotPresent,
                    };
                    Some(ServerMessage::SpaceRefused { space, refusal })
                }
                ClientMessage::Caption { space, caption } => {
                    spaces.caption(account, space, caption).await;
                    None
                }
                _ => None,
            }
        })
    }

    fn greet(self: Arc<Self>, account: AccountId) -> BoxFuture<'static, Vec<ServerMessage>> {
        Box::pin(async move { Spaces(self).rooms_of(account).await })
    }

    fn pages_changed(self: Arc<Self>, account: AccountId) {
        Spaces(self).pages_changed(account);
    }

    fn heard(self: Arc<Self>, event: Event) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move { Spaces(self).heard(&event).await })
    }
}

impl Spaces {
    /// Does not wait until it is kept: the room as it is then is the answer. Who is in the room needs no leave of the
    /// database, so that a microphone can be muted while it is away.
    async fn act_from_page(&self, account: AccountId, space: SpaceId, action: SpaceAction) -> Result<()> {
        if !self.rate_limits().action(account, self.now()) {
            return Err(Error::RateLimited { retry_after: 1 });
        }
        let present = self.0.driver.read(space, |room| room.role(account).is_some()) == Some(true);
        let admission = if present && action != SpaceAction::Request {
            SpaceAdmission { followed: false }
        } else {
            let admission = self.0.store.space_admission(space, account).await?;
            admission.ok_or(Error::NotFound)?
        };
        let room_store = self.fetch(space).await.map_err(super::ended_if_missing)?;
        self.take(space, &room_store, account, admission, action)
            .await
            .map(drop)
    }
}
