//! Who guesses is limited and nobody else; what is nobody's business is not told; what is wrong is kept by nobody.

use crate::{
    accounts::{log_in, token_for},
    support::{Browser, PASSWORD, TestApp},
};
use axum::body::Body;
use http::{Method, header::AUTHORIZATION};
use types::Error;

const NEW_PASSWORD: &str = "a whole new meadow";

async fn guess(app: &TestApp, times: usize) {
    for _ in 0..times {
        let refused = log_in(&app.browser(), "ada", "a wrong password").await;
        assert!(refused.is_err(), "{refused:?}");
    }
}

async fn log_out(browser: &Browser) {
    let to: types::Result<String> = browser.call("/api/accounts/log_out", &[]).await;
    assert_eq!(to.as_deref(), Ok("/"));
}

fn is_limited(answer: &types::Result<String>) -> bool {
    matches!(answer, Err(Error::RateLimited { .. }))
}

#[tokio::test]
async fn guesses_of_others_lock_nobody_out_of_a_browser_that_was_logged_in() {
    let app = TestApp::with_stopped_clock().await;
    let ada = app.sign_up("ada").await;
    log_out(&ada).await;
    guess(&app, 12).await;
    assert!(
        is_limited(&log_in(&app.browser(), "ada", PASSWORD).await),
        "a device unknown"
    );
    // Log-in renews what makes the browser known; it stays so, whoever guesses.
    for _ in 0..2 {
        let before = ada.cookie("piaf-known").expect("a known browser");
        assert_eq!(log_in(&ada, "ada", PASSWORD).await.as_deref(), Ok("/home"));
        assert_ne!(ada.cookie("piaf-known"), Some(before));
        log_out(&ada).await;
        guess(&app, 3).await;
    }
    // It is known for this account alone.
    app.sign_up("bob").await;
    for _ in 0..12 {
        let _ = log_in(&app.browser(), "bob", "a wrong password").await;
    }
    assert!(is_limited(&log_in(&ada, "bob", PASSWORD).await));
    // And it guesses no more than any other.
    for _ in 0..10 {
        assert!(!is_limited(&log_in(&ada, "ada", "a wrong password").await));
    }
    assert!(is_limited(&log_in(&ada, "ada", PASSWORD).await));
}

#[tokio::test]
async fn a_cookie_planted_before_a_log_in_makes_no_other_browser_known() {
    let app = TestApp::with_stopped_clock().await;
    app.sign_up("ada").await;
    let attacker = app.sign_up("eve").await;
    let planted = attacker.cookie("piaf-known").expect("a known browser");
    let victim = app.browser();
    victim.set_cookie("piaf-known", &planted);
    log_in(&victim, "ada", PASSWORD).await.expect("logged in");
    guess(&app, 12).await;
    attacker.set_cookie("piaf-known", &planted);
    assert!(is_limited(&log_in(&attacker, "ada", "a wrong password").await));
    log_out(&victim).await;
    assert_eq!(log_in(&victim, "ada", PASSWORD).await.as_deref(), Ok("/home"));
}

#[tokio::test]
async fn the_mailed_link_opens_an_account_that_others_guess_at() {
    let app = TestApp::with_stopped_clock().await;
    app.sign_up("ada").await;
    guess(&app, 12).await;
    let browser = app.browser();
    browser
        .post_form("/api/accounts/request_reset", &[("login", "ada")])
        .await;
    let token = token_for(&app, "ada@piaf.example").await;
    let fields = [("token", token.as_str()), ("new_password", NEW_PASSWORD)];
    let to: types::Result<String> = browser.call("/api/accounts/reset_password", &fields).await;
    assert_eq!(to.as_deref(), Ok("/login?reset=true"));
    assert!(
        is_limited(&log_in(&app.browser(), "ada", NEW_PASSWORD).await),
        "a device unknown"
    );
    assert_eq!(log_in(&browser, "ada", NEW_PASSWORD).await.as_deref(), Ok("/home"));
}

