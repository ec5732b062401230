//! How co-posts end: by the two themselves, and by what happens to them.

use crate::{
    co_posts::{accept, co_author, end, invite, kinds, leave, list, posts_of, show, three, waiting},
    live::Socket,
    support::{TestApp, TestUser},
};
use futures::future::join_all;
use types::{Error, Field, NotificationKind, PostId, Rule, live::ServerMessage};

async fn published(ada: &TestUser, ben: &TestUser) -> PostId {
    let id = invite(ada, ben, "Together").await.expect("invited");
    accept(ben, id).await.expect("published").id
}

#[tokio::test]
async fn accepting_many_times_at_once_makes_one_post() {
    let app = TestApp::new().await;
    let [ada, ben, _] = three(&app).await;
    let id = invite(&ada, &ben, "Once").await.expect("invited");
    let answers = join_all((0..20).map(|_| accept(&ben, id))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(
        list(&ben, &[("source[profile_posts]", &ada.id.to_string())])
            .await
            .len(),
        1
    );
    assert_eq!(posts_of(&app, &ada, &ben).await, (1, 1));
}

#[tokio::test]
async fn who_leaves_leaves_an_ordinary_post() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    eve.relate("follow", &ben).await;
    let post = published(&ada, &ben).await;
    eve.react("like", post).await;
    app.settle().await;
    assert_eq!(leave(&eve, post).await, Err(Error::NotFound));
    leave(&ben, post).await.expect("left");
    assert_eq!(leave(&ben, post).await, Err(Error::NotFound), "once");
    app.settle().await;
    assert_eq!(co_author(&eve, post).await, None);
    assert_eq!(posts_of(&app, &eve, &ada).await, (1, 1));
    assert_eq!(posts_of(&app, &eve, &ben).await, (0, 0));
    assert!(
        list(&eve, &[("source[profile_posts]", &ben.id.to_string())])
            .await
            .is_empty()
    );
    assert!(
        list(&eve, &[("source", "home")]).await.is_empty(),
        "eve follows ben alone"
    );
    assert_eq!(kinds(&ada).await[0], NotificationKind::CoPostLeft);
    assert!(
        !kinds(&ben).await.contains(&NotificationKind::Like),
        "its likes are no news for him now"
    );
    // Nothing of it is his any more.
    eve.react("repost", post).await;
    app.settle().await;
    assert!(!kinds(&ben).await.contains(&NotificationKind::Repost));
}

#[tokio::test]
async fn who_left_at_once_is_not_told_of_as_having_accepted() {
    let app = TestApp::new().await;
    let [ada, ben, _] = three(&app).await;
    let post = published(&ada, &ben).await;
    leave(&ben, post).await.expect("left");
    // What takes away goes first: that he left is known before that he accepted.
    app.settle().await;
    assert_eq!(kinds(&ada).await, [NotificationKind::CoPostLeft]);
}

#[tokio::test]
async fn declined_and_withdrawn_are_gone_with_their_words() {
    let app = TestApp::new().await;
    let [ada, ben, _] = three(&app).await;
    for (who, how) in [(&ben, "decline"), (&ada, "withdraw")] {
        let id = invite(&ada, &ben, "Perhaps").await.expect("invited");
        app.settle().await;
        assert_eq!(kinds(&ben).await, [NotificationKind::CoPostInvited]);
        end(who, how, id).await.expect("ended");
        app.settle().await;
        assert!(kinds(&ben).await.is_empty(), "{how}");
        assert_eq!(app.store.unread_notifications(ben.id).await, Ok(0));
        assert_eq!(accept(&ben, id).await.unwrap_err(), Error::NotFound);
        let kept: i64 = sqlx::query_scalar("select count(*) from co_post_invitations")
            .fetch_one(app.store.pool())
            .await
            .expect("a count");
        assert_eq!(kept, 0);
    }
    let told: Vec<_> = kinds(&ada).await;
    assert_eq!(told, [NotificationKind::CoPostDeclined], "a withdrawal tells nobody");
}

#[tokio::test]
async fn a_block_ends_both_and_blocks_of_others_hide_it() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    let post = published(&ada, &ben).await;
    let id = invite(&ada, &ben, "And again").await.expect("invited");
    // Whoever is parted from one of the two does not see what both wrote.
    eve.relate("block", &ben).await;
    assert_eq!(show(&eve, post).await, Err(Error::NotFound));
    assert!(
        list(&eve, &[("source[profile_posts]", &ada.id.to_string())])
            .await
            .is_empty()
    );
    assert_eq!(posts_of(&app, &eve, &ada).await, (0, 1));
    ben.relate("block", &ada).await;
    assert_eq!(co_author(&eve, post).await, None, "it is ada's alone, and eve sees it");
    assert_eq!(show(&ben, post).await, Err(Error::NotFound));
    assert!(waiting(&ada).await.sent.is_empty() && waiting(&ben).await.received.is_empty());
    assert_eq!(accept(&ben, id).await.unwrap_err(), Error::NotFound);
    ben.relate("unblock", &ada).await;
    assert_eq!(
        co_author(&ben, post).await,
        None,
        "lifting the block brings nothing back"
    );
    assert_eq!(posts_of(&app, &ada, &ben).await, (0, 0));
}

