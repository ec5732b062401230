//! Asking for a new password never tells whether the account exists: not by the answer, which comes first, and not by
//! what the server is busy with afterwards. The work begins some time later, at a moment that nobody can tell in
//! advance, one at a time, and is the same for a name that nobody has: it looks the name up, counts, and writes a link
//! which in that case is nobody's and goes nowhere.

use super::mails;
use base::services::Services;
use locales::Locale;
use std::time::Duration;
use store::{
    MailTokenKind, Recipient,
    limits::{key_of, some_time},
};
use tokio::{sync::Semaphore, time::sleep};
use types::{AccountId, Error, Result};

/// Requests that wait for their turn at a time; more are turned away, whoever asks.
pub const MOST_WAITING: usize = 1000;
/// The least and the most time until the work begins.
const EARLIEST: Duration = Duration::from_millis(300);
const LATEST: Duration = Duration::from_millis(2300);

static WAITING: Semaphore = Semaphore::const_new(MOST_WAITING);
static TURN: Semaphore = Semaphore::const_new(1);

/// Sends the link later, if the account exists; `Unavailable` where too many wait already.
pub(super) fn begin(services: Services, login: String, locale: Locale) -> Result<()> {
    let place = WAITING.try_acquire().map_err(|_| Error::Unavailable)?;
    tokio::spawn(async move {
        let _place = place;
        sleep(some_time(EARLIEST, LATEST)).await;
        let Ok(_turn) = TURN.acquire().await else { return };
        if let Err(error) = send(&services, &login, locale).await {
            tracing::warn!(%error, "no reset mail");
        }
    });
    Ok(())
}

async fn send(services: &Services, login: &str, locale: Locale) -> Result<()> {
    let found = services.store.recipient_by_login(login).await?;
    let exists = found.is_some();
    let to = found.unwrap_or_else(|| nobody(login));
    let locale = to
        .language
        .as_deref()
        .and_then(|chosen| chosen.parse().ok())
        .unwrap_or(locale);
    let token = services
        .store
        .create_mail_token(to.account_id, MailTokenKind::ResetPassword, &to.email)
        .await?;
    let mail = mails::reset(services, &to, &token, locale);
    if exists {
        (services.send_mail)(mail).await;
    }
    Ok(())
}

/// Who stands in for an account that does not exist: a number that no account has, the same for each spelling that
/// would find the same account.
fn nobody(login: &str) -> Recipient {
    let login = login.trim();
    let name = login.strip_prefix('@').unwrap_or(login).to_lowercase();
    Recipient {
        account_id: AccountId(key_of(&["reset", &name])),
        handle: "nobody".to_owned(),
        display_name: "Nobody".to_owned(),
        email: "nobody@invalid".to_owned(),
        language: None,
    }
}
