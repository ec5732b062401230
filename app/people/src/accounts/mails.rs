//! Mails about accounts, in the language of their reader: asked for while a request runs, written and sent by a job.

use base::services::{Mail, Services};
use http::{header::ACCEPT_LANGUAGE, request::Parts};
use leptos::prelude::use_context;
use leptos_i18n::Locale as _;
use locales::{Locale, td_string};
use serde_json::Value;
use store::{
    MailTokenKind, Recipient,
    jobs::{MailSays, MailToSend},
    limits::key_of,
};
use types::{Error, Result};

/// What the browser that asks prefers.
fn request_locale() -> Locale {
    let Some(parts) = use_context::<Parts>() else {
        return Locale::default();
    };
    let header = parts
        .headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let wanted: Vec<&str> = header
        .split(',')
        .filter_map(|part| part.split(';').next())
        .map(str::trim)
        .collect();
    Locale::find_locale(&wanted)
}

/// The language of mails to somebody who chose none: what the browser that asks prefers.
pub(crate) fn request_language() -> String {
    request_locale().as_str().to_owned()
}

/// Does the job that the payload describes: writes the mail and hands it over. A mail whose reason is gone is not sent.
///
/// # Errors
/// When it was not handed over, and is to be tried again.
pub async fn send(services: &Services, payload: Value) -> std::result::Result<(), String> {
    let job: MailToSend = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    match write(services, &job).await {
        Ok(Some(mail)) => (services.send_mail)(mail).await,
        Ok(None) | Err(Error::NotFound) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

async fn write(services: &Services, job: &MailToSend) -> Result<Option<Mail>> {
    let store = &services.store;
    // Before the account is looked for: a reset that is nobody's is the same work.
    let link = match job.says {
        MailSays::VerifyEmail => store.link_to_mail(job.account, MailTokenKind::VerifyEmail).await?,
        MailSays::ResetPassword => store.link_to_mail(job.account, MailTokenKind::ResetPassword).await?,
        _ => None,
    };
    let to = store.recipient(job.account).await?;
    let locale = to.language.as_deref().unwrap_or(&job.language);
    let locale: Locale = locale.parse().unwrap_or_default();
    Ok(match (&job.says, link) {
        (MailSays::VerifyEmail, Some((token, email))) => Some(verification(services, &to, &token, email, locale)),
        (MailSays::ResetPassword, Some((token, _))) => Some(reset(services, &to, &token, locale)),
        (MailSays::VerifyEmail | MailSays::ResetPassword, None) => None,
        (MailSays::PasswordChanged { to: email }, _) => Some(password_changed(services, &to, email.clone(), locale)),
        (MailSays::EmailChanged { before }, _) => Some(email_changed(services, &to, before.clone(), locale)),
        (MailSays::SignUpRefused, _) => Some(sign_up_refused(services, &to, locale)),
    })
}

/// Asks the reader of `email` to confirm that the address is theirs.
fn verification(services: &Services, to: &Recipient, token: &str, email: String, locale: Locale) -> Mail {
    let link = format!("{}/verify?token={token}", services.site.public_url);
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    Mail {
        to: email,
        subject: td_string!(locale, accounts.mail_verify_subject, site = site.clone()).to_string(),
        text: td_string!(
            locale,
            accounts.mail_verify_text,
            name = name,
            site = site,
            handle = to.handle.clone(),
            link = link
        )
        .to_string(),
    }
}

/// The link that sets a new password.
fn reset(services: &Services, to: &Recipient, token: &str, locale: Locale) -> Mail {
    let link = format!("{}/reset?token={token}", services.site.public_url);
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    Mail {
        to: to.email.clone(),
        subject: td_string!(locale, accounts.mail_reset_subject, site = site.clone()).to_string(),
        text: td_string!(
            locale,
            accounts.mail_reset_text,
            name = name,
            site = site,
            handle = to.handle.clone(),
            link = link
        )
        .to_string(),
    }
}

/// Tells the owner that the password changed: who did not do it can act.
fn password_changed(services: &Services, to: &Recipient, email: String, locale: Locale) -> Mail {
    let link = format!("{}/forgot", services.site.public_url);
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    Mail {
        to: email,
        subject: td_string!(locale, accounts.mail_password_subject, site = site.clone()).to_string(),
        text: td_string!(
            locale,
            accounts.mail_password_text,
            name = name,
            site = site,
            handle = to.handle.clone(),
            link = link
        )
        .to_string(),
    }
}

/// Tells the old address that the account has another one now.
fn email_changed(services: &Services, to: &Recipient, before: String, locale: Locale) -> Mail {
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    Mail {
        to: before,
        subject: td_string!(locale, accounts.mail_moved_subject, site = site.clone()).to_string(),
        text: td_string!(
            locale,
            accounts.mail_moved_text,
            name = name,
            site = site,
            handle = to.handle.clone()
        )
        .to_string(),
    }
}

/// Tells the owner of an address that somebody tried to sign up with it; at most once a day.
pub(crate) async fn tell_sign_up_refused(services: &Services, email: &str) -> Result<()> {
    let Some(to) = services.store.recipient_by_login(email).await? else {
        return Ok(());
    };
    let key = key_of(&["sign_up_mail", &to.account_id.to_string()]);
    if services
        .store
        .consume_key(key, "mail_sign_up", 86_400, 1)
        .await
        .is_err()
    {
        return Ok(());
    }
    let mail = MailToSend {
        account: to.account_id,
        language: request_language(),
        says: MailSays::SignUpRefused,
    };
    services.store.ask_for_mail(&mail).await
}

fn sign_up_refused(services: &Services, to: &Recipient, locale: Locale) -> Mail {
    let link = format!("{}/forgot", services.site.public_url);
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    Mail {
        to: to.email.clone(),
        subject: td_string!(locale, accounts.mail_taken_subject, site = site.clone()).to_string(),
        text: td_string!(
            locale,
            accounts.mail_taken_text,
            name = name,
            site = site,
            handle = to.handle.clone(),
            link = link
        )
        .to_string(),
    }
}
