//! Ids tell that something exists and when it was made: those of what is hidden stand in no page, cursor or frame.

use crate::{
    live::{Socket, work},
    support::{TestApp, TestUser},
    timelines::{NOBODY, account, accounts, ids, post},
};
use std::collections::BTreeSet;
use types::{AccountId, CircleId, NewPost, Post, PostId, live::ServerMessage};

async fn post_for(app: &TestApp, author: AccountId, circle: CircleId, text: &str) -> PostId {
    let new = NewPost {
        text: text.to_owned(),
        audience: types::Audience::Circle(circle),
        ..NewPost::default()
    };
    app.store.create_post(author, &new).await.expect("post")
}

#[tokio::test]
async fn a_pinned_post_is_there_for_those_who_may_see_it() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    let circle = app.store.create_circle(ada.id, "Friends", "").await.unwrap();
    app.store.add_to_circle(ada.id, circle.id, bob.id).await.unwrap();
    let pinned = post_for(&app, ada.id, circle.id, "For friends").await;
    app.store.pin_post(ada.id, Some(pinned)).await.unwrap();
    let guest = app.browser();
    for (who, browser, sees) in [
        ("ada", &ada.browser, true),
        ("bob", &bob.browser, true),
        ("eve", &eve.browser, false),
        ("a guest", &guest, false),
    ] {
        for address in ["/@ada", "/api/profiles/show?handle=ada"] {
            let shown = browser.get(address).await.body.contains(&pinned.to_string());
            assert_eq!(shown, sees, "{who} {address}");
        }
    }
}

#[tokio::test]
async fn a_conversation_names_no_root_that_the_reader_may_not_see() {
    let app = TestApp::new().await;
    let [ada, bob, cy, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "cy").await,
        TestUser::new(&app, "eve").await,
    ];
    let root = ada.post("Root").await;
    let reply = bob.reply(root, "Reply").await;
    let below = cy.reply(reply, "Below").await;
    let seen = async |who: &TestUser| -> Post {
        let fields = [("post_id", &*below.to_string())];
        who.browser.ask("/api/posts/show", &fields).await.expect("a post")
    };
    assert_eq!(seen(&eve).await.root_id, root);
    ada.protect().await;
    let post = seen(&eve).await;
    assert_eq!(post.parent.map(|parent| parent.id), Some(reply));
    assert_eq!(post.root_id, below);
}

/// What `reader` sees on the home, page by page, and all cursors.
async fn read_home(app: &TestApp, reader: AccountId, limit: u32) -> (Vec<PostId>, Vec<String>) {
    let (mut found, mut cursors) = (Vec::new(), Vec::<String>::new());
    loop {
        let cursor = cursors.last().map(String::as_str);
        let page = app.store.home(reader, cursor, limit).await.expect("home");
        found.extend(ids(&page));
        let Some(next) = page.next else {
            return (found, cursors);
        };
        cursors.push(next);
        assert!(cursors.len() < 30, "no way forward: {cursors:?}");
    }
}

fn numbers(cursors: &[String]) -> BTreeSet<i64> {
    let parts = cursors.iter().flat_map(|cursor| cursor.split('.'));
    parts.filter_map(|part| part.parse().ok()).collect()
}

#[tokio::test]
async fn the_home_goes_on_behind_what_it_shows_and_names_nothing_hidden() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben] = accounts(store, ["ada", "ben"]).await;
    store.follow(ada, ben).await.expect("follow");
    let circle = store.create_circle(ben, "Few", "").await.expect("a circle").id;
    let (mut shown, mut hidden) = (Vec::new(), BTreeSet::new());
    for number in 0..9 {
        hidden.insert(post_for(&app, ben, circle, "Not for Ada").await.0);
        shown.push(post(store, ben, &format!("For all {number}")).await);
        hidden.insert(post_for(&app, ben, circle, "Nor this").await.0);
    }
    shown.reverse();
    for limit in [1, 2, 3, 4, 20] {
        let (found, cursors) = read_home(&app, ada, limit).await;
        assert_eq!(found, shown, "{limit} a page");
        assert!(numbers(&cursors).is_disjoint(&hidden), "{limit} a page: {cursors:?}");
    }
}

