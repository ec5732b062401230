//! What is told once although it is done twice, and what those learn of who answer for something.

use crate::support::{CommunityFixture, RULE, TestApp, TestUser, draft, kinds, open};
use types::{
    CommunityDraft, CommunityRole, Error, JoinLevel, ModerationQueue, ModeratorAction, NotificationGroup,
    NotificationKind as Kind, PlatformReport, PostId, Result,
};

/// Everything was read.
async fn read(who: &TestUser) {
    if let Some(newest) = who.notifications().await.first() {
        let up_to = newest.id.to_string();
        let _: () = who
            .browser
            .call("/api/notifications/seen", &[("up_to", &up_to)])
            .await
            .unwrap();
    }
}

async fn unread(who: &TestUser) -> Vec<Kind> {
    let groups = who.notifications().await.into_iter().filter(|group| group.unread);
    groups.map(|group| group.kind).collect()
}

async fn report(who: &TestUser, post: PostId, reason: &str) -> Result<()> {
    let fields = [("post_id", &*post.to_string()), ("reason", reason), ("note", "Look")];
    who.browser.call("/api/moderation/report", &fields).await
}

async fn queue(who: &TestUser) -> ModerationQueue {
    let view: app::moderation::api::ModerationView = who
        .browser
        .ask("/api/moderation/show", &[("slug", "birds")])
        .await
        .unwrap();
    view.queue.expect("a queue")
}

async fn told(who: &TestUser, kind: Kind) -> Vec<NotificationGroup> {
    let groups = who.notifications().await.into_iter();
    groups.filter(|group| group.kind == kind).collect()
}

#[tokio::test]
async fn liking_following_and_asking_again_are_told_once() {
    let app = TestApp::new().await;
    let [ada, bob, kim] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "kim").await,
    ];
    let post = ada.post("A robin on the wall").await;
    bob.react("like", post).await;
    bob.react("repost", post).await;
    bob.relate("follow", &ada).await;
    kim.protect().await;
    bob.relate("follow", &kim).await;
    app.settle().await;
    let before = ada.notifications().await;
    assert_eq!(before.len(), 3);
    for who in [&ada, &kim] {
        assert!(!unread(who).await.is_empty());
        read(who).await;
    }
    for _ in 0..2 {
        bob.react("unlike", post).await;
        bob.react("unrepost", post).await;
        bob.relate("unfollow", &ada).await;
        bob.relate("unfollow", &kim).await;
        app.settle().await;
        assert_eq!(kinds(&ada).await, [], "what was taken back is no news");
        assert_eq!(kinds(&kim).await, []);
        bob.react("like", post).await;
        bob.react("repost", post).await;
        bob.relate("follow", &ada).await;
        bob.relate("follow", &kim).await;
        app.settle().await;
        for who in [&ada, &kim] {
            assert_eq!(unread(who).await, [], "{} knows", who.handle);
            assert_eq!(app.store.unread_notifications(who.id).await, Ok(0));
        }
    }
    let ids = |groups: &[NotificationGroup]| -> Vec<_> { groups.iter().map(|group| group.id).collect() };
    assert_eq!(ids(&ada.notifications().await), ids(&before));
    assert_eq!(kinds(&kim).await, [Kind::FollowRequest]);
    // After a while it is news again.
    sqlx::query("update notifications set id = 1 where recipient_id = $1 and kind = 0")
        .bind(ada.id.0)
        .execute(app.store.pool())
        .await
        .unwrap();
    bob.relate("unfollow", &ada).await;
    bob.relate("follow", &ada).await;
    app.settle().await;
    assert_eq!(unread(&ada).await, [Kind::Follow]);
}

#[tokio::test]
async fn asking_a_community_again_and_again_rings_once() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { app, mo, out, .. } = &fixture;
    let community = fixture.community.id;
    ask_first(&fixture).await;
    read(mo).await;
    app.store.join_community(out.id, community, "Please").await.unwrap();
    assert_eq!(unread(mo).await, [Kind::CommunityAsked]);
    read(mo).await;
    for _ in 0..2 {
        app.store.withdraw_join_request(out.id, community).await.unwrap();
        assert_eq!(told(mo, Kind::CommunityAsked).await.len(), 0);
        app.store.join_community(out.id, community, "Please").await.unwrap();
    }
    assert_eq!(told(mo, Kind::CommunityAsked).await.len(), 1, "it waits for an answer");
    assert_eq!(unread(mo).await, [], "and rang before");
}

