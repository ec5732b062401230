//! Signing up, logging in and out, several accounts, links sent by mail.

use crate::support::{Browser, PASSWORD, TestApp};
use axum::body::Body;
use futures::future::join_all;
use http::{
    Method,
    header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, USER_AGENT},
};
use serde_json::Value;
use store::NewAccount;
use types::{Error, Field, Rule, SessionView};

/// Who the browser is signed in as.
pub async fn handle_of(browser: &Browser) -> types::Result<String> {
    let own: Value = browser.ask("/api/settings/account", &[]).await?;
    Ok(own["settings"]["handle"].as_str().expect("a handle").to_owned())
}

pub async fn log_in(browser: &Browser, login: &str, password: &str) -> types::Result<String> {
    browser
        .call("/api/accounts/log_in", &[("login", login), ("password", password)])
        .await
}

pub async fn sign_up(browser: &Browser, handle: &str, email: &str) -> types::Result<String> {
    let fields = [
        ("handle", handle),
        ("display_name", "Somebody"),
        ("email", email),
        ("password", PASSWORD),
    ];
    browser.call("/api/accounts/sign_up", &fields).await
}

/// The token of the link in the newest mail to an address.
pub async fn token_for(app: &TestApp, email: &str) -> String {
    let mails = app.mails().await;
    let mail = mails
        .iter()
        .rev()
        .find(|mail| mail.to == email && mail.text.contains("token="))
        .expect("a mail with a link");
    mail.text
        .split("token=")
        .nth(1)
        .expect("a token")
        .split_whitespace()
        .next()
        .expect("a token")
        .to_owned()
}

#[tokio::test]
async fn signing_up_signs_in_at_once_and_asks_for_the_address() {
    let app = TestApp::new().await;
    let ada = app.sign_up("Ada").await;
    assert_eq!(handle_of(&ada).await.as_deref(), Ok("Ada"));
    assert!(ada.cookie("piaf").is_some_and(|token| token.len() == 43));
    let unverified: Value = ada.ask("/api/settings/account", &[]).await.unwrap();
    assert_eq!(unverified["settings"]["email_verified"], false);

    let token = token_for(&app, "Ada@piaf.example").await;
    // Mail programs open links: looking changes nothing.
    assert_eq!(app.get(&format!("/verify?token={token}")).await.status, 200);
    let there: types::Result<String> = app
        .browser()
        .call("/api/accounts/verify_email", &[("token", &token)])
        .await;
    assert_eq!(there.as_deref(), Ok("/verify?done=true"));
    let verified: Value = ada.ask("/api/settings/account", &[]).await.unwrap();
    assert_eq!(verified["settings"]["email_verified"], true);
    let again: types::Result<String> = app
        .browser()
        .call("/api/accounts/verify_email", &[("token", &token)])
        .await;
    assert_eq!(again, Err(Error::invalid(Field::Form, Rule::LinkExpired)));
}

