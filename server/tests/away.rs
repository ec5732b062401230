//! Whoever takes a break finds everything as they left it: roles in communities, and what waits for a co-author.

use crate::{
    co_posts::{accept, end, invite, show, waiting},
    support::{CommunityFixture, TestApp, TestUser},
};
use types::{CommunityRole, Error, Field, MembershipState, NewPost, NotificationKind, Rule};

async fn role(fixture: &CommunityFixture, who: &TestUser) -> CommunityRole {
    match fixture.standing(who).await {
        MembershipState::Member { role, .. } => role,
        other => panic!("{other:?}"),
    }
}

/// Kept numbers against rows, and that somebody who is there answers for it.
async fn is_in_order(fixture: &CommunityFixture) {
    let (admins, kept, there): (i64, i32, i64) = sqlx::query_as(
        "select (select count(*) from community_members where role = 2),
                (select admins from communities),
                (select count(*) from community_members m join accounts a on a.id = m.account_id
                 where m.role = 2 and a.status = 0)",
    )
    .fetch_one(fixture.app.store.pool())
    .await
    .expect("numbers");
    assert_eq!(admins, i64::from(kept));
    assert!(there > 0);
}

#[tokio::test]
async fn a_sole_admin_who_takes_a_break_is_admin_again() {
    use CommunityRole::{Admin, Member, Moderator};
    let fixture = CommunityFixture::new().await;
    let store = &fixture.app.store;
    store
        .set_community_role(fixture.ada.id, fixture.community.id, fixture.ann.id, Member, false)
        .await
        .expect("one admin");
    store.deactivate_account(fixture.ada.id).await.expect("away");
    // The moderator who is there longest stands in, and may do what admins do.
    assert_eq!(
        (role(&fixture, &fixture.mo).await, role(&fixture, &fixture.max).await),
        (Admin, Moderator)
    );
    is_in_order(&fixture).await;
    store
        .set_community_role(fixture.mo.id, fixture.community.id, fixture.mia.id, Moderator, false)
        .await
        .expect("appointed");
    // Not to those who are away: they find what they left.
    let demoted = store.set_community_role(fixture.mo.id, fixture.community.id, fixture.ada.id, Member, false);
    assert_eq!(demoted.await, Err(Error::NotFound));
    // When that one leaves too, the next follows.
    store.deactivate_account(fixture.mo.id).await.expect("away");
    assert_eq!(role(&fixture, &fixture.max).await, Admin);
    is_in_order(&fixture).await;
    store.reactivate_account(fixture.mo.id).await.expect("back");
    assert_eq!(
        (role(&fixture, &fixture.mo).await, role(&fixture, &fixture.max).await),
        (Admin, Moderator)
    );
    store.reactivate_account(fixture.ada.id).await.expect("back");
    assert_eq!(
        (role(&fixture, &fixture.ada).await, role(&fixture, &fixture.mo).await),
        (Admin, Moderator)
    );
    assert_eq!(
        role(&fixture, &fixture.mia).await,
        Moderator,
        "what was decided meanwhile stays"
    );
    is_in_order(&fixture).await;
    // A suspension that is lifted is a break as well; a moderator keeps the role too.
    for handle in ["ada", "max"] {
        store.suspend(handle).await.expect("suspended");
        is_in_order(&fixture).await;
        store.unsuspend(handle).await.expect("back");
    }
    assert_eq!(
        (role(&fixture, &fixture.ada).await, role(&fixture, &fixture.max).await),
        (Admin, Moderator)
    );
    is_in_order(&fixture).await;
}

#[tokio::test]
async fn whoever_stood_in_stays_when_the_admin_goes_for_good() {
    use CommunityRole::{Admin, Moderator};
    let fixture = CommunityFixture::new().await;
    let store = &fixture.app.store;
    // Two admins: nobody has to stand in for one.
    store.deactivate_account(fixture.ada.id).await.expect("away");
    assert_eq!(
        (role(&fixture, &fixture.ann).await, role(&fixture, &fixture.mo).await),
        (Admin, Moderator)
    );
    store.deactivate_account(fixture.ann.id).await.expect("away");
    assert_eq!(role(&fixture, &fixture.mo).await, Admin);
    store.delete_account(fixture.ada.id).await.expect("deleted");
    store.delete_account(fixture.ann.id).await.expect("deleted");
    is_in_order(&fixture).await;
    // It is theirs now, whoever comes and goes.
    store
        .set_community_role(fixture.mo.id, fixture.community.id, fixture.max.id, Admin, false)
        .await
        .expect("appointed");
    store.deactivate_account(fixture.max.id).await.expect("away");
    store.reactivate_account(fixture.max.id).await.expect("back");
    assert_eq!(
        (role(&fixture, &fixture.mo).await, role(&fixture, &fixture.max).await),
        (Admin, Admin)
    );
    is_in_order(&fixture).await;
    // Who leaves while the other is away leaves somebody behind.
    store.deactivate_account(fixture.max.id).await.expect("away");
    store
        .leave_community(fixture.mo.id, fixture.community.id)
        .await
        .expect("left");
    assert_eq!(role(&fixture, &fixture.mia).await, Admin);
    is_in_order(&fixture).await;
}