#[tokio::test]
async fn a_long_stretch_of_hidden_posts_is_passed_without_a_word() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben] = accounts(store, ["ada", "ben"]).await;
    store.follow(ada, ben).await.expect("follow");
    let circle = store.create_circle(ben, "Few", "").await.expect("a circle").id;
    let old = post(store, ben, "Old").await;
    // As many as nobody may post in half an hour, each with the id of a moment of its own.
    let first = store.next_id() + 1;
    sqlx::query(
        "insert into posts (id, author_id, text, audience, audience_id, root_id)
         select $1 + n, $2, 'Not for Ada', 2, $3, $1 + n from generate_series(1, 2000) n",
    )
    .bind(first)
    .bind(ben.0)
    .bind(circle.0)
    .execute(store.pool())
    .await
    .expect("posts");
    let hidden: BTreeSet<i64> = (first + 1..=first + 2000).collect();
    // The clock of the ids goes on behind them.
    while store.next_id() <= first + 2000 {}
    let new = post(store, ben, "New").await;
    let (found, cursors) = read_home(&app, ada, 4).await;
    assert_eq!(found, [new, old]);
    assert!(!cursors.is_empty(), "more than one page looks through");
    assert!(numbers(&cursors).is_disjoint(&hidden), "{cursors:?}");
}

#[tokio::test]
async fn a_list_of_people_ends_at_nobody_who_is_away() {
    let app = TestApp::new().await;
    let store = &app.store;
    let ada = account(store, "ada").await;
    let mut followers = Vec::new();
    for number in 0..45 {
        let follower = account(store, &format!("follower{number}")).await;
        store.follow(follower, ada).await.expect("follow");
        followers.push(follower);
    }
    followers.reverse();
    // Where the first page would end.
    let away = store.suspend("follower5").await.expect("suspended");
    assert_eq!(followers[39], away);
    let first = store.followers(NOBODY, ada, None).await.expect("followers");
    let next = first.next.clone().expect("more");
    assert!(!next.contains(&away.to_string()), "{next}");
    let second = store.followers(NOBODY, ada, Some(&next)).await.expect("followers");
    assert_eq!(first.items.len() + second.items.len(), 44);
}

#[tokio::test]
async fn frames_tell_nothing_of_what_others_do() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    bob.relate("follow", &ada).await;
    app.settle().await;
    let circle = app.store.create_circle(ada.id, "Friends", "").await.unwrap();
    let hidden = post_for(&app, ada.id, circle.id, "For nobody yet").await;
    let address = app.listen().await;
    let (mut bobs, _) = Socket::open(address, &bob.browser).await;
    let (mut eves, _) = Socket::open(address, &eve.browser).await;
    // Named by somebody who guessed it.
    assert!(
        eves.watch(&[hidden])
            .await
            .contains(&ServerMessage::Gone { post_id: hidden })
    );
    let _working = work(&app);
    app.store.delete_post(ada.id, hidden).await.unwrap();
    let later = ada.post("For followers of mine").await;
    bobs.wait_for(|message| matches!(message, ServerMessage::HomePost { post_id, .. } if *post_id == later))
        .await;
    // What was said before that was said to everybody whom it concerned.
    eves.say(&types::live::ClientMessage::Ping).await;
    let heard = eves.wait_for(|message| *message == ServerMessage::Pong).await;
    let cursors: Vec<i64> = heard
        .iter()
        .filter_map(|message| match message {
            ServerMessage::Cursor { cursor } => cursor.parse().ok(),
            _ => None,
        })
        .collect();
    assert_eq!(heard.len(), 2, "a cursor and the pong: {heard:?}");
    assert_eq!(cursors.len(), 1, "{heard:?}");
    assert!(types::milliseconds_of(cursors[0]) % 10_000 == 0, "{heard:?}");
}