#[tokio::test]
async fn closed_accounts_take_their_part_with_them() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    let post = published(&ada, &ben).await;
    invite(&ada, &ben, "Waiting").await.expect("invited");
    // The inviter's: away, and back with them.
    app.store.suspend("ada").await.expect("suspended");
    assert_eq!(show(&ben, post).await, Err(Error::NotFound));
    assert!(waiting(&ben).await.received.is_empty());
    assert_eq!(posts_of(&app, &eve, &ben).await, (0, 0));
    app.store.unsuspend("ada").await.expect("back");
    assert_eq!(co_author(&eve, post).await.as_deref(), Some("ben"));
    assert_eq!(posts_of(&app, &eve, &ben).await, (1, 1));
    assert_eq!(waiting(&ben).await.received.len(), 1, "what waited waits again");
    // The co-author's: what is published is the inviter's for good, what waits waits for them.
    app.store.deactivate_account(ben.id).await.expect("deactivated");
    assert_eq!(co_author(&eve, post).await, None);
    assert_eq!(posts_of(&app, &eve, &ada).await, (1, 1));
    app.store.reactivate_account(ben.id).await.expect("back");
    assert_eq!(co_author(&eve, post).await, None);
    assert_eq!(posts_of(&app, &eve, &ben).await, (0, 0));
    let waits = app.store.co_post_invitations(ben.id).await.expect("list");
    assert_eq!(waits.received.len(), 1);
}

#[tokio::test]
async fn deletion_leaves_exact_numbers() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    ada.relate("follow", &ben).await;
    let (first, second) = (published(&ada, &ben).await, published(&ben, &ada).await);
    assert_eq!(posts_of(&app, &eve, &ben).await, (2, 2));
    app.store.delete_account(ada.id).await.expect("deleted");
    assert_eq!(show(&eve, first).await, Err(Error::NotFound));
    assert_eq!(co_author(&eve, second).await, None);
    assert_eq!(posts_of(&app, &eve, &ben).await, (1, 1));
    // The same after a deactivation that ran out.
    let kim = TestUser::new(&app, "kim").await;
    ben.relate("follow", &kim).await;
    published(&kim, &ben).await;
    app.store.deactivate_account(kim.id).await.expect("deactivated");
    app.store.delete_account(kim.id).await.expect("deleted");
    assert_eq!(posts_of(&app, &eve, &ben).await, (1, 1));
}

#[tokio::test]
async fn going_protected_ends_what_is_published_and_stops_what_waits() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    let post = published(&ada, &ben).await;
    let id = invite(&ada, &ben, "Waiting").await.expect("invited");
    app.store.set_protected(ben.id, true).await.expect("protected");
    assert_eq!(co_author(&eve, post).await, None);
    assert_eq!(posts_of(&app, &ada, &ben).await, (0, 0));
    let stopped = |rule| Error::invalid(Field::Form, rule);
    assert_eq!(accept(&ben, id).await.unwrap_err(), stopped(Rule::CoAuthorProtected));
    app.store.set_protected(ben.id, false).await.expect("public");
    // An unfollow leaves what is published, and stops what waits until he follows again.
    ben.relate("unfollow", &ada).await;
    assert_eq!(accept(&ben, id).await.unwrap_err(), stopped(Rule::CoAuthorNotFollowing));
    ben.relate("follow", &ada).await;
    app.store.set_protected(ada.id, true).await.expect("protected");
    assert_eq!(accept(&ben, id).await.unwrap_err(), stopped(Rule::CoPostPublicOnly));
    app.store.set_protected(ada.id, false).await.expect("public");
    let second = accept(&ben, id).await.expect("it never expired").id;
    ben.relate("unfollow", &ada).await;
    assert_eq!(co_author(&eve, second).await.as_deref(), Some("ben"));
    app.store.set_protected(ada.id, true).await.expect("protected");
    assert_eq!(posts_of(&app, &eve, &ben).await, (0, 0));
    assert_eq!(show(&eve, second).await, Err(Error::NotFound));
}

#[tokio::test]
async fn open_pages_learn_that_the_co_author_left() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = three(&app).await;
    let kim = TestUser::new(&app, "kim").await;
    kim.relate("follow", &ben).await;
    app.settle().await;
    let _worker = crate::live::work(&app);
    let address = app.listen().await;
    let (mut follower, _) = Socket::open(address, &kim.browser).await;
    let (mut invited, _) = Socket::open(address, &ben.browser).await;
    let id = invite(&ada, &ben, "Live").await.expect("invited");
    invited
        .wait_for(|message| *message == ServerMessage::Unread { count: 2 })
        .await;
    let post = accept(&ben, id).await.expect("published").id;
    invited
        .wait_for(|message| *message == ServerMessage::Unread { count: 1 })
        .await;
    follower
        .wait_for(|message| matches!(message, ServerMessage::HomePost { post_id, .. } if *post_id == post))
        .await;
    let (mut reader, _) = Socket::open(address, &eve.browser).await;
    reader.watch(&[post]).await;
    leave(&ben, post).await.expect("left");
    reader
        .wait_for(|message| *message == ServerMessage::CoAuthorGone { post_id: post })
        .await;
}
