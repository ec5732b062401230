//! What people change about their accounts, and how accounts end.

use crate::support::{Browser, PASSWORD, TestApp};
use serde_json::Value;
use sqlx::Row;
use store::ProfileLookup;
use types::{AccountId, Error, Field, NewPost, PostId, Rule, SessionView};

pub async fn id_of(app: &TestApp, handle: &str) -> AccountId {
    app.store.account_by_handle(handle).await.expect("an account")
}

pub async fn log_in(app: &TestApp, login: &str, password: &str) -> (Browser, types::Result<String>) {
    let browser = app.browser();
    let answer = browser
        .call("/api/accounts/log_in", &[("login", login), ("password", password)])
        .await;
    (browser, answer)
}

pub async fn is_signed_in(browser: &Browser) -> bool {
    browser.ask::<Value>("/api/settings/account", &[]).await.is_ok()
}

/// One number from the database.
pub async fn count(app: &TestApp, query: &'static str, id: i64) -> i64 {
    sqlx::query(query)
        .bind(id)
        .fetch_one(app.store.pool())
        .await
        .expect("a row")
        .get(0)
}

pub async fn post(app: &TestApp, author: AccountId, new: NewPost) -> PostId {
    app.store.create_post(author, &new).await.expect("a post")
}

pub fn text(text: &str) -> NewPost {
    NewPost {
        text: text.to_owned(),
        ..NewPost::default()
    }
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_keeps_this_one() {
    let app = TestApp::new().await;
    let here = app.sign_up("ada").await;
    let (there, _) = log_in(&app, "ada", PASSWORD).await;
    let before = here.cookie("piaf").unwrap();
    let change = async |password: &str, new_password: &str| -> types::Result<()> {
        here.call(
            "/api/settings/change_password",
            &[("password", password), ("new_password", new_password)],
        )
        .await
    };
    assert_eq!(
        change("wrong", "a whole new meadow").await,
        Err(Error::invalid(Field::Password, Rule::PasswordWrong))
    );
    assert_eq!(
        change(PASSWORD, "12345678").await,
        Err(Error::invalid(Field::NewPassword, Rule::PasswordWeak))
    );
    assert!(is_signed_in(&there).await);
    assert_eq!(change(PASSWORD, "a whole new meadow").await, Ok(()));
    assert!(is_signed_in(&here).await && !is_signed_in(&there).await);
    assert_ne!(here.cookie("piaf").unwrap(), before);
    assert!(app.mails().await.last().unwrap().subject.contains("has changed"));
    assert!(log_in(&app, "ada", PASSWORD).await.1.is_err());
    assert!(log_in(&app, "ada", "a whole new meadow").await.1.is_ok());
}

#[tokio::test]
async fn logging_out_everywhere_else_keeps_this_session() {
    let app = TestApp::new().await;
    let here = app.sign_up("ada").await;
    let (there, _) = log_in(&app, "ada", PASSWORD).await;
    let _: () = here.call("/api/settings/end_other_sessions", &[]).await.unwrap();
    assert!(is_signed_in(&here).await && !is_signed_in(&there).await);
    let left: Vec<SessionView> = here.ask("/api/settings/sessions", &[]).await.unwrap();
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn a_former_handle_leads_on_and_stays_reserved() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let id = id_of(&app, "ada").await;
    let rename = async |browser: &Browser, handle: &str| -> types::Result<String> {
        browser.call("/api/settings/change_handle", &[("handle", handle)]).await
    };
    let check = async |browser: &Browser, own: &str| -> Option<Rule> {
        browser
            .ask("/api/accounts/check_handle", &[("handle", "ada"), ("own", own)])
            .await
            .unwrap()
    };
    assert_eq!(rename(&ada, "@lovelace").await.as_deref(), Ok("lovelace"));
    match app.store.profile(AccountId(0), "ADA").await.unwrap() {
        ProfileLookup::Moved(handle) => assert_eq!(handle, "lovelace"),
        ProfileLookup::Found(_) => panic!("nobody is called ada any more"),
    }
    // Nobody else gets it, not by sign-up and not by renaming; its owner may return to it.
    let bob = app.sign_up("bob").await;
    assert_eq!(check(&bob, "false").await, Some(Rule::HandleTaken));
    let taken = Err(Error::invalid(Field::Handle, Rule::HandleTaken));
    assert_eq!(rename(&bob, "Ada").await, taken);
    let fields = [
        ("handle", "ada"),
        ("display_name", "A"),
        ("email", "a@piaf.example"),
        ("password", PASSWORD),
    ];
    assert_eq!(
        app.browser().call::<String>("/api/accounts/sign_up", &fields).await,
        taken
    );
    assert_eq!(check(&ada, "true").await, None);
    assert_eq!(rename(&ada, "Ada").await.as_deref(), Ok("Ada"));
    // Another case is the same handle.
    assert_eq!(rename(&ada, "ADA").await.as_deref(), Ok("ADA"));
    assert_eq!(id_of(&app, "ada").await, id);
    // After 30 days anybody may have it.
    rename(&ada, "lovelace").await.unwrap();
    sqlx::query("update former_handles set given_up_at = now() - interval '31 days' where handle_key = 'ada'")
        .execute(app.store.pool())
        .await
        .unwrap();
    assert_eq!(check(&bob, "false").await, None);
    assert_eq!(rename(&bob, "ada").await.as_deref(), Ok("ada"));
}

#[tokio::test]
async fn a_new_address_counts_when_its_link_is_opened() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    app.sign_up("bob").await;
    // The mails of the sign-ups have gone.
    app.mails().await;
    let change = async |email: &str, password: &str| -> types::Result<String> {
        ada.call(
            "/api/settings/change_email",
            &[("email", email), ("password", password)],
        )
        .await
    };
    let token = async || {
        app.mails()
            .await
            .last()
            .unwrap()
            .text
            .split("token=")
            .nth(1)
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap()
            .to_owned()
    };
    let verify = async |token: &str| -> types::Result<String> {
        app.browser()
            .call("/api/accounts/verify_email", &[("token", token)])
            .await
    };
    let refused = change("new@piaf.example", "wrong").await;
    assert_eq!(refused, Err(Error::invalid(Field::Password, Rule::PasswordWrong)));
    assert_eq!(
        change("new@piaf.example", PASSWORD).await.as_deref(),
        Ok("new@piaf.example")
    );
    let own: Value = ada.ask("/api/settings/account", &[]).await.unwrap();
    assert_eq!(
        (&own["settings"]["email"], &own["pending_email"]),
        (&"ada@piaf.example".into(), &"new@piaf.example".into())
    );
    assert_eq!(app.mails().await.last().unwrap().to, "new@piaf.example");
    verify(&token().await).await.unwrap();
    let own: Value = ada.ask("/api/settings/account", &[]).await.unwrap();
    assert_eq!(
        (&own["settings"]["email"], &own["settings"]["email_verified"]),
        (&"new@piaf.example".into(), &true.into())
    );
    // The old address is told.
    assert_eq!(app.mails().await.last().unwrap().to, "ada@piaf.example");
    // Asking for somebody else's address answers as for any other; only its reader learns that it is taken.
    assert_eq!(
        change("bob@piaf.example", PASSWORD).await.as_deref(),
        Ok("bob@piaf.example")
    );
    assert_eq!(
        verify(&token().await).await,
        Err(Error::invalid(Field::Email, Rule::EmailTaken))
    );
}

