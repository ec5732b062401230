//! Operation: readiness, metrics, defences on the real routes.

use crate::support::{TestApp, encode};
use axum::body::Body;
use http::{
    Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};

#[tokio::test]
async fn a_ready_instance_says_so() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/healthz").await.status, 200);
    let ready = app.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
    assert_eq!(ready.headers["x-request-id"].len(), 16);
}

#[tokio::test]
async fn without_its_database_it_lives_and_is_not_ready() {
    let app = TestApp::without_database().await;
    assert_eq!(app.get("/healthz").await.status, 200);
    assert_eq!(app.get("/readyz").await.status, 503);
}

#[tokio::test]
async fn metrics_name_routes_and_never_addresses() {
    let app = TestApp::with(&[("metrics_token", "0123456789abcdef")]).await;
    app.get("/@somebody/4711?secret=1").await;
    app.get("/healthz").await;
    let browser = app.browser();
    let request = browser
        .request(Method::GET, "/metrics")
        .header(AUTHORIZATION, "Bearer 0123456789abcdef");
    let metrics = browser.send(request, Body::empty()).await.body;
    assert!(
        metrics.contains(r#"http_requests_total{method="GET",route="/healthz",status="200"}"#),
        "{metrics}"
    );
    assert!(metrics.contains("http_request_duration_seconds_bucket"), "{metrics}");
    assert!(metrics.contains(r#"database_connections{state="idle"}"#), "{metrics}");
    assert!(
        !metrics.contains("somebody") && !metrics.contains("4711") && !metrics.contains("secret"),
        "{metrics}"
    );
}

#[tokio::test]
async fn no_other_site_calls_a_server_function_and_get_changes_nothing() {
    let app = TestApp::new().await;
    let browser = app.browser();
    let fields = [
        ("handle", "ada"),
        ("display_name", "Ada"),
        ("email", "ada@piaf.example"),
        ("password", "x"),
    ];
    let mut request = browser.request(Method::POST, "/api/accounts/sign_up");
    if let Some(headers) = request.headers_mut() {
        headers.insert("sec-fetch-site", "cross-site".parse().expect("value"));
    }
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert_eq!(browser.send(request, Body::from(encode(&fields))).await.status, 403);
    let path = format!("/api/accounts/sign_up?{}", encode(&fields));
    let answer = browser
        .send(
            browser.request(Method::GET, &path).header(ACCEPT, "text/html"),
            Body::empty(),
        )
        .await;
    assert!(answer.status >= 400, "{}", answer.status);
    assert!(app.store.account_by_handle("ada").await.is_err());
}

#[tokio::test]
async fn a_refused_form_without_script_comes_back_to_its_page() {
    let app = TestApp::new().await;
    let browser = app.browser();
    let fields = [
        ("handle", "no spaces"),
        ("display_name", "Ada"),
        ("email", "ada@piaf.example"),
        ("password", "x"),
    ];
    let answer = browser
        .post_form_from("/signup", "/api/accounts/sign_up", &fields)
        .await;
    assert_eq!((answer.status, answer.location()), (303, "/signup"));
    let memory = answer.form_memory().expect("a memory of the form");
    assert_eq!(memory.path, "/api/accounts/sign_up");
    assert_eq!(memory.fields.get("display_name").map(String::as_str), Some("Ada"));
    assert!(!memory.fields.contains_key("password"));
}

#[tokio::test]
async fn sign_ups_from_one_network_are_limited_also_behind_a_spoofed_header() {
    let app = TestApp::with(&[("sign_ups_per_hour", "1")]).await;
    let mut statuses = Vec::new();
    for number in 0..3 {
        let browser = app.browser();
        let request = browser
            .request(Method::POST, "/api/accounts/sign_up")
            .header("x-forwarded-for", format!("198.51.100.{number}"))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        statuses.push(
            browser
                .send(request, Body::from(encode(&[("handle", "!")])))
                .await
                .status,
        );
    }
    assert_eq!(statuses, [422, 429, 429]);
}
