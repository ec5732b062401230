//! Numbers that agree with lists, for each viewer: of likes, reposts, followers, members.

use crate::support::{CommunityFixture, TestApp, TestUser, retry_while_busy};
use futures::future::join_all;
use types::{AccountId, Circle, Community, Counts, Error, Page, Person, PostId, Profile};

/// Accounts straight in the table: sign-ups would take minutes of password hashing.
async fn people(app: &TestApp, number: usize) -> Vec<AccountId> {
    let mut people = Vec::new();
    for number in 0..number {
        let id = app.store.next_id();
        sqlx::query(
            "insert into accounts (id, handle, handle_skeleton, display_name, email, password_hash)
             values ($1, $2, $2, $2, $2 || '@example.org', 'x')",
        )
        .bind(id)
        .bind(format!("crowd{number}"))
        .execute(app.store.pool())
        .await
        .expect("account");
        people.push(AccountId(id));
    }
    people
}

/// Likes and reposts as the viewer reads them.
async fn marks(app: &TestApp, viewer: AccountId, post: PostId) -> (u32, u32) {
    let posts = app.store.hydrate(viewer, &[post]).await.expect("a post");
    let live = app.store.counts_of(viewer, &[post]).await.expect("counts")[&post];
    assert_eq!(posts[0].counts, live, "open pages are told the same");
    (live.likes, live.reposts)
}

async fn profile(who: &TestUser, handle: &str) -> Profile {
    let shown: serde_json::Value = who
        .browser
        .ask("/api/profiles/show", &[("handle", handle)])
        .await
        .expect("a profile");
    serde_json::from_value(shown["Found"].clone()).expect("a profile")
}

/// How many the list of a kind names, whatever the number says.
async fn listed(who: &TestUser, kind: &str, handle: &str) -> u32 {
    let page: Page<Person> = who
        .browser
        .ask("/api/profiles/people", &[("kind", kind), ("handle", handle)])
        .await
        .expect("a list");
    page.items.len() as u32
}

/// Followers and following of `handle`, which the lists have to agree with.
async fn follows(who: &TestUser, handle: &str) -> (u32, u32) {
    let profile = profile(who, handle).await;
    let lists = (
        listed(who, "followers", handle).await,
        listed(who, "following", handle).await,
    );
    assert_eq!(
        (profile.followers, profile.following),
        lists,
        "{} of {handle}",
        who.handle
    );
    lists
}

/// What is kept against the rows that it counts.
async fn kept_is_right(app: &TestApp) {
    let wrong: i64 = sqlx::query_scalar(
        "select (select count(*) from post_stats s
                 where s.likes <> (select count(*) from likes l where l.post_id = s.post_id and l.counted)
                    or s.reposts <> (select count(*) from reposts r where r.post_id = s.post_id and r.counted))
              + (select count(*) from accounts a
                 where a.followers <> (select count(*) from follows f where f.followee_id = a.id and f.counted)
                    or a.following <> (select count(*) from follows f where f.follower_id = a.id and f.counted))
              + (select count(*) from communities c
                 where c.away <> (select count(*) from community_members m
                                  where m.community_id = c.id and not m.counted))
              + (select count(*) from likes l join accounts a on a.id = l.account_id
                 where l.counted <> (a.status = 0 and not a.protected))
              + (select count(*) from follows f
                 join accounts a on a.id = f.follower_id join accounts b on b.id = f.followee_id
                 where f.counted <> (a.status = 0 and b.status = 0))",
    )
    .fetch_one(app.store.pool())
    .await
    .expect("numbers");
    assert_eq!(wrong, 0);
}

