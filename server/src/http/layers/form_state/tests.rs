//! What a plain form gets back after a refusal.

use super::*;
use crate::http::{
    limits::{Limiter, bodies},
    pace::Pace,
};
use axum::{Router, middleware::from_fn_with_state, routing::post};
use tower::ServiceExt;
use types::{Field, Rule};

fn router() -> Router {
    let url: PublicUrl = "http://127.0.0.1:8000".parse().unwrap();
    let limits = crate::config::Limits {
        sign_ups_per_hour: 0,
        log_ins_per_hour: 0,
    };
    let limiter = Limiter::new(limits, Pace::DEFAULT);
    Router::new()
        .route(
            "/api/refused",
            post(|request: Request| async move { refuse(&request, &Error::invalid(Field::Handle, Rule::HandleTaken)) }),
        )
        .route(
            "/api/done",
            post(|| async { (StatusCode::FOUND, [(LOCATION, "http://evil.example/x")]) }),
        )
        .layer(from_fn_with_state(Arc::new(url), remember))
        .layer(from_fn_with_state(Arc::new(limiter), bodies))
}

async fn send(path: &str, accept: &str, referer: &str) -> Response {
    let request = Request::post(path)
        .header(HOST, "127.0.0.1:8000")
        .header(ACCEPT, accept)
        .header(REFERER, referer)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(
            "handle=ada&display_name=Ada+%26+co&password=secret&New_Password=secret&reset_token=t&empty=",
        ))
        .unwrap();
    router().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_refused_form_comes_back_with_a_clean_address_and_what_was_typed() {
    let referer = "http://127.0.0.1:8000/signup?next=%2Fhome&__path=%2Fx&__err=abc";
    let response = send("/api/refused", "text/html,*/*", referer).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[LOCATION], "/signup?next=%2Fhome");
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("; HttpOnly") && cookie.contains("; Max-Age=60"),
        "{cookie}"
    );
    let value = cookie
        .strip_prefix("piaf-form=")
        .and_then(|rest| rest.split(';').next())
        .unwrap();
    let memory = FormMemory::decode(value).unwrap();
    assert_eq!(memory.path, "/api/refused");
    assert_eq!(memory.error, Error::invalid(Field::Handle, Rule::HandleTaken));
    let fields: Vec<(&str, &str)> = memory
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(fields, [("display_name", "Ada & co"), ("handle", "ada")]);
}

#[tokio::test]
async fn a_page_with_script_gets_the_error_itself() {
    let response = send("/api/refused", "application/json", "http://127.0.0.1:8000/signup").await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!response.headers().contains_key(SET_COOKIE));
}

#[tokio::test]
async fn no_form_leads_to_another_site() {
    let response = send("/api/done", "text/html", "http://127.0.0.1:8000/").await;
    assert_eq!(response.headers()[LOCATION], "/");
    for referer in [
        "http://evil.example/signup",
        "http://127.0.0.1:8000//evil.example",
        "nonsense",
    ] {
        let response = send("/api/refused", "text/html", referer).await;
        assert_eq!(response.headers()[LOCATION], "/", "{referer}");
    }
}
