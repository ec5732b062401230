//! One address for each page: what only spells it otherwise is sent to it, so that nothing that looks at an address (the
//! header policy, links, the docked bar, caches, search engines) has to know several.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, Method, StatusCode, header::LOCATION};

/// Sends requests for pages to the canonical spelling of their address, with the query kept.
pub async fn redirect(request: Request, next: Next) -> Response {
    let uri = request.uri();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(path) = canonical(uri.path()).filter(|_| is_read && !uri.path().starts_with("/api/")) else {
        return next.run(request).await;
    };
    let place = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    match HeaderValue::from_str(&place) {
        Ok(place) => {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
            response.headers_mut().insert(LOCATION, place);
            response
        }
        Err(_) => next.run(request).await,
    }
}

/// The path without empty segments, with everything written out that needs no escape; none where it is so already.
fn canonical(path: &str) -> Option<String> {
    // Browsers take a backslash for a slash: nothing is sent to such an address.
    if path.contains('\\') {
        return None;
    }
    let mut clean = String::with_capacity(path.len());
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        clean.push('/');
        clean.push_str(&written_out(segment));
    }
    if clean.is_empty() {
        clean.push('/');
    }
    (clean != path).then_some(clean)
}

/// A segment without needless escapes. Dots stay escaped: they would change where the path leads.
fn written_out(segment: &str) -> String {
    let mut text = String::with_capacity(segment.len());
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.map(char::from) {
            Some(character @ ('A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' | '~' | '@')) => {
                text.push(character);
                rest = &after[2..];
            }
            _ => {
                text.push('%');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_one_spelling() {
        for (path, expected) in [
            ("/spaces/12/", "/spaces/12"),
            ("/spaces//12", "/spaces/12"),
            ("/%73paces/%31%32", "/spaces/12"),
            ("/@ada/", "/@ada"),
            ("/%40ada/7/", "/@ada/7"),
            ("//", "/"),
            ("//evil.example/", "/evil.example"),
            ("/tags/caf%C3%A9/", "/tags/caf%C3%A9"),
        ] {
            assert_eq!(canonical(path).as_deref(), Some(expected), "{path}");
        }
        for path in [
            "/",
            "/home",
            "/spaces/12",
            "/tags/caf%C3%A9",
            "/a%2Fb",
            "/%2e%2e",
            "/%",
            "/%4",
            "/%é1",
            "/\\evil.example/",
        ] {
            assert_eq!(canonical(path), None, "{path}");
        }
    }
}
