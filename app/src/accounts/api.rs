//! Server functions of accounts.

use base::api::ApiResult;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use types::{AccountCard, AccountId, AccountSettings, Rule};

#[cfg(not(target_family = "wasm"))]
use {
    super::{cookie, mails, rules},
    base::{
        api::redirect_plain_form,
        services::{self, Client, services, session},
    },
    store::{Authenticated, Caller, NewAccount, NewSession},
    types::{Error, Field},
};

/// Makes an account and signs it in. Answers where to go.
///
/// Piaf signs people in at once, so a sign-up cannot pretend to have worked with somebody else's address. It refuses a
/// taken address after the same work (the password is hashed first), in words that fit an address that is barred for
/// any reason, tells its owner by mail, and the limit per network makes asking for many addresses slow.
#[server(prefix = "/api", endpoint = "accounts/sign_up")]
pub async fn sign_up(
    #[server(default)] handle: String,
    #[server(default)] display_name: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: Option<String>,
) -> ApiResult<String> {
    let handle = rules::check_handle(&handle)?;
    let display_name = rules::check_display_name(&display_name)?;
    let email = rules::check_email(&email)?;
    rules::check_password(Field::Password, &password, &[&handle, &email, &display_name])?;
    let services = services()?;
    let password_hash = store::passwords::hash(password).await?;
    let new = NewAccount {
        handle,
        display_name,
        email,
        password_hash,
    };
    let account = match services.store.sign_up(&new, &mails::request_language()).await {
        Err(
            taken @ Error::Invalid {
                rule: Rule::EmailTaken, ..
            },
        ) => {
            mails::tell_sign_up_refused(&services, &new.email).await?;
            return Err(taken.into());
        }
        answer => answer?,
    };
    start_session(account).await?;
    let to = rules::safe_path(next.as_deref(), "/welcome");
    redirect_plain_form(&to);
    Ok(to)
}

/// Why a handle cannot be had; none when it is free. `own` for a change of the signed-in account's handle.
#[server(prefix = "/api", endpoint = "accounts/check_handle", input = GetUrl)]
pub async fn check_handle(handle: String, #[server(default)] own: bool) -> ApiResult<Option<Rule>> {
    let account = if own {
        services::account_id()?
    } else {
        AccountId::default()
    };
    match rules::check_handle(&handle) {
        Ok(handle) => Ok(services()?.store.handle_problem(account, &handle).await?),
        Err(Error::Invalid { rule, .. }) => Ok(Some(rule)),
        Err(error) => Err(error.into()),
    }
}

/// Signs in by handle or e-mail and password. Answers where to go. A deactivated account comes back with `bring_back`;
/// without, the answer is `AccountDeactivated`.
#[server(prefix = "/api", endpoint = "accounts/log_in")]
pub async fn log_in(
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] bring_back: bool,
    #[server(default)] next: Option<String>,
) -> ApiResult<String> {
    if login.trim().is_empty() {
        return Err(Error::invalid(Field::Login, Rule::Required).into());
    }
    if password.is_empty() {
        return Err(Error::invalid(Field::Password, Rule::Required).into());
    }
    let services = services()?;
    let client = client();
    let caller = Caller {
        address: &client.address,
        network: &client.network_prefix,
        known: client.known.as_deref(),
    };
    let account = match services.store.authenticate(&login, password, caller).await? {
        Authenticated::Active(account) => account,
        Authenticated::Deactivated { account_id, .. } if bring_back => {
            services.store.reactivate_account(account_id).await?;
            account_id
        }
        Authenticated::Deactivated { days_left, .. } => {
            let days = u32::try_from(days_left).unwrap_or(1);
            return Err(Error::invalid(Field::Form, Rule::AccountDeactivated { days }).into());
        }
    };
    start_session(account).await?;
    let to = rules::safe_path(next.as_deref(), "/home");
    redirect_plain_form(&to);
    Ok(to)
}

/// Ends the session. The browser goes on with another account that is signed in there. Answers where to go.
#[server(prefix = "/api", endpoint = "accounts/log_out")]
pub async fn log_out() -> ApiResult<String> {
    let mut to = "/";
    if let Some(session) = session() {
        let (services, client) = (services()?, client());
        let next = services
            .store
            .log_out(
                session.account_id,
                session.id,
                &session.browser,
                &client.device,
                &client.network_prefix,
            )
            .await?;
        if next.is_some() {
            to = "/home";
        }
        set_cookie(next.as_ref());
    }
    redirect_plain_form(to);
    Ok(to.to_owned())
}

