//! How often something may be done. One conditional upsert counts and refuses, so that a limit holds however many
//! tries come at once.

use crate::{OrError, Store};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::time::Duration;
use types::{AccountId, Error, Result};

/// Likes, reposts and bookmarks set or taken away, people unfollowed or blocked, by one account: one each four seconds
/// for an hour is more than anybody reads, and a loop that likes and unlikes is over after a thousand.
pub const MARKS_AN_HOUR: u32 = 1000;

/// A key for something that is no account, such as a network and a log-in name: negative, so that it meets no account.
pub fn key_of(parts: &[&str]) -> i64 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    let digest = hasher.finalize();
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(bytes) | i64::MIN
}

/// A time between the two that nobody can tell in advance.
pub fn some_time(least: Duration, most: Duration) -> Duration {
    least + most.saturating_sub(least).mul_f64(rand::random())
}

impl Store {
    /// Counts one use for a key made by [`key_of`], or answers `RateLimited`.
    pub async fn consume_key(&self, key: i64, action: &str, seconds: u32, most: u32) -> Result<()> {
        let mut connection = self.pool().acquire().await.or_error()?;
        consume(&mut connection, AccountId(key), action, seconds, most).await
    }

    /// Forgets what was counted: after a success, where only failures should count.
    pub async fn forgive_key(&self, key: i64, action: &str) -> Result<()> {
        sqlx::query!(
            "delete from rate_counters where account_id = $1 and action = $2",
            key,
            action
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Removes counters whose slots are long over.
    pub(crate) async fn delete_old_counters(&self) -> Result<u64> {
        let done = sqlx::query!("delete from rate_counters where slot < now() - interval '2 days'")
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(done.rows_affected())
    }
}

/// Counts a mark that was really set or taken away.
pub(crate) async fn consume_mark(connection: &mut PgConnection, account: AccountId) -> Result<()> {
    consume(connection, account, "mark", 3600, MARKS_AN_HOUR).await
}

/// Counts one use of `action` (at most 20 characters) by an account, or answers `RateLimited` after `most` of them in
/// the present slot of `seconds`; slots begin at fixed times. Within the caller's transaction: what is rolled back was
/// not used.
pub(crate) async fn consume(
    connection: &mut PgConnection,
    account: AccountId,
    action: &str,
    seconds: u32,
    most: u32,
) -> Result<()> {
    let seconds = f64::from(seconds);
    let counted = sqlx::query_scalar!(
        "insert into rate_counters (account_id, action, slot, used)
         values ($1, $2, date_bin(make_interval(secs => $3), now(), 'epoch'), 1)
         on conflict (account_id, action, slot) do update
             set used = rate_counters.used + 1 where rate_counters.used < $4
         returning used",
        account.0,
        action,
        seconds,
        i32::try_from(most).unwrap_or(i32::MAX),
    )
    .fetch_optional(&mut *connection)
    .await
    .or_error()?;
    if counted.is_some() {
        return Ok(());
    }
    let rest = sqlx::query_scalar!(
        r#"select ceil(extract(epoch from
               date_bin(make_interval(secs => $1), now(), 'epoch') + make_interval(secs => $1) - now()))::int as "rest!""#,
        seconds,
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    Err(Error::RateLimited {
        retry_after: u32::try_from(rest).unwrap_or(1).max(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_negative_and_differ() {
        assert!(key_of(&["sam", "192.0.2.0/24"]) < 0);
        assert_ne!(key_of(&["sam", "192.0.2.0/24"]), key_of(&["sa", "m192.0.2.0/24"]));
    }
}
