//! Circles: who is in one, what those outside learn of it, what holds when many try at once.

use crate::support::{TestApp, TestUser, retry_while_busy};
use futures::future::join_all;
use types::{AccountCard, Circle, CircleId, Error, Field, Post, PostId, Profile, Result, Rule};

async fn circle(owner: &TestUser, name: &str) -> Circle {
    owner
        .browser
        .call("/api/circles/create", &[("name", name), ("emoji", "🐦")])
        .await
        .expect("a circle")
}

async fn change(owner: &TestUser, what: &str, circle: CircleId, person: &TestUser) -> Result<Circle> {
    let fields = [
        ("circle_id", &*circle.to_string()),
        ("account_id", &*person.id.to_string()),
    ];
    owner.browser.call(&format!("/api/circles/{what}"), &fields).await
}

async fn post_for(author: &TestUser, circle: CircleId, text: &str) -> Result<Post> {
    let fields = [("text", text), ("audience[circle]", &*circle.to_string())];
    author.browser.call("/api/posts/create", &fields).await
}

async fn members(owner: &TestUser, circle: CircleId) -> Vec<String> {
    let cards: Vec<AccountCard> = owner
        .browser
        .ask("/api/circles/members", &[("circle_id", &circle.to_string())])
        .await
        .expect("members");
    cards.into_iter().map(|card| card.handle).collect()
}

#[tokio::test]
async fn only_those_inside_see_its_posts_anywhere() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    for person in [&bob, &eve] {
        person.relate("follow", &ada).await;
    }
    let friends = circle(&ada, "Friends").await;
    assert_eq!(change(&ada, "add", friends.id, &bob).await.unwrap().members, 1);
    let post = post_for(&ada, friends.id, "Canary for friends, @eve #canarytag")
        .await
        .unwrap();
    let badge = post.circle.clone().expect("a badge");
    assert_eq!(
        (badge.owner_handle.as_str(), badge.name.as_deref()),
        ("ada", Some("🐦 Friends"))
    );
    app.settle().await;

    assert!(bob.sees(post.id).await && !eve.sees(post.id).await);
    for path in [
        "/home",
        "/@ada",
        "/search?q=canary&f=latest",
        "/explore",
        "/tags/canarytag",
        "/notifications",
    ] {
        let page = eve.browser.get(path).await;
        assert!(!page.body.contains("Canary for friends"), "{path}");
    }
    let missing = eve.browser.get(&format!("/@ada/{}", post.id.0 + 1)).await;
    assert_eq!(missing.status, 404);
    assert_eq!(eve.browser.get(&format!("/@ada/{}", post.id)).await.status, 404);
    for path in ["/home", "/@ada", "/search?q=canary&f=latest"] {
        let page = bob.browser.get(path).await;
        assert!(page.body.contains("Canary for friends"), "{path}");
        assert!(
            !page.body.contains("🐦 Friends"),
            "the name is the owner's alone: {path}"
        );
    }
    // Nor does a number tell: eve counts no post, bob one.
    for (who, posts) in [(&eve, 0), (&bob, 1), (&ada, 1)] {
        let shown: serde_json::Value = who
            .browser
            .ask("/api/profiles/show", &[("handle", "ada")])
            .await
            .expect("profile");
        let profile: Profile = serde_json::from_value(shown["Found"].clone()).expect("profile");
        assert_eq!(profile.posts, posts, "{}", who.handle);
    }
    assert!(
        eve.notifications().await.is_empty(),
        "a mention in a circle is told to nobody outside"
    );
    // Carried out by nobody, its members included.
    let repost: Result<types::Counts> = bob
        .browser
        .call("/api/posts/repost", &[("post_id", &post.id.to_string())])
        .await;
    assert_eq!(
        repost.unwrap_err(),
        Error::invalid(Field::Form, Rule::ProtectedCannotBeReposted)
    );
    let quote: Result<Post> = bob
        .browser
        .call(
            "/api/posts/create",
            &[("text", "Look"), ("quote_of", &post.id.to_string())],
        )
        .await;
    assert_eq!(quote.unwrap_err(), Error::invalid(Field::Form, Rule::CannotQuote));
}

