//! Requests from other sites change nothing. One layer for all routes: what is not a plain read must come from a page of
//! ours, by `Sec-Fetch-Site` or, for browsers that do not send it, by `Origin`. Programs that are no browser show a token
//! instead, and neither a cookie nor where they come from.

use crate::config::PublicUrl;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderName, Method, StatusCode,
    header::{AUTHORIZATION, COOKIE, HOST, ORIGIN, UPGRADE},
};
use std::sync::Arc;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses cross-site requests that could change something, and cross-site sockets.
pub async fn guard(State(url): State<Arc<PublicUrl>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        && !request.headers().contains_key(UPGRADE);
    let authority = request.uri().authority().map(|authority| authority.as_str().to_owned());
    if reads || is_ours(request.headers(), authority.as_deref(), &url) || shows_token(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "This request came from another site.\n").into_response()
    }
}

/// No page of another site can send this: a browser asks us first, and we do not answer.
fn shows_token(headers: &HeaderMap) -> bool {
    let bearer = headers
        .get(AUTHORIZATION)
        .is_some_and(|value| value.as_bytes().starts_with(b"Bearer "));
    bearer
        && ![COOKIE, ORIGIN, SEC_FETCH_SITE]
            .iter()
            .any(|name| headers.contains_key(name))
}

fn is_ours(headers: &HeaderMap, authority: Option<&str>, url: &PublicUrl) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()) else {
        return false;
    };
    let Some((scheme, origin)) = origin.split_once("://") else {
        return false;
    };
    let origin = origin.to_ascii_lowercase();
    if origin == url.authority {
        return scheme == if url.secure { "https" } else { "http" };
    }
    // Another name of this very server, such as localhost for 127.0.0.1: a page of another site has another host.
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .or(authority)
        .unwrap_or_default();
    !host.is_empty() && origin == host.to_ascii_lowercase() && !(url.secure && scheme != "https")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::any};
    use tower::ServiceExt;

    async fn status(method: Method, headers: &[(&str, &str)]) -> u16 {
        let url: PublicUrl = "https://piaf.example".parse().unwrap();
        let router = Router::new()
            .route("/", any(|| async { "done" }))
            .layer(from_fn_with_state(Arc::new(url), guard));
        let mut request = Request::builder().method(method).uri("/").header(HOST, "piaf.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
            .status()
            .as_u16()
    }

    #[tokio::test]
    async fn only_our_own_pages_change_something() {
        for (headers, expected) in [
            (&[("sec-fetch-site", "same-origin")][..], 200),
            (&[("sec-fetch-site", "none")], 200),
            (&[("sec-fetch-site", "cross-site")], 403),
            (&[("sec-fetch-site", "same-site")], 403),
            (
                &[("sec-fetch-site", "cross-site"), ("origin", "https://piaf.example")],
                403,
            ),
            (&[("origin", "https://piaf.example")], 200),
            (&[("origin", "https://Piaf.example")], 200),
            (&[("origin", "http://piaf.example")], 403),
            (&[("origin", "https://piaf.example.evil.example")], 403),
            (&[("origin", "null")], 403),
            (&[("referer", "https://piaf.example/")], 403),
            (&[("authorization", "Bearer x")], 200),
            (&[("authorization", "Basic x")], 403),
            (&[("authorization", "Bearer x"), ("cookie", "piaf=x")], 403),
            (
                &[("authorization", "Bearer x"), ("origin", "https://evil.example")],
                403,
            ),
            (&[("authorization", "Bearer x"), ("sec-fetch-site", "cross-site")], 403),
            (&[], 403),
        ] {
            for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                assert_eq!(status(method, headers).await, expected, "{headers:?}");
            }
        }
    }

    #[tokio::test]
    async fn everybody_may_read_and_no_other_site_opens_a_socket() {
        assert_eq!(status(Method::GET, &[("sec-fetch-site", "cross-site")]).await, 200);
        let upgrade = ("upgrade", "websocket");
        assert_eq!(
            status(Method::GET, &[upgrade, ("origin", "https://evil.example")]).await,
            403
        );
        assert_eq!(
            status(Method::GET, &[upgrade, ("origin", "https://piaf.example")]).await,
            200
        );
    }
}
