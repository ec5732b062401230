//! Co-posts: invited, answered, published. Until then they exist for two.

use crate::{
    media::upload,
    support::{TestApp, TestUser},
};
use types::{
    CoPostInvitation, CoPostInvitations, Error, InvitationId, NotificationKind, Page, Post, PostId, Profile, Result,
    TimelineItem,
};

pub async fn invite(author: &TestUser, other: &TestUser, text: &str) -> Result<InvitationId> {
    let id = other.id.to_string();
    let fields = [("invitee", &*id), ("text", text)];
    author.browser.call("/api/co_posts/invite", &fields).await
}

pub async fn accept(who: &TestUser, invitation: InvitationId) -> Result<Post> {
    let fields = [("invitation_id", &*invitation.to_string())];
    who.browser.call("/api/co_posts/accept", &fields).await
}

pub async fn end(who: &TestUser, how: &str, invitation: InvitationId) -> Result<()> {
    let fields = [("invitation_id", &*invitation.to_string())];
    who.browser.call(&format!("/api/co_posts/{how}"), &fields).await
}

pub async fn leave(who: &TestUser, post: PostId) -> Result<()> {
    let fields = [("post_id", &*post.to_string())];
    who.browser.call("/api/co_posts/leave", &fields).await
}

pub async fn waiting(who: &TestUser) -> CoPostInvitations {
    who.browser.ask("/api/co_posts/list", &[]).await.expect("invitations")
}

pub async fn show(who: &TestUser, post: PostId) -> Result<Post> {
    who.browser
        .ask("/api/posts/show", &[("post_id", &post.to_string())])
        .await
}

/// The handle of the co-author, as somebody sees it.
pub async fn co_author(who: &TestUser, post: PostId) -> Option<String> {
    let post = show(who, post).await.expect("a post");
    post.co_author.map(|card| card.handle)
}

/// The number of posts that somebody's profile tells, and the one that is kept.
pub async fn posts_of(app: &TestApp, viewer: &TestUser, of: &TestUser) -> (u32, i32) {
    let shown: serde_json::Value = viewer
        .browser
        .ask("/api/profiles/show", &[("handle", of.handle)])
        .await
        .expect("profile");
    let profile: Profile = serde_json::from_value(shown["Found"].clone()).expect("profile");
    let kept = sqlx::query_scalar("select posts from accounts where id = $1")
        .bind(of.id.0)
        .fetch_one(app.store.pool())
        .await
        .expect("a number");
    (profile.posts, kept)
}

pub async fn list(viewer: &TestUser, source: &[(&str, &str)]) -> Vec<PostId> {
    let page: Page<TimelineItem> = viewer.browser.ask("/api/timelines/list", source).await.expect("a list");
    page.items.iter().map(|item| item.post.id).collect()
}

/// What somebody is told, besides who follows.
pub async fn kinds(who: &TestUser) -> Vec<NotificationKind> {
    let kinds = who.notifications().await.into_iter().map(|group| group.kind);
    kinds.filter(|kind| *kind != NotificationKind::Follow).collect()
}

/// Two who may write together, and a third.
pub async fn three(app: &TestApp) -> [TestUser; 3] {
    let [ada, ben, eve] = [
        TestUser::new(app, "ada").await,
        TestUser::new(app, "ben").await,
        TestUser::new(app, "eve").await,
    ];
    ben.relate("follow", &ada).await;
    [ada, ben, eve]
}

