//! What all server functions share.

use crate::initial_state::use_viewer;
use leptos::{
    prelude::*,
    server_fn::{
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr},
    },
};
use serde::{Deserialize, Serialize};
use types::Error;

/// `types::Error` as server functions answer it; the server turns it into the right HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Error);

/// The folder of all functions. A page names one by its type: `api::Like::PATH`.
pub const FUNCTIONS: &str = "/api/";

pub type ApiResult<T> = Result<T, ApiError>;

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            // On the server it is what was sent that cannot be read.
            ServerFnErrorErr::Deserialization(_) if cfg!(not(target_family = "wasm")) => Error::Malformed,
            // The browser could not reach the server, or what it got was not an answer of ours.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) | ServerFnErrorErr::Deserialization(_) => {
                Error::Unavailable
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Error::invalid(types::Field::Form, types::Rule::Required)
            }
            _ => Error::Internal { id: String::new() },
        })
    }
}

/// In a form without script: the account that its page shows. A browser may have gone on as another meanwhile.
#[component]
pub fn PageAccount() -> impl IntoView {
    view! { <input type="hidden" name=PAGE_ACCOUNT value=page_account() /> }
}

/// The name of that field, for buttons that are the only ones of many small forms.
pub const PAGE_ACCOUNT: &str = "piaf_account";

/// Its value; nothing for nobody.
pub fn page_account() -> Option<String> {
    use_viewer().with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id.to_string()))
}

/// In a form that makes something: names the request, so that it makes nothing new when it is sent again.
#[component]
pub fn RequestKey() -> impl IntoView {
    view! { <input type="hidden" name="key" value=new_request_key() /> }
}

/// Random as far as it need be: it has to differ from others of the same account.
pub fn new_request_key() -> String {
    #[cfg(target_family = "wasm")]
    {
        let part = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        format!("{:08x}{:08x}{:08x}", part(), part(), part())
    }
    #[cfg(not(target_family = "wasm"))]
    leptos::nonce::Nonce::new().to_string()
}

/// Redirects a form that was posted without script; a page with script goes on by itself.
#[cfg(not(target_family = "wasm"))]
pub fn redirect_plain_form(path: &str) {
    let accepts_html = use_context::<http::request::Parts>().is_some_and(|parts| {
        parts
            .headers
            .get(http::header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
    });
    if accepts_html {
        leptos_axum::redirect(path);
    }
}

/// Sets the status of the page that is being rendered.
pub fn set_page_status(status: u16) {
    #[cfg(not(target_family = "wasm"))]
    if let (Some(options), Ok(status)) = (
        leptos::prelude::use_context::<leptos_axum::ResponseOptions>(),
        http::StatusCode::from_u16(status),
    ) {
        options.set_status(status);
    }
    #[cfg(target_family = "wasm")]
    let _ = status;
}
