//! Browsers in which an account was opened before: they may try its password though strangers guess at it. One secret a
//! browser, for all accounts that were opened there, renewed at each log-in: one that somebody planted is worth nothing
//! after it.

use crate::{OrError, Store, secrets};
use types::{AccountId, Result};

/// Days after the last log-in when a browser is forgotten.
pub const KNOWN_BROWSER_DAYS: i32 = 365;
/// Browsers known for one account; the longest unused is forgotten when another comes.
pub const MOST_BROWSERS: i64 = 20;

impl Store {
    /// Notes that the account was opened in the browser that shows `token` (or none yet) and answers the token that
    /// it shows from now on.
    pub async fn remember_browser(&self, account: AccountId, token: Option<&str>) -> Result<String> {
        let (new, hash) = secrets::new_secret();
        let before = token.and_then(secrets::hash_presented);
        let mut transaction = self.pool().begin().await.or_error()?;
        if let Some(before) = before {
            sqlx::query!(
                "update known_browsers set token_hash = $2 where token_hash = $1",
                &before,
                &hash
            )
            .execute(&mut *transaction)
            .await
            .or_error()?;
        }
        sqlx::query!(
            "insert into known_browsers (token_hash, account_id) values ($1, $2)
             on conflict (token_hash, account_id) do update set used_at = now()",
            &hash,
            account.0,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        sqlx::query!(
            "delete from known_browsers b
             using (select token_hash from known_browsers where account_id = $1
                    order by used_at desc offset $2) surplus
             where b.account_id = $1 and b.token_hash = surplus.token_hash",
            account.0,
            MOST_BROWSERS,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        transaction.commit().await.or_error()?;
        Ok(new)
    }

    /// The secret's hash, if the account was opened in the browser that shows it. Asks the database the same whether
    /// the account exists or not.
    pub(crate) async fn known_browser(&self, account: AccountId, token: Option<&str>) -> Result<Option<[u8; 32]>> {
        let Some(hash) = token.and_then(secrets::hash_presented) else {
            return Ok(None);
        };
        let known = sqlx::query_scalar!(
            r#"select exists (select 1 from known_browsers where token_hash = $1 and account_id = $2) as "known!""#,
            &hash,
            account.0,
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(known.then_some(hash))
    }

    /// Forgets browsers that nobody logged in with for a year.
    pub(crate) async fn forget_browsers(&self) -> Result<u64> {
        let done = sqlx::query!(
            "delete from known_browsers where used_at < now() - make_interval(days => $1)",
            KNOWN_BROWSER_DAYS
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(done.rows_affected())
    }
}
