//! What no column can keep, and what cannot be read, is refused in one place before anything looks at it. Postgres takes
//! no NUL in a text, so a NUL in an address leads nowhere, and one in what was sent is refused as any other character
//! that cannot be kept. Parts of forms with files are looked at where they are read (`http/media/form.rs`).

use crate::http::{body::RequestBytes, layers::form_state, pages::NONCE_HEADER, routes};
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    StatusCode, Uri,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde_json::Value;
use types::{Error, Field, Rule};

/// No page of ours: what is rendered in place of a page whose address cannot be read.
const NOWHERE: &str = "/-/-";

/// The longest address of a file of the compiled site: the system refuses longer names in words that look like a fault
/// of ours.
pub const LONGEST_FILE: usize = 200;

/// Refuses what cannot be kept or read, with the answer that the kind of address gives to anything wrong.
pub async fn check(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if has_nul(path.as_bytes()) {
        return nowhere(request, next).await;
    }
    if path.len() > LONGEST_FILE && routes::of(&request).is_some_and(|route| route.endpoint.is_file()) {
        return no_file();
    }
    if request.uri().query().is_some_and(|query| has_nul(query.as_bytes())) {
        return match request.uri().path().starts_with("/api/") {
            true => form_state::refuse(&request, &unkeepable()),
            false => nowhere(request, next).await,
        };
    }
    match fault_of(&request) {
        Some(error) => form_state::refuse(&request, &error),
        None => next.run(request).await,
    }
}

fn unkeepable() -> Error {
    Error::invalid(Field::Form, Rule::TextInvalid)
}

/// What is answered where nothing is. A page comes as any missing one, but without script: in the browser it would see
/// the address that the server did not look at.
async fn nowhere(mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/api/") {
        return form_state::refuse(&request, &Error::NotFound);
    }
    // Profiles and conversations, which the router does not know, are rendered by its fallback.
    let is_page = request.extensions().get::<MatchedPath>().is_none_or(|matched| {
        routes::at(routes::Method::Get, matched.as_str()).is_some_and(|route| route.endpoint.is_page())
    });
    if !is_page {
        return no_file();
    }
    *request.uri_mut() = Uri::from_static(NOWHERE);
    let mut response = next.run(request).await;
    response.headers_mut().remove(NONCE_HEADER);
    response
}

fn no_file() -> Response {
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")]).into_response()
}

/// What is wrong with a body, if anything.
fn fault_of(request: &Request) -> Option<Error> {
    let RequestBytes(body) = request.extensions().get()?;
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if kind.starts_with("multipart/") {
        return None;
    }
    if body.contains(&0) {
        return Some(unkeepable());
    }
    if std::str::from_utf8(body).is_err() {
        return Some(Error::Malformed);
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        let decoded = decoded(body);
        if std::str::from_utf8(&decoded).is_err() {
            return Some(Error::Malformed);
        }
        return decoded.contains(&0).then(unkeepable);
    }
    // Whatever it says it is: functions that take JSON do not ask. The escape is looked for first, which is rare.
    let escapes = body.windows(6).any(|window| window == b"\\u0000");
    let has_nul = escapes && serde_json::from_slice(body).is_ok_and(|value: Value| carries_nul(&value));
    has_nul.then(unkeepable)
}

fn carries_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(carries_nul),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains('\0') || carries_nul(value)),
        _ => false,
    }
}

/// Whether the text carries a NUL once its percent signs are read.
fn has_nul(text: &[u8]) -> bool {
    text.windows(3).any(|window| window == b"%00")
}

/// The bytes behind percent signs; what is no escape stays as it is.
fn decoded(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, Bytes};

    fn fault(kind: &str, body: &'static [u8]) -> Option<Error> {
        let request = Request::post("/")
            .header(CONTENT_TYPE, kind)
            .extension(RequestBytes(Bytes::from_static(body)))
            .body(Body::empty())
            .unwrap();
        fault_of(&request)
    }

    #[test]
    fn a_nul_is_found_however_it_is_written() {
        let form = "application/x-www-form-urlencoded";
        for (kind, body) in [
            (form, &b"text=a%00b"[..]),
            (form, b"text=a\0b"),
            (form, b"te%00xt=ab"),
            ("application/json", br#"{"text":["a\u0000b"]}"#),
            ("application/json", br#"{"a\u0000":1}"#),
            ("text/plain", br#"{"text":"\u0000"}"#),
            ("", b"\0"),
        ] {
            assert_eq!(fault(kind, body), Some(unkeepable()), "{kind} {body:?}");
        }
    }

    #[test]
    fn what_is_no_utf_8_cannot_be_read() {
        let form = "application/x-www-form-urlencoded";
        for (kind, body) in [
            (form, &b"text=%FF"[..]),
            (form, b"text=%C0%80"),
            (form, b"text=%ED%A0%80"),
            (form, b"text=\xff"),
            ("application/json", b"{\"text\":\"\xff\"}"),
        ] {
            assert_eq!(fault(kind, body), Some(Error::Malformed), "{kind} {body:?}");
        }
    }

    #[test]
    fn what_only_looks_like_it_passes() {
        let form = "application/x-www-form-urlencoded";
        for (kind, body) in [
            (form, &b"text=100%2500+%+%zz+%C3%A9"[..]),
            ("application/json", br#"{"text":"\\u0000 and 100%00"}"#),
            ("application/json", br#"{"text":"\u00000"#),
            ("multipart/form-data; boundary=x", b"\0\xff"),
            ("application/sdp", b"v=0"),
        ] {
            assert_eq!(fault(kind, body), None, "{kind} {body:?}");
        }
        assert!(has_nul(b"/@a%00b") && !has_nul(b"/@a%2500b") && !has_nul(b"/%0"));
    }
}
