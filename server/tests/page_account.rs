//! A page acts for the account that it shows, or not at all.

use crate::{
    accounts::log_in,
    live::work,
    support::{Answer, Browser, PASSWORD, TestApp, TestUser, encode},
};
use axum::body::Body;
use futures::{SinkExt, StreamExt};
use http::{
    Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use std::time::Duration;
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};
use types::{AccountId, Error, Post, Result, live::ClientMessage};

/// Long enough for any machine: what is waited for comes, or the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a page that shows `shown` sends.
async fn send(browser: &Browser, shown: AccountId, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = browser
        .request(Method::POST, path)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("piaf-account", shown.to_string());
    browser.send(request, Body::from(encode(fields))).await
}

async fn count(app: &TestApp, account: AccountId) -> usize {
    let page = app.store.profile_posts(account, account, None, 100).await;
    page.expect("posts").items.len()
}

/// Ada's page is open; in another tab the same browser has gone on as Ben.
async fn two_in_one_browser(app: &TestApp) -> (TestUser, TestUser) {
    let (ada, ben) = (TestUser::new(app, "ada").await, TestUser::new(app, "ben").await);
    assert_eq!(log_in(&ada.browser, "ben", PASSWORD).await.as_deref(), Ok("/home"));
    (ada, ben)
}

#[tokio::test]
async fn a_page_of_one_account_changes_nothing_for_another() {
    let app = TestApp::new().await;
    let (ada, ben) = two_in_one_browser(&app).await;
    let post = ben.post("Here already").await.to_string();
    for (path, fields) in [
        ("/api/posts/create", vec![("text", "By whom?"), ("audience", "public")]),
        ("/api/posts/like", vec![("post_id", &*post)]),
        ("/api/posts/delete", vec![("post_id", &*post)]),
        ("/api/accounts/log_out", vec![]),
        ("/api/settings/set_protected", vec![("protected", "true")]),
        ("/media/upload", vec![]),
        ("/spaces/1/whip", vec![]),
    ] {
        let answer = send(&ada.browser, ada.id, path, &fields).await;
        assert_eq!(answer.status, 409, "{path}");
        assert!(answer.headers.contains_key("piaf-other-account"), "{path}");
        let error: Error = serde_json::from_str(&answer.body).expect("an error");
        assert_eq!(error, Error::OtherAccount, "{path}");
    }
    assert_eq!((count(&app, ada.id).await, count(&app, ben.id).await), (0, 1));

    // As the account that acts, or back at the one that is shown, it goes through.
    let fields = [("text", "By Ben"), ("audience", "public")];
    assert_eq!(
        send(&ada.browser, ben.id, "/api/posts/create", &fields).await.status,
        200
    );
    let back = [("account_id", &*ada.id.to_string())];
    assert_eq!(
        send(&ada.browser, ada.id, "/api/accounts/switch", &back).await.status,
        200
    );
    assert_eq!(
        send(&ada.browser, ada.id, "/api/posts/create", &fields).await.status,
        200
    );
    assert_eq!((count(&app, ada.id).await, count(&app, ben.id).await), (1, 2));
}

#[tokio::test]
async fn a_form_without_script_keeps_what_was_typed_for_the_other_account() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let page = ada.browser.get("/compose").await.body;
    let field = format!("name=\"piaf_account\" value=\"{}\"", ada.id);
    assert!(page.contains(&field), "the form says whose it is");
    let ben = TestUser::new(&app, "ben").await;
    assert_eq!(log_in(&ada.browser, "ben", PASSWORD).await.as_deref(), Ok("/home"));
    let shown = ada.id.to_string();
    let fields = [
        ("piaf_account", &*shown),
        ("text", "Half a thought"),
        ("audience", "followers"),
    ];
    let answer = ada
        .browser
        .post_form_from("/compose", "/api/posts/create", &fields)
        .await;
    let memory = answer.form_memory().expect("a refusal");
    assert_eq!(memory.error, Error::OtherAccount);
    assert_eq!(memory.fields["text"], "Half a thought");
    assert_eq!((count(&app, ada.id).await, count(&app, ben.id).await), (0, 0));
    let page = ada.browser.get("/compose").await.body;
    assert!(page.contains("Half a thought") && page.contains("another account"));
    assert!(
        page.contains("value=\"followers\" selected"),
        "for whom it was meant is kept"
    );
}