#[tokio::test]
async fn what_waits_is_for_the_two_alone() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    eve.relate("follow", &ada).await;
    eve.relate("follow", &ben).await;
    let photo = upload(&ada.browser).await;
    let fields = [
        ("invitee", &*ben.id.to_string()),
        ("text", "Canary of two @eve #canarytag"),
        ("photos[0][id]", &*photo.id.to_string()),
        ("photos[0][alt]", "A canary on a wire"),
        ("reply_rule", "mentioned"),
    ];
    let id: InvitationId = ada
        .browser
        .call("/api/co_posts/invite", &fields)
        .await
        .expect("invited");
    app.settle().await;

    let address = types::media::url(&photo.key, types::media::Variant::Small);
    for (who, sees) in [(&ada, true), (&ben, true), (&eve, false)] {
        let CoPostInvitations { received, sent } = waiting(who).await;
        let all: Vec<&CoPostInvitation> = received.iter().chain(&sent).collect();
        assert_eq!(all.len(), usize::from(sees), "{}", who.handle);
        let status = who.browser.get(&address).await.status;
        assert_eq!(status, if sees { 200 } else { 404 }, "photo for {}", who.handle);
        let page = who.browser.get("/drafts").await;
        assert_eq!(page.body.contains("Canary of two"), sees, "{}", who.handle);
        assert_eq!(page.body.contains("A canary on a wire"), sees, "{}", who.handle);
        for path in [
            "/home",
            "/@ada",
            "/@ben",
            "/@ada/media",
            "/search?q=canary&f=latest",
            "/explore",
            "/tags/canarytag",
        ] {
            let page = who.browser.get(path).await;
            assert!(!page.body.contains("Canary of two"), "{path} for {}", who.handle);
        }
        assert_eq!(posts_of(&app, who, &ada).await, (0, 0));
    }
    assert_eq!(app.get(&address).await.status, 404);
    assert_eq!(app.get("/drafts").await.status, 302);
    assert_eq!(kinds(&ben).await, [NotificationKind::CoPostInvited]);
    assert!(
        kinds(&eve).await.is_empty() && kinds(&ada).await.is_empty(),
        "a mention is told when it is published"
    );
    // Nobody else can answer it, and neither of the two in the other's place.
    for (who, how) in [
        (&eve, "decline"),
        (&eve, "withdraw"),
        (&ada, "decline"),
        (&ben, "withdraw"),
    ] {
        assert_eq!(end(who, how, id).await, Err(Error::NotFound), "{} {how}", who.handle);
    }
    for who in [&eve, &ada] {
        assert_eq!(accept(who, id).await.unwrap_err(), Error::NotFound, "{}", who.handle);
    }
    // The photo is kept for it: no other post can have it, and the sweep leaves it.
    let stolen: Result<Post> = ada
        .browser
        .call(
            "/api/posts/create",
            &[("photos[0][id]", &*photo.id.to_string()), ("photos[0][alt]", "")],
        )
        .await;
    assert_eq!(stolen.unwrap_err(), Error::NotFound);
    sqlx::query("update media set id = 1")
        .execute(app.store.pool())
        .await
        .expect("older");
    assert_eq!(
        app.store.begin_media_sweep(100).await.expect("a sweep").keys(),
        [] as [String; 0]
    );

    let post = accept(&ben, id).await.expect("published");
    assert_eq!(post.photos[0].alt, "A canary on a wire");
    app.settle().await;
    assert_eq!(eve.browser.get(&address).await.status, 200);
    assert_eq!(kinds(&eve).await, [NotificationKind::Mention]);
    let cannot: Result<Post> = ben
        .browser
        .call(
            "/api/posts/create",
            &[("text", "I may"), ("reply_to", &*post.id.to_string())],
        )
        .await;
    assert!(cannot.is_ok(), "the co-author answers whatever the rule");
    end(&ben, "decline", id).await.expect_err("answered already");
}

