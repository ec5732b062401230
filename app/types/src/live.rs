//! What travels over `/live`: JSON, one message a frame.

mod event;
mod topic;

pub use event::{Event, RecountPart};
pub use topic::{Feed, MOST_FEEDS, MOST_POSTS, MOST_SPACES, Topic};

use crate::{AccountId, Caption, Counts, MyPlace, PostId, RoomState, SpaceAction, SpaceId, SpaceRefusal};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Voices that a listener hears at a time.
pub const VOICE_SLOTS: usize = 4;

/// From the page to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// First message of a connection. `cursor` is the last one seen; the server sends what came since, or `Resync`.
    Hello { cursor: Option<String> },
    /// The account that the page shows, before anything else. The browser's session may be another's by now: the
    /// connection ends then, as for a page that is signed out.
    Account { account: AccountId },
    /// What is on the page, instead of what was watched before; of each kind at most as many as [`Topic::most`]. How those
    /// topics stand that are new is told at once. Where the page shows a list anew, `after` is the newest post of others
    /// that stands in it: what came since is told at once.
    Watch { topics: Vec<Topic>, after: Option<PostId> },
    /// What the person does in a space; refused with `SpaceRefused`, else seen in the next `Room`.
    Space { space: SpaceId, action: SpaceAction },
    /// Something the person said, as the browser understood it.
    Caption { space: SpaceId, caption: Caption },
    /// Keeps idle connections open through proxies.
    Ping,
}

/// From the server to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// Up to here the page was told everything. Greets, and comes with each pong.
    Cursor {
        cursor: String,
    },
    /// A post that would stand on the viewer's home now. Asking for it is the page's business.
    HomePost {
        post_id: PostId,
        author_id: AccountId,
    },
    /// A post that would stand in the watched list now.
    FeedPost {
        feed: Feed,
        post_id: PostId,
        author_id: AccountId,
    },
    /// A visible reply to a watched post.
    Reply {
        post_id: PostId,
        parent_id: PostId,
    },
    Counts {
        post_id: PostId,
        counts: Counts,
    },
    /// Number of unread notification groups.
    Unread {
        count: u32,
    },
    /// A post is not there for the viewer any more.
    Gone {
        post_id: PostId,
    },
    /// The post is by its author alone now.
    CoAuthorGone {
        post_id: PostId,
    },
    /// Everything of an account is gone for the viewer (block, suspension, protection).
    AccountGone {
        account_id: AccountId,
    },
    /// A room that the person is in, as it is now. `room` is the same for everybody in it.
    Room {
        space: SpaceId,
        room: Arc<RoomState>,
        mine: MyPlace,
    },
    /// Who speaks in the room, with levels from 0 (as loud as can be) to 127.
    Voices {
        space: SpaceId,
        levels: Vec<(AccountId, u8)>,
    },
    /// Whose voice is in each slot of the listening connection.
    Slots {
        space: SpaceId,
        slots: [Option<AccountId>; VOICE_SLOTS],
    },
    Reaction {
        space: SpaceId,
        account_id: AccountId,
        emoji: String,
    },
    Caption {
        space: SpaceId,
        caption: Caption,
    },
    /// The person's last action was not taken.
    SpaceRefused {
        space: SpaceId,
        refusal: SpaceRefusal,
    },
    /// The person is not in the room any more: left elsewhere, removed, or it is over.
    SpaceOut {
        space: SpaceId,
        removed: bool,
    },
    /// A space that the page shows, or whose host or speaker the viewer follows, began, ended, changed or is gone.
    SpaceChanged {
        space: SpaceId,
    },
    /// Too much was missed: load the page's data anew.
    Resync,
    /// The session ended; the page shows that one is signed out.
    SignedOut,
    Pong,
}
