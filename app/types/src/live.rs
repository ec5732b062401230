//! What travels over `/live`: JSON, one message a frame.

use crate::{
    AccountId, Caption, CommunityId, Counts, InvitationId, MyPlace, PostId, RoomState, SessionId, SpaceAction, SpaceId,
    SpaceRefusal,
};
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
    /// The posts on the page whose counts should move; replaces what was watched before. At most 200. How those stand
    /// that are new is told at once.
    Watch { posts: Vec<PostId> },
    /// What the person does in a space; refused with `SpaceRefused`, else seen in the next `Room`.
    Space { space: SpaceId, action: SpaceAction },
    /// Something the person said, as the browser understood it.
    Caption { space: SpaceId, caption: Caption },
    /// The spaces on the page of which `SpaceChanged` should be told; replaces those before. At most 50.
    WatchSpaces { spaces: Vec<SpaceId> },
    /// The list on the page of which `FeedPost` should be told; replaces the one before. What came after the newest post
    /// that the page has of others is told at once.
    WatchFeed { feed: Option<Feed>, after: Option<PostId> },
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

/// A list that grows at its beginning and that a page may watch; home is told of without being asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Feed {
    /// The latest public posts.
    Latest,
    Tag {
        tag: String,
    },
    ProfilePosts {
        account: AccountId,
    },
    ProfileReplies {
        account: AccountId,
    },
    ProfileMedia {
        account: AccountId,
    },
    Community {
        community: CommunityId,
        photos: bool,
    },
}

/// What of an account is counted, in the order in which it is counted anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecountPart {
    Following,
    Followers,
    Likes,
    Reposts,
    Circles,
    Communities,
}

impl RecountPart {
    /// What comes after it.
    pub fn next(self) -> Option<Self> {
        Some(match self {
            Self::Following => Self::Followers,
            Self::Followers => Self::Likes,
            Self::Likes => Self::Reposts,
            Self::Reposts => Self::Circles,
            Self::Circles => Self::Communities,
            Self::Communities => return None,
        })
    }
}

/// What happened, as the outbox keeps it. Written in the transaction that caused it; notifications, counts on open
/// pages and everything else that follows are made from it, so that a crash loses nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    PostCreated {
        post_id: PostId,
        author_id: AccountId,
    },
    PostDeleted {
        post_id: PostId,
        author_id: AccountId,
    },
    Liked {
        post_id: PostId,
        account_id: AccountId,
    },
    Unliked {
        post_id: PostId,
        account_id: AccountId,
    },
    Reposted {
        post_id: PostId,
        account_id: AccountId,
    },
    Unreposted {
        post_id: PostId,
        account_id: AccountId,
    },
    Followed {
        follower_id: AccountId,
        followee_id: AccountId,
    },
    Unfollowed {
        follower_id: AccountId,
        followee_id: AccountId,
    },
    FollowRequested {
        requester_id: AccountId,
        target_id: AccountId,
    },
    RequestAccepted {
        requester_id: AccountId,
        target_id: AccountId,
    },
    CoPostInvited {
        invitation_id: InvitationId,
        inviter_id: AccountId,
        invitee_id: AccountId,
    },
    /// The invitation is over, and nothing was published: declined, or taken back by whatever ended it.
    CoPostRefused {
        invitation_id: InvitationId,
        inviter_id: AccountId,
        invitee_id: AccountId,
        declined: bool,
    },
    /// Comes with the post's `PostCreated`.
    CoPostAccepted {
        post_id: PostId,
        invitation_id: InvitationId,
        inviter_id: AccountId,
        invitee_id: AccountId,
    },
    /// The posts are by their authors alone from now on. The authors are told where the co-author `left` by themselves.
    CoAuthorGone {
        post_ids: Vec<PostId>,
        co_author_id: AccountId,
        left: bool,
    },
    /// Everything of `account_id` is gone for `viewer_id` from now on (block in either direction, removal as a follower
    /// of a protected account).
    #[serde(alias = "hidden")]
    AccountHidden {
        viewer_id: AccountId,
        account_id: AccountId,
    },
    /// Some posts are gone for `viewer_id` from now on: they are in a circle no more.
    #[serde(alias = "narrowed")]
    AudienceReduced {
        viewer_id: AccountId,
    },
    /// Notifications were written: open pages learn of the number.
    Notified {
        recipients: Vec<AccountId>,
    },
    /// A community's moderators took the post away from all but its author and themselves.
    HeldBack {
        post_id: PostId,
    },
    /// The community and everything in it is gone for everybody.
    CommunityClosed {
        community_id: CommunityId,
    },
    /// A space was planned, began, ended, changed its time or its stage, or was deleted.
    SpaceChanged {
        space_id: SpaceId,
    },
    /// A space is live from now on: those who follow who made it are told.
    SpaceStarted {
        space_id: SpaceId,
    },
    /// Suspended, deactivated, deleted or newly protected: gone for those who may not see it any more.
    AccountClosed {
        account_id: AccountId,
    },
    /// What the account did is to be counted, or no longer: it closed, came back, or changed its protection. One batch,
    /// from the row `after` on; the next is an event of its own.
    Recount {
        account_id: AccountId,
        part: RecountPart,
        after: i64,
    },
    /// Sessions of the account ended: sockets close within a second. `kept` goes on.
    SessionsEnded {
        account_id: AccountId,
        kept: Option<SessionId>,
    },
}

impl Event {
    /// Takes something away from somebody: it waits for nothing but its like. (Those of before this was asked stand in
    /// a migration of the store.)
    pub fn revokes(&self) -> bool {
        match self {
            Self::PostDeleted { .. }
            | Self::Unfollowed { .. }
            | Self::CoAuthorGone { .. }
            | Self::AccountHidden { .. }
            | Self::AudienceReduced { .. }
            | Self::HeldBack { .. }
            | Self::CommunityClosed { .. }
            | Self::SpaceChanged { .. }
            | Self::AccountClosed { .. }
            | Self::SessionsEnded { .. } => true,
            Self::PostCreated { .. }
            | Self::Liked { .. }
            | Self::Unliked { .. }
            | Self::Reposted { .. }
            | Self::Unreposted { .. }
            | Self::Followed { .. }
            | Self::FollowRequested { .. }
            | Self::RequestAccepted { .. }
            | Self::CoPostInvited { .. }
            | Self::CoPostRefused { .. }
            | Self::CoPostAccepted { .. }
            | Self::Notified { .. }
            | Self::Recount { .. }
            | Self::SpaceStarted { .. } => false,
        }
    }

    /// Begins to count anew what the account did.
    pub fn recount(account_id: AccountId) -> Self {
        Self::Recount {
            account_id,
            part: RecountPart::Following,
            after: 0,
        }
    }
}
