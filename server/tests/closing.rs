//! Accounts that go: for a while, for good, or by the operator's word.

use crate::{
    settings::{count, id_of, is_signed_in, log_in, post, text},
    support::{PASSWORD, TestApp},
};
use types::{AccountId, Error, Field, NewPost, Rule};

#[tokio::test]
async fn a_deactivated_account_is_gone_and_may_return() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let id = id_of(&app, "ada").await;
    let post = post(&app, id, text("hello")).await;
    let gone: types::Result<String> = ada.call("/api/settings/deactivate", &[("password", "wrong")]).await;
    assert_eq!(gone, Err(Error::invalid(Field::Password, Rule::PasswordWrong)));
    let gone: types::Result<String> = ada.call("/api/settings/deactivate", &[("password", PASSWORD)]).await;
    assert_eq!((gone.as_deref(), ada.cookie("piaf")), (Ok("/"), None));
    assert!(app.store.profile(AccountId(0), "ada").await.is_err());
    assert!(app.store.hydrate(AccountId(0), &[post]).await.unwrap().is_empty());

    // The question first, then the return.
    let (_, asked) = log_in(&app, "ada", PASSWORD).await;
    assert_eq!(
        asked,
        Err(Error::invalid(Field::Form, Rule::AccountDeactivated { days: 30 }))
    );
    let browser = app.browser();
    browser
        .post_form_from(
            "/login",
            "/api/accounts/log_in",
            &[("login", "ada"), ("password", PASSWORD)],
        )
        .await;
    assert!(browser.get("/login").await.body.contains("name=\"bring_back\""));
    let fields = [("login", "ada"), ("password", PASSWORD), ("bring_back", "true")];
    let back: types::Result<String> = browser.call("/api/accounts/log_in", &fields).await;
    assert_eq!(back.as_deref(), Ok("/home"));
    assert_eq!(app.store.hydrate(AccountId(0), &[post]).await.unwrap().len(), 1);

    // Too late after 30 days: it is deleted, and until the sweep comes it looks as if it were.
    app.store.deactivate_account(id).await.unwrap();
    sqlx::query("update accounts set status_since = now() - interval '31 days'")
        .execute(app.store.pool())
        .await
        .unwrap();
    assert_eq!(
        browser.call::<String>("/api/accounts/log_in", &fields).await,
        Err(Error::invalid(Field::Form, Rule::LoginWrong))
    );
    assert_eq!(app.store.delete_expired_accounts().await, Ok(1));
    assert_eq!(app.store.account_by_handle("ada").await, Err(Error::NotFound));
}

