//! How kinds of notifications look.

use types::NotificationKind;
use ui::IconName;

/// As styles name it.
pub(super) fn kind_name(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Follow | NotificationKind::RequestAccepted => "follow",
        NotificationKind::FollowRequest => "request",
        NotificationKind::Like => "like",
        NotificationKind::Repost => "repost",
        NotificationKind::Quote => "quote",
        NotificationKind::Reply => "reply",
        NotificationKind::Mention => "mention",
        NotificationKind::CommunityInvited
        | NotificationKind::CommunityAsked
        | NotificationKind::CommunityAccepted
        | NotificationKind::CommunityRole
        | NotificationKind::BanLifted => "community",
        NotificationKind::CommunityRemoved
        | NotificationKind::CommunityClosed
        | NotificationKind::PostHidden
        | NotificationKind::PostApproved
        | NotificationKind::PostWaits
        | NotificationKind::ReportActedUpon
        | NotificationKind::ReportDismissed
        | NotificationKind::PostsReported
        | NotificationKind::ReportsWait
        | NotificationKind::JoinRefused => "moderation",
        NotificationKind::CoPostInvited
        | NotificationKind::CoPostAccepted
        | NotificationKind::CoPostDeclined
        | NotificationKind::CoPostLeft => "co-post",
        NotificationKind::SpaceInvited
        | NotificationKind::SpaceSoon
        | NotificationKind::SpaceStarted
        | NotificationKind::SpaceRecorded
        | NotificationKind::SpaceOfFollowed => "space",
        NotificationKind::CirclePost => "circle",
    }
}

/// The sign beside the line.
pub(super) fn icon(kind: NotificationKind) -> IconName {
    match kind {
        NotificationKind::Follow => IconName::User,
        NotificationKind::FollowRequest => IconName::UserPlus,
        NotificationKind::RequestAccepted => IconName::UserCheck,
        NotificationKind::Like => IconName::Heart,
        NotificationKind::Repost => IconName::Repost,
        NotificationKind::Quote => IconName::Quote,
        NotificationKind::Reply => IconName::Reply,
        NotificationKind::Mention => IconName::At,
        NotificationKind::CommunityInvited | NotificationKind::CommunityRole => IconName::Communities,
        NotificationKind::CommunityAsked => IconName::UserPlus,
        NotificationKind::CommunityAccepted | NotificationKind::BanLifted => IconName::UserCheck,
        NotificationKind::CommunityRemoved | NotificationKind::CommunityClosed | NotificationKind::JoinRefused => {
            IconName::UserMinus
        }
        NotificationKind::PostHidden => IconName::EyeOff,
        NotificationKind::PostApproved => IconName::Eye,
        NotificationKind::PostWaits => IconName::Clock,
        NotificationKind::ReportActedUpon
        | NotificationKind::ReportDismissed
        | NotificationKind::PostsReported
        | NotificationKind::ReportsWait => IconName::Flag,
        NotificationKind::CoPostInvited | NotificationKind::CoPostAccepted => IconName::Feather,
        NotificationKind::CoPostDeclined | NotificationKind::CoPostLeft => IconName::UserMinus,
        NotificationKind::SpaceInvited
        | NotificationKind::SpaceSoon
        | NotificationKind::SpaceStarted
        | NotificationKind::SpaceRecorded
        | NotificationKind::SpaceOfFollowed => IconName::Spaces,
        NotificationKind::CirclePost => IconName::Circles,
    }
}