#[tokio::test]
async fn what_waits_for_a_co_author_waits_through_a_break_of_either() {
    let app = TestApp::new().await;
    let [ada, ben] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await];
    ben.relate("follow", &ada).await;
    let id = invite(&ada, &ben, "Together").await.expect("invited");
    app.settle().await;
    // The inviter away: nothing to see, nothing to accept.
    app.store.deactivate_account(ada.id).await.expect("away");
    assert!(waiting(&ben).await.received.is_empty());
    assert!(ben.notifications().await.is_empty());
    assert_eq!(accept(&ben, id).await.unwrap_err(), Error::NotFound);
    app.store.reactivate_account(ada.id).await.expect("back");
    assert_eq!(waiting(&ben).await.received.len(), 1);
    assert_eq!(ben.notifications().await[0].kind, NotificationKind::CoPostInvited);
    // The invitee away: the inviter sees nothing of it, and neither can it be accepted by nobody.
    app.store.suspend("ben").await.expect("suspended");
    let sent = app.store.co_post_invitations(ada.id).await.expect("a list").sent;
    assert!(sent.is_empty());
    app.store.unsuspend("ben").await.expect("back");
    let post = app.store.accept_co_post(ben.id, id).await.expect("published");
    assert_eq!(
        app.store.hydrate(ben.id, &[post]).await.expect("a post")[0].text,
        "Together"
    );
    // For good is for good, on both sides.
    let new = NewPost {
        text: "Again".to_owned(),
        ..NewPost::default()
    };
    app.store
        .invite_co_author(ada.id, ben.id, &new, None)
        .await
        .expect("invited");
    app.store.deactivate_account(ben.id).await.expect("away");
    app.store.delete_account(ben.id).await.expect("deleted");
    let left: i64 = sqlx::query_scalar("select count(*) from co_post_invitations")
        .fetch_one(app.store.pool())
        .await
        .expect("a count");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_inviter_may_withdraw_what_nobody_can_answer() {
    let app = TestApp::new().await;
    let [ada, ben] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await];
    ben.relate("follow", &ada).await;
    let id = invite(&ada, &ben, "Never mind").await.expect("invited");
    app.store.deactivate_account(ben.id).await.expect("away");
    end(&ada, "withdraw", id).await.expect("withdrawn");
    app.store.reactivate_account(ben.id).await.expect("back");
    let received = app.store.co_post_invitations(ben.id).await.expect("a list").received;
    assert!(received.is_empty());
}

#[tokio::test]
async fn a_reply_rule_ends_with_the_post_that_it_stands_at() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "ben").await,
        TestUser::new(&app, "eve").await,
    ];
    let root: types::Post = ada
        .browser
        .call(
            "/api/posts/create",
            &[("text", "Only @ben, please"), ("reply_rule", "mentioned")],
        )
        .await
        .expect("a post");
    let reply = ben.reply(root.id, "Here I am").await;
    let answer = async || -> types::Result<types::Post> {
        let fields = [("text", "And I"), ("reply_to", &*reply.to_string())];
        eve.browser.call("/api/posts/create", &fields).await
    };
    assert_eq!(
        answer().await.unwrap_err(),
        Error::invalid(Field::Form, Rule::RepliesClosed)
    );
    assert!(!show(&eve, reply).await.expect("a reply").replies.open);
    let () = ada
        .browser
        .call("/api/posts/delete", &[("post_id", &root.id.to_string())])
        .await
        .expect("deleted");
    let seen = show(&eve, reply).await.expect("a reply").replies;
    assert!(seen.open && seen.rule == types::ReplyRule::Everyone && !seen.closed);
    assert!(answer().await.is_ok());
}
