//! Who may answer, and replies put out of the way.

use crate::support::{TestApp, TestUser};
use types::{Conversation, Error, Field, Post, PostId, ReplyControl, ReplyRule, Result, Rule};

async fn post(author: &TestUser, text: &str, rule: &str) -> PostId {
    let fields = [("text", text), ("reply_rule", rule)];
    let post: Post = author.browser.call("/api/posts/create", &fields).await.expect("a post");
    post.id
}

async fn reply(who: &TestUser, to: PostId) -> Result<Post> {
    let fields = [("text", "An answer"), ("reply_to", &*to.to_string())];
    who.browser.call("/api/posts/create", &fields).await
}

async fn decide(who: &TestUser, post: PostId, rule: &str, hours: impl Into<Option<&str>>) -> Result<ReplyControl> {
    let post = post.to_string();
    let mut fields = vec![("post_id", &*post), ("rule", rule)];
    fields.extend(hours.into().map(|hours| ("hours", hours)));
    who.browser.call("/api/posts/set_reply_rule", &fields).await
}

async fn hide(who: &TestUser, reply: PostId, hidden: &str) -> Result<()> {
    let fields = [("post_id", &*reply.to_string()), ("hidden", hidden)];
    who.browser.call("/api/posts/hide_reply", &fields).await
}

async fn conversation(who: &TestUser, post: PostId, hidden: &str) -> Conversation {
    let fields = [("post_id", &*post.to_string()), ("hidden", hidden)];
    who.browser
        .ask("/api/posts/conversation", &fields)
        .await
        .expect("a conversation")
}

fn closed<T: std::fmt::Debug>(answer: Result<T>) -> bool {
    match answer {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error, Error::invalid(Field::Form, Rule::RepliesClosed));
            true
        }
    }
}

#[tokio::test]
async fn the_first_post_decides_for_the_whole_conversation() {
    let app = TestApp::new().await;
    let [ada, bob, eve, kim] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "kim").await,
    ];
    ada.relate("follow", &bob).await;
    // (rule, may bob whom she follows, may kim whom she mentions, may eve)
    for (rule, followed, mentioned, stranger) in [
        ("everyone", true, true, true),
        ("followed", true, true, false),
        ("mentioned", false, true, false),
        ("nobody", false, false, false),
    ] {
        let root = post(&ada, "What do you think, @kim?", rule).await;
        for (who, may) in [(&bob, followed), (&kim, mentioned), (&eve, stranger), (&ada, true)] {
            let shown: Post = who
                .browser
                .ask("/api/posts/show", &[("post_id", &root.to_string())])
                .await
                .expect("seen by all");
            assert_eq!(shown.replies.open, may, "{rule} {}", who.handle);
            assert_eq!(closed(reply(who, root).await), !may, "{rule} {}", who.handle);
        }
        // Also below: an answer opens nothing that the first post closes.
        let below = reply(&ada, root).await.unwrap().id;
        assert_eq!(closed(reply(&eve, below).await), !stranger, "{rule} below");
        // Everything else stays open to those who may not answer.
        eve.react("like", root).await;
        eve.react("repost", root).await;
        eve.quote(root, "Then here").await;
    }
}

#[tokio::test]
async fn it_can_be_changed_later_by_its_author_alone() {
    let app = TestApp::new().await;
    let (ada, eve) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "eve").await);
    let root = ada.post("Open at first").await;
    let answer = reply(&eve, root).await.unwrap().id;
    assert_eq!(decide(&eve, root, "nobody", "0").await.unwrap_err(), Error::NotFound);
    assert_eq!(
        decide(&eve, answer, "nobody", "0").await.unwrap_err(),
        Error::NotFound,
        "a reply has no rule"
    );
    let control = decide(&ada, root, "nobody", "0").await.unwrap();
    assert!(control.open && control.mine, "its author may always");
    assert!(closed(reply(&eve, root).await) && closed(reply(&eve, answer).await));
    decide(&ada, root, "everyone", "24").await.unwrap();
    let shown = reply(&eve, root).await.unwrap();
    assert!(shown.replies.closes_at.is_some() && !shown.replies.closed);
    // The time comes.
    sqlx::query("update posts set replies_close_at = now() - interval '1 second' where id = $1")
        .bind(root.0)
        .execute(app.store.pool())
        .await
        .unwrap();
    assert!(closed(reply(&eve, root).await));
    assert!(conversation(&eve, root, "false").await.focus.replies.closed);
    assert!(reply(&ada, root).await.is_ok());
    let page = eve.browser.get(&format!("/@ada/{root}")).await;
    assert!(
        page.body.contains("Replies to this conversation are closed."),
        "{}",
        page.body
    );
    assert!(!page.body.contains("Post your reply"));
    decide(&ada, root, "everyone", "0").await.unwrap();
    assert!(reply(&eve, root).await.is_ok());
}

#[tokio::test]
async fn another_rule_leaves_the_closing_time_as_it_is() {
    let app = TestApp::new().await;
    let (ada, eve) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "eve").await);
    let root = ada.post("Until tomorrow").await;
    let open = decide(&ada, root, "everyone", None).await.unwrap();
    assert_eq!(open.closes_at, None, "none was set");
    let closes_at = decide(&ada, root, "everyone", "24").await.unwrap().closes_at;
    assert!(closes_at.is_some());
    let control = decide(&ada, root, "nobody", None).await.unwrap();
    assert_eq!((control.rule, control.closes_at), (ReplyRule::Nobody, closes_at));
    let control = decide(&ada, root, "everyone", "0").await.unwrap();
    assert_eq!((control.rule, control.closes_at), (ReplyRule::Everyone, None));
    assert!(reply(&eve, root).await.is_ok());
}

#[tokio::test]
async fn a_reply_out_of_the_way_is_still_there() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    let root = ada.post("Be kind").await;
    let kind = bob.reply(root, "Always").await;
    let rude = eve.reply(root, "Never").await;
    assert_eq!(hide(&bob, rude, "true").await.unwrap_err(), Error::NotFound);
    assert_eq!(
        hide(&ada, root, "true").await.unwrap_err(),
        Error::NotFound,
        "the first post is no reply"
    );
    hide(&ada, rude, "true").await.unwrap();
    for who in [&ada, &bob, &eve] {
        let seen = conversation(who, root, "false").await;
        let ids: Vec<_> = seen.replies.items.iter().map(|post| post.id).collect();
        assert_eq!((ids, seen.hidden), (vec![kind], 1), "{}", who.handle);
        let hidden = conversation(who, root, "true").await.replies.items;
        assert!(hidden.len() == 1 && hidden[0].id == rude && hidden[0].hidden);
        assert!(who.sees(rude).await);
    }
    let page = app.get(&format!("/@ada/{root}")).await;
    assert!(
        page.body.contains("Show 1 hidden reply") && !page.body.contains("Never"),
        "{}",
        page.body
    );
    let page = app.get(&format!("/@ada/{root}?hidden=true")).await;
    assert!(
        page.body.contains("Never") && !page.body.contains("Always"),
        "{}",
        page.body
    );
    hide(&ada, rude, "false").await.unwrap();
    assert_eq!(conversation(&bob, root, "false").await.replies.items.len(), 2);
}
