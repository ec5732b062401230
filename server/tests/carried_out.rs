//! What stays with a few: posts of communities that are reposted, and posts of circles for members who do not follow.

use crate::{
    co_posts::list,
    support::{CommunityFixture, TestApp, TestUser},
};
use types::{Circle, Error, NotificationGroup, NotificationKind, PostId, Relation, Result};

#[tokio::test]
async fn a_repost_carries_no_post_out_of_its_community() {
    let fixture = CommunityFixture::new().await;
    let [mia, mo, out] = [&fixture.mia, &fixture.mo, &fixture.out];
    for other in [mia, mo] {
        out.relate("follow", other).await;
    }
    fixture.max.relate("follow", mo).await;
    let post = fixture.post(mia, "Heard on the roof").await;
    mo.react("repost", post).await;
    mia.react("repost", post).await;
    fixture.app.settle().await;
    let on_profile =
        async |viewer: &TestUser, of: &TestUser| list(viewer, &[("source[profile_posts]", &of.id.to_string())]).await;
    // Members find it where it was reposted.
    for of in [mo, mia] {
        assert_eq!(on_profile(&fixture.max, of).await, [post], "{}", of.handle);
    }
    assert_eq!(list(&fixture.max, &[("source", "home")]).await, [post]);
    // Nobody else does, whom they follow or not; the community itself they may read.
    for of in [mo, mia] {
        assert!(on_profile(out, of).await.is_empty(), "{}", of.handle);
        let guest = fixture.app.get(&format!("/@{}", of.handle)).await;
        assert!(guest.status == 200 && !guest.body.contains("Heard on the roof"));
    }
    assert!(list(out, &[("source", "home")]).await.is_empty());
    let readers = fixture
        .app
        .store
        .home_readers(post, &[out.id.0, fixture.max.id.0])
        .await;
    assert_eq!(readers.expect("readers"), [fixture.max.id]);
    assert!(out.sees(post).await);
    assert!(out.browser.get("/c/birds").await.body.contains("Heard on the roof"));
    // Who leaves finds it there no more, the own repost neither.
    fixture
        .app
        .store
        .leave_community(mo.id, fixture.community.id)
        .await
        .expect("left");
    assert!(on_profile(mo, mo).await.is_empty());
    assert!(list(mo, &[("source", "home")]).await.is_empty());
}

#[tokio::test]
async fn what_was_written_in_a_community_is_pinned_to_no_profile() {
    let fixture = CommunityFixture::new().await;
    let post = fixture.post(&fixture.mia, "Heard on the roof").await;
    let pinned: Result<()> = fixture
        .mia
        .browser
        .call("/api/posts/pin", &[("post_id", &post.to_string())])
        .await;
    assert_eq!(pinned, Err(Error::NotFound));
}

async fn share(owner: &TestUser, circle: &Circle, text: &str) -> PostId {
    let fields = [("text", text), ("audience[circle]", &*circle.id.to_string())];
    let post: types::Post = owner.browser.call("/api/posts/create", &fields).await.expect("a post");
    post.id
}

async fn told(who: &TestUser) -> Vec<NotificationGroup> {
    let groups = who.notifications().await.into_iter();
    groups
        .filter(|group| group.kind == NotificationKind::CirclePost)
        .collect()
}

async fn unread(app: &TestApp, who: &TestUser) -> u32 {
    app.store.unread_notifications(who.id).await.expect("a number")
}

