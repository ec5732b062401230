//! What server functions and pages need from the server: one value in the context of every request.

use crate::api::ApiError;
use futures::future::BoxFuture;
use leptos::prelude::use_context;
use std::{collections::BTreeMap, sync::Arc};
use store::Store;
use types::{AccountId, Error, SessionId};

/// Everything that outlives a request.
#[derive(Clone)]
pub struct Services {
    pub store: Store,
    pub media: media::Media,
    pub hub: live::Hub,
    /// Writes down what is said in spaces.
    pub recorder: Arc<spaces::recording::Recorder>,
    /// Where that lies.
    pub recordings: spaces::recording::RecordingStorage,
    pub spaces: spaces::Spaces,
    pub send_mail: SendMail,
    pub site: Arc<Site>,
}

/// How this instance presents itself.
#[derive(Clone, Debug)]
pub struct Site {
    pub name: String,
    /// Where the source of the running version is.
    pub source_url: Option<String>,
    /// Without a slash at the end, such as `https://piaf.example`.
    pub public_url: String,
    /// `Secure` and `__Host-` cookies; false only for plain http on the loopback address.
    pub secure_cookies: bool,
    pub assets: Assets,
}

/// Addresses of the compiled site, read from the bundler's manifest.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
    /// The script that loads the code of single pages; `js` imports it.
    pub loader: String,
    /// For each page the files that it needs beside `wasm`.
    pub pages: BTreeMap<String, Vec<String>>,
}

/// A plain-text message.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Hands a message over; what went wrong otherwise.
pub type SendMail = Arc<dyn Fn(Mail) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Who asks. The server's session layer puts `Option<Session>` into the request.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub account_id: AccountId,
    /// Sessions of one browser share it; the account switcher lists them.
    pub browser: [u8; 16],
}

/// What the server knows of the device that asks: for new sessions and limits.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// Browser and system, shortened.
    pub device: String,
    /// Network of the address, such as `192.0.2.0/24`.
    pub network_prefix: String,
    /// The address as limits count it; it is never kept.
    pub address: String,
    /// What the browser shows as one that was logged in with before.
    pub known: Option<String>,
    /// As a proxy that the operator trusts names it: ISO 3166-1, two capital letters.
    pub country: Option<String>,
}

/// What the request at hand was given.
///
/// # Errors
/// `Unavailable` once the request was given up: its work may be polled once more after its contexts are gone.
pub fn services() -> Result<Services, ApiError> {
    use_context().ok_or(ApiError(Error::Unavailable))
}

pub fn session() -> Option<Session> {
    use_context::<Option<Session>>().flatten()
}

/// The signed-in account, or `NotSignedIn`.
pub fn account_id() -> Result<AccountId, ApiError> {
    session()
        .map(|session| session.account_id)
        .ok_or(ApiError(Error::NotSignedIn))
}

/// The signed-in account, or 0, which is nobody: for queries that answer everybody differently.
pub fn viewer_id() -> AccountId {
    session().map(|session| session.account_id).unwrap_or_default()
}
