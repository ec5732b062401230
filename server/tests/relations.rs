//! Following, requests and mutes.

use crate::support::{TestApp, TestUser, retry_while_busy};
use app::profiles::api::ProfileAnswer;
use futures::future::join_all;
use store::NewAccount;
use types::{AccountId, Error, Field, Page, Person, Profile, Relation, Result, Rule, TimelineItem};

pub async fn profile(viewer: &TestUser, handle: &str) -> Result<Profile> {
    match viewer.browser.ask("/api/profiles/show", &[("handle", handle)]).await? {
        ProfileAnswer::Found(profile) => Ok(*profile),
        ProfileAnswer::Moved(handle) => panic!("moved to {handle}"),
    }
}

pub async fn people(viewer: &TestUser, fields: &[(&str, &str)]) -> Result<Vec<String>> {
    let page: Page<Person> = viewer.browser.ask("/api/profiles/people", fields).await?;
    Ok(page.items.into_iter().map(|person| person.card.handle).collect())
}

pub async fn home(viewer: &TestUser) -> Vec<i64> {
    let page: Page<TimelineItem> = viewer
        .browser
        .ask("/api/timelines/list", &[("source", "home")])
        .await
        .expect("home");
    page.items.into_iter().map(|item| item.post.id.0).collect()
}

/// Followers and following as kept, and as counted from the rows.
pub async fn counters(app: &TestApp, account: AccountId) -> ((i32, i32), (i64, i64)) {
    let kept: (i32, i32) = sqlx::query_as("select followers, following from accounts where id = $1")
        .bind(account.0)
        .fetch_one(app.store.pool())
        .await
        .expect("counters");
    let rows: (i64, i64) = sqlx::query_as(
        "select (select count(*) from follows where followee_id = $1), (select count(*) from follows where follower_id = $1)",
    )
    .bind(account.0)
    .fetch_one(app.store.pool())
    .await
    .expect("rows");
    (kept, rows)
}

/// Changes a relation, which must succeed, however busy the server is.
async fn relate(who: &TestUser, action: &str, other: &TestUser) -> Relation {
    let answer = retry_while_busy(|| who.try_relate(action, other)).await;
    answer.unwrap_or_else(|error| panic!("{action}: {error}"))
}

#[tokio::test]
async fn two_hundred_follows_at_once_are_one() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    // A hundred at a time: of more by one account at once some would be turned away.
    let mut answers = join_all((0..100).map(|_| relate(&ada, "follow", &bob))).await;
    answers.extend(join_all((0..100).map(|_| relate(&ada, "follow", &bob))).await);
    assert!(answers.iter().all(|relation| relation.following));
    assert_eq!(counters(&app, bob.id).await, ((1, 0), (1, 0)));
    assert_eq!(counters(&app, ada.id).await, ((0, 1), (0, 1)));
    app.settle().await;
    assert_eq!(bob.notifications().await.len(), 1, "told once");
    let answers = join_all((0..100).map(|_| relate(&ada, "unfollow", &bob))).await;
    assert!(answers.iter().all(|relation| !relation.following));
    assert_eq!(counters(&app, bob.id).await, ((0, 0), (0, 0)));
    app.settle().await;
    assert!(bob.notifications().await.is_empty(), "what was undone is no news");
}

#[tokio::test]
async fn people_who_follow_each_other_at_once_do_not_wait_for_each_other() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    for deed in ["follow", "unfollow"].repeat(15) {
        let both = futures::join!(relate(&ada, deed, &bob), relate(&bob, deed, &ada));
        assert_eq!(
            (both.0.following, both.1.following),
            (deed == "follow", deed == "follow")
        );
    }
    relate(&ada, "follow", &bob).await;
    // A block meets a follow in the other direction.
    let (blocked, _) = futures::join!(relate(&ada, "block", &bob), bob.try_relate("follow", &ada));
    assert!(blocked.blocking);
    for account in [ada.id, bob.id] {
        let (kept, rows) = counters(&app, account).await;
        assert_eq!((i64::from(kept.0), i64::from(kept.1)), rows);
    }
}