#[tokio::test]
async fn every_refusal_names_its_field() {
    let app = TestApp::new().await;
    app.sign_up("paypal").await;
    let email = "new@piaf.example";
    for (handle, name, email, password, expected) in [
        ("", "A", email, PASSWORD, (Field::Handle, Rule::Required)),
        ("a b", "A", email, PASSWORD, (Field::Handle, Rule::HandleCharacters)),
        (
            "abcdefghijklmnop",
            "A",
            email,
            PASSWORD,
            (Field::Handle, Rule::TooLong { max: 15 }),
        ),
        ("admin", "A", email, PASSWORD, (Field::Handle, Rule::HandleReserved)),
        ("PayPal", "A", email, PASSWORD, (Field::Handle, Rule::HandleTaken)),
        ("paypa1", "A", email, PASSWORD, (Field::Handle, Rule::HandleLooksTaken)),
        ("pay_pal", "A", email, PASSWORD, (Field::Handle, Rule::HandleLooksTaken)),
        (
            "ada",
            " \u{200b}",
            email,
            PASSWORD,
            (Field::DisplayName, Rule::Required),
        ),
        ("ada", "A", "ada", PASSWORD, (Field::Email, Rule::EmailForm)),
        (
            "ada",
            "A",
            "PAYPAL@piaf.example",
            PASSWORD,
            (Field::Email, Rule::EmailTaken),
        ),
        ("ada", "A", email, "short", (Field::Password, Rule::TooShort { min: 8 })),
        ("ada", "A", email, "password1", (Field::Password, Rule::PasswordWeak)),
    ] {
        let browser = app.browser();
        let fields = [
            ("handle", handle),
            ("display_name", name),
            ("email", email),
            ("password", password),
        ];
        let answer: types::Result<String> = browser.call("/api/accounts/sign_up", &fields).await;
        assert_eq!(
            answer,
            Err(Error::invalid(expected.0, expected.1)),
            "{handle} {name} {email} {password}"
        );
        assert_eq!(browser.cookie("piaf"), None);
    }
    // The owner of the address learns of it, once a day.
    let _ = sign_up(&app.browser(), "ada", "paypal@piaf.example").await;
    let told = app
        .mails()
        .await
        .iter()
        .filter(|mail| mail.to == "paypal@piaf.example" && mail.text.contains("/forgot"))
        .count();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn of_200_who_want_one_handle_one_gets_it() {
    let app = TestApp::new().await;
    let tries = (0..200).map(|number| {
        let store = app.store.clone();
        tokio::spawn(async move {
            let new = NewAccount {
                handle: if number % 2 == 0 {
                    "wanted".into()
                } else {
                    "WANTED".into()
                },
                display_name: "W".into(),
                email: format!("w{number}@piaf.example"),
                password_hash: "x".into(),
            };
            loop {
                match store.create_account(&new).await {
                    // So many at once wait longer for a connection than the pool lets anybody wait.
                    Err(Error::Unavailable) => {}
                    answer => return answer,
                }
            }
        })
    });
    let answers: Vec<_> = join_all(tries)
        .await
        .into_iter()
        .map(|answer| answer.unwrap())
        .collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let taken = Err(Error::invalid(Field::Handle, Rule::HandleTaken));
    assert_eq!(answers.iter().filter(|answer| **answer == taken).count(), 199);
}

#[tokio::test]
async fn without_script_the_refused_form_comes_back_filled_in() {
    let app = TestApp::new().await;
    let browser = app.browser();
    let fields = [
        ("handle", "admin"),
        ("display_name", "Zoé \"Z\""),
        ("email", "zoe@piaf.example"),
        ("password", PASSWORD),
    ];
    let answer = browser
        .post_form_from("/signup", "/api/accounts/sign_up", &fields)
        .await;
    assert_eq!((answer.status, answer.location()), (303, "/signup"));
    let page = browser.get("/signup").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("This handle is reserved."), "{}", page.body);
    assert!(page.body.contains("value=\"admin\"") && page.body.contains("value=\"zoe@piaf.example\""));
    assert!(page.body.contains("Zoé"));
    assert!(!page.body.contains(PASSWORD));
    // Shown once.
    assert!(!browser.get("/signup").await.body.contains("This handle is reserved."));
}

#[tokio::test]
async fn asking_for_a_reset_answers_the_same_for_everybody() {
    let app = TestApp::new().await;
    app.sign_up("ada").await;
    let ask = async |login: &str| {
        let answer = app
            .browser()
            .post_form_from("/forgot", "/api/accounts/request_reset", &[("login", login)])
            .await;
        (answer.status, answer.location().to_owned(), answer.body)
    };
    let known = ask("ada").await;
    assert_eq!(known, ask("nobody1").await);
    assert_eq!(known, ask("nobody@piaf.example").await);
    assert_eq!((known.0, known.1.as_str()), (303, "/forgot?sent=true"));
}

#[tokio::test]
async fn a_reset_link_works_once_and_ends_every_session() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    app.post_form("/api/accounts/request_reset", &[("login", "ADA@piaf.example")])
        .await;
    let token = token_for(&app, "ada@piaf.example").await;
    assert!(app.mails().await.last().unwrap().text.contains("/reset?token="));
    let reset = async |password: &str| -> types::Result<String> {
        let fields = [("token", token.as_str()), ("new_password", password)];
        app.browser().call("/api/accounts/reset_password", &fields).await
    };
    assert!(
        app.get(&format!("/reset?token={token}"))
            .await
            .body
            .contains("new_password")
    );
    // A refused password does not use the link up.
    assert_eq!(
        reset("12345678").await,
        Err(Error::invalid(Field::NewPassword, Rule::PasswordWeak))
    );
    assert_eq!(reset("a whole new meadow").await.as_deref(), Ok("/login?reset=true"));
    assert_eq!(
        reset("another new meadow").await,
        Err(Error::invalid(Field::Form, Rule::LinkExpired))
    );
    assert!(
        !app.get(&format!("/reset?token={token}"))
            .await
            .body
            .contains("name=\"new_password\"")
    );

    assert_eq!(handle_of(&ada).await, Err(Error::NotSignedIn));
    assert!(log_in(&app.browser(), "ada", PASSWORD).await.is_err());
    assert!(log_in(&app.browser(), "ada", "a whole new meadow").await.is_ok());
}