#[tokio::test]
async fn suspended_people_are_in_no_number_until_they_are_back() {
    let app = TestApp::new().await;
    let [ada, ben, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "ben").await,
        TestUser::new(&app, "eve").await,
    ];
    let post = ada.post("Count me").await;
    for person in [&ben, &eve] {
        person.react("like", post).await;
        person.react("repost", post).await;
        person.relate("follow", &ada).await;
    }
    ada.relate("follow", &ben).await;
    for round in 0..2 {
        assert_eq!(marks(&app, eve.id, post).await, (2, 2), "{round}");
        assert_eq!(follows(&eve, "ada").await, (2, 1));
        app.store.suspend("ben").await.expect("suspended");
        app.settle().await;
        assert_eq!(marks(&app, eve.id, post).await, (1, 1));
        assert_eq!(follows(&eve, "ada").await, (1, 0));
        kept_is_right(&app).await;
        app.store.unsuspend("ben").await.expect("back");
        app.settle().await;
        kept_is_right(&app).await;
    }
    // A follow that ends while one of the two is away is not taken off twice.
    app.store.deactivate_account(ben.id).await.expect("away");
    app.settle().await;
    let gone = app.store.unfollow(ada.id, ben.id).await;
    assert_eq!(gone.unwrap_err(), Error::NotFound, "nothing is told of who is away");
    app.store.reactivate_account(ben.id).await.expect("back");
    app.settle().await;
    assert_eq!(follows(&eve, "ada").await, (2, 0));
    kept_is_right(&app).await;
    app.store.deactivate_account(ben.id).await.expect("away");
    app.settle().await;
    app.store.delete_account(ben.id).await.expect("deleted");
    assert_eq!(marks(&app, eve.id, post).await, (1, 1));
    assert_eq!(follows(&eve, "ada").await, (1, 0));
    kept_is_right(&app).await;
}

#[tokio::test]
async fn whom_a_block_parts_from_the_viewer_is_not_counted_for_them() {
    let app = TestApp::new().await;
    let [ada, ben, eve, kim] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "ben").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "kim").await,
    ];
    let post = ada.post("Count me").await;
    ben.react("like", post).await;
    ben.react("repost", post).await;
    ben.relate("follow", &ada).await;
    ada.relate("follow", &ben).await;
    eve.relate("block", &ben).await;
    ben.relate("block", &kim).await;
    for (who, expected) in [(&ada, 1), (&eve, 0), (&kim, 0)] {
        assert_eq!(marks(&app, who.id, post).await, (expected, expected), "{}", who.handle);
        assert_eq!(follows(who, "ada").await, (expected, expected), "{}", who.handle);
    }
    // Away and blocked is not there once, not taken off twice.
    app.store.suspend("ben").await.expect("suspended");
    app.settle().await;
    for who in [&ada, &eve, &kim] {
        assert_eq!(marks(&app, who.id, post).await, (0, 0), "{}", who.handle);
        assert_eq!(follows(who, "ada").await, (0, 0), "{}", who.handle);
    }
}

#[tokio::test]
async fn what_a_protected_account_likes_counts_for_those_who_may_know() {
    let app = TestApp::new().await;
    let [ada, ben, eve, kim] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "ben").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "kim").await,
    ];
    let post = ada.post("Count me").await;
    eve.relate("follow", &ben).await;
    ben.react("repost", post).await;
    ben.protect().await;
    app.settle().await;
    let liked: Counts = ben
        .browser
        .call("/api/posts/like", &[("post_id", &post.to_string())])
        .await
        .expect("liked");
    assert_eq!((liked.likes, liked.reposts), (1, 1), "the own are counted");
    kept_is_right(&app).await;
    // The author is told who it was, followers see the list; strangers and guests know of neither.
    for (viewer, expected) in [(ada.id, 1), (ben.id, 1), (eve.id, 1), (kim.id, 0), (AccountId(0), 0)] {
        assert_eq!(marks(&app, viewer, post).await, (expected, expected), "{viewer}");
    }
    app.store.set_protected(ben.id, false).await.expect("public");
    app.settle().await;
    for viewer in [ada.id, ben.id, eve.id, kim.id, AccountId(0)] {
        assert_eq!(marks(&app, viewer, post).await, (1, 1), "{viewer}");
    }
    kept_is_right(&app).await;
}

/// The number on a community's page and how many its list names.
async fn members(who: &TestUser) -> u32 {
    let fields = [("slug", "birds")];
    let community: Community = who.browser.ask("/api/communities/show", &fields).await.expect("a page");
    let page: Page<types::CommunityMember> = who
        .browser
        .ask("/api/communities/members", &fields)
        .await
        .expect("a list");
    assert_eq!(community.card.members as usize, page.items.len(), "{}", who.handle);
    community.card.members
}

