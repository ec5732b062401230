//! Server functions of the settings.

use base::api::ApiResult;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use types::{SessionId, SessionView};

#[cfg(not(target_family = "wasm"))]
use {
    crate::accounts::{api as accounts, cookie, mails, rules},
    base::{
        api::redirect_plain_form,
        services::{self, services, session},
    },
    store::{
        MailTokenKind,
        jobs::{MailSays, MailToSend},
    },
    types::{Error, Field, Rule},
};

/// Gives the account another handle; answers it as it is kept.
#[server(prefix = "/api", endpoint = "settings/change_handle")]
pub async fn change_handle(#[server(default)] handle: String) -> ApiResult<String> {
    let account = services::account_id()?;
    let handle = rules::check_handle(&handle)?;
    services()?.store.rename_account(account, &handle).await?;
    Ok(handle)
}

/// Sends a link to the new address, which becomes the account's when the link is used. Whether somebody else has it
/// shows only then, to the one who reads its mail. Answers the address.
#[server(prefix = "/api", endpoint = "settings/change_email")]
pub async fn change_email(#[server(default)] email: String, #[server(default)] password: String) -> ApiResult<String> {
    let account = services::account_id()?;
    let email = rules::check_email(&email)?;
    let services = services()?;
    services
        .store
        .confirm_password(account, password, Field::Password)
        .await?;
    let (kind, language) = (MailTokenKind::VerifyEmail, mails::request_language());
    services.store.ask_for_link(account, kind, &email, &language).await?;
    Ok(email)
}

/// Sends the verification mail once more, to the address that waits or else to the account's. Answers the address.
#[server(prefix = "/api", endpoint = "settings/resend_verification")]
pub async fn resend_verification() -> ApiResult<String> {
    let account = services::account_id()?;
    let services = services()?;
    let recipient = services.store.recipient(account).await?;
    let email = services
        .store
        .pending_email(account)
        .await?
        .unwrap_or_else(|| recipient.email.clone());
    let (kind, language) = (MailTokenKind::VerifyEmail, mails::request_language());
    services.store.ask_for_link(account, kind, &email, &language).await?;
    Ok(email)
}

/// Sets a new password; every other session of the account ends, and this one gets a new token.
#[server(prefix = "/api", endpoint = "settings/change_password")]
pub async fn change_password(
    #[server(default)] password: String,
    #[server(default)] new_password: String,
) -> ApiResult<()> {
    let session = session().ok_or(Error::NotSignedIn)?;
    let account = session.account_id;
    let services = services()?;
    let recipient = services.store.recipient(account).await?;
    let context = [recipient.handle.as_str(), &recipient.email, &recipient.display_name];
    if password.is_empty() {
        return Err(Error::invalid(Field::Password, Rule::Required).into());
    }
    rules::check_password(Field::NewPassword, &new_password, &context)?;
    services
        .store
        .confirm_password(account, password, Field::Password)
        .await?;
    let hash = store::passwords::hash(new_password).await?;
    let told = MailToSend {
        account,
        language: mails::request_language(),
        says: MailSays::PasswordChanged {
            to: recipient.email.clone(),
        },
    };
    services
        .store
        .set_password(account, &hash, Some(session.id), Some(&told))
        .await?;
    accounts::start_session(account).await?;
    Ok(())
}

/// Closes the account for up to 30 days. Answers where to go.
#[server(prefix = "/api", endpoint = "settings/deactivate")]
pub async fn deactivate(#[server(default)] password: String) -> ApiResult<String> {
    let account = confirmed(password).await?;
    services()?.store.deactivate_account(account).await?;
    accounts::set_cookie(None);
    redirect_plain_form("/");
    Ok("/".to_owned())
}

/// Deletes the account for good. Answers where to go.
#[server(prefix = "/api", endpoint = "settings/delete_account")]
pub async fn delete_account(#[server(default)] password: String) -> ApiResult<String> {
    let account = confirmed(password).await?;
    services()?.store.delete_account(account).await?;
    accounts::set_cookie(None);
    redirect_plain_form("/");
    Ok("/".to_owned())
}