#[tokio::test]
async fn no_other_site_signs_anybody_in_or_out() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    for path in [
        "/api/accounts/log_in",
        "/api/accounts/log_out",
        "/api/accounts/sign_up",
        "/api/settings/delete_account",
    ] {
        let mut request = ada
            .request(Method::POST, path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        // The cross-site mark instead of our own.
        if let Some(headers) = request.headers_mut() {
            headers.insert("sec-fetch-site", http::HeaderValue::from_static("cross-site"));
        }
        let fields = format!("login=ada&password={}", PASSWORD.replace(' ', "+"));
        assert_eq!(ada.send(request, Body::from(fields)).await.status, 403, "{path}");
    }
    assert_eq!(handle_of(&ada).await.as_deref(), Ok("ada"));
}

#[tokio::test]
async fn a_cookie_that_opens_nothing_is_taken_away() {
    let app = TestApp::new().await;
    for token in ["x", &"A".repeat(43), "%00"] {
        let browser = app.browser();
        browser.set_cookie("piaf", token);
        let page = browser.get("/login").await;
        assert_eq!((page.status, browser.cookie("piaf")), (200, None), "{token}");
    }
}

#[tokio::test]
async fn sessions_show_device_and_network() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let phone = app.browser();
    let request = phone
        .request(Method::POST, "/api/accounts/log_in")
        .header(ACCEPT, "application/json")
        .header(
            USER_AGENT,
            "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
        )
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let fields = format!("login=ada&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(phone.send(request, Body::from(fields)).await.status, 200);
    let sessions: Vec<SessionView> = ada.ask("/api/settings/sessions", &[]).await.unwrap();
    assert_eq!(sessions.len(), 2);
    assert!(sessions[0].current && !sessions[1].current);
    assert_eq!(
        (sessions[1].device.as_str(), sessions[1].place.as_str()),
        ("Firefox on Android", "127.0.0.0/24")
    );

    // Revoked: it stops at once. Nobody ends somebody else's.
    let id = sessions[1].id.to_string();
    let mallory = app.sign_up("mallory").await;
    let _: () = mallory
        .call("/api/settings/end_session", &[("session_id", &id)])
        .await
        .unwrap();
    assert_eq!(handle_of(&phone).await.as_deref(), Ok("ada"));
    let _: () = ada
        .call("/api/settings/end_session", &[("session_id", &id)])
        .await
        .unwrap();
    assert_eq!(handle_of(&phone).await, Err(Error::NotSignedIn));
    assert_eq!(handle_of(&ada).await.as_deref(), Ok("ada"));
}

#[tokio::test]
async fn pages_speak_the_language_that_is_asked_for() {
    let app = TestApp::new().await;
    let browser = app.browser();
    let request = browser
        .request(Method::GET, "/signup")
        .header(ACCEPT_LANGUAGE, "fr-FR,fr;q=0.9,en;q=0.8");
    let page = browser.send(request, Body::empty()).await;
    assert!(
        page.body.contains("Créer le compte") && page.body.contains("lang=\"fr\""),
        "{}",
        page.body
    );
    assert!(app.get("/signup").await.body.contains("Create account"));

    // The choice in the settings wins, in the mails too.
    let ada = app.sign_up("ada").await;
    let _: () = ada
        .call("/api/settings/set_language", &[("language", "fr")])
        .await
        .unwrap();
    assert!(ada.get("/settings").await.body.contains("Réglages"));
    let _: String = ada.call("/api/settings/resend_verification", &[]).await.unwrap();
    assert!(app.mails().await.last().unwrap().subject.starts_with("Confirmez"));
    let _: () = ada
        .call("/api/settings/set_language", &[("language", "browser")])
        .await
        .unwrap();
    assert!(!ada.get("/settings").await.body.contains("Réglages"));
}

#[tokio::test]
async fn requests_without_cookie_need_no_session() {
    let app = TestApp::new().await;
    let browser = app.browser();
    let request = browser
        .request(Method::GET, "/settings/account")
        .header(COOKIE, "piaf")
        .header(ACCEPT, "text/html");
    let answer = browser.send(request, Body::empty()).await;
    assert_eq!(
        (answer.status, answer.location()),
        (302, "/login?next=%2Fsettings%2Faccount")
    );
}