#[tokio::test]
async fn going_public_lets_in_who_asked() {
    let app = TestApp::new().await;
    let browser = app.sign_up("ada").await;
    app.sign_up("bob").await;
    let (ada, bob) = (id_of(&app, "ada").await, id_of(&app, "bob").await);
    let on: types::Result<bool> = browser
        .call("/api/settings/set_protected", &[("protected", "true")])
        .await;
    assert_eq!(on, Ok(true));
    assert!(app.store.follow(bob, ada).await.unwrap().requested);
    // An unticked box is not sent.
    let off: types::Result<bool> = browser.call("/api/settings/set_protected", &[]).await;
    assert_eq!(off, Ok(false));
    assert!(app.store.relation(bob, ada).await.unwrap().following);
    assert_eq!(
        count(&app, "select followers::bigint from accounts where id = $1", ada.0).await,
        1
    );
    assert_eq!(
        count(&app, "select following::bigint from accounts where id = $1", bob.0).await,
        1
    );
}

#[tokio::test]
async fn theme_and_shortcuts_are_kept() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let dim: Option<String> = ada.call("/api/settings/set_theme", &[("theme", "dim")]).await.unwrap();
    assert_eq!(dim.as_deref(), Some("dim"));
    assert!(
        ada.get("/settings/appearance")
            .await
            .body
            .contains("data-theme=\"dim\"")
    );
    let system: Option<String> = ada
        .call("/api/settings/set_theme", &[("theme", "system")])
        .await
        .unwrap();
    assert_eq!((system, ada.cookie("theme")), (None, None));
    let off: bool = ada.call("/api/settings/set_shortcuts", &[]).await.unwrap();
    assert!(!off);
    let own: Value = ada.ask("/api/settings/account", &[]).await.unwrap();
    assert_eq!(own["settings"]["shortcuts"], false);
}