#[tokio::test]
async fn published_it_stands_on_both_profiles_and_once_in_each_home() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    let (kim, lea) = (TestUser::new(&app, "kim").await, TestUser::new(&app, "lea").await);
    eve.relate("follow", &ada).await;
    eve.relate("follow", &ben).await;
    kim.relate("follow", &ben).await;
    let id = invite(&ada, &ben, "Together").await.expect("invited");
    let post = accept(&ben, id).await.expect("published").id;
    app.settle().await;
    for who in [&ada, &ben, &eve, &kim] {
        assert_eq!(list(who, &[("source", "home")]).await, [post], "home of {}", who.handle);
    }
    assert!(list(&lea, &[("source", "home")]).await.is_empty());
    for of in [&ada, &ben] {
        assert_eq!(
            list(&lea, &[("source[profile_posts]", &of.id.to_string())]).await,
            [post]
        );
        assert_eq!(posts_of(&app, &lea, of).await, (1, 1), "{}", of.handle);
        let page = lea.browser.get(&format!("/@{}", of.handle)).await.body;
        assert!(page.contains("ada and ben: Together"), "both are named");
        for profile in ["href=\"/@ada\"", "href=\"/@ben\""] {
            assert!(page.contains(profile), "{profile}");
        }
    }
    let seen = show(&lea, post).await.expect("public");
    assert_eq!((seen.author.handle.as_str(), seen.marks.mine), ("ada", false));
    assert_eq!(co_author(&lea, post).await.as_deref(), Some("ben"));

    // What is the inviter's: pinning, who may reply, deleting.
    let of = post.to_string();
    let pinned: Result<()> = ben.browser.call("/api/posts/pin", &[("post_id", &of)]).await;
    let ruled: Result<types::ReplyControl> = ben
        .browser
        .call("/api/posts/set_reply_rule", &[("post_id", &of), ("rule", "nobody")])
        .await;
    let deleted: Result<()> = ben.browser.call("/api/posts/delete", &[("post_id", &of)]).await;
    assert_eq!(
        (pinned, ruled.map(drop), deleted),
        (Err(Error::NotFound), Err(Error::NotFound), Err(Error::NotFound))
    );
    assert_eq!(
        leave(&ada, post).await,
        Err(Error::NotFound),
        "the inviter cannot leave"
    );
    let () = ada
        .browser
        .call("/api/posts/pin", &[("post_id", &of)])
        .await
        .expect("pinned");
    let () = ada
        .browser
        .call("/api/posts/delete", &[("post_id", &of)])
        .await
        .expect("deleted");
    for of in [&ada, &ben] {
        assert_eq!(posts_of(&app, &lea, of).await, (0, 0), "{}", of.handle);
    }
    assert_eq!(show(&ben, post).await, Err(Error::NotFound), "gone for both");
}

#[tokio::test]
async fn both_hear_of_likes_reposts_replies_and_quotes() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    let id = invite(&ada, &ben, "Together, @ben").await.expect("invited");
    let post = accept(&ben, id).await.expect("published").id;
    app.settle().await;
    assert_eq!(kinds(&ada).await, [NotificationKind::CoPostAccepted]);
    assert!(
        kinds(&ben).await.is_empty(),
        "the invitation is no news any more, and one is not told of the own post"
    );
    eve.react("like", post).await;
    eve.react("repost", post).await;
    eve.reply(post, "Well said").await;
    eve.quote(post, "Look").await;
    app.settle().await;
    let expected = [
        NotificationKind::Quote,
        NotificationKind::Reply,
        NotificationKind::Repost,
        NotificationKind::Like,
    ];
    for who in [&ada, &ben] {
        assert_eq!(kinds(who).await[..4], expected, "{}", who.handle);
        assert_eq!(
            app.store.unread_notifications(who.id).await.expect("unread") as usize,
            who.notifications().await.len()
        );
    }
    // What the other of the two does is told to the one, and taken back from both.
    ben.react("like", post).await;
    eve.react("unlike", post).await;
    app.settle().await;
    assert!(
        kinds(&ada).await.contains(&NotificationKind::Like) && !kinds(&ben).await.contains(&NotificationKind::Like)
    );
}

