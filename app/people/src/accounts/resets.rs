//! Asking for a new password never tells whether the account exists: not by the answer, which comes first, and not by
//! what the server is busy with afterwards. The work begins some time later, at a moment that nobody can tell in
//! advance, one at a time, and is the same for a name that nobody has: it looks the name up, counts, writes a link and
//! asks for a mail, which in that case are nobody's and go nowhere.

use base::services::Services;
use serde_json::Value;
use std::time::Duration;
use store::{
    MailTokenKind, Recipient,
    jobs::ResetAskedFor,
    limits::{key_of, some_time},
};
use types::{AccountId, Error, Result};

/// Requests that wait for their turn at a time; more are turned away, whoever asks.
pub const MOST_WAITING: i64 = 1000;
/// Characters of a name that are looked at: no address is longer.
const LONGEST_LOGIN: usize = 320;
/// The least and the most time until the work begins.
const EARLIEST: Duration = Duration::from_millis(300);
const LATEST: Duration = Duration::from_millis(2300);

/// Has the link sent later, if the account exists; `Unavailable` where too many wait already.
pub(super) async fn begin(services: &Services, login: &str, language: String) -> Result<()> {
    let asked = ResetAskedFor {
        login: login.chars().take(LONGEST_LOGIN).collect(),
        language,
    };
    let delay = some_time(EARLIEST, LATEST);
    services.store.ask_for_reset(&asked, delay, MOST_WAITING).await
}

/// Does the job that the payload describes.
///
/// # Errors
/// When it is to be tried again.
pub async fn look_up(services: &Services, payload: Value) -> std::result::Result<(), String> {
    let asked: ResetAskedFor = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    match ask(services, &asked).await {
        // As often as that is not meant.
        Ok(()) | Err(Error::RateLimited { .. }) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

async fn ask(services: &Services, asked: &ResetAskedFor) -> Result<()> {
    let found = services.store.recipient_by_login(&asked.login).await?;
    let to = found.unwrap_or_else(|| nobody(&asked.login));
    let kind = MailTokenKind::ResetPassword;
    services
        .store
        .ask_for_link(to.account_id, kind, &to.email, &asked.language)
        .await
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
