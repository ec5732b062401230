//! Links sent by mail: one hour for a new password, two days for an address; each works once, and a newer one of the
//! kind ends the older.

use crate::{
    OrError, Store,
    accounts::sessions,
    jobs::{self, MailSays, MailToSend},
    limits, secrets,
};
use sqlx::PgConnection;
use types::{AccountId, Error, Field, NumberEnum, Result, Rule, number_enum};

/// What a mailed link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTokenKind {
    VerifyEmail,
    ResetPassword,
}

number_enum!(MailTokenKind {
    VerifyEmail = 0,
    ResetPassword = 1,
});

impl MailTokenKind {
    /// For how long its link is good.
    pub fn hours(self) -> i32 {
        match self {
            Self::VerifyEmail => 48,
            Self::ResetPassword => 1,
        }
    }

    fn says(self) -> MailSays {
        match self {
            Self::VerifyEmail => MailSays::VerifyEmail,
            Self::ResetPassword => MailSays::ResetPassword,
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::VerifyEmail => "mail_verify",
            Self::ResetPassword => "mail_reset",
        }
    }
}

/// Mails of one kind to one account in an hour, whoever asks for them.
pub const MAILS_PER_HOUR: u32 = 5;

/// Where a mail of ours goes.
#[derive(Clone, Debug)]
pub struct Recipient {
    pub account_id: AccountId,
    pub handle: String,
    pub display_name: String,
    pub email: String,
    pub language: Option<String>,
}

