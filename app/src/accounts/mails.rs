//! Mails about accounts, in the language of their reader.

use base::services::{Mail, Services};
use http::{header::ACCEPT_LANGUAGE, request::Parts};
use leptos::prelude::use_context;
use leptos_i18n::Locale as _;
use locales::{Locale, td_string};
use store::{MailTokenKind, Recipient, limits::key_of};
use types::Result;

/// The language chosen in the account, else what the browser that asks prefers.
pub(crate) fn locale_for(chosen: Option<&str>) -> Locale {
    chosen
        .and_then(|chosen| chosen.parse().ok())
        .unwrap_or_else(request_locale)
}

/// What the browser that asks prefers.
pub(crate) fn request_locale() -> Locale {
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

/// Asks the reader of `email` to confirm that the address is theirs.
pub(crate) async fn send_verification(services: &Services, to: &Recipient, email: &str, locale: Locale) -> Result<()> {
    let token = services
        .store
        .create_mail_token(to.account_id, MailTokenKind::VerifyEmail, email)
        .await?;
    let link = format!("{}/verify?token={token}", services.site.public_url);
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    let mail = Mail {
        to: email.to_owned(),
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
    };
    (services.send_mail)(mail).await;
    Ok(())
}

/// The link that sets a new password.
pub(super) fn reset(services: &Services, to: &Recipient, token: &str, locale: Locale) -> Mail {
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
pub(crate) async fn tell_password_changed(services: &Services, to: &Recipient, locale: Locale) {
    let link = format!("{}/forgot", services.site.public_url);
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    let mail = Mail {
        to: to.email.clone(),
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
    };
    (services.send_mail)(mail).await;
}

/// Tells the old address that the account has another one now.
pub(crate) async fn tell_email_changed(services: &Services, to: &Recipient, before: String, locale: Locale) {
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    let mail = Mail {
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
    };
    (services.send_mail)(mail).await;
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
    let locale = locale_for(to.language.as_deref());
    let link = format!("{}/forgot", services.site.public_url);
    let (name, site) = (to.display_name.clone(), services.site.name.clone());
    let mail = Mail {
        to: to.email,
        subject: td_string!(locale, accounts.mail_taken_subject, site = site.clone()).to_string(),
        text: td_string!(
            locale,
            accounts.mail_taken_text,
            name = name,
            site = site,
            handle = to.handle,
            link = link
        )
        .to_string(),
    };
    (services.send_mail)(mail).await;
    Ok(())
}
