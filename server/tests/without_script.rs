//! What the menus of posts offer, done on pages without script.

use crate::{
    co_posts::{accept, co_author, invite},
    support::{TestApp, TestUser},
};
use types::{Circle, Post, PostId, ReplyRule, Result};

async fn show(who: &TestUser, post: PostId) -> Result<Post> {
    let id = post.to_string();
    who.browser.ask("/api/posts/show", &[("post_id", &id)]).await
}

/// Sends the form to `action` that stands on the post's page of forms.
async fn send(who: &TestUser, post: PostId, action: &str, fields: &[(&str, &str)]) -> String {
    let page = format!("/manage?post={post}");
    let shown = who.browser.get(&page).await;
    assert_eq!(shown.status, 200);
    assert!(
        shown.body.contains(&format!("action=\"{action}\"")),
        "{action} is not on {page}: {}",
        shown.body
    );
    let answer = who.browser.post_form_from(&page, action, fields).await;
    assert!((300..400).contains(&answer.status), "{}", answer.status);
    assert!(!answer.is_refused_form(), "{action} was refused");
    answer.location().to_owned()
}

#[tokio::test]
async fn a_post_is_pinned_closed_and_deleted_without_script() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let post = ada.post("Plain owls").await;
    let id = post.to_string();
    let of_post = [("post_id", id.as_str())];
    let path = format!("/@ada/{post}");
    let link = format!("href=\"/manage?post={post}\"");
    assert!(
        ada.browser.get(&path).await.body.contains(&link),
        "More leads to the forms"
    );
    assert!(!bob.browser.get(&path).await.body.contains(&link));
    assert_eq!(bob.browser.get(&format!("/manage?post={post}")).await.status, 404);
    assert_eq!(ada.browser.get("/manage?post=1").await.status, 404);
    let guest = app.browser().get(&format!("/manage?post={post}")).await;
    assert!(guest.location().starts_with("/login?next="), "{}", guest.location());

    send(&ada, post, "/api/posts/pin", &of_post).await;
    assert!(show(&ada, post).await.unwrap().marks.pinned);
    send(&ada, post, "/api/posts/unpin", &[]).await;
    assert!(!show(&ada, post).await.unwrap().marks.pinned);

    let rule = [("post_id", id.as_str()), ("rule", "nobody"), ("hours", "24")];
    assert_eq!(send(&ada, post, "/api/posts/set_reply_rule", &rule).await, path);
    let first = show(&ada, post).await.unwrap().replies;
    assert!(first.rule == ReplyRule::Nobody && first.closes_at.is_some());
    // An empty field leaves the closing time as it is.
    let rule = [("post_id", id.as_str()), ("rule", "everyone"), ("hours", "")];
    send(&ada, post, "/api/posts/set_reply_rule", &rule).await;
    let then = show(&ada, post).await.unwrap().replies;
    assert_eq!((then.rule, then.closes_at), (ReplyRule::Everyone, first.closes_at));

    let reply = bob.reply(post, "Plain hoots").await;
    let reply_id = reply.to_string();
    let fields = [("post_id", reply_id.as_str()), ("hidden", "true")];
    send(&ada, reply, "/api/posts/hide_reply", &fields).await;
    assert!(show(&ada, reply).await.unwrap().hidden);

    assert_eq!(send(&ada, post, "/api/posts/delete", &of_post).await, "/home");
    assert!(show(&ada, post).await.is_err());
}

#[tokio::test]
async fn a_co_post_and_a_circle_are_left_without_script() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    bob.relate("follow", &ada).await;
    let invitation = invite(&ada, &bob, "By two owls").await.unwrap();
    let post = accept(&bob, invitation).await.unwrap().id;
    let id = post.to_string();
    assert_eq!(
        send(&bob, post, "/api/co_posts/leave", &[("post_id", &id)]).await,
        "/home"
    );
    assert_eq!(co_author(&ada, post).await, None);

    let circle: Circle = ada
        .browser
        .call("/api/circles/create", &[("name", "Mine"), ("emoji", "🐦")])
        .await
        .unwrap();
    let circle = circle.id.to_string();
    let add = [("circle_id", circle.as_str()), ("account_id", &*bob.id.to_string())];
    let _: Circle = ada.browser.call("/api/circles/add", &add).await.unwrap();
    let fields = [("text", "For few owls"), ("audience[circle]", circle.as_str())];
    let post: Post = ada.browser.call("/api/posts/create", &fields).await.unwrap();
    assert!(bob.sees(post.id).await);
    assert_eq!(
        send(&bob, post.id, "/api/circles/leave", &[("circle_id", &circle)]).await,
        "/home"
    );
    assert!(!bob.sees(post.id).await);
    assert_eq!(bob.browser.get(&format!("/manage?post={}", post.id)).await.status, 404);
}
