//! Who may come in: log-in by handle or e-mail, and the password asked again before what cannot be undone.

use crate::{
    OrError, Store,
    accounts::{passwords, sessions},
    jobs::{self, MailToSend},
    limits::key_of,
};
use types::{AccountId, Error, Field, RETURN_DAYS, Result, Rule, SessionId};

/// Wrong passwords for one account: from one address, or from one browser that the account was opened in before, in five
/// minutes; from one network in five minutes; from everywhere in an hour.
pub const TRIES_FROM_ADDRESS: u32 = 10;
pub const TRIES_FROM_NETWORK: u32 = 100;
pub const TRIES_FROM_EVERYWHERE: u32 = 1000;
/// Seconds for which the tries from nearby are counted.
pub const NEARBY_SECONDS: u32 = 300;

/// Where a try to log in comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caller<'a> {
    /// The address, as limits count it.
    pub address: &'a str,
    /// Its network: a neighbourhood.
    pub network: &'a str,
    /// What the browser shows as one that was logged in with before: see [`Store::remember_browser`].
    pub known: Option<&'a str>,
}

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
    ///
    /// Who guesses is limited, and not the account. Tries are counted for the account and the address that they come
    /// from, then, far higher, for the account and the network, then for the account alone. Where one of these is used
    /// up, the password is not even tried. A browser in which the account was opened before counts for itself and meets
    /// none of these limits, so that nobody locks out who is at home in an account, however many share an address and
    /// however many guess. Who is on a new device beside somebody who guesses takes the mailed link to set a password:
    /// no guess closes it, and the browser that used it is known from then on.
    pub async fn authenticate(&self, login: &str, password: String, caller: Caller<'_>) -> Result<Authenticated> {
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
        let account = AccountId(found.as_ref().map_or(0, |row| row.id));
        let near = match self.known_browser(account, caller.known).await? {
            Some(browser) => {
                let browser: String = browser.iter().map(|byte| format!("{byte:02x}")).collect();
                let own = key_of(&[&name, "browser", &browser]);
                self.consume_key(own, "log_in", NEARBY_SECONDS, TRIES_FROM_ADDRESS)
                    .await?;
                own
            }
            None => {
                let near = key_of(&[&name, "address", caller.address]);
                let around = key_of(&[&name, "network", caller.network]);
                self.consume_key(near, "log_in", NEARBY_SECONDS, TRIES_FROM_ADDRESS)
                    .await?;
                self.consume_key(around, "log_in", NEARBY_SECONDS, TRIES_FROM_NETWORK)
                    .await?;
                self.consume_key(key_of(&[&name]), "log_in", 3600, TRIES_FROM_EVERYWHERE)
                    .await?;
                near
            }
        };
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
        self.consume_key(key, "log_in", NEARBY_SECONDS, TRIES_FROM_ADDRESS)
            .await?;
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
    /// The owner is told where `told` says how.
    pub async fn set_password(
        &self,
        account: AccountId,
        password_hash: &str,
        kept: Option<SessionId>,
        told: Option<&MailToSend>,
    ) -> Result<()> {
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
        if let Some(mail) = told {
            jobs::ask_for(&mut transaction, self.next_id(), &mail.job()).await?;
        }
        transaction.commit().await.or_error()
    }
}
