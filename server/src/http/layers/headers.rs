//! Security headers of every answer. Scripts run only with the request's nonce, and nothing may frame, embed or be
//! embedded.

use crate::{config::PublicUrl, http::pages::NONCE_HEADER};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use std::sync::Arc;
use types::SpacesAddress;

const FIXED: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Forms without script come back to the page that they were on: our own pages may know it, nobody else.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Powers of the browser that no page of ours has.
const NO_POWERS: &str = "camera=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), hid=(), display-capture=(), \
                         accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()";

/// Adds the headers to every answer.
pub async fn secure(State(url): State<Arc<PublicUrl>>, request: Request, next: Next) -> Response {
    // Where people speak. A document keeps what it was loaded with.
    let microphone = if SpacesAddress::of(request.uri().path()).is_some() {
        "(self)"
    } else {
        "()"
    };
    let mut response = next.run(request).await;
    let nonce = response.headers_mut().remove(NONCE_HEADER);
    let nonce = nonce
        .as_ref()
        .and_then(|nonce| nonce.to_str().ok())
        .filter(|nonce| is_nonce(nonce));
    let policy = content_policy(response.headers(), nonce, &url);
    let status = response.status();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert("content-security-policy", policy);
    }
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if let Ok(powers) = HeaderValue::from_str(&format!("microphone={microphone}, {NO_POWERS}")) {
        headers.insert("permissions-policy", powers);
    }
    if url.secure {
        headers.insert(
            "strict-transport-security",
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    limit_keeping(status, headers);
    response
}

/// Pages differ by who asks: nothing between may keep what did not say that it may be kept. Whatever an address says of
/// its content holds for that content alone: an error is kept by nobody, and a way that leads on by no cache in between.
fn limit_keeping(status: StatusCode, headers: &mut HeaderMap) {
    let kept = headers.get(CACHE_CONTROL).map(HeaderValue::as_bytes);
    let is_public = kept.is_some_and(|kept| kept.starts_with(b"public"));
    if status.is_client_error() || status.is_server_error() {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if kept.is_none() || (is_public && !status.is_success() && status != StatusCode::NOT_MODIFIED) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
}

/// Base64 in either alphabet: nothing that could end the directive.
fn is_nonce(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte))
}

fn content_policy(headers: &HeaderMap, nonce: Option<&str>, url: &PublicUrl) -> String {
    let is = |kind: &str| {
        headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with(kind))
    };
    // A worker's own answer sets what the worker may do.
    if !is("text/html") && !is("text/javascript") && !is("application/javascript") {
        return "default-src 'none'; frame-ancestors 'none'; sandbox".to_owned();
    }
    let script = match nonce {
        Some(nonce) => format!("'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'"),
        None => "'none'".to_owned(),
    };
    format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'{}; \
         font-src 'self'; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri \
         'none'; frame-ancestors 'none'",
        socket_source(url)
    )
}

/// The live socket's own source, for browsers whose `'self'` means pages only. The grammar of the policy has no IPv6
/// addresses: browsers complain of one and leave it out, and there `'self'` alone has to do, which it does in those of
/// today.
fn socket_source(url: &PublicUrl) -> String {
    if url.authority.starts_with('[') {
        return String::new();
    }
    format!(" {}://{}", if url.secure { "wss" } else { "ws" }, url.authority)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, extract::Path, middleware::from_fn_with_state, response::Html, routing::get};
    use tower::ServiceExt;

    async fn answer(url: &str, path: &str) -> HeaderMap {
        let url: PublicUrl = url.parse().unwrap();
        let router = Router::new()
            .route("/page", get(|| async { ([(NONCE_HEADER, "abc")], Html("")) }))
            .route("/bare", get(|| async { Html("") }))
            .route("/text", get(|| async { "" }))
            .route(
                "/status/{status}",
                get(|Path(status): Path<u16>| async move {
                    let forever = [(CACHE_CONTROL, "public, max-age=31536000, immutable")];
                    (StatusCode::from_u16(status).unwrap(), forever)
                }),
            )
            .route("/spaces/{id}", get(|| async { Html("") }))
            .layer(from_fn_with_state(Arc::new(url), secure));
        router
            .oneshot(Request::get(path).body(Body::empty()).unwrap())
            .await
            .unwrap()
            .headers()
            .clone()
    }

    #[tokio::test]
    async fn scripts_need_the_nonce_of_the_answer() {
        let headers = answer("http://127.0.0.1:8000", "/page").await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'none';",
            "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval';",
            "style-src 'self';",
            "connect-src 'self' ws://127.0.0.1:8000;",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{part} is not in {policy}");
        }
        assert!(!policy.contains("unsafe-inline"));
        assert!(!headers.contains_key(NONCE_HEADER));
        assert_eq!(headers["cache-control"], "private, no-cache");
        assert!(!headers.contains_key("strict-transport-security"));
    }

    #[tokio::test]
    async fn a_page_without_nonce_runs_no_script_and_a_file_nothing_at_all() {
        let headers = answer("https://piaf.example", "/bare").await;
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("script-src 'none';")
        );
        assert!(
            headers["strict-transport-security"]
                .to_str()
                .unwrap()
                .starts_with("max-age=")
        );
        let headers = answer("https://piaf.example", "/text").await;
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .ends_with("sandbox")
        );
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }

    #[tokio::test]
    async fn a_page_at_an_ipv6_address_has_a_policy_that_browsers_can_read() {
        for url in ["http://[::1]:8000", "https://[2001:db8::1]"] {
            let headers = answer(url, "/page").await;
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("connect-src 'self';"), "{policy}");
            assert!(!policy.contains('['), "{policy}");
        }
    }

    #[tokio::test]
    async fn errors_are_kept_by_nobody() {
        let kept = async |status: u16| {
            let headers = answer("https://piaf.example", &format!("/status/{status}")).await;
            headers["cache-control"].to_str().unwrap().to_owned()
        };
        for status in [200, 206, 304] {
            assert_eq!(kept(status).await, "public, max-age=31536000, immutable", "{status}");
        }
        for status in [400, 404, 405, 416, 500, 503] {
            assert_eq!(kept(status).await, "no-store", "{status}");
        }
        for status in [302, 307] {
            assert_eq!(kept(status).await, "private, no-cache", "{status}");
        }
    }

    #[tokio::test]
    async fn the_microphone_is_for_pages_of_spaces() {
        let headers = answer("https://piaf.example", "/page").await;
        let powers = headers["permissions-policy"].to_str().unwrap();
        assert!(powers.starts_with("microphone=(), camera=(), "), "{powers}");
        let headers = answer("https://piaf.example", "/spaces/12345").await;
        let powers = headers["permissions-policy"].to_str().unwrap();
        assert!(powers.starts_with("microphone=(self), camera=(), "), "{powers}");
    }

    #[test]
    fn a_nonce_cannot_end_its_directive() {
        assert!(is_nonce("aGVsbG8-_w=="));
        for nonce in ["", "a'; script-src *", "a b", "ä"] {
            assert!(!is_nonce(nonce), "{nonce:?}");
        }
    }
}
