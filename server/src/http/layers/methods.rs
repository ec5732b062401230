//! What is no request for a page or a function is answered here, before anything looks at it: the methods that only
//! proxies serve, and addresses that are no path.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, Method, StatusCode, Uri,
    header::{ALLOW, HOST},
};

const ALLOWED: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

/// Lets through the methods that a web server has, each with a path. An address written in full becomes its path, and its
/// host the `Host`, as HTTP has it (RFC 9112, section 3.2.2).
pub async fn known(mut request: Request, next: Next) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE | Method::OPTIONS => {}
        _ => return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, ALLOWED)]).into_response(),
    }
    if request.method() == Method::OPTIONS && request.uri().path() == "*" {
        return (StatusCode::NO_CONTENT, [(ALLOW, ALLOWED)]).into_response();
    }
    let Some(path) = request
        .uri()
        .path_and_query()
        .filter(|path| path.as_str().starts_with('/'))
        .cloned()
    else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if let Some(authority) = request.uri().authority() {
        let Ok(host) = HeaderValue::from_str(authority.as_str()) else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        request.headers_mut().insert(HOST, host);
        *request.uri_mut() = Uri::from(path);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn};
    use tower::ServiceExt;

    async fn ask(method: &str, uri: &str) -> (u16, String) {
        let router = Router::new()
            .fallback(|request: Request| async move {
                let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
                format!("{} at {}", request.uri(), host.unwrap_or_default())
            })
            .layer(from_fn(known));
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header(HOST, "piaf.example")
            .body(Body::empty())
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn only_a_web_servers_methods_are_known() {
        for (method, uri) in [("CONNECT", "a:1"), ("TRACE", "/"), ("PROPFIND", "/"), ("BREW", "/@ada")] {
            assert_eq!(ask(method, uri).await.0, 405, "{method}");
        }
        assert_eq!(ask("OPTIONS", "*").await.0, 204);
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            assert_eq!(ask(method, "/@ada?tab=1").await.0, 200, "{method}");
        }
    }

    #[tokio::test]
    async fn an_address_in_full_is_its_path() {
        assert_eq!(ask("GET", "/@ada").await.1, "/@ada at piaf.example");
        assert_eq!(ask("GET", "http://a:1/@ada?tab=1").await.1, "/@ada?tab=1 at a:1");
        assert_eq!(ask("GET", "http://a:1").await.1, "/ at a:1");
        assert_eq!(ask("GET", "*").await.0, 400);
        assert_eq!(ask("GET", "a:1").await.0, 400);
    }
}