#[tokio::test]
async fn members_who_do_not_follow_are_told_of_circle_posts_in_one_line() {
    let app = TestApp::new().await;
    let [ada, ben, eve, kim] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "ben").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "kim").await,
    ];
    let friends = app.store.create_circle(ada.id, "Friends", "").await.expect("a circle");
    for one in [&ben, &eve] {
        app.store
            .add_to_circle(ada.id, friends.id, one.id)
            .await
            .expect("added");
    }
    eve.relate("follow", &ada).await;
    app.settle().await;
    let before = unread(&app, &ben).await;
    let mut posts = Vec::new();
    for number in 0..10 {
        posts.push(share(&ada, &friends, &format!("Something {number}")).await);
    }
    app.settle().await;
    let lines = told(&ben).await;
    assert_eq!(lines.len(), 1, "ten posts are one line");
    assert_eq!((lines[0].actor_count, lines[0].actors.len()), (1, 1));
    assert_eq!(lines[0].actors[0].handle, "ada");
    assert_eq!(lines[0].post.as_ref().map(|post| post.id), posts.last().copied());
    assert_eq!(unread(&app, &ben).await, before + 1);
    let page = ben.browser.get("/notifications").await.body;
    assert!(page.contains("shared something with a few people"), "{page}");
    assert!(
        page.contains("action=\"/api/profiles/quiet_circles\""),
        "without script too"
    );
    // Who follows finds it on the home, who is outside nowhere; nobody in between finds it on theirs.
    assert!(told(&eve).await.is_empty() && told(&kim).await.is_empty() && told(&ada).await.is_empty());
    assert_eq!(list(&eve, &[("source", "home")]).await.len(), 10);
    assert!(list(&ben, &[("source", "home")]).await.is_empty());
    // An answer in the conversation is no such news, and who is mentioned is told of that.
    ben.reply(posts[0], "Indeed").await;
    share(&ada, &friends, "What do you say, @ben?").await;
    app.settle().await;
    let kinds: Vec<_> = ben.notifications().await.iter().map(|group| group.kind).collect();
    assert_eq!(kinds, [NotificationKind::Mention, NotificationKind::CirclePost]);
    assert!(told(&eve).await.is_empty());

    // Deleted posts are news no more, and the line goes with the last of them.
    for post in posts.drain(1..) {
        app.store.delete_post(ada.id, post).await.expect("deleted");
    }
    assert_eq!(told(&ben).await[0].post.as_ref().map(|post| post.id), Some(posts[0]));
    // So it is with the membership, a mute and a block.
    ben.relate("mute", &ada).await;
    assert!(told(&ben).await.is_empty());
    ben.relate("unmute", &ada).await;
    assert_eq!(told(&ben).await.len(), 1);
    app.store
        .remove_from_circle(ada.id, friends.id, ben.id)
        .await
        .expect("removed");
    assert!(told(&ben).await.is_empty());
    app.store
        .add_to_circle(ada.id, friends.id, ben.id)
        .await
        .expect("added");
    assert_eq!(told(&ben).await.len(), 1);
    ben.relate("block", &ada).await;
    assert!(told(&ben).await.is_empty());
}

#[tokio::test]
async fn one_person_can_do_without_the_circle_posts_of_another() {
    let app = TestApp::new().await;
    let [ada, ben] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await];
    let friends = app.store.create_circle(ada.id, "Friends", "").await.expect("a circle");
    app.store
        .add_to_circle(ada.id, friends.id, ben.id)
        .await
        .expect("added");
    let first = share(&ada, &friends, "Something").await;
    app.settle().await;
    assert_eq!(told(&ben).await.len(), 1);
    let quiet: Relation = ben.relate("quiet_circles", &ada).await;
    assert!(quiet.quiet_circles);
    assert!(told(&ben).await.is_empty());
    assert_eq!(unread(&app, &ben).await, 0);
    share(&ada, &friends, "More").await;
    app.settle().await;
    assert!(told(&ben).await.is_empty());
    assert!(ben.sees(first).await, "the posts are there all the same");
    let page = ben.browser.get("/@ada").await.body;
    assert!(page.contains("action=\"/api/profiles/hear_circles\""), "{page}");
    // What came meanwhile is not told afterwards.
    let loud: Relation = ben.relate("hear_circles", &ada).await;
    assert!(!loud.quiet_circles);
    assert_eq!(told(&ben).await[0].post.as_ref().map(|post| post.id), Some(first));
    let myself: Result<Relation> = ben.try_relate("quiet_circles", &ben).await;
    assert!(!myself.expect("a relation").quiet_circles);
}