#[tokio::test]
async fn replies_stay_inside_and_go_with_the_membership() {
    let app = TestApp::new().await;
    let [ada, bob, kim, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "kim").await,
        TestUser::new(&app, "eve").await,
    ];
    let friends = circle(&ada, "Friends").await;
    for person in [&bob, &kim] {
        change(&ada, "add", friends.id, person).await.unwrap();
    }
    let post = post_for(&ada, friends.id, "Who is there?").await.unwrap().id;
    let reply = bob.reply(post, "I am").await;
    assert!(ada.sees(reply).await && kim.sees(reply).await && !eve.sees(reply).await);
    let eves: Result<Post> = eve
        .browser
        .call(
            "/api/posts/create",
            &[("text", "Me too"), ("reply_to", &post.to_string())],
        )
        .await;
    assert_eq!(eves.unwrap_err(), Error::NotFound);
    // A protected member's reply is for those who may see both.
    kim.protect().await;
    let quiet = kim.reply(post, "And I").await;
    assert!(kim.sees(quiet).await && !ada.sees(quiet).await && !bob.sees(quiet).await);
    ada.relate("follow", &kim).await;
    let answer: Result<types::Relation> = kim
        .browser
        .call("/api/profiles/accept_request", &[("account_id", &ada.id.to_string())])
        .await;
    assert!(answer.is_ok(), "{answer:?}");
    assert!(ada.sees(quiet).await && !bob.sees(quiet).await);

    assert_eq!(change(&ada, "remove", friends.id, &bob).await.unwrap().members, 1);
    assert!(!bob.sees(post).await && !bob.sees(reply).await, "the own reply too");
    assert!(kim.sees(reply).await);
    change(&ada, "add", friends.id, &bob).await.unwrap();
    assert!(bob.sees(reply).await, "and comes back with it");
    // A block ends it, and lifting the block does not bring it back.
    bob.relate("block", &ada).await;
    bob.relate("unblock", &ada).await;
    assert_eq!(members(&ada, friends.id).await, ["kim"]);
}

#[tokio::test]
async fn who_leaves_is_not_added_again_and_nobody_is_told() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let friends = circle(&ada, "Friends").await;
    change(&ada, "add", friends.id, &bob).await.unwrap();
    let fields = [("circle_id", &*friends.id.to_string())];
    let () = bob.browser.call("/api/circles/leave", &fields).await.unwrap();
    assert_eq!(
        bob.browser.call::<()>("/api/circles/leave", &fields).await,
        Err(Error::NotFound)
    );
    let second = circle(&ada, "Others").await;
    for id in [friends.id, second.id] {
        assert_eq!(
            change(&ada, "add", id, &bob).await.unwrap_err(),
            Error::invalid(Field::Form, Rule::CannotAddToCircle)
        );
    }
    app.settle().await;
    assert!(ada.notifications().await.is_empty() && bob.notifications().await.is_empty());
}

#[tokio::test]
async fn a_circle_is_its_owners_alone() {
    let app = TestApp::new().await;
    let (ada, eve) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "eve").await);
    let friends = circle(&ada, "Friends").await;
    let id = friends.id.to_string();
    for path in ["/api/circles/show", "/api/circles/members", "/api/circles/candidates"] {
        let answer: Result<serde_json::Value> = eve.browser.ask(path, &[("circle_id", &id)]).await;
        assert_eq!(answer.unwrap_err(), Error::NotFound, "{path}");
    }
    assert_eq!(
        change(&eve, "add", friends.id, &eve).await.unwrap_err(),
        Error::invalid(Field::Form, Rule::CannotAddToCircle)
    );
    assert_eq!(
        change(&eve, "add", friends.id, &ada).await.unwrap_err(),
        Error::NotFound
    );
    assert_eq!(
        change(&eve, "remove", friends.id, &ada).await.unwrap_err(),
        Error::NotFound
    );
    assert_eq!(
        post_for(&eve, friends.id, "Let me in").await.unwrap_err(),
        Error::invalid(Field::Audience, Rule::AudienceGone)
    );
    let deleted: Result<()> = eve.browser.call("/api/circles/delete", &[("circle_id", &id)]).await;
    assert_eq!(deleted.unwrap_err(), Error::NotFound);
    assert_eq!(eve.browser.get(&format!("/circles/{id}")).await.status, 404);
    assert_eq!(ada.browser.get(&format!("/circles/{id}")).await.status, 200);
    assert_eq!(app.get("/circles").await.status, 302);
    // A reply begins no circle's conversation.
    let post = ada.post("For everybody").await;
    let fields = [
        ("text", "For few"),
        ("reply_to", &*post.to_string()),
        ("audience[circle]", &*id),
    ];
    let reply: Result<Post> = ada.browser.call("/api/posts/create", &fields).await;
    assert_eq!(
        reply.unwrap_err(),
        Error::invalid(Field::Audience, Rule::AudienceOfReply)
    );
}

#[tokio::test]
async fn a_circle_given_up_leaves_its_posts_or_takes_them() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    for (delete_posts, stays) in [("false", true), ("true", false)] {
        let friends = circle(&ada, "Friends").await;
        change(&ada, "add", friends.id, &bob).await.unwrap();
        let post = post_for(&ada, friends.id, "Remember this").await.unwrap().id;
        let reply = bob.reply(post, "I will").await;
        let fields = [("circle_id", &*friends.id.to_string()), ("delete_posts", delete_posts)];
        let () = ada.browser.call("/api/circles/delete", &fields).await.unwrap();
        assert_eq!(ada.sees(post).await, stays, "{delete_posts}");
        for (who, what) in [(&bob, post), (&bob, reply), (&ada, reply)] {
            assert!(!who.sees(what).await, "{} {what}", who.handle);
        }
        assert_eq!(
            change(&ada, "add", friends.id, &bob).await.unwrap_err(),
            Error::NotFound
        );
    }
}

