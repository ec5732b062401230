//! The table of routes against what the server does.

use crate::support::{Answer, Browser, TestApp};
use axum::body::Body;
use http::{
    Method,
    header::{ACCEPT, ALLOW, CACHE_CONTROL},
};
use server::http::routes::{Access, Cache, Endpoint, Method as Verb, Route, routes};
use std::collections::{BTreeMap, BTreeSet};

/// An address of the route.
fn example(route: &Route) -> String {
    let ids = ["{post_id}", "{circle_id}", "{space_id}"];
    let filled = ids
        .iter()
        .fold(route.path.to_owned(), |path, id| path.replace(id, "4711"));
    filled.replace(['{', '}', '*'], "")
}

async fn send(browser: &Browser, method: Method, path: &str, accept: &str) -> Answer {
    let request = browser
        .request(method, path)
        .header(ACCEPT, accept)
        .header("sec-fetch-site", "same-origin");
    browser.send(request, Body::empty()).await
}

fn method(verb: Verb) -> Method {
    match verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Delete => Method::DELETE,
    }
}

#[tokio::test]
async fn each_route_takes_the_methods_of_the_table_and_no_other() {
    let app = TestApp::without_database().await;
    let mut taken: BTreeMap<&str, (String, BTreeSet<&str>)> = BTreeMap::new();
    for route in routes().filter(|route| !route.endpoint.is_file()) {
        let (_, methods) = taken.entry(route.path).or_insert((example(route), BTreeSet::new()));
        match route.method {
            Verb::Get => methods.extend(["GET", "HEAD"]),
            Verb::Post => methods.extend(["POST"]),
            Verb::Delete => methods.extend(["DELETE"]),
        }
    }
    for (path, (address, methods)) in taken {
        let answer = send(&app.browser(), Method::PUT, &address, "application/json").await;
        assert_eq!(answer.status, 405, "PUT {path}");
        let allowed = answer.headers.get(ALLOW).and_then(|value| value.to_str().ok());
        let allowed: BTreeSet<&str> = allowed.unwrap_or_default().split(',').collect();
        assert_eq!(allowed, methods, "{path}");
    }
}

#[tokio::test]
async fn each_limited_route_is_limited() {
    for route in routes().filter(|route| route.limit.is_some()) {
        let app = TestApp::with(&[("sign_ups_per_hour", "1"), ("log_ins_per_hour", "1")]).await;
        let ask = async || send(&app.browser(), method(route.method), route.path, "application/json").await;
        assert_ne!(ask().await.status, 429, "{}", route.path);
        let refused = ask().await;
        assert_eq!(refused.status, 429, "{}", route.path);
        assert!(refused.headers.contains_key("retry-after"), "{}", route.path);
    }
}

#[tokio::test]
async fn who_is_signed_out_gets_nothing_where_only_people_signed_in_may_ask() {
    let app = TestApp::new().await;
    for route in routes().filter(|route| matches!(route.access, Access::SignedIn | Access::SessionOrSpaceToken)) {
        let address = example(route);
        let browser = app.browser();
        if route.endpoint.is_page() {
            let answer = send(&browser, Method::GET, &address, "text/html").await;
            assert!(
                answer.status == 302 && answer.location().starts_with("/login"),
                "{address}: {} to {:?}",
                answer.status,
                answer.location()
            );
        } else if route.endpoint == Endpoint::Function {
            let answer = send(&browser, method(route.method), &address, "application/json").await;
            assert_eq!(answer.status, 401, "{address}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn pages_and_functions_are_kept_as_the_table_says() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let mut kept = 0;
    for route in routes().filter(|route| route.method == Verb::Get && !route.endpoint.is_file()) {
        let answer = send(&ada, Method::GET, &example(route), "text/html").await;
        let (Some(header), 200..=399) = (route.cache.header(), answer.status) else {
            continue;
        };
        assert_eq!(answer.headers[CACHE_CONTROL], header, "{}", route.path);
        kept += 1;
    }
    assert!(kept > 30, "{kept}");
    let public = routes().filter(|route| matches!(route.cache, Cache::AnHour | Cache::Forever));
    assert!(public.into_iter().all(|route| route.endpoint.is_file()));
}
