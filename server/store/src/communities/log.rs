//! Lines of a community's public log.

use crate::{OrError, Store};
use sqlx::PgConnection;
use types::{AccountId, CommunityId, NumberEnum, Result, number_enum};

/// What a line says happened, as `community_log.action` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogKind {
    PostHidden,
    PostShown,
    PostApproved,
    PostRefused,
    MemberRemoved,
    MemberBanned,
    BanLifted,
    RequestAccepted,
    RequestRefused,
    RoleChanged,
    RulesChanged,
    SettingsChanged,
    ReportDismissed,
}

number_enum!(LogKind {
    PostHidden = 0,
    PostShown = 1,
    PostApproved = 2,
    PostRefused = 3,
    MemberRemoved = 4,
    MemberBanned = 5,
    BanLifted = 6,
    RequestAccepted = 7,
    RequestRefused = 8,
    RoleChanged = 9,
    RulesChanged = 10,
    SettingsChanged = 11,
    ReportDismissed = 12,
});

impl Store {
    /// Writes a line of the community's public log.
    pub(crate) async fn log(
        &self,
        connection: &mut PgConnection,
        community: CommunityId,
        actor: AccountId,
        kind: LogKind,
        entry: LogEntry<'_>,
    ) -> Result<()> {
        sqlx::query!(
            "insert into community_log (id, community_id, actor_id, action, account_id, post_id, reason, number)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            self.next_id(),
            community.0,
            actor.0,
            kind.number(),
            entry.account.map(|account| account.0),
            entry.post,
            entry.reason,
            entry.number
        )
        .execute(connection)
        .await
        .or_error()?;
        Ok(())
    }
}

/// What a line of the log speaks of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LogEntry<'a> {
    pub account: Option<AccountId>,
    pub post: Option<i64>,
    pub reason: &'a str,
    /// The new role, or days of a ban.
    pub number: i32,
}