#[tokio::test]
async fn two_hundred_adds_at_once_stop_at_a_hundred_and_fifty() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let people: Vec<_> = (0..200).map(|number| app.store.next_id() + number).collect();
    // Straight into the table: two hundred sign-ups would take minutes of password hashing.
    for (number, id) in people.iter().enumerate() {
        sqlx::query(
            "insert into accounts (id, handle, handle_skeleton, display_name, email, password_hash)
             values ($1, $2, $2, $2, $2 || '@example.org', 'x')",
        )
        .bind(id)
        .bind(format!("member{number}"))
        .execute(app.store.pool())
        .await
        .expect("account");
    }
    let friends = app.store.create_circle(ada.id, "Friends", "").await.unwrap();
    let (store, owner) = (&app.store, ada.id);
    let add = |circle, account| retry_while_busy(move || store.add_to_circle(owner, circle, account));
    let tries = people.iter().map(|id| add(friends.id, types::AccountId(*id)));
    let answers = join_all(tries).await;
    let full = Error::invalid(Field::Form, Rule::CircleFull { max: 150 });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 150);
    assert_eq!(
        answers.iter().filter(|answer| answer.as_ref() == Err(&full)).count(),
        50
    );
    let (rows, counted): (i64, i32) = sqlx::query_as(
        "select (select count(*) from circle_members where circle_id = $1), (select members from circles where id = $1)",
    )
    .bind(friends.id.0)
    .fetch_one(app.store.pool())
    .await
    .unwrap();
    assert_eq!((rows, counted), (150, 150));
    // The same person, two hundred times at once, is one member.
    let others = app.store.create_circle(ada.id, "Others", "").await.unwrap();
    let same = types::AccountId(people[0]);
    let answers = join_all((0..200).map(|_| add(others.id, same))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(app.store.circle(ada.id, others.id).await.unwrap().members, 1);
}

#[tokio::test]
async fn leaving_and_adding_at_once_never_ends_inside() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let bob = TestUser::new(&app, "bob").await;
    let (store, owner) = (&app.store, ada.id);
    let add = |circle, account| retry_while_busy(move || store.add_to_circle(owner, circle, account));
    for _ in 0..20 {
        sqlx::query("delete from circle_leavers")
            .execute(app.store.pool())
            .await
            .unwrap();
        let friends = app.store.create_circle(ada.id, "Friends", "").await.unwrap();
        app.store.add_to_circle(ada.id, friends.id, bob.id).await.unwrap();
        let adds = join_all((0..10).map(|_| add(friends.id, bob.id)));
        let (left, _) = tokio::join!(app.store.leave_circle(bob.id, friends.id), adds);
        assert_eq!(left, Ok(()));
        assert_eq!(members(&ada, friends.id).await, Vec::<String>::new());
        app.store.delete_circle(ada.id, friends.id, true).await.unwrap();
    }
}

#[tokio::test]
async fn open_pages_lose_what_is_narrowed() {
    use types::live::Event;
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let friends = circle(&ada, "Friends").await;
    change(&ada, "add", friends.id, &bob).await.unwrap();
    app.settle().await;
    let before = app.store.next_id();
    change(&ada, "remove", friends.id, &bob).await.unwrap();
    let events = app.store.events_after(before, 10).await.unwrap().unwrap();
    assert!(
        events
            .iter()
            .any(|envelope| envelope.event == Event::AudienceReduced { viewer_id: bob.id }),
        "{events:?}"
    );
}

#[tokio::test]
async fn everything_works_as_plain_forms() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let page = ada.browser.get("/circles").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("value=\"My circle\""), "{}", page.body);
    let answer = ada
        .browser
        .post_form_from(
            "/circles",
            "/api/circles/create",
            &[("name", "My circle"), ("emoji", "")],
        )
        .await;
    let path = answer.location().to_owned();
    assert!(path.starts_with("/circles/"), "{path}");
    let id = path.trim_start_matches("/circles/").to_owned();
    let found = ada.browser.get(&format!("{path}?q=bo")).await;
    assert!(found.body.contains("Add @bob"), "{}", found.body);
    let fields = [("circle_id", &*id), ("account_id", &*bob.id.to_string())];
    assert_eq!(
        ada.browser
            .post_form_from(&path, "/api/circles/add", &fields)
            .await
            .location(),
        path
    );
    assert!(ada.browser.get(&path).await.body.contains("Remove @bob"));
    // Refused at the place where it was typed, with what was typed.
    let refused = ada
        .browser
        .post_form_from("/circles", "/api/circles/create", &[("name", ""), ("emoji", "nope")])
        .await;
    assert!(refused.is_refused_form());
    assert!(ada.browser.get("/circles").await.body.contains("value=\"nope\""));
    let post = post_for(&ada, id.parse().unwrap(), "For my circle").await.unwrap().id;
    let page = bob.browser.get(&format!("/@ada/{post}")).await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("Only people in @ada&#39;s circle can see this")
            || page.body.contains("Only people in @ada's circle can see this"),
        "{}",
        page.body
    );
    let _: PostId = post;
}
