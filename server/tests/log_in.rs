//! Logging in: by whom, how often, and where it leads.

use crate::{
    accounts::{handle_of, log_in, sign_up},
    support::{Answer, PASSWORD, TestApp},
};
use axum::body::Body;
use http::{
    Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use types::{Error, Field, Rule};

#[tokio::test]
async fn logging_in_goes_by_handle_or_address_in_any_case() {
    let app = TestApp::new().await;
    app.sign_up("Ada").await;
    for login in ["ada", "@ADA", " Ada ", "ada@piaf.example", "ADA@PIAF.EXAMPLE"] {
        let browser = app.browser();
        assert_eq!(
            log_in(&browser, login, PASSWORD).await.as_deref(),
            Ok("/home"),
            "{login}"
        );
        assert_eq!(handle_of(&browser).await.as_deref(), Ok("Ada"));
    }
}

#[tokio::test]
async fn logging_in_never_tells_whether_the_account_exists() {
    let app = TestApp::new().await;
    app.sign_up("ada").await;
    app.store
        .deactivate_account(app.store.account_by_handle("ada").await.unwrap())
        .await
        .unwrap();
    app.sign_up("bob").await;
    app.store.suspend("bob").await.unwrap();
    app.sign_up("cleo").await;
    let answer = async |login: &str| -> Answer {
        let browser = app.browser();
        let request = browser
            .request(Method::POST, "/api/accounts/log_in")
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        browser
            .send(request, Body::from(format!("login={login}&password=wrong+one+indeed")))
            .await
    };
    let unknown = answer("nobody1").await;
    assert_eq!(unknown.status, 422);
    for login in ["ada", "bob", "cleo", "cleo@piaf.example", "nobody@piaf.example"] {
        let known = answer(login).await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body), "{login}");
    }
}

#[tokio::test]
async fn guessing_ends_whatever_way_the_name_is_written() {
    const LIMITED: Error = Error::RateLimited { retry_after: 290 };
    let app = TestApp::with_stopped_clock().await;
    app.sign_up("ada").await;
    for name in ["ada", "nobody1"] {
        let spellings = [
            name.to_owned(),
            format!("@{name}"),
            name.to_uppercase(),
            format!(" {name} "),
        ];
        for number in 0..10 {
            let refused = log_in(&app.browser(), &spellings[number % 4], "a wrong password").await;
            assert_eq!(
                refused,
                Err(Error::invalid(Field::Form, Rule::LoginWrong)),
                "try {number}"
            );
        }
        for spelling in &spellings {
            let refused = log_in(&app.browser(), spelling, "a wrong password").await;
            assert_eq!(refused, Err(LIMITED), "{spelling}");
        }
    }
    // Not even the right one is tried, by neither of the account's names.
    for login in ["ada", "ada@piaf.example"] {
        assert_eq!(log_in(&app.browser(), login, PASSWORD).await, Err(LIMITED));
    }
}

#[tokio::test]
async fn a_token_planted_before_log_in_opens_nothing_after() {
    let app = TestApp::new().await;
    app.sign_up("victim").await;
    let attacker = app.sign_up("attacker").await;
    let planted = attacker.cookie("piaf").unwrap();

    let victim = app.browser();
    victim.set_cookie("piaf", &planted);
    log_in(&victim, "victim", PASSWORD).await.unwrap();
    assert_ne!(victim.cookie("piaf").as_deref(), Some(planted.as_str()));
    assert_eq!(handle_of(&victim).await.as_deref(), Ok("victim"));

    // The attacker still holds the planted token: it is dead, and the switcher does not lead to the victim.
    attacker.set_cookie("piaf", &planted);
    assert_eq!(handle_of(&attacker).await, Err(Error::NotSignedIn));
    let id = app.store.account_by_handle("victim").await.unwrap().to_string();
    attacker.set_cookie("piaf", &planted);
    let switched: types::Result<String> = attacker.call("/api/accounts/switch", &[("account_id", &id)]).await;
    assert_eq!(switched, Err(Error::NotSignedIn));
}

#[tokio::test]
async fn several_accounts_live_in_one_browser() {
    let app = TestApp::new().await;
    let browser = app.sign_up("first").await;
    sign_up(&browser, "second", "second@piaf.example").await.unwrap();
    assert_eq!(handle_of(&browser).await.as_deref(), Ok("second"));
    let first = app.store.account_by_handle("first").await.unwrap().to_string();
    let before = browser.cookie("piaf").unwrap();
    let switched: types::Result<String> = browser.call("/api/accounts/switch", &[("account_id", &first)]).await;
    assert_eq!(switched.as_deref(), Ok("/home"));
    assert_eq!(handle_of(&browser).await.as_deref(), Ok("first"));
    assert_ne!(browser.cookie("piaf").unwrap(), before);
    let page = browser.get("/settings").await;
    assert!(page.body.contains("@second"), "the switcher offers the other account");

    // Another browser of the first account does not see the second one, nor get at it.
    let elsewhere = app.browser();
    log_in(&elsewhere, "first", PASSWORD).await.unwrap();
    let second = app.store.account_by_handle("second").await.unwrap().to_string();
    let refused: types::Result<String> = elsewhere.call("/api/accounts/switch", &[("account_id", &second)]).await;
    assert_eq!(refused, Err(Error::NotFound));

    // Logging out goes on with the other account, then to the start page.
    let to: types::Result<String> = browser.call("/api/accounts/log_out", &[]).await;
    assert_eq!(to.as_deref(), Ok("/home"));
    assert_eq!(handle_of(&browser).await.as_deref(), Ok("second"));
    let to: types::Result<String> = browser.call("/api/accounts/log_out", &[]).await;
    assert_eq!((to.as_deref(), browser.cookie("piaf")), (Ok("/"), None));
    assert_eq!(handle_of(&elsewhere).await.as_deref(), Ok("first"));
}

#[tokio::test]
async fn log_in_leads_to_pages_of_this_site_only() {
    let app = TestApp::new().await;
    app.sign_up("ada").await;
    for (next, expected) in [
        ("/@ada/1?x=1", "/@ada/1?x=1"),
        ("https://evil.example/", "/home"),
        ("//evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("/\t/evil.example", "/home"),
        ("javascript:alert(1)", "/home"),
    ] {
        let fields = [("login", "ada"), ("password", PASSWORD), ("next", next)];
        let to: types::Result<String> = app.browser().call("/api/accounts/log_in", &fields).await;
        assert_eq!(to.as_deref(), Ok(expected), "{next:?}");
        let plain = app
            .browser()
            .post_form_from("/login", "/api/accounts/log_in", &fields)
            .await;
        assert_eq!((plain.status, plain.location()), (303, expected), "{next:?}");
    }
}
