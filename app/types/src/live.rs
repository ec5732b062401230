//! What travels over `/live`: JSON, one message a frame.

use crate::{AccountId, CommunityId, Counts, InvitationId, PostId, SessionId};
use serde::{Deserialize, Serialize};

/// From the page to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// First message of a connection. `cursor` is the last one seen; the server sends what came since, or `Resync`.
    Hello { cursor: Option<String> },
    /// The posts on the page whose counts should move; replaces what was watched before. At most 200. How those stand
    /// that are new is told at once.
    Watch { posts: Vec<PostId> },
    /// Keeps idle connections open through proxies.
    Ping,
}

/// From the server to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// Follows everything that a page must not miss.
    Cursor {
        cursor: String,
    },
    /// A post that would stand on the viewer's home now. Asking for it is the page's business.
    HomePost {
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
    /// Too much was missed: load the page's data anew.
    Resync,
    /// The session ended; the page shows that one is signed out.
    SignedOut,
    Pong,
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
    Hidden {
        viewer_id: AccountId,
        account_id: AccountId,
    },
    /// Some posts are gone for `viewer_id` from now on: they are in a circle no more.
    Narrowed {
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
    /// Suspended, deactivated, deleted or newly protected: gone for those who may not see it any more.
    AccountClosed {
        account_id: AccountId,
    },
    /// Sessions of the account ended: sockets close within a second. `kept` goes on.
    SessionsEnded {
        account_id: AccountId,
        kept: Option<SessionId>,
    },
}