/// One asks to join from now on.
async fn ask_first(fixture: &CommunityFixture) {
    let draft = CommunityDraft {
        name: "Birds".to_owned(),
        description: String::new(),
        topics: String::new(),
        level: JoinLevel::Request,
    };
    fixture
        .app
        .store
        .update_community(fixture.ada.id, fixture.community.id, &draft, 0, 0)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_was_refused_learns_it_and_not_by_whom() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture { app, mo, out, .. } = &fixture;
    let community = fixture.community.id;
    ask_first(&fixture).await;
    let ask = async || app.store.join_community(out.id, community, "Please").await.unwrap();
    ask().await;
    app.store
        .answer_join_request(mo.id, community, out.id, false, "Not now")
        .await
        .unwrap();
    let refused = told(out, Kind::JoinRefused).await;
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].actors[0].handle, "out", "nobody is named");
    assert_eq!(
        refused[0].community.as_ref().map(|community| &*community.slug),
        Some("birds")
    );
    let page = out.browser.get("/notifications").await.body;
    let text = page.replace("<!---->", "").replace("<!>", "");
    assert!(text.contains("refused your request to join"), "{text}");
    // Who asks again, or is in by now, is refused no longer.
    ask().await;
    assert_eq!(told(out, Kind::JoinRefused).await.len(), 0);
    app.store
        .answer_join_request(mo.id, community, out.id, true, "")
        .await
        .unwrap();
    assert_eq!(kinds(out).await, [Kind::CommunityAccepted]);
}

#[tokio::test]
async fn those_who_follow_somebody_are_told_when_they_are_live() {
    let app = TestApp::new().await;
    let [ada, bob, eve, kim, sam] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "kim").await,
        TestUser::new(&app, "sam").await,
    ];
    for who in [&bob, &kim, &sam] {
        who.relate("follow", &ada).await;
    }
    kim.relate("mute", &ada).await;
    app.settle().await;
    let space = open(&ada, &[]).await;
    app.settle().await;
    let live = told(&bob, Kind::SpaceOfFollowed).await;
    assert_eq!(live.len(), 1);
    assert_eq!(
        (
            live[0].actors[0].handle.as_str(),
            live[0].space.as_ref().map(|space| space.id)
        ),
        ("ada", Some(space))
    );
    let page = bob.browser.get("/notifications").await.body;
    let text = page.replace("<!---->", "").replace("<!>", "");
    assert!(text.contains("is live in the space"), "{text}");
    for other in [&ada, &eve, &kim] {
        assert_eq!(told(other, Kind::SpaceOfFollowed).await.len(), 0, "{}", other.handle);
    }
    assert_eq!(told(&sam, Kind::SpaceOfFollowed).await.len(), 1);
    sam.relate("unfollow", &ada).await;
    assert_eq!(told(&sam, Kind::SpaceOfFollowed).await.len(), 0, "follows no more");
    ada.relate("block", &sam).await;
    assert_eq!(told(&sam, Kind::SpaceOfFollowed).await.len(), 0);
    app.store.end_space(space).await.unwrap();
    assert_eq!(told(&bob, Kind::SpaceOfFollowed).await.len(), 0, "it is over");
    assert_eq!(app.store.unread_notifications(bob.id).await, Ok(0));
}

#[tokio::test]
async fn nobody_hears_of_a_live_space_that_is_not_for_them() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    for who in [&bob, &eve] {
        who.relate("follow", &ada).await;
    }
    app.settle().await;
    let space = draft(&ada, &[("audience", "invited"), ("guests", "@bob")])
        .await
        .unwrap();
    app.settle().await;
    assert_eq!(told(&eve, Kind::SpaceOfFollowed).await.len(), 0);
    assert_eq!(unread(&eve).await, []);
    // Who was invited is told that, and not twice.
    assert_eq!(unread(&bob).await, [Kind::SpaceInvited]);
    let rows: i64 =
        sqlx::query_scalar("select count(*) from notifications where recipient_id = $1 and subject_id = $2")
            .bind(eve.id.0)
            .bind(space.0)
            .fetch_one(app.store.pool())
            .await
            .unwrap();
    assert_eq!(rows, 0, "it was not even written down");
}

