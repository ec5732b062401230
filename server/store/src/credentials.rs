//! Who may come in: log-in by handle or e-mail, and the password asked again before what cannot be undone.

use crate::{OrError, Store, limits::key_of, passwords, sessions};
use types::{AccountId, Error, Field, RETURN_DAYS, Result, Rule, SessionId};

/// Wrong passwords for one account from one network in five minutes, and from everywhere in an hour.
const TRIES_FROM_NETWORK: u32 = 10;
const TRIES_FROM_EVERYWHERE: u32 = 1000;

/// What a right password opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authenticated {
    Active(AccountId),
    /// May come back within so many days, if its owner says so.
    Deactivated {
        account_id: AccountId,
        days_left: i64,
    },
}

impl Store {
    /// Checks a log-in. An unknown name takes as long as a wrong password and is refused with the same words and
    /// limits; that an account is suspended is told only to who knows its password.
    pub async fn authenticate(&self, login: &str, password: String, network: &str) -> Result<Authenticated> {
        let login = login.trim();
        let login = login.strip_prefix('@').unwrap_or(login);
        let found = sqlx::query!(
            r#"select id, password_hash, status,
                      greatest(0, $2 - floor(extract(epoch from now() - status_since) / 86400)::bigint) as "days_left!"
               from accounts where id = account_named($1) or email_key = lower($1)"#,
            login,
            RETURN_DAYS,
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        // An account has two names but one allowance; counting before looking holds it under concurrent tries.
        let name = match &found {
            Some(row) => row.id.to_string(),
            None => login.to_lowercase(),
        };
        let (near, far) = (key_of(&[&name, network]), key_of(&[&name]));
        self.consume_key(near, "log_in", 300, TRIES_FROM_NETWORK).await?;
        self.consume_key(far, "log_in", 3600, TRIES_FROM_EVERYWHERE).await?;
        let fits = passwords::verify(password, found.as_ref().map(|row| row.password_hash.clone())).await?;
        let Some(row) = found.filter(|_| fits) else {
            return Err(Error::invalid(Field::Form, Rule::LoginWrong));
        };
        self.forgive_key(near, "log_in").await?;
        match row.status {
            0 => Ok(Authenticated::Active(AccountId(row.id))),
            1 if row.days_left > 0 => Ok(Authenticated::Deactivated {
                account_id: AccountId(row.id),
                days_left: row.days_left,
            }),
            1 => Err(Error::invalid(Field::Form, Rule::LoginWrong)),
            _ => Err(Error::invalid(Field::Form, Rule::AccountSuspended)),
        }
    }

    /// Asks a signed-in person for the password again; refused at `field`, at most ten times in five minutes.
    pub async fn confirm_password(&self, account: AccountId, password: String, field: Field) -> Result<()> {
        let key = key_of(&[&account.to_string(), "confirm"]);
        self.consume_key(key, "log_in", 300, TRIES_FROM_NETWORK).await?;
        let hash = sqlx::query_scalar!(
            "select password_hash from accounts where id = $1 and status = 0",
            account.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        if !passwords::verify(password, Some(hash)).await? {
            return Err(Error::invalid(field, Rule::PasswordWrong));
        }
        self.forgive_key(key, "log_in").await
    }

    /// Sets a new password: ends the other sessions and the links mailed to set one.
    pub async fn set_password(&self, account: AccountId, password_hash: &str, kept: Option<SessionId>) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let changed = sqlx::query!(
            "update accounts set password_hash = $2, password_set_at = now() where id = $1",
            account.0,
            password_hash,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if changed.rows_affected() == 0 {
            return Err(Error::NotFound);
        }
        sqlx::query!("delete from mail_tokens where account_id = $1 and kind = 1", account.0)
            .execute(&mut *transaction)
            .await
            .or_error()?;
        sessions::end_sessions(&mut transaction, self.next_id(), account, kept).await?;
        transaction.commit().await.or_error()
    }
}
