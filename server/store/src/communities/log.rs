//! Lines of a community's public log.

use crate::{OrError, Store};
use sqlx::PgConnection;
use types::{AccountId, CommunityId, Result};

/// Actions of the public log, as `community_log.action` keeps them.
pub(crate) const POST_HIDDEN: i16 = 0;
pub(crate) const POST_SHOWN: i16 = 1;
pub(crate) const POST_APPROVED: i16 = 2;
pub(crate) const POST_REFUSED: i16 = 3;
pub(crate) const MEMBER_REMOVED: i16 = 4;
pub(crate) const MEMBER_BANNED: i16 = 5;
pub(crate) const BAN_LIFTED: i16 = 6;
pub(crate) const REPORT_DISMISSED: i16 = 12;
pub(crate) const RULES_CHANGED: i16 = 10;
pub(crate) const SETTINGS_CHANGED: i16 = 11;
pub(crate) const ROLE_CHANGED: i16 = 9;
pub(crate) const REQUEST_ACCEPTED: i16 = 7;
pub(crate) const REQUEST_REFUSED: i16 = 8;

impl Store {
    /// Writes a line of the community's public log.
    pub(crate) async fn log(
        &self,
        connection: &mut PgConnection,
        community: CommunityId,
        actor: AccountId,
        action: i16,
        entry: LogEntry<'_>,
    ) -> Result<()> {
        sqlx::query!(
            "insert into community_log (id, community_id, actor_id, action, account_id, post_id, reason, number)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            self.next_id(),
            community.0,
            actor.0,
            action,
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