#[tokio::test]
async fn accepting_and_withdrawing_at_once_never_both_happen() {
    let app = TestApp::new().await;
    let [ada, ben, _] = three(&app).await;
    let store = &app.store;
    let (mut published, mut withdrawn) = (0, 0);
    for turn in 0..200 {
        // Below the limit on posts in half an hour.
        sqlx::query("delete from rate_counters")
            .execute(store.pool())
            .await
            .expect("no limits");
        let id = store
            .invite_co_author(ada.id, ben.id, &text(&format!("Turn {turn}")), None)
            .await
            .expect("invited");
        let (accepted, ended) = if turn % 2 == 0 {
            futures::join!(store.accept_co_post(ben.id, id), store.withdraw_co_post(ada.id, id))
        } else {
            let (ended, accepted) =
                futures::join!(store.withdraw_co_post(ada.id, id), store.accept_co_post(ben.id, id));
            (accepted, ended)
        };
        match (&accepted, &ended) {
            (Ok(_), Err(Error::NotFound)) => published += 1,
            (Err(Error::NotFound), Ok(())) => withdrawn += 1,
            both => panic!("turn {turn}: {both:?}"),
        }
        let posts: i64 = sqlx::query_scalar("select count(*) from posts where text = $1")
            .bind(format!("Turn {turn}"))
            .fetch_one(store.pool())
            .await
            .expect("a count");
        assert_eq!(posts, i64::from(accepted.is_ok()), "turn {turn}");
    }
    assert_eq!(published + withdrawn, 200);
    for of in [&ada, &ben] {
        assert_eq!(
            posts_of(&app, &ada, of).await,
            (published as u32, published),
            "{}",
            of.handle
        );
    }
    assert!(waiting(&ada).await.sent.is_empty());
}

fn text(text: &str) -> types::NewPost {
    types::NewPost {
        text: text.to_owned(),
        ..types::NewPost::default()
    }
}

#[tokio::test]
async fn plain_forms_do_it_all() {
    let app = TestApp::new().await;
    let [ada, ben, _] = three(&app).await;
    let compose = async |co_author: &str| {
        let form = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\nPlain\r\n\
             --edge\r\ncontent-disposition: form-data; name=\"audience\"\r\n\r\npublic\r\n\
             --edge\r\ncontent-disposition: form-data; name=\"co_author\"\r\n\r\n{co_author}\r\n--edge--\r\n"
        );
        let request = ada
            .browser
            .request(http::Method::POST, "/media/post")
            .header("accept", "text/html")
            .header("referer", "http://127.0.0.1:8000/compose")
            .header("content-type", "multipart/form-data; boundary=edge");
        ada.browser.send(request, form.into()).await
    };
    assert_eq!(compose("nobody_here").await.location(), "/compose");
    let page = ada.browser.get("/compose").await.body;
    assert!(page.contains("Nobody of this handle can be your co-author.") && page.contains("value=\"nobody_here\""));
    assert_eq!(compose("@Ben").await.location(), "/drafts");
    let page = ada.browser.get("/drafts").await.body;
    assert!(page.contains("Plain") && page.contains("Withdraw"), "{page}");
    let id = waiting(&ada).await.sent[0].id.to_string();
    let withdrawn = ada
        .browser
        .post_form_from("/drafts", "/api/co_posts/withdraw", &[("invitation_id", &id)])
        .await;
    assert_eq!((withdrawn.status, withdrawn.location()), (303, "/drafts"));
    let refused = ben
        .browser
        .post_form_from("/drafts", "/api/co_posts/accept", &[("invitation_id", &id)])
        .await;
    assert!(refused.is_refused_form());
    assert!(ben.browser.get("/drafts").await.body.contains("Nothing is waiting"));
    compose("ben").await;
    let id = waiting(&ben).await.received[0].id.to_string();
    let accepted = ben
        .browser
        .post_form_from("/drafts", "/api/co_posts/accept", &[("invitation_id", &id)])
        .await;
    assert!(accepted.location().starts_with("/@ada/"), "{}", accepted.location());
    let page = ben.browser.get(accepted.location()).await;
    assert!(page.status == 200 && page.body.contains("ada and ben: Plain"));
}