/// The signed-in account, after its password was typed again.
#[cfg(not(target_family = "wasm"))]
async fn confirmed(password: String) -> ApiResult<types::AccountId> {
    let account = services::account_id()?;
    if password.is_empty() {
        return Err(Error::invalid(Field::Password, Rule::Required).into());
    }
    services()?
        .store
        .confirm_password(account, password, Field::Password)
        .await?;
    Ok(account)
}

/// Posts for followers only, or for everybody.
#[server(prefix = "/api", endpoint = "settings/set_protected")]
pub async fn set_protected(#[server(default)] protected: bool) -> ApiResult<bool> {
    services()?
        .store
        .set_protected(services::account_id()?, protected)
        .await?;
    Ok(protected)
}

/// Whether the others in a room do not see that one listens.
#[server(prefix = "/api", endpoint = "settings/hides_listening", input = GetUrl)]
pub async fn load_hides_listening() -> ApiResult<bool> {
    Ok(services()?.store.hides_listening(services::account_id()?).await?)
}

/// Keeps to oneself what one listens to; hosts of a room see who is in it all the same.
#[server(prefix = "/api", endpoint = "settings/set_hides_listening")]
pub async fn set_hides_listening(#[server(default)] hides: bool) -> ApiResult<bool> {
    let account = services::account_id()?;
    let services = services()?;
    services.store.set_hides_listening(account, hides).await?;
    services.spaces.face_changed(account);
    Ok(hides)
}

/// `light`, `dim` or `dark`; anything else follows the system. Kept in this browser.
#[server(prefix = "/api", endpoint = "settings/set_theme")]
pub async fn set_theme(#[server(default)] theme: String) -> ApiResult<Option<String>> {
    let theme = Some(theme).filter(|theme| ["light", "dim", "dark"].contains(&theme.as_str()));
    prefer(cookie::THEME_COOKIE, theme.as_deref());
    Ok(theme)
}

/// `en` or `fr`; anything else follows the browser.
#[server(prefix = "/api", endpoint = "settings/set_language")]
pub async fn set_language(#[server(default)] language: String) -> ApiResult<()> {
    let account = services::account_id()?;
    let language = Some(language).filter(|language| language.parse::<locales::Locale>().is_ok());
    services()?.store.set_language(account, language.as_deref()).await?;
    prefer(cookie::LANGUAGE_COOKIE, language.as_deref());
    Ok(())
}

#[cfg(not(target_family = "wasm"))]
fn prefer(name: &str, value: Option<&str>) {
    cookie::answer(|site| cookie::set_preference(site, name, value));
}

/// Single keys as shortcuts, on or off.
#[server(prefix = "/api", endpoint = "settings/set_shortcuts")]
pub async fn set_shortcuts(#[server(default)] shortcuts: bool) -> ApiResult<bool> {
    services()?
        .store
        .set_shortcuts(services::account_id()?, shortcuts)
        .await?;
    Ok(shortcuts)
}

/// Where the account is signed in.
#[server(prefix = "/api", endpoint = "settings/sessions", input = GetUrl)]
pub async fn sessions() -> ApiResult<Vec<SessionView>> {
    let session = session().ok_or(Error::NotSignedIn)?;
    Ok(services()?.store.sessions(session.account_id, session.id).await?)
}

/// Signs the account out in one place.
#[server(prefix = "/api", endpoint = "settings/end_session")]
pub async fn end_session(session_id: SessionId) -> ApiResult<()> {
    match services()?.store.end_session(services::account_id()?, session_id).await {
        // Ended elsewhere a moment ago: that is what was asked for.
        Ok(()) | Err(Error::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Signs the account out everywhere but here.
#[server(prefix = "/api", endpoint = "settings/end_other_sessions")]
pub async fn end_other_sessions() -> ApiResult<()> {
    let session = session().ok_or(Error::NotSignedIn)?;
    services()?
        .store
        .end_other_sessions(session.account_id, Some(session.id))
        .await?;
    Ok(())
}