#[tokio::test]
async fn a_follow_brings_posts_home_and_shows_at_both_profiles() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let post = bob.post("Swifts over the station").await;
    assert!(home(&ada).await.is_empty());
    assert!(ada.relate("follow", &bob).await.following);
    assert_eq!(home(&ada).await, [post.0]);
    assert!(profile(&bob, "ada").await.unwrap().relation.follows_me);
    assert_eq!(
        people(&bob, &[("kind", "followers"), ("handle", "bob")]).await.unwrap(),
        ["ada"]
    );
    assert_eq!(
        people(&bob, &[("kind", "following"), ("handle", "ada")]).await.unwrap(),
        ["bob"]
    );
    assert!(!bob.relate("remove_follower", &ada).await.follows_me);
    assert!(home(&ada).await.is_empty());
    let refused = Error::invalid(Field::Form, Rule::CannotFollowSelf);
    assert_eq!(ada.try_relate("follow", &ada).await, Err(refused));
    let nobody = TestUser {
        id: AccountId(1),
        handle: "nobody",
        browser: app.browser(),
    };
    assert_eq!(ada.try_relate("follow", &nobody).await, Err(Error::NotFound));
    assert_eq!(nobody.try_relate("follow", &ada).await, Err(Error::NotSignedIn));
}