impl Store {
    /// Asks for a mail with a link to `email`; `RateLimited` after five in an hour.
    pub async fn ask_for_link(
        &self,
        account: AccountId,
        kind: MailTokenKind,
        email: &str,
        language: &str,
    ) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        self.have_link_mailed(&mut transaction, account, kind, email, language)
            .await?;
        transaction.commit().await.or_error()
    }

    /// The same, when the transaction ends.
    pub(crate) async fn have_link_mailed(
        &self,
        connection: &mut PgConnection,
        account: AccountId,
        kind: MailTokenKind,
        email: &str,
        language: &str,
    ) -> Result<()> {
        // The secret is made anew when the mail is: until then nobody knows it.
        let (_, hash) = secrets::new_secret();
        limits::consume(connection, account, kind.action(), 3600, MAILS_PER_HOUR).await?;
        sqlx::query!(
            "delete from mail_tokens where account_id = $1 and kind = $2",
            account.0,
            kind.number()
        )
        .execute(&mut *connection)
        .await
        .or_error()?;
        sqlx::query!(
            "insert into mail_tokens (token_hash, account_id, kind, email, expires_at)
             values ($1, $2, $3, $4, now() + make_interval(hours => $5))",
            &hash,
            account.0,
            kind.number(),
            email,
            kind.hours(),
        )
        .execute(&mut *connection)
        .await
        .or_error()?;
        let mail = MailToSend {
            account,
            language: language.to_owned(),
            says: kind.says(),
        };
        jobs::ask_for(connection, self.next_id(), &mail.job()).await
    }

    /// Makes the secret of a link that waits to be mailed, and answers it with the address; none where the link was used
    /// or its time is over. Made again, it ends the one before.
    pub async fn link_to_mail(&self, account: AccountId, kind: MailTokenKind) -> Result<Option<(String, String)>> {
        let (token, hash) = secrets::new_secret();
        let email = sqlx::query_scalar!(
            "update mail_tokens set token_hash = $3
             where account_id = $1 and kind = $2 and expires_at > now()
             returning email",
            account.0,
            kind.number(),
            &hash,
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        Ok(email.map(|email| (token, email)))
    }

    /// The owner of an address, for a password reset; deactivated accounts may come back that way, suspended not.
    pub async fn recipient_by_login(&self, login: &str) -> Result<Option<Recipient>> {
        let login = login.trim();
        let found = sqlx::query!(
            "select id, handle, display_name, email, language from accounts
             where status <> 2 and (email_key = lower($1) or id = account_named($2))",
            login,
            login.strip_prefix('@').unwrap_or(login),
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        Ok(found.map(|row| Recipient {
            account_id: AccountId(row.id),
            handle: row.handle,
            display_name: row.display_name,
            email: row.email,
            language: row.language,
        }))
    }

    /// Where mail for an account goes.
    pub async fn recipient(&self, account: AccountId) -> Result<Recipient> {
        let row = sqlx::query!(
            "select handle, display_name, email, language from accounts where id = $1",
            account.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(Recipient {
            account_id: account,
            handle: row.handle,
            display_name: row.display_name,
            email: row.email,
            language: row.language,
        })
    }

    /// The address that waits for its owner to open the mailed link, if it is another than the present one.
    pub async fn pending_email(&self, account: AccountId) -> Result<Option<String>> {
        sqlx::query_scalar!(
            "select t.email from mail_tokens t join accounts a on a.id = t.account_id
             where t.account_id = $1 and t.kind = 0 and t.expires_at > now() and lower(t.email) <> a.email_key",
            account.0,
        )
        .fetch_optional(self.pool())
        .await
        .or_error()
    }

    /// Uses the link of a verification mail: the address it went to becomes the account's, verified. A changed address
    /// takes effect only here, so that a typing error locks nobody out, and whether an address is taken is told only
    /// to the one who reads its mail. The address before is told.
    pub async fn verify_email(&self, token: &str, language: &str) -> Result<()> {
        let expired = || Error::invalid(Field::Form, Rule::LinkExpired);
        let hash = secrets::hash_presented(token).ok_or_else(expired)?;
        let mut transaction = self.pool().begin().await.or_error()?;
        let used = sqlx::query!(
            "delete from mail_tokens where token_hash = $1 and kind = 0 and expires_at > now() returning account_id, email",
            &hash,
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or_else(expired)?;
        let before = sqlx::query_scalar!("select email from accounts where id = $1 for update", used.account_id)
            .fetch_optional(&mut *transaction)
            .await
            .or_error()?
            .ok_or_else(expired)?;
        sqlx::query!(
            "update accounts set email = $2, email_verified_at = now() where id = $1",
            used.account_id,
            used.email,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        // A link that went to the old address must not set a password any more.
        if !before.eq_ignore_ascii_case(&used.email) {
            sqlx::query!(
                "delete from mail_tokens where account_id = $1 and kind = 1",
                used.account_id
            )
            .execute(&mut *transaction)
            .await
            .or_error()?;
            let mail = MailToSend {
                account: AccountId(used.account_id),
                language: language.to_owned(),
                says: MailSays::EmailChanged { before },
            };
            jobs::ask_for(&mut transaction, self.next_id(), &mail.job()).await?;
        }
        transaction.commit().await.or_error()
    }

    /// Whether the link of a reset mail still works, to say so before a new password is typed.
    pub async fn reset_is_open(&self, token: &str) -> Result<bool> {
        let Some(hash) = secrets::hash_presented(token) else {
            return Ok(false);
        };
        sqlx::query_scalar!(
            r#"select exists (select 1 from mail_tokens where token_hash = $1 and kind = 1 and expires_at > now()) as "open!""#,
            &hash,
        )
        .fetch_one(self.pool())
        .await
        .or_error()
    }

    /// Uses the link of a reset mail: sets the password and ends every session. Who reads the mail owns the address,
    /// so it counts as verified. The owner is told.
    pub async fn reset_password(&self, token: &str, password_hash: &str, language: &str) -> Result<AccountId> {
        let expired = || Error::invalid(Field::Form, Rule::LinkExpired);
        let hash = secrets::hash_presented(token).ok_or_else(expired)?;
        let mut transaction = self.pool().begin().await.or_error()?;
        let used = sqlx::query!(
            "delete from mail_tokens where token_hash = $1 and kind = 1 and expires_at > now() returning account_id, email",
            &hash,
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or_else(expired)?;
        let to = sqlx::query_scalar!(
            "update accounts set password_hash = $2, password_set_at = now(),
                    email_verified_at = coalesce(email_verified_at, case when email = $3 then now() end)
             where id = $1 and status <> 2
             returning email",
            used.account_id,
            password_hash,
            used.email,
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or_else(expired)?;
        let account = AccountId(used.account_id);
        sessions::end_sessions(&mut transaction, self.next_id(), account, None).await?;
        let mail = MailToSend {
            account,
            language: language.to_owned(),
            says: MailSays::PasswordChanged { to },
        };
        jobs::ask_for(&mut transaction, self.next_id(), &mail.job()).await?;
        transaction.commit().await.or_error()?;
        Ok(account)
    }
}