#[tokio::test]
async fn a_deleted_account_leaves_exact_counts_and_nothing_else() {
    let app = TestApp::new().await;
    let browser = app.sign_up("ada").await;
    app.sign_up("bob").await;
    let (ada, bob) = (id_of(&app, "ada").await, id_of(&app, "bob").await);
    let of_bob = post(&app, bob, text("bob speaks")).await;
    let of_ada = post(&app, ada, text("ada #speaks to @bob")).await;
    let reply = post(
        &app,
        ada,
        NewPost {
            reply_to: Some(of_bob),
            ..text("a reply")
        },
    )
    .await;
    post(
        &app,
        ada,
        NewPost {
            reply_to: Some(of_bob),
            ..text("another reply")
        },
    )
    .await;
    let deleted = post(
        &app,
        ada,
        NewPost {
            reply_to: Some(of_bob),
            ..text("a reply deleted before")
        },
    )
    .await;
    app.store.delete_post(ada, deleted).await.unwrap();
    post(
        &app,
        ada,
        NewPost {
            quote_of: Some(of_bob),
            ..text("a quote")
        },
    )
    .await;
    let answer = post(
        &app,
        bob,
        NewPost {
            reply_to: Some(reply),
            ..text("bob answers")
        },
    )
    .await;
    app.store.like(ada, of_bob).await.unwrap();
    app.store.repost(ada, of_bob).await.unwrap();
    app.store.bookmark(ada, of_bob).await.unwrap();
    app.store.like(bob, of_ada).await.unwrap();
    app.store.like(bob, of_bob).await.unwrap();
    app.store.follow(ada, bob).await.unwrap();
    app.store.follow(bob, ada).await.unwrap();

    let gone: types::Result<String> = browser
        .call("/api/settings/delete_account", &[("password", PASSWORD)])
        .await;
    assert_eq!((gone.as_deref(), browser.cookie("piaf")), (Ok("/"), None));

    let left = app.store.hydrate(bob, &[of_bob, of_ada, reply, answer]).await.unwrap();
    assert_eq!(left.iter().map(|post| post.id).collect::<Vec<_>>(), [of_bob, answer]);
    let counts = left[0].counts;
    assert_eq!(
        (counts.replies, counts.quotes, counts.reposts, counts.likes),
        (0, 0, 0, 1)
    );
    let follows = "select followers::bigint * 1000 + following from accounts where id = $1";
    assert_eq!(count(&app, follows, bob.0).await, 0);
    for query in [
        "select count(*) from accounts where id = $1",
        "select count(*) from posts where author_id = $1",
        "select count(*) from likes where account_id = $1",
        "select count(*) from reposts where account_id = $1",
        "select count(*) from bookmarks where account_id = $1",
        "select count(*) from follows where follower_id = $1 or followee_id = $1",
        "select count(*) from sessions where account_id = $1",
        "select count(*) from mail_tokens where account_id = $1",
        "select count(*) from rate_counters where account_id = $1",
        "select count(*) from notifications where recipient_id = $1 or actor_id = $1",
    ] {
        assert_eq!(count(&app, query, ada.0).await, 0, "{query}");
    }
    for query in [
        "select count(*) from likes where post_id = $1",
        "select count(*) from post_stats where post_id = $1",
        "select count(*) from post_tags where post_id = $1",
    ] {
        assert_eq!(count(&app, query, of_ada.0).await, 0, "{query}");
    }
    // The handle rests for 30 days.
    let check: Option<Rule> = app
        .browser()
        .ask("/api/accounts/check_handle", &[("handle", "ada")])
        .await
        .unwrap();
    assert_eq!(check, Some(Rule::HandleTaken));
}

#[tokio::test]
async fn two_who_follow_each_other_leave_at_once() {
    let app = TestApp::new().await;
    let mut ids = Vec::new();
    for number in 0..6 {
        app.sign_up(&format!("bird{number}x")).await;
        ids.push(id_of(&app, &format!("bird{number}x")).await);
    }
    for &one in &ids {
        for &other in ids.iter().filter(|other| **other != one) {
            app.store.follow(one, other).await.unwrap();
        }
    }
    let leaving = ids[..5].iter().map(|&id| {
        let store = app.store.clone();
        tokio::spawn(async move { store.delete_account(id).await })
    });
    for left in futures::future::join_all(leaving).await {
        assert_eq!(left.unwrap(), Ok(()));
    }
    assert_eq!(
        count(
            &app,
            "select followers::bigint + following from accounts where id = $1",
            ids[5].0
        )
        .await,
        0
    );
}

#[tokio::test]
async fn a_suspended_account_has_no_session_and_no_door() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    app.store.suspend("@Ada").await.unwrap();
    assert!(!is_signed_in(&ada).await);
    assert_eq!(
        log_in(&app, "ada", PASSWORD).await.1,
        Err(Error::invalid(Field::Form, Rule::AccountSuspended))
    );
    app.post_form("/api/accounts/request_reset", &[("login", "ada")]).await;
    assert_eq!(
        app.store
            .recipient_by_login("ada")
            .await
            .unwrap()
            .map(|to| to.account_id),
        None
    );
    app.store.unsuspend("ada").await.unwrap();
    assert!(log_in(&app, "ada", PASSWORD).await.1.is_ok());
}
