//! Sessions: who is signed in where. A browser has one live token, that of the account it shows; the sessions of its
//! other accounts wait behind random hashes until the switcher gives them a token. So every log-in, switch and log-out
//! ends the token that was presented, and a token planted in somebody's browser never reaches an account added later.

use crate::{OrError, Store, cards::CardRow, outbox, secrets};
use rand::RngCore;
use sqlx::PgConnection;
use types::{AccountCard, AccountId, Error, Result, SessionId, SessionView, live::Event};

/// Days after the last use when a session ends by itself.
pub const SESSION_DAYS: i32 = 60;

/// Accounts signed in at once in one browser.
pub const MOST_ACCOUNTS: i64 = 10;
/// Sessions of one account; the longest unused ends when another begins.
pub const MOST_SESSIONS: i64 = 50;

/// The token goes into the cookie and is kept nowhere.
#[derive(Debug)]
pub struct NewSession {
    pub id: SessionId,
    pub account_id: AccountId,
    pub token: String,
}

/// A live session of an active account.
#[derive(Clone, Copy, Debug)]
pub struct FoundSession {
    pub id: SessionId,
    pub account_id: AccountId,
    pub browser: [u8; 16],
    /// Its last use is older than five minutes: time for [`Store::touch_session`].
    pub stale: bool,
}

