//! Forms without script. Leptos answers a refused one by going back to its page with the error in the address; here the
//! address stays clean, and the error and what was typed travel in a cookie of one minute ([`types::FormMemory`]).

use crate::{
    config::PublicUrl,
    http::{body::RequestBytes, errors},
};
use axum::{
    Form, RequestExt,
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode, Uri,
    header::{ACCEPT, CONTENT_TYPE, HOST, LOCATION, REFERER, SET_COOKIE},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use std::{collections::BTreeMap, sync::Arc};
use types::{Error, FORM_MEMORY_COOKIE, FormMemory};

/// Seconds that the cookie lives.
const COOKIE_SECONDS: u32 = 60;

/// Cleans the answer to a plain form and remembers what was refused.
pub async fn remember(State(url): State<Arc<PublicUrl>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !accepts_html(request.headers()) {
        return next.run(request).await;
    }
    let host = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let form = Request::builder()
        .method(Method::POST)
        .header(
            CONTENT_TYPE,
            request
                .headers()
                .get(CONTENT_TYPE)
                .cloned()
                .unwrap_or(HeaderValue::from_static("")),
        )
        .body(Body::from(
            request
                .extensions()
                .get::<RequestBytes>()
                .map(|bytes| bytes.0.clone())
                .unwrap_or_default(),
        ));
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    if !response.status().is_redirection() {
        return response;
    }
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("/");
    let location = local_path(location, &host, &url);
    if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        let body = std::mem::replace(response.body_mut(), Body::empty());
        let error = match to_bytes(body, 64 * 1024)
            .await
            .map(|bytes| serde_json::from_slice::<Error>(&bytes))
        {
            Ok(Ok(error)) => error,
            _ => Error::Unavailable,
        };
        let typed = match form {
            Ok(form) => form
                .extract::<Form<Vec<(String, String)>>, _>()
                .await
                .map(|Form(typed)| typed)
                .unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        let memory = FormMemory {
            path,
            error,
            fields: worth_keeping(typed),
        };
        if let Some(cookie) = cookie(&memory, url.secure) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response.headers_mut().remove(SERVER_FN_ERROR_HEADER);
        response.headers_mut().remove(CONTENT_TYPE);
    }
    // The browser shall come back with GET, whatever it sent.
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// The answer of a server function that was not even called, as Leptos would give it: [`remember`] turns it into a page
/// again where a plain form asked.
pub fn refuse(request: &Request, error: &Error) -> Response {
    if request.method() != Method::POST {
        return errors::json(error);
    }
    let path = HeaderValue::from_str(request.uri().path()).unwrap_or(HeaderValue::from_static("/"));
    let mut response = errors::json(error);
    let headers = response.headers_mut();
    headers.insert(SERVER_FN_ERROR_HEADER, path);
    if accepts_html(request.headers()) {
        let back = request
            .headers()
            .get(REFERER)
            .cloned()
            .unwrap_or(HeaderValue::from_static("/"));
        headers.insert(LOCATION, back);
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    response
}

/// The cookie that brings the error and what was typed to the page.
pub fn cookie(memory: &FormMemory, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let memory = memory.encode();
    let cookie =
        format!("{FORM_MEMORY_COOKIE}={memory}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).ok()
}

/// Takes that cookie away: the page has shown what it held.
pub fn no_cookie() -> Option<HeaderValue> {
    HeaderValue::from_str(&format!(
        "{FORM_MEMORY_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    ))
    .ok()
}

/// Whether a person without script waits for a page, as Leptos decides it too.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn worth_keeping(typed: Vec<(String, String)>) -> BTreeMap<String, String> {
    typed
        .into_iter()
        .filter(|(name, value)| {
            let name = name.to_ascii_lowercase();
            !value.is_empty() && !name.contains("password") && !name.contains("token")
        })
        // A page cannot show a NUL.
        .map(|(name, value)| (name, value.replace('\0', "")))
        .collect()
}

/// Path and query of an address of this server without Leptos' error parameters; `/` for any other address, so that a
/// made-up Referer leads nowhere.
fn local_path(location: &str, host: &str, url: &PublicUrl) -> String {
    let Ok(uri) = location.parse::<Uri>() else {
        return "/".to_owned();
    };
    if let Some(authority) = uri.authority() {
        let authority = authority.as_str().to_ascii_lowercase();
        if authority != host.to_ascii_lowercase() && authority != url.authority {
            return "/".to_owned();
        }
    }
    let path = uri.path();
    // `//host` and `/\host` are other hosts to a browser.
    if !path.starts_with('/') || path.starts_with("//") || path.contains('\\') {
        return "/".to_owned();
    }
    let query: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("__path=") && !pair.starts_with("__err="))
        .collect();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

#[cfg(test)]
mod tests;
