//! Mails that are to be sent. A job names whom a mail goes to and what it says; the text, and the secret of a link in it,
//! are made when it is sent and stand in no table.

use super::{MAIL, NewJob, RESET};
use crate::{OrError, Store};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use types::{AccountId, Error, Result};

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum MailSays {
    /// Asks to confirm an address.
    VerifyEmail,
    /// Has the link that sets a new password.
    ResetPassword,
    /// To the owner's address of that moment: who did not do it can act.
    PasswordChanged { to: String },
    /// To the address of before.
    EmailChanged { before: String },
    /// Somebody tried to sign up with the address.
    SignUpRefused,
}

/// A mail that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailToSend {
    pub account: AccountId,
    /// Where the account chose none.
    pub language: String,
    #[serde(flatten)]
    pub says: MailSays,
}

impl MailToSend {
    /// A mail with a link waits once for each account: a newer link ends the older.
    pub(crate) fn job(&self) -> NewJob {
        let job = NewJob::new(MAIL, serde_json::json!(self));
        match self.says {
            MailSays::VerifyEmail => job.keyed(format_args!("verify {}", self.account)),
            MailSays::ResetPassword => job.keyed(format_args!("reset {}", self.account)),
            _ => job,
        }
    }
}

/// Somebody asked for a new password. Whether the account exists is looked up later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetAskedFor {
    pub login: String,
    pub language: String,
}

impl Store {
    /// Asks for a mail that nothing in the database causes.
    pub async fn ask_for_mail(&self, mail: &MailToSend) -> Result<()> {
        self.ask_for_job(&mail.job()).await
    }

    /// Has the name looked up after so much time; `Unavailable` where so many wait already.
    pub async fn ask_for_reset(&self, asked: &ResetAskedFor, delay: Duration, most: i64) -> Result<()> {
        let waiting = sqlx::query_scalar!(
            r#"select count(*) as "count!" from (
                   select 1 as one from jobs where name = $1 and failed_at is null limit $2) waiting"#,
            RESET,
            most
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        if waiting >= most {
            return Err(Error::Unavailable);
        }
        let job = NewJob::new(RESET, serde_json::json!(asked)).delayed(delay);
        self.ask_for_job(&job).await
    }
}
