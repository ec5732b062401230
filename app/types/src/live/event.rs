//! What happened, for those who are told of it.

use crate::{AccountId, CommunityId, InvitationId, PostId, SessionId, SpaceId};
use serde::{Deserialize, Serialize};

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
    #[serde(rename = "hidden", alias = "account_hidden")]
    AccountHidden {
        viewer_id: AccountId,
        account_id: AccountId,
    },
    /// Some posts are gone for `viewer_id` from now on: they are in a circle no more.
    #[serde(rename = "narrowed", alias = "audience_reduced")]
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