#[tokio::test]
async fn moderators_learn_of_reports_in_one_line_but_not_of_those_about_themselves() {
    let fixture = CommunityFixture::new().await;
    let CommunityFixture {
        mo, max, mia, out, ada, ..
    } = &fixture;
    let rule = format!("rule:{RULE}");
    let (first, second) = (
        fixture.post(mia, "Rude words").await,
        fixture.post(mia, "More of them").await,
    );
    for (who, post) in [(out, first), (out, second), (ada, first)] {
        assert_eq!(report(who, post, &rule).await, Ok(()));
    }
    for moderator in [mo, max, ada] {
        let lines = told(moderator, Kind::PostsReported).await;
        assert_eq!(lines.len(), 1, "{}", moderator.handle);
        assert_eq!(lines[0].actors[0].handle, moderator.handle, "who reported is not named");
        assert!(lines[0].post.is_none());
    }
    for other in [mia, out] {
        assert_eq!(told(other, Kind::PostsReported).await.len(), 0, "{}", other.handle);
    }
    let page = mo.browser.get("/notifications").await.body;
    assert!(
        page.contains("were reported") && page.contains("/c/birds/moderation"),
        "{page}"
    );
    for post in [first, second] {
        assert_eq!(fixture.on_post(max, ModeratorAction::Dismiss, post).await, Ok(()));
    }
    assert_eq!(told(mo, Kind::PostsReported).await.len(), 0, "nothing waits");

    // About themselves: neither told nor shown, and not theirs to judge.
    read(mo).await;
    let own = fixture.post(mo, "Rude as well").await;
    assert_eq!(report(out, own, &rule).await, Ok(()));
    assert_eq!(told(mo, Kind::PostsReported).await.len(), 0);
    assert!(queue(mo).await.reported.is_empty());
    assert_eq!(queue(max).await.reported.len(), 1);
    for deed in [ModeratorAction::Dismiss, ModeratorAction::Hide] {
        assert_eq!(fixture.on_post(mo, deed, own).await, Err(Error::Forbidden), "{deed:?}");
    }
    assert_eq!(told(max, Kind::PostsReported).await.len(), 1);
    // Who moderates no more learns nothing more.
    fixture
        .app
        .store
        .set_community_role(ada.id, fixture.community.id, max.id, CommunityRole::Member, false)
        .await
        .unwrap();
    assert_eq!(told(max, Kind::PostsReported).await.len(), 0);
}

#[tokio::test]
async fn operators_learn_of_reports_but_not_of_those_about_themselves() {
    let app = TestApp::new().await;
    let [op, other, ada, bob] = [
        TestUser::new(&app, "op").await,
        TestUser::new(&app, "other").await,
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
    ];
    for operator in ["op", "other"] {
        app.store.set_role(operator, true).await.unwrap();
    }
    let platform = async |who: &TestUser| -> Vec<PlatformReport> {
        who.browser
            .ask("/api/moderation/platform_reports", &[("handled", "false")])
            .await
            .unwrap()
    };
    let settle = async |who: &TestUser, post: PostId| -> Result<()> {
        let fields = [("measure", "dismiss"), ("post_id", &*post.to_string())];
        who.browser.call("/api/moderation/settle", &fields).await
    };
    let own = op.post("Buy this").await;
    assert_eq!(report(&ada, own, "spam").await, Ok(()));
    assert_eq!(told(&op, Kind::ReportsWait).await.len(), 0);
    assert!(platform(&op).await.is_empty());
    assert_eq!(settle(&op, own).await, Err(Error::Forbidden));
    assert_eq!(told(&other, Kind::ReportsWait).await.len(), 1);
    assert_eq!(platform(&other).await.len(), 1);

    let spam = bob.post("And this").await;
    for who in [&ada, &op] {
        assert_eq!(report(who, spam, "spam").await, Ok(()));
    }
    assert_eq!(told(&op, Kind::ReportsWait).await.len(), 1);
    assert_eq!(told(&other, Kind::ReportsWait).await.len(), 1, "one line, however many");
    for person in [&ada, &bob] {
        assert_eq!(told(person, Kind::ReportsWait).await.len(), 0, "{}", person.handle);
    }
    let page = op.browser.get("/notifications").await.body;
    assert!(page.contains("/admin/reports"), "{page}");
    assert_eq!(settle(&op, spam).await, Ok(()));
    assert_eq!(told(&op, Kind::ReportsWait).await.len(), 0, "the rest is not for them");
    assert_eq!(told(&other, Kind::ReportsWait).await.len(), 1);
    app.store.set_role("other", false).await.unwrap();
    assert_eq!(told(&other, Kind::ReportsWait).await.len(), 0);
}
