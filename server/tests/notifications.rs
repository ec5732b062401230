//! Who is told what, and who is not.

use crate::support::{TestApp, TestUser};
use store::{Envelope, Lane};
use types::{NotificationGroup, NotificationKind as Kind, Page, live::Event};

fn kinds(groups: &[NotificationGroup]) -> Vec<Kind> {
    groups.iter().map(|group| group.kind).collect()
}

fn actors(group: &NotificationGroup) -> Vec<&str> {
    group.actors.iter().map(|card| card.handle.as_str()).collect()
}

#[tokio::test]
async fn what_others_do_is_told_once_and_grouped() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let [bob, eve, sam] = [
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "sam").await,
    ];
    let post = ada.post("A wren in the hedge").await;
    for person in [&bob, &eve, &sam] {
        person.react("like", post).await;
        person.relate("follow", &ada).await;
    }
    bob.react("repost", post).await;
    eve.quote(post, "Look at this").await;
    sam.reply(post, "Lovely, @ada").await;
    bob.post("I met @ada today").await;
    // What one does oneself is no news.
    ada.react("like", post).await;
    ada.reply(post, "And a robin").await;
    app.settle().await;

    let groups = ada.notifications().await;
    let mut found = kinds(&groups);
    found.sort_by_key(|kind| *kind as u8);
    assert_eq!(
        found,
        [
            Kind::Follow,
            Kind::Like,
            Kind::Repost,
            Kind::Quote,
            Kind::Reply,
            Kind::Mention
        ]
    );
    let likes = groups.iter().find(|group| group.kind == Kind::Like).unwrap();
    assert_eq!((actors(likes), likes.actor_count), (vec!["sam", "eve", "bob"], 3));
    assert!(groups.iter().all(|group| group.unread));

    let page = ada.browser.get("/notifications").await;
    assert_eq!(page.status, 200);
    let text = page.body.replace("<!---->", "").replace("<!>", "");
    assert!(text.contains("and 2 others liked your post"), "{text}");
    assert!(text.contains("(6) Notifications"), "the title counts");
    assert!(text.contains("Lovely, ") && text.contains("Mark all as seen"));
    let mentions: Page<NotificationGroup> = ada
        .browser
        .ask("/api/notifications/list", &[("mentions_only", "true")])
        .await
        .unwrap();
    assert_eq!(mentions.items.len(), 3);
    assert!(
        !ada.browser
            .get("/notifications?f=mentions")
            .await
            .body
            .contains("liked your post")
    );
    // In French too.
    ada.browser
        .call::<()>("/api/settings/set_language", &[("language", "fr")])
        .await
        .unwrap();
    let french = ada
        .browser
        .get("/notifications")
        .await
        .body
        .replace("<!---->", "")
        .replace("<!>", "");
    assert!(french.contains("et 2 autres personnes ont aimé votre post"), "{french}");
}

#[tokio::test]
async fn an_event_applied_twice_tells_once() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let post = ada.post("One").await;
    bob.react("like", post).await;
    bob.react("repost", post).await;
    bob.reply(post, "Two").await;
    bob.relate("follow", &ada).await;
    let events = app.store.take_events(Lane::Other, 100).await.unwrap();
    for _ in 0..2 {
        for event in &events {
            app.store.apply_event(event).await.unwrap();
        }
    }
    let groups = ada.notifications().await;
    assert_eq!(groups.len(), 4);
    assert!(groups.iter().all(|group| group.actor_count == 1));
    // And what was taken back stays away when its event comes again.
    bob.react("unlike", post).await;
    app.settle().await;
    for event in &events {
        app.store.apply_event(event).await.unwrap();
    }
    assert!(!kinds(&ada.notifications().await).contains(&Kind::Like));
}

#[tokio::test]
async fn nothing_is_told_of_the_blocked_the_muted_and_what_cannot_be_seen() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let [bob, eve, sam, kim] = [
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "sam").await,
        TestUser::new(&app, "kim").await,
    ];
    let post = ada.post("Four likes").await;
    for person in [&bob, &eve, &sam, &kim] {
        person.react("like", post).await;
    }
    // Kim's answers are for followers, and Ada is none.
    kim.protect().await;
    kim.reply(post, "Between us, @ada").await;
    bob.reply(post, "Bob answers").await;
    app.settle().await;
    ada.relate("block", &bob).await;
    ada.relate("mute", &eve).await;
    app.settle().await;
    let groups = ada.notifications().await;
    assert_eq!(kinds(&groups), [Kind::Like]);
    assert_eq!(
        (actors(&groups[0]), groups[0].actor_count),
        (vec!["kim", "sam"], 2),
        "no hint in the number either"
    );
    let unread = app.store.unread_notifications(ada.id).await.unwrap();
    assert_eq!(unread, 1);
    // What is deleted takes its news along.
    let reply = sam.reply(post, "Soon gone").await;
    app.settle().await;
    assert_eq!(app.store.unread_notifications(ada.id).await.unwrap(), 2);
    let _: () = sam
        .browser
        .call("/api/posts/delete", &[("post_id", &reply.to_string())])
        .await
        .unwrap();
    app.settle().await;
    assert_eq!(app.store.unread_notifications(ada.id).await.unwrap(), 1);
}