#[tokio::test]
async fn a_protected_account_is_asked() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let bob = TestUser::new(&app, "bob").await;
    let eve = TestUser::new(&app, "eve").await;
    bob.protect().await;
    let post = bob.post("For those I know").await;
    let relation = ada.relate("follow", &bob).await;
    assert!(relation.requested && !relation.following);
    eve.relate("follow", &bob).await;
    assert!(!ada.sees(post).await);
    let page = ada.visit(&bob).await;
    assert!(
        page.body.contains("These posts are protected") && page.body.contains("Requested"),
        "{}",
        page.body
    );
    assert_eq!(
        people(&ada, &[("kind", "followers"), ("handle", "bob")]).await,
        Err(Error::NotFound)
    );
    assert_eq!(ada.browser.get("/@bob/followers").await.status, 404);

    app.settle().await;
    let told = bob.notifications().await;
    assert_eq!(told.len(), 2, "each request is a line of its own");
    assert!(
        bob.browser
            .get("/notifications")
            .await
            .body
            .contains("2 follow requests")
    );
    let mut asking = people(&bob, &[("kind", "requests")]).await.unwrap();
    asking.sort();
    assert_eq!(asking, ["ada", "eve"]);

    bob.relate("accept_request", &ada).await;
    bob.relate("refuse_request", &eve).await;
    assert_eq!(bob.try_relate("accept_request", &eve).await, Err(Error::NotFound));
    assert!(ada.sees(post).await && !eve.sees(post).await);
    assert!(profile(&ada, "bob").await.unwrap().relation.following);
    assert!(!profile(&eve, "bob").await.unwrap().relation.requested);
    app.settle().await;
    assert_eq!(
        ada.notifications().await[0].kind,
        types::NotificationKind::RequestAccepted
    );
    assert!(eve.notifications().await.is_empty(), "a refusal is not told");
    let kinds: Vec<_> = bob.notifications().await.into_iter().map(|group| group.kind).collect();
    assert_eq!(
        kinds,
        [types::NotificationKind::Follow],
        "answered requests are no news"
    );
    assert_eq!(counters(&app, bob.id).await, ((1, 0), (1, 0)));

    // Removed as a follower, one loses the posts at once.
    bob.relate("remove_follower", &ada).await;
    assert!(!ada.sees(post).await);
    // A request can be taken back.
    ada.relate("follow", &bob).await;
    assert!(!ada.relate("unfollow", &bob).await.requested);
    assert!(people(&bob, &[("kind", "requests")]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_mute_is_silent_and_leaves_the_profile() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    ada.relate("follow", &bob).await;
    let post = bob.post("Bob again").await;
    let mine = ada.post("Ada here").await;
    assert!(ada.relate("mute", &bob).await.muting);
    assert_eq!(home(&ada).await, [mine.0]);
    assert!(ada.sees(post).await && ada.visit(&bob).await.body.contains("Bob again"));
    bob.react("like", mine).await;
    app.settle().await;
    assert!(ada.notifications().await.is_empty(), "nothing is told about the muted");
    assert!(
        !bob.notifications()
            .await
            .iter()
            .any(|group| group.kind != types::NotificationKind::Follow)
    );
    assert_eq!(people(&ada, &[("kind", "muted")]).await.unwrap(), ["bob"]);
    assert!(!ada.relate("unmute", &bob).await.muting);
    assert_eq!(home(&ada).await, [mine.0, post.0]);
}

#[tokio::test]
async fn four_hundred_follows_a_day_are_the_most() {
    let app = TestApp::with_stopped_clock().await;
    let ada = TestUser::new(&app, "ada").await;
    let mut others = Vec::new();
    for number in 0..401 {
        let handle = format!("bird{number}");
        let account = NewAccount {
            email: format!("{handle}@piaf.example"),
            display_name: handle.clone(),
            handle,
            password_hash: "none".to_owned(),
        };
        others.push(app.store.create_account(&account).await.expect("account"));
    }
    for other in &others[..400] {
        app.store.follow(ada.id, *other).await.expect("follow");
    }
    let last = others[400].to_string();
    let answer: Result<Relation> = ada.browser.call("/api/profiles/follow", &[("account_id", &last)]).await;
    let refusal = Error::RateLimited { retry_after: 86_390 };
    assert_eq!(answer, Err(refusal.clone()));
    // Following the same again is no new follow, and what was refused left nothing behind.
    app.store.follow(ada.id, others[0]).await.expect("again");
    assert_eq!(counters(&app, ada.id).await, ((0, 400), (0, 400)));
    // A plain form says so on the page that comes back.
    let form = ada
        .browser
        .post_form_from("/@bird400", "/api/profiles/follow", &[("account_id", &last)])
        .await;
    assert_eq!((form.status, form.location()), (303, "/@bird400"));
    assert_eq!(form.form_memory().unwrap().error, refusal);
    assert!(
        ada.browser
            .get("/@bird400")
            .await
            .body
            .contains("That was a lot at once")
    );
}

#[tokio::test]
async fn everything_works_as_plain_forms() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let eve = TestUser::new(&app, "eve").await;
    let id = bob.id.to_string();
    let send = async |deed: &str| {
        let path = format!("/api/profiles/{deed}");
        ada.browser.post_form_from("/@bob", &path, &[("account_id", &id)]).await
    };
    assert!(ada.visit(&bob).await.body.contains("action=\"/api/profiles/follow\""));
    // The first follow ever leads to where it says that follows are public.
    let first = send("follow").await;
    assert_eq!((first.status, first.location()), (303, "/@bob?told=follows"));
    assert!(
        ada.browser
            .get("/@bob?told=follows")
            .await
            .body
            .contains("Follows are public")
    );
    let eve_id = eve.id.to_string();
    let second = ada
        .browser
        .post_form_from("/@eve", "/api/profiles/follow", &[("account_id", &eve_id)])
        .await;
    assert_eq!(second.location(), "/@eve");
    assert!(ada.visit(&bob).await.body.contains("action=\"/api/profiles/unfollow\""));
    for (deed, shows) in [
        ("unfollow", "action=\"/api/profiles/follow\""),
        ("mute", "action=\"/api/profiles/unmute\""),
        ("block", "You blocked @bob"),
        ("unblock", "action=\"/api/profiles/block\""),
    ] {
        let answer = send(deed).await;
        assert_eq!((answer.status, answer.location()), (303, "/@bob"), "{deed}");
        assert!(ada.visit(&bob).await.body.contains(shows), "{deed}");
    }
}