#[tokio::test]
async fn communities_show_as_many_members_as_they_list() {
    let fixture = CommunityFixture::new().await;
    assert_eq!(members(&fixture.out).await, 5);
    fixture
        .app
        .store
        .deactivate_account(fixture.mia.id)
        .await
        .expect("away");
    fixture.app.settle().await;
    assert_eq!(members(&fixture.out).await, 4);
    fixture.out.relate("block", &fixture.max).await;
    assert_eq!((members(&fixture.out).await, members(&fixture.ada).await), (3, 4));
    kept_is_right(&fixture.app).await;
    fixture
        .app
        .store
        .reactivate_account(fixture.mia.id)
        .await
        .expect("back");
    fixture.app.settle().await;
    assert_eq!((members(&fixture.out).await, members(&fixture.ada).await), (4, 5));
    // Whoever is away and goes for good is taken off once.
    fixture.app.store.suspend("mia").await.expect("suspended");
    fixture.app.settle().await;
    fixture.app.store.delete_account(fixture.mia.id).await.expect("deleted");
    assert_eq!(members(&fixture.ada).await, 4);
    kept_is_right(&fixture.app).await;
}

#[tokio::test]
async fn a_circle_shows_as_many_as_it_lists_and_keeps_the_places_of_those_away() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let crowd = people(&app, 151).await;
    let circle = app
        .store
        .create_circle(ada.id, "Friends", "")
        .await
        .expect("a circle")
        .id;
    for one in &crowd[..150] {
        app.store.add_to_circle(ada.id, circle, *one).await.expect("added");
    }
    let shown = async || -> (u32, usize, u32) {
        let listed = app.store.circle_members(ada.id, circle).await.expect("members").len();
        let circles: Vec<Circle> = app.store.circles(ada.id).await.expect("circles");
        let circle = app.store.circle(ada.id, circle).await.expect("a circle");
        (circle.members, listed, circles[0].members)
    };
    app.store.deactivate_account(crowd[0]).await.expect("away");
    app.settle().await;
    assert_eq!(shown().await, (149, 149, 149));
    let full = Error::invalid(types::Field::Form, types::Rule::CircleFull { max: 150 });
    let late = app.store.add_to_circle(ada.id, circle, crowd[150]).await;
    assert_eq!(late.unwrap_err(), full, "the place is kept");
    app.store.reactivate_account(crowd[0]).await.expect("back");
    app.settle().await;
    assert_eq!(shown().await, (150, 150, 150));
}

#[tokio::test]
async fn numbers_stay_right_when_people_like_follow_and_leave_at_once() {
    const PEOPLE: usize = 12;
    let app = TestApp::new().await;
    let crowd = people(&app, PEOPLE).await;
    let author = crowd[0];
    let new = types::NewPost {
        text: "Count us".to_owned(),
        ..types::NewPost::default()
    };
    let post = app.store.create_post(author, &new).await.expect("a post");
    for round in 0..6 {
        let deeds = crowd[1..].iter().enumerate().map(|(place, person)| {
            let (app, person) = (&app, *person);
            async move {
                // What the closed may not do is refused; what counts is the numbers.
                for step in 0..4 {
                    let _ = match (place + round + step) % 4 {
                        0 => app.store.like(person, post).await.map(drop),
                        1 => app.store.follow(person, author).await.map(drop),
                        2 => app.store.unlike(person, post).await.map(drop),
                        _ => app.store.unfollow(person, author).await.map(drop),
                    };
                    if place % 3 == 0 {
                        let _ = app.store.deactivate_account(person).await;
                    }
                    if place % 3 == 1 {
                        let _ = app.store.set_protected(person, step % 2 == 0).await;
                    }
                    if place % 6 == 0 {
                        let _ = app.store.reactivate_account(person).await;
                    }
                }
            }
        });
        join_all(deeds).await;
        settle_busily(&app).await;
        kept_is_right(&app).await;
    }
}

/// As the worker does, by two at once.
async fn settle_busily(app: &TestApp) {
    let work = async |lane| {
        loop {
            let events = retry_while_busy(|| app.store.take_events(lane, 50))
                .await
                .expect("an answer");
            if events.is_empty() {
                return;
            }
            for event in &events {
                retry_while_busy(|| app.store.apply_event(event))
                    .await
                    .expect("an answer");
            }
            let ids: Vec<i64> = events.iter().map(|event| event.id).collect();
            retry_while_busy(|| app.store.finish_events(&ids))
                .await
                .expect("an answer");
        }
    };
    let (one, other) = (store::Lane::Revoking, store::Lane::Other);
    futures::join!(work(one), work(one), work(other), work(other));
    app.settle().await;
}