#[tokio::test]
async fn likes_of_what_cannot_be_seen_show_nowhere() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let bob = TestUser::new(&app, "bob").await;
    let eve = TestUser::new(&app, "eve").await;
    bob.relate("follow", &ada).await;
    ada.protect().await;
    let (private, public) = (ada.post("Among friends").await, eve.post("For all").await);
    bob.react("like", private).await;
    bob.react("like", public).await;
    let source = format!("source[profile_likes]={}", bob.id);
    let likes = eve.browser.get(&format!("/api/timelines/list?{source}")).await;
    assert!(
        likes.body.contains("For all") && !likes.body.contains("Among friends"),
        "{}",
        likes.body
    );
    let page = eve.browser.get("/@bob/likes").await;
    assert!(page.body.contains("For all") && !page.body.contains("Among friends"));
    assert!(bob.browser.get("/@bob/likes").await.body.contains("Among friends"));
}

#[tokio::test]
async fn seen_is_seen_and_never_goes_back() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let (first, second) = (ada.post("One").await, ada.post("Two").await);
    bob.react("like", first).await;
    bob.react("like", second).await;
    app.settle().await;
    let groups = ada.notifications().await;
    let (newest, oldest) = (groups[0].id.to_string(), groups[1].id.to_string());
    // Opening the page changes nothing: no change comes of a GET.
    ada.browser.get("/notifications").await;
    assert_eq!(app.store.unread_notifications(ada.id).await.unwrap(), 2);
    let answer = ada
        .browser
        .post_form_from("/notifications", "/api/notifications/seen", &[("up_to", &newest)])
        .await;
    assert_eq!((answer.status, answer.location()), (303, "/notifications"));
    let _: () = ada
        .browser
        .call("/api/notifications/seen", &[("up_to", &oldest)])
        .await
        .unwrap();
    assert!(ada.notifications().await.iter().all(|group| !group.unread));
    assert_eq!(app.store.unread_notifications(ada.id).await.unwrap(), 0);
    assert!(!ada.browser.get("/home").await.body.contains("<title>("));
    bob.relate("follow", &ada).await;
    app.settle().await;
    assert_eq!(app.store.unread_notifications(ada.id).await.unwrap(), 1);
}

#[tokio::test]
async fn the_list_goes_on_by_key_and_is_nobody_elses() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    for number in 0..35 {
        let post = ada.post(&format!("Number {number}")).await;
        bob.react("like", post).await;
    }
    app.settle().await;
    let first: Page<NotificationGroup> = ada.browser.ask("/api/notifications/list", &[]).await.unwrap();
    let next = first.next.clone().expect("more");
    assert_eq!(first.items.len(), 30);
    assert!(
        ada.browser
            .get("/notifications")
            .await
            .body
            .contains(&format!("/notifications?cursor={next}"))
    );
    let second: Page<NotificationGroup> = ada
        .browser
        .ask("/api/notifications/list", &[("cursor", &next)])
        .await
        .unwrap();
    assert_eq!((second.items.len(), second.next), (5, None));
    assert!(bob.notifications().await.is_empty());
    assert_eq!(
        app.get("/notifications").await.location(),
        "/login?next=%2Fnotifications"
    );
    let answer: types::Result<Page<NotificationGroup>> = app.browser().ask("/api/notifications/list", &[]).await;
    assert_eq!(answer, Err(types::Error::NotSignedIn));
}

#[tokio::test]
async fn an_event_that_is_tried_again_after_its_undoing_tells_nothing() {
    let app = TestApp::new().await;
    let (ada, bob) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await);
    let followed = Envelope {
        id: app.store.next_id(),
        event: Event::Followed {
            follower_id: bob.id,
            followee_id: ada.id,
        },
    };
    bob.relate("follow", &ada).await;
    app.settle().await;
    assert_eq!(kinds(&ada.notifications().await), [Kind::Follow]);
    bob.relate("unfollow", &ada).await;
    app.settle().await;
    app.store.apply_event(&followed).await.unwrap();
    assert!(ada.notifications().await.is_empty());
}