#[tokio::test]
async fn no_form_of_a_page_without_script_acts_for_another_account() {
    let app = TestApp::new().await;
    let (ada, cleo) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "cleo").await);
    let (mine, post) = (ada.post("Mine").await, cleo.post("To like").await);
    let shown = ada.id.to_string();
    let named = format!("name=\"piaf_account\" value=\"{shown}\"");
    for path in [
        "/@cleo".to_owned(),
        "/home".to_owned(),
        format!("/manage?post={mine}"),
        "/settings/privacy".to_owned(),
        "/settings/profile".to_owned(),
    ] {
        let page = ada.browser.get(&path).await.body;
        for form in page.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            let (tag, _) = form.split_once('>').unwrap_or_default();
            let chooses = tag.contains("/api/accounts/switch");
            if tag.contains("method=\"post\"") && !chooses {
                assert!(form.contains(&named), "{path}: {form}");
            }
        }
    }
    let ben = TestUser::new(&app, "ben").await;
    assert_eq!(log_in(&ada.browser, "ben", PASSWORD).await.as_deref(), Ok("/home"));
    let fields = [("piaf_account", &*shown), ("post_id", &*post.to_string())];
    let answer = ada.browser.post_form_from("/@cleo", "/api/posts/like", &fields).await;
    assert_eq!(answer.form_memory().expect("a refusal").error, Error::OtherAccount);
    let seen: Post = ben
        .browser
        .ask("/api/posts/show", &[("post_id", &*post.to_string())])
        .await
        .expect("the post");
    assert_eq!(seen.counts.likes, 0);
}

#[tokio::test]
async fn reading_and_programs_are_as_before() {
    let app = TestApp::new().await;
    let (ada, ben) = two_in_one_browser(&app).await;
    let current = ada.browser.request(Method::GET, "/api/accounts/current");
    let current = current
        .header(ACCEPT, "application/json")
        .header("piaf-account", ada.id.to_string());
    let answer = ada.browser.send(current, Body::empty()).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("\"ben\""), "{}", answer.body);
    let answer: Result<Post> = ada.browser.call("/api/posts/create", &[("text", "No header")]).await;
    assert_eq!(answer.map(|post| post.author.id), Ok(ben.id));
}

#[tokio::test]
async fn no_socket_stays_open_for_another_account() {
    let app = TestApp::new().await;
    let (ada, ben) = two_in_one_browser(&app).await;
    let _work = work(&app);
    let address = app.listen().await;
    let closed = async |shown: AccountId| {
        let mut request = format!("ws://{address}/live").into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("origin", format!("http://{address}").parse().unwrap());
        let session = ada.browser.cookie("piaf").expect("a session");
        headers.insert("cookie", format!("piaf={session}").parse().unwrap());
        let (mut socket, _) = connect_async(request).await.expect("a socket");
        for said in [
            ClientMessage::Account { account: shown },
            ClientMessage::Hello { cursor: None },
        ] {
            // The end may be there already.
            let _ = socket.send(Message::text(serde_json::to_string(&said).unwrap())).await;
        }
        match tokio::time::timeout(PATIENCE, socket.next())
            .await
            .expect("an answer in time")
        {
            Some(Ok(Message::Close(frame))) => frame.map(|frame| u16::from(frame.code)),
            _ => None,
        }
    };
    assert_eq!(closed(ada.id).await, Some(4001), "it is told that its session is over");
    assert_eq!(
        closed(ben.id).await,
        None,
        "the page of the account that acts is answered"
    );
}