/// The mark that the sessions of one browser share.
pub fn new_browser() -> [u8; 16] {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

impl Store {
    /// Signs an account in and gives the browser its new token; the accounts signed in there before stay in the
    /// switcher. `device` is cut at 120 characters, `place` at 60.
    pub async fn create_session(
        &self,
        account: AccountId,
        browser: &[u8; 16],
        device: &str,
        place: &str,
    ) -> Result<NewSession> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let session = start(
            &mut transaction,
            self.next_session_id(),
            account,
            browser,
            device,
            place,
        )
        .await?;
        let too_many = sqlx::query_scalar!(
            r#"(select id as "id!" from sessions where account_id = $1 order by used_at desc, id desc offset $3)
               union all
               (select id from sessions where browser = $2 order by used_at desc, id desc offset $4)"#,
            account.0,
            browser,
            MOST_SESSIONS,
            MOST_ACCOUNTS,
        )
        .fetch_all(&mut *transaction)
        .await
        .or_error()?;
        sqlx::query!("delete from sessions where id = any($1)", &too_many)
            .execute(&mut *transaction)
            .await
            .or_error()?;
        transaction.commit().await.or_error()?;
        Ok(session)
    }

    /// The session behind a cookie, if it is live and its account active.
    pub async fn session_by_token(&self, token: &str) -> Result<Option<FoundSession>> {
        let Some(hash) = secrets::hash_presented(token) else {
            return Ok(None);
        };
        let row = sqlx::query!(
            r#"select s.id, s.account_id, s.browser, s.used_at < now() - interval '5 minutes' as "stale!"
               from sessions s join accounts a on a.id = s.account_id
               where s.token_hash = $1 and s.expires_at > now() and a.status = 0"#,
            &hash,
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        Ok(row.and_then(|row| {
            let browser = row.browser.try_into().ok()?;
            Some(FoundSession {
                id: SessionId(row.id),
                account_id: AccountId(row.account_id),
                browser,
                stale: row.stale,
            })
        }))
    }

    /// Notes where a session was used last and moves its end on.
    pub async fn touch_session(&self, session: SessionId, device: &str, place: &str) -> Result<()> {
        sqlx::query!(
            "update sessions set used_at = now(), expires_at = now() + make_interval(days => $2),
                    device = left($3::text, 120), place = left($4::text, 60)
             where id = $1",
            session.0,
            SESSION_DAYS,
            device,
            place,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Whether a session still stands and its account is active: for sockets that outlive a request.
    pub async fn session_is_live(&self, session: SessionId) -> Result<bool> {
        sqlx::query_scalar!(
            r#"select exists (select 1 from sessions s join accounts a on a.id = s.account_id
                              where s.id = $1 and s.expires_at > now() and a.status = 0) as "live!""#,
            session.0,
        )
        .fetch_one(self.pool())
        .await
        .or_error()
    }

    /// All places where the account is signed in, the last used first.
    pub async fn sessions(&self, account: AccountId, current: SessionId) -> Result<Vec<SessionView>> {
        let rows = sqlx::query!(
            r#"select id, device, place, (extract(epoch from used_at) * 1000)::bigint as "used!"
               from sessions where account_id = $1 and expires_at > now()
               order by id <> $2, used_at desc"#,
            account.0,
            current.0,
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows
            .into_iter()
            .map(|row| SessionView {
                id: SessionId(row.id),
                current: row.id == current.0,
                device: row.device,
                place: row.place,
                used_milliseconds: row.used,
            })
            .collect())
    }

    /// Gives the browser a token of another account signed in there; `NotFound` when it is not.
    pub async fn switch_account(
        &self,
        browser: &[u8; 16],
        account: AccountId,
        device: &str,
        place: &str,
    ) -> Result<NewSession> {
        let mut transaction = self.pool().begin().await.or_error()?;
        sqlx::query!("select from accounts where id = $1 and status = 0", account.0)
            .fetch_one(&mut *transaction)
            .await
            .or_error()?;
        let known = sqlx::query_scalar!(
            "select id from sessions where browser = $1 and account_id = $2 and expires_at > now() for update",
            browser,
            account.0,
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or(Error::NotFound)?;
        let session = start(&mut transaction, SessionId(known), account, browser, device, place).await?;
        transaction.commit().await.or_error()?;
        Ok(session)
    }

    /// Ends a session; the browser goes on with the account that it used before, if there is one.
    pub async fn log_out(
        &self,
        account: AccountId,
        session: SessionId,
        browser: &[u8; 16],
        device: &str,
        place: &str,
    ) -> Result<Option<NewSession>> {
        match self.end_session(account, session).await {
            // Ended elsewhere a moment ago: that is what was asked for.
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
        let others = other_accounts(&mut *self.connection().await?, account, browser).await?;
        match others.first() {
            Some(next) => self.switch_account(browser, next.id, device, place).await.map(Some),
            None => Ok(None),
        }
    }

    /// Ends one session of the account; `NotFound` when there is none of that id.
    pub async fn end_session(&self, account: AccountId, session: SessionId) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let ended = sqlx::query!(
            "delete from sessions where id = $1 and account_id = $2",
            session.0,
            account.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if ended.rows_affected() == 0 {
            return Err(Error::NotFound);
        }
        let event = Event::SessionsEnded {
            account_id: account,
            kept: None,
        };
        outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        transaction.commit().await.or_error()
    }

    /// Ends all sessions of the account but one.
    pub async fn end_other_sessions(&self, account: AccountId, kept: Option<SessionId>) -> Result<u64> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let ended = end_sessions(&mut transaction, self.next_id(), account, kept).await?;
        transaction.commit().await.or_error()?;
        Ok(ended)
    }

    /// Removes sessions, mailed links and counters that are over. For the hourly job.
    pub async fn delete_expired_sessions(&self) -> Result<u64> {
        let sessions = sqlx::query!("delete from sessions where expires_at < now()")
            .execute(self.pool())
            .await
            .or_error()?;
        let links = sqlx::query!("delete from mail_tokens where expires_at < now()")
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(sessions.rows_affected()
            + links.rows_affected()
            + self.delete_old_counters().await?
            + self.delete_old_request_keys().await?
            + self.forget_browsers().await?)
    }
}

/// The other accounts signed in in this browser.
pub(crate) async fn other_accounts(
    connection: &mut PgConnection,
    account: AccountId,
    browser: &[u8; 16],
) -> Result<Vec<AccountCard>> {
    let rows = sqlx::query_as!(
        CardRow,
        "select a.id, a.handle, a.display_name, a.avatar, a.protected
             from sessions s join accounts a on a.id = s.account_id
             where s.browser = $1 and s.account_id <> $2 and s.expires_at > now() and a.status = 0
             order by s.used_at desc",
        browser,
        account.0,
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    Ok(rows.into_iter().map(AccountCard::from).collect())
}

/// Writes the session with a fresh token and takes the tokens of the browser's other sessions away.
async fn start(
    connection: &mut PgConnection,
    id: SessionId,
    account: AccountId,
    browser: &[u8; 16],
    device: &str,
    place: &str,
) -> Result<NewSession> {
    let (token, hash) = secrets::new_secret();
    sqlx::query!(
        "update sessions set token_hash = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
         where browser = $1 and account_id <> $2",
        browser,
        account.0,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    let id = sqlx::query_scalar!(
        "insert into sessions (id, token_hash, account_id, browser, device, place, expires_at)
         values ($1, $2, $3, $4, left($5::text, 120), left($6::text, 60), now() + make_interval(days => $7))
         on conflict (browser, account_id) do update
             set token_hash = excluded.token_hash, device = excluded.device, place = excluded.place,
                 used_at = now(), expires_at = excluded.expires_at
         returning id",
        id.0,
        &hash,
        account.0,
        browser,
        device,
        place,
        SESSION_DAYS,
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    Ok(NewSession {
        id: SessionId(id),
        account_id: account,
        token,
    })
}

/// Ends all sessions of the account but `kept`, and tells the sockets.
pub(crate) async fn end_sessions(
    connection: &mut PgConnection,
    event_id: i64,
    account: AccountId,
    kept: Option<SessionId>,
) -> Result<u64> {
    let ended = sqlx::query!(
        "delete from sessions where account_id = $1 and id is distinct from $2",
        account.0,
        kept.map(|kept| kept.0),
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    outbox::enqueue(
        connection,
        event_id,
        &Event::SessionsEnded {
            account_id: account,
            kept,
        },
    )
    .await?;
    Ok(ended.rows_affected())
}
