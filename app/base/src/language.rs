//! Which language a page is in: the one chosen in the settings, else the one that the browser prefers. The server
//! decides; the browser reads it off the document.

#[cfg(not(target_family = "wasm"))]
use leptos::prelude::use_context;
use leptos_i18n::context::UseLocalesOptions;

/// For `I18nContextProvider`, whose own cookie (a feature that is off) would freeze the preference of the first visit.
pub fn languages() -> UseLocalesOptions {
    UseLocalesOptions::default().ssr_lang_header_getter(languages_of_request)
}

/// As the header `Accept-Language` lists them.
#[cfg(not(target_family = "wasm"))]
fn languages_of_request() -> Option<String> {
    if let Some(chosen) = use_context::<crate::initial_state::InitialState>().and_then(|initial| initial.language) {
        return Some(chosen);
    }
    let parts = use_context::<http::request::Parts>()?;
    Some(
        parts
            .headers
            .get(http::header::ACCEPT_LANGUAGE)?
            .to_str()
            .ok()?
            .to_owned(),
    )
}

#[cfg(target_family = "wasm")]
fn languages_of_request() -> Option<String> {
    None
}
