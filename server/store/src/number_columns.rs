//! Every column that keeps an enum, so that a test compares what the database takes with what the program knows.

use crate::{
    accounts::{
        closing::{AccountRole, AccountStatus},
        mail_tokens::MailTokenKind,
    },
    audience::AudienceKind,
    communities::log::LogKind,
    media::MediaKind,
    moderation::reports::{self, Outcome},
    outbox::Lane,
    spaces::{mixing::ReplayState, space::PhaseKind},
};
use types::{
    CommunityRole, JoinLevel, ModerationState, NotificationKind, NumberEnum, ReplyRule, SpaceMaySpeak, SpaceRole,
};

fn numbers<T: NumberEnum>() -> Vec<i16> {
    T::NUMBERS.iter().map(|(_, number)| *number).collect()
}

/// As `table.column`, with the numbers that may stand in it.
pub fn number_columns() -> Vec<(&'static str, Vec<i16>)> {
    vec![
        ("accounts.role", numbers::<AccountRole>()),
        ("accounts.status", numbers::<AccountStatus>()),
        ("co_post_invitations.reply_rule", numbers::<ReplyRule>()),
        ("communities.join_level", numbers::<JoinLevel>()),
        ("community_log.action", numbers::<LogKind>()),
        ("community_members.role", numbers::<CommunityRole>()),
        // Who stands in for an admin was none before.
        (
            "community_members.role_before",
            vec![CommunityRole::Member.number(), CommunityRole::Moderator.number()],
        ),
        ("mail_tokens.kind", numbers::<MailTokenKind>()),
        ("media.kind", numbers::<MediaKind>()),
        ("notifications.kind", numbers::<NotificationKind>()),
        ("outbox.lane", numbers::<Lane>()),
        (
            "posts.audience",
            AudienceKind::OF_POSTS.map(NumberEnum::number).to_vec(),
        ),
        ("posts.held", numbers::<ModerationState>()),
        ("posts.reply_rule", numbers::<ReplyRule>()),
        ("reports.outcome", numbers::<Outcome>()),
        ("reports.reason", reports::reason_numbers()),
        ("space_people.role", numbers::<SpaceRole>()),
        ("spaces.audience", numbers::<AudienceKind>()),
        ("spaces.may_speak", numbers::<SpaceMaySpeak>()),
        ("spaces.phase", numbers::<PhaseKind>()),
        ("spaces.replay", numbers::<ReplayState>()),
    ]
}
