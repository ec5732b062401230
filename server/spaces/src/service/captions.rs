//! What people say as text.

use super::{Service, Spaces};
use crate::SpaceId;
use crate::room::{Phase, Role, Room};
use std::sync::Weak;
use tokio::sync::mpsc;
use types::live::ServerMessage;
use types::{AccountId, Caption, MAX_CAPTION, text};

/// A caption tells of no more than this, in milliseconds, and of nothing that is further ahead.
const LONGEST: u32 = 60_000;
const AHEAD: u32 = 5_000;

impl Spaces {
    /// Tells everybody what somebody said who has an open microphone and agreed to captions; anything else is dropped.
    pub async fn caption(&self, account: AccountId, space: SpaceId, mut caption: Caption) {
        // The server's own recogniser knows what was said: two captions of the same would be one too many.
        if self.0.recorder.recognises() {
            return;
        }
        let now = self.now();
        let since = self.0.driver.read(space, |room| {
            let present = room.present(account)?;
            let speaks = present.role > Role::Listener && !present.muted && present.captions;
            match room.phase() {
                Phase::Live { since } if speaks => Some(since),
                _ => None,
            }
        });
        let Some(since) = since.flatten().filter(|_| self.rate_limits().caption(account, now)) else {
            return;
        };
        let passed = u32::try_from(now.saturating_sub(since)).unwrap_or(u32::MAX);
        caption.speaker = account;
        caption.text = text::clean_line(&caption.text);
        caption.end = caption.end.min(passed.saturating_add(AHEAD));
        caption.start = caption.start.clamp(caption.end.saturating_sub(LONGEST), caption.end);
        if caption.text.chars().count() > MAX_CAPTION {
            return;
        }
        self.keep_caption(space, caption).await;
    }

    /// The same of what the recogniser heard a moment ago: the microphone may be closed by now.
    async fn recognised(&self, space: SpaceId, caption: Caption) {
        let agreed = |room: &Room| {
            let present = room.present(caption.speaker);
            room.is_live() && present.is_some_and(|present| present.captions)
        };
        if self.0.driver.read(space, agreed) == Some(true) {
            self.keep_caption(space, caption).await;
        }
    }

    async fn keep_caption(&self, space: SpaceId, caption: Caption) {
        if self.0.driver.read(space, Room::recording) == Some(true)
            && let Err(error) = self.0.store.keep_caption(space, &caption).await
        {
            tracing::warn!(%space, %error, "a caption was not kept");
        }
        self.tell_room(space, &ServerMessage::Caption { space, caption });
    }
}

/// Hands on what the recogniser heard, as long as the rooms are there.
pub(super) async fn tell_recognised(rooms: Weak<Service>, mut captions: mpsc::Receiver<(SpaceId, Caption)>) {
    while let Some((space, caption)) = captions.recv().await {
        let Some(service) = rooms.upgrade() else { return };
        Spaces(service).recognised(space, caption).await;
    }
}