/// What is written for a reset does not depend on whether the account exists.
#[tokio::test]
async fn a_reset_is_the_same_work_whether_the_account_exists() {
    let app = TestApp::with_stopped_clock().await;
    app.sign_up("ada").await;
    let count = async |statement: &'static str| -> i64 {
        sqlx::query_scalar(statement)
            .fetch_one(app.store.pool())
            .await
            .expect("a number")
    };
    let links = "select count(*) from mail_tokens where kind = 1";
    let uses = "select coalesce(sum(used), 0)::bigint from rate_counters where action = 'mail_reset'";
    for (number, login) in (1..).zip(["ada", "nobody1", "nobody@piaf.example"]) {
        app.post_form("/api/accounts/request_reset", &[("login", login)]).await;
        app.mails().await;
        assert_eq!((count(links).await, count(uses).await), (number, number), "{login}");
    }
    let resets = app
        .mails()
        .await
        .into_iter()
        .filter(|mail| mail.text.contains("/reset?token="));
    assert_eq!(resets.map(|mail| mail.to).collect::<Vec<_>>(), ["ada@piaf.example"]);
}

#[tokio::test]
async fn the_metrics_open_for_who_shows_the_token_and_for_nobody_else() {
    let token = "a-token-of-twenty-letters";
    let app = TestApp::with(&[("metrics_token", token)]).await;
    let ask = async |app: &TestApp, shown: Option<&str>| {
        let browser = app.browser();
        let mut request = browser.request(Method::GET, "/metrics");
        if let Some(shown) = shown {
            request = request.header(AUTHORIZATION, shown);
        }
        browser.send(request, Body::empty()).await
    };
    let right = format!("Bearer {token}");
    let metrics = ask(&app, Some(&right)).await;
    assert_eq!(metrics.status, 200);
    assert!(metrics.body.contains("database_connections"));
    for wrong in [
        None,
        Some("Bearer "),
        Some("Bearer a-token-of-twenty-lettert"),
        Some(token),
        Some("Basic x"),
    ] {
        let answer = ask(&app, wrong).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, "not found\n"), "{wrong:?}");
    }
    // Without a token set there is none that fits, wherever one asks from: this is the machine itself.
    let closed = TestApp::new().await;
    for shown in [None, Some("Bearer "), Some(right.as_str())] {
        assert_eq!(ask(&closed, shown).await.status, 404, "{shown:?}");
    }
}

#[tokio::test]
async fn an_instance_for_others_by_plain_http_says_that_it_is_not_safe() {
    let open = TestApp::with(&[("public_url", "http://piaf.example")]).await;
    let ready = open.get("/readyz").await;
    assert_eq!(ready.status, 200);
    assert!(
        ready.body.starts_with("ready\nwarning: people come by plain http"),
        "{}",
        ready.body
    );
    for url in ["https://piaf.example", "http://127.0.0.1:8000", "http://[::1]:8000"] {
        let app = TestApp::with(&[("public_url", url)]).await;
        assert_eq!(app.get("/readyz").await.body, "ready\n", "{url}");
    }
}

#[tokio::test]
async fn errors_are_kept_by_no_cache() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    for path in [
        "/pkg/piaf.0123456789abcdef.wasm",
        "/pkg/",
        "/pkg/%ff",
        "/icons/none.png",
        "/robots.txt",
        "/media/0123456789abcdef0123456789abcdef/small",
        "/spaces/7/replay.ogg",
        "/spaces/7/captions.vtt",
        "/api/posts/show?post_id=7",
        "/api/nothing",
        "/@nobody1",
        "/nothing",
    ] {
        let answer = ada.get(path).await;
        assert!(answer.status >= 300, "{path}: {}", answer.status);
        let kept = answer.headers["cache-control"].to_str().expect("a value");
        assert!(
            !kept.contains("public") && !kept.contains("immutable"),
            "{path}: {kept}"
        );
        if answer.status >= 400 {
            assert_eq!(kept, "no-store", "{path}");
        }
    }
}
