//! Notifications, grouped as they are shown.

use crate::{AccountCard, CommunityName, NotificationId, Post, SpaceName, number_enum};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    Follow,
    FollowRequest,
    Like,
    Repost,
    Quote,
    Reply,
    Mention,
    RequestAccepted,
    CommunityInvited,
    /// Somebody asks to join; for moderators.
    CommunityAsked,
    CommunityAccepted,
    /// Has another role now.
    CommunityRole,
    /// Removed or banned.
    CommunityRemoved,
    CommunityClosed,
    BanLifted,
    PostHidden,
    PostApproved,
    /// For moderators.
    PostWaits,
    ReportActedUpon,
    ReportDismissed,
    /// Somebody wants to write a post together.
    CoPostInvited,
    CoPostAccepted,
    CoPostDeclined,
    /// The co-author left the post.
    CoPostLeft,
    /// Is invited to a private space.
    SpaceInvited,
    /// A space that one wanted to be reminded of begins in half an hour.
    SpaceSoon,
    SpaceStarted,
    /// The recording of one's own space can be heard now.
    SpaceRecorded,
    /// Somebody whom one follows is live in a space.
    SpaceOfFollowed,
    /// Posts of a community were reported; for its moderators.
    PostsReported,
    /// Something was reported; for operators.
    ReportsWait,
    /// A request to join was refused.
    JoinRefused,
    /// Somebody whom the recipient does not follow shared something with a circle that the recipient is in; all posts of
    /// one person are one line, about the newest.
    CirclePost,
}

number_enum!(NotificationKind {
    Follow = 0,
    FollowRequest = 1,
    Like = 2,
    Repost = 3,
    Quote = 4,
    Reply = 5,
    Mention = 6,
    RequestAccepted = 7,
    CoPostInvited = 8,
    CoPostAccepted = 9,
    CoPostDeclined = 10,
    CoPostLeft = 11,
    CommunityInvited = 12,
    CommunityAsked = 13,
    CommunityAccepted = 14,
    CommunityRole = 15,
    CommunityRemoved = 16,
    PostHidden = 17,
    PostApproved = 18,
    PostWaits = 19,
    CommunityClosed = 20,
    BanLifted = 21,
    ReportActedUpon = 24,
    ReportDismissed = 25,
    SpaceInvited = 26,
    SpaceSoon = 27,
    SpaceStarted = 28,
    SpaceRecorded = 29,
    SpaceOfFollowed = 30,
    PostsReported = 31,
    ReportsWait = 32,
    JoinRefused = 33,
    CirclePost = 40,
});

impl NotificationKind {
    /// Of a decision of moderators or operators, or of Piaf's own work: it names nobody, and its actor is who reads it.
    pub fn is_verdict(self) -> bool {
        matches!(
            self,
            Self::CommunityRemoved
                | Self::CommunityClosed
                | Self::BanLifted
                | Self::PostHidden
                | Self::PostApproved
                | Self::ReportActedUpon
                | Self::ReportDismissed
                | Self::SpaceRecorded
                | Self::PostsReported
                | Self::ReportsWait
                | Self::JoinRefused
        )
    }

    pub fn is_of_report(self) -> bool {
        matches!(self, Self::ReportActedUpon | Self::ReportDismissed)
    }
}

/// "Ada and 3 others liked your post": one line for several events of a kind about one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotificationGroup {
    /// Of the newest event in the group.
    pub id: NotificationId,
    pub kind: NotificationKind,
    /// Newest first, at most eight; `actor_count` counts all.
    pub actors: Vec<AccountCard>,
    pub actor_count: u32,
    /// The post liked or reposted, or the reply, quote or mention itself.
    pub post: Option<Post>,
    pub community: Option<CommunityName>,
    pub space: Option<SpaceName>,
    pub unread: bool,
}
