//! One id per request: it stands in the log, in the answer's `x-request-id` and on error pages, so that a person can
//! name what went wrong. One structured line per request; addresses, query strings and bodies are never written.

use crate::http::routes;
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, Method};
use std::time::Instant;
use tracing::Instrument;

/// Header that tells a caller the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The request's id, in the extensions of the request. Made here for every request: what a caller sends is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that is being answered, for pages that say what went wrong.
pub fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Gives the request its id, times it, counts it and logs it.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", rand::random::<u64>());
    let is_operation = routes::of(&request).is_some_and(|route| route.endpoint.is_operation());
    let route = route(&request);
    let method = method(request.method());
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", id = %id);
    let began = Instant::now();
    let mut response = CURRENT.scope(id.clone(), next.run(request).instrument(span)).await;
    let seconds = began.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    let labels = [
        ("method", method.to_owned()),
        ("route", route.clone()),
        ("status", status.to_string()),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", "method" => method, "route" => route.clone()).record(seconds);
    // What machines ask every few seconds is counted and not logged.
    if !is_operation {
        let milliseconds = (seconds * 10_000.0).round() / 10.0;
        tracing::info!(target: "piaf::request", request = %id, method, route, status, milliseconds, "answered");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The route as it was registered: a bounded number of names, none with data of people.
fn route(request: &Request) -> String {
    match request.extensions().get::<MatchedPath>() {
        // The router's own name for "everything below" is of no use to a reader.
        Some(matched) => match matched.as_str().split_once("/{*") {
            Some((folder, _)) => format!("{folder}/*"),
            None => matched.as_str().to_owned(),
        },
        None => profile_route(request.uri().path()).unwrap_or("unmatched").to_owned(),
    }
}

/// Profiles and conversations are not known to the router, which cannot match a part of a segment.
fn profile_route(path: &str) -> Option<&'static str> {
    let rest = path.strip_prefix("/@").or_else(|| path.strip_prefix("/%40"))?;
    let Some((_, below)) = rest.split_once('/') else {
        return Some("/@{handle}");
    };
    let tabs = [
        "/@{handle}/replies",
        "/@{handle}/media",
        "/@{handle}/likes",
        "/@{handle}/followers",
        "/@{handle}/following",
    ];
    let post = !below.is_empty() && below.bytes().all(|byte| byte.is_ascii_digit());
    let tab = tabs.into_iter().find(|tab| tab.ends_with(&format!("/{below}")));
    if post {
        Some("/@{handle}/{post_id}")
    } else {
        Some(tab.unwrap_or("/@{handle}/*"))
    }
}

fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::profile_route;

    #[test]
    fn profiles_have_routes_without_names() {
        for (path, route) in [
            ("/@sam", Some("/@{handle}")),
            ("/@sam/4711", Some("/@{handle}/{post_id}")),
            ("/@sam/likes", Some("/@{handle}/likes")),
            ("/@sam/4711/history", Some("/@{handle}/*")),
            ("/@sam/", Some("/@{handle}/*")),
            ("/sam", None),
        ] {
            assert_eq!(profile_route(path), route, "{path}");
        }
    }
}