/// Goes on with another account that is signed in in this browser. Answers where to go.
#[server(prefix = "/api", endpoint = "accounts/switch")]
pub async fn switch_account(account_id: AccountId) -> ApiResult<String> {
    let session = session().ok_or(Error::NotSignedIn)?;
    let client = client();
    let next = services()?
        .store
        .switch_account(&session.browser, account_id, &client.device, &client.network_prefix)
        .await?;
    set_cookie(Some(&next));
    redirect_plain_form("/home");
    Ok("/home".to_owned())
}

/// Whom this browser acts for now: a page may show another account.
#[server(prefix = "/api", endpoint = "accounts/current", input = GetUrl)]
pub async fn current() -> ApiResult<Option<AccountCard>> {
    let Some(session) = session() else { return Ok(None) };
    let country = client().country;
    let store = services()?.store;
    let viewer = store.viewer(session.account_id, &session.browser, country.as_deref());
    Ok(Some(viewer.await?.card))
}

/// Sends a link that sets a new password, if the account exists. The answer is the same either way, and comes before
/// anything is looked up: see [`resets`](super::resets).
#[server(prefix = "/api", endpoint = "accounts/request_reset")]
pub async fn request_reset(#[server(default)] login: String) -> ApiResult<()> {
    if login.trim().is_empty() {
        return Err(Error::invalid(Field::Login, Rule::Required).into());
    }
    super::resets::begin(&services()?, &login, mails::request_language()).await?;
    redirect_plain_form("/forgot?sent=true");
    Ok(())
}

/// Whether the link of a reset mail still works.
#[server(prefix = "/api", endpoint = "accounts/reset_is_open", input = GetUrl)]
pub async fn reset_is_open(#[server(default)] token: String) -> ApiResult<bool> {
    Ok(services()?.store.reset_is_open(&token).await?)
}

/// Sets the password of the account that the mailed link belongs to and ends all its sessions. Answers where to go.
#[server(prefix = "/api", endpoint = "accounts/reset_password")]
pub async fn reset_password(
    #[server(default)] token: String,
    #[server(default)] new_password: String,
) -> ApiResult<String> {
    rules::check_password(Field::NewPassword, &new_password, &[])?;
    let services = services()?;
    if !services.store.reset_is_open(&token).await? {
        return Err(Error::invalid(Field::Form, Rule::LinkExpired).into());
    }
    let hash = store::passwords::hash(new_password).await?;
    let language = mails::request_language();
    let account = services.store.reset_password(&token, &hash, &language).await?;
    know_browser(account).await;
    let to = "/login?reset=true";
    redirect_plain_form(to);
    Ok(to.to_owned())
}

/// Uses the link of a verification mail. A button calls it, never the link itself: mail programs open links too.
#[server(prefix = "/api", endpoint = "accounts/verify_email")]
pub async fn verify_email(#[server(default)] token: String) -> ApiResult<String> {
    services()?
        .store
        .verify_email(&token, &mails::request_language())
        .await?;
    let to = "/verify?done=true";
    redirect_plain_form(to);
    Ok(to.to_owned())
}

#[cfg(not(target_family = "wasm"))]
pub(crate) fn client() -> Client {
    use_context().unwrap_or_default()
}

/// Signs this browser in with the account, beside those that are signed in already.
#[cfg(not(target_family = "wasm"))]
pub(crate) async fn start_session(account: AccountId) -> ApiResult<()> {
    let client = client();
    let browser = session().map_or_else(store::new_browser, |session| session.browser);
    let new = services()?
        .store
        .create_session(account, &browser, &client.device, &client.network_prefix)
        .await?;
    set_cookie(Some(&new));
    know_browser(account).await;
    Ok(())
}

/// From now on no guesses of others keep this browser from trying the account's password.
#[cfg(not(target_family = "wasm"))]
async fn know_browser(account: AccountId) {
    let Ok(services) = services() else { return };
    match services
        .store
        .remember_browser(account, client().known.as_deref())
        .await
    {
        Ok(token) => cookie::answer(|site| cookie::set_known(site, &token)),
        // What was asked for is done.
        Err(error) => tracing::warn!(%error, "a browser was not remembered"),
    }
}

/// Hands the browser its new token, or takes the cookie away.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn set_cookie(session: Option<&NewSession>) {
    cookie::answer(|site| match session {
        Some(session) => cookie::set_session(site, &session.token),
        None => cookie::clear_session(site),
    });
}

/// The account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAccount {
    pub settings: AccountSettings,
    /// A new address that waits for the link mailed there.
    pub pending_email: Option<String>,
}

#[server(prefix = "/api", endpoint = "settings/account", input = GetUrl)]
pub async fn load_account() -> ApiResult<OwnAccount> {
    let (account, store) = (services::account_id()?, services()?.store);
    let settings = store.account_settings(account).await?;
    Ok(OwnAccount {
        settings,
        pending_email: store.pending_email(account).await?,
    })
}
