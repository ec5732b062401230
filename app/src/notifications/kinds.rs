//! How kinds of notifications look.

use types::NotificationKind;
use ui::IconName;

/// What styles call a kind, and the sign beside its line.
pub(super) fn look(kind: NotificationKind) -> (&'static str, IconName) {
    use NotificationKind as Kind;
    match kind {
        Kind::Follow => ("follow", IconName::User),
        Kind::FollowRequest => ("request", IconName::UserPlus),
        Kind::Like => ("like", IconName::Heart),
        Kind::Repost => ("repost", IconName::Repost),
        Kind::Quote => ("quote", IconName::Quote),
        Kind::Reply => ("reply", IconName::Reply),
        Kind::Mention => ("mention", IconName::At),
        Kind::RequestAccepted => ("follow", IconName::UserCheck),
        Kind::CoPostInvited => ("co-post", IconName::Feather),
        Kind::CoPostAccepted => ("co-post", IconName::Feather),
        Kind::CoPostDeclined => ("co-post", IconName::UserMinus),
        Kind::CoPostLeft => ("co-post", IconName::UserMinus),
        Kind::CommunityInvited => ("community", IconName::Communities),
        Kind::CommunityAsked => ("community", IconName::UserPlus),
        Kind::CommunityAccepted => ("community", IconName::UserCheck),
        Kind::CommunityRole => ("community", IconName::Communities),
        Kind::CommunityRemoved => ("moderation", IconName::UserMinus),
        Kind::PostHidden => ("moderation", IconName::EyeOff),
        Kind::PostApproved => ("moderation", IconName::Eye),
        Kind::PostWaits => ("moderation", IconName::Clock),
        Kind::CommunityClosed => ("moderation", IconName::UserMinus),
        Kind::BanLifted => ("community", IconName::UserCheck),
        Kind::ReportActedUpon => ("moderation", IconName::Flag),
        Kind::ReportDismissed => ("moderation", IconName::Flag),
        Kind::SpaceInvited => ("space", IconName::Spaces),
        Kind::SpaceSoon => ("space", IconName::Spaces),
        Kind::SpaceStarted => ("space", IconName::Spaces),
        Kind::SpaceRecorded => ("space", IconName::Spaces),
        Kind::SpaceOfFollowed => ("space", IconName::Spaces),
        Kind::PostsReported => ("moderation", IconName::Flag),
        Kind::ReportsWait => ("moderation", IconName::Flag),
        Kind::JoinRefused => ("moderation", IconName::UserMinus),
        Kind::CirclePost => ("circle", IconName::Circles),
    }
}

/// What styles call it.
pub(super) fn kind_name(kind: NotificationKind) -> &'static str {
    look(kind).0
}
