//! Blocks: neither exists for the other any more.

use crate::{
    relations::{counters, home, people, profile},
    support::{TestApp, TestUser},
};
use types::{Error, Page, Person};

#[tokio::test]
async fn a_block_ends_both_follows_and_hides_everything_both_ways() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let bob = TestUser::new(&app, "bob").await;
    let eve = TestUser::new(&app, "eve").await;
    ada.relate("follow", &bob).await;
    bob.relate("follow", &ada).await;
    eve.relate("follow", &ada).await;
    eve.relate("follow", &bob).await;
    let (by_ada, by_bob) = (ada.post("Ada speaks").await, bob.post("Bob speaks").await);
    ada.react("like", by_bob).await;
    bob.reply(by_ada, "Bob answers").await;
    app.settle().await;
    assert!(!ada.notifications().await.is_empty());

    assert!(ada.relate("block", &bob).await.blocking);
    assert_eq!(counters(&app, ada.id).await, ((1, 0), (1, 0)));
    assert_eq!(counters(&app, bob.id).await, ((1, 0), (1, 0)));
    assert!(!ada.sees(by_bob).await && !bob.sees(by_ada).await);
    assert!(home(&ada).await.iter().all(|id| *id == by_ada.0) && home(&bob).await.iter().all(|id| *id == by_bob.0));
    // The blocked finds nobody; the blocker finds the header, to lift the block.
    assert_eq!(profile(&bob, "ada").await, Err(Error::NotFound));
    assert_eq!(bob.visit(&ada).await.status, 404);
    let header = profile(&ada, "bob").await.unwrap();
    assert!(header.relation.blocking && !header.posts_visible);
    let page = ada.visit(&bob).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("You blocked @bob") && !page.body.contains("Bob speaks"));
    // Nor does either stand in a list that the other sees.
    for (viewer, other) in [(&ada, "bob"), (&bob, "ada")] {
        let followers = people(viewer, &[("kind", "following"), ("handle", "eve")])
            .await
            .unwrap();
        assert!(!followers.iter().any(|handle| handle == other), "{followers:?}");
        let found: Page<Person> = viewer
            .browser
            .ask("/api/timelines/search_people", &[("query", other)])
            .await
            .unwrap();
        assert!(found.items.is_empty());
        assert!(
            viewer
                .notifications()
                .await
                .iter()
                .all(|group| group.actors.iter().all(|card| card.handle != other))
        );
        assert_eq!(
            people(viewer, &[("kind", "followers"), ("handle", other)]).await,
            Err(Error::NotFound)
        );
    }
    assert_eq!(bob.try_relate("follow", &ada).await, Err(Error::NotFound));
    assert_eq!(ada.try_relate("follow", &bob).await, Err(Error::NotFound));
    assert_eq!(people(&ada, &[("kind", "blocked")]).await.unwrap(), ["bob"]);
    assert!(people(&bob, &[("kind", "blocked")]).await.unwrap().is_empty());

    let after = ada.relate("unblock", &bob).await;
    assert_eq!(
        (after.blocking, after.following, after.follows_me),
        (false, false, false)
    );
    assert!(ada.sees(by_bob).await && bob.sees(by_ada).await);
}

/// The page without what differs between two askings: nonces, the time, and in which order its data was ready.
pub fn comparable(body: &str) -> Vec<String> {
    let blank = |text: String, before: &str, after: char| {
        let mut parts = text.split(before);
        let mut clean = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            clean.push_str(before);
            clean.push_str(part.find(after).map_or(part, |end| &part[end..]));
        }
        clean
    };
    let text = blank(body.to_owned(), "nonce=\"", '"');
    let text = blank(text, "\\\"now\\\":", ',');
    let text = blank(text, "\"now\":", ',')
        .replace("<script nonce=\"\">", "")
        .replace("</script>", "");
    let mut parts: Vec<String> = text.split("__RESOLVED_RESOURCES[").map(str::to_owned).collect();
    if let Some(last) = parts.pop() {
        parts.extend(last.split("__INCOMPLETE_CHUNKS").map(str::to_owned));
    }
    parts.sort();
    parts
}

#[tokio::test]
async fn a_blocked_person_gets_the_very_page_of_nobody() {
    let app = TestApp::new().await;
    let bob = TestUser::new(&app, "bob").await;
    let before = bob.browser.get("/@ghost").await;
    let ghost = TestUser::new(&app, "ghost").await;
    ghost.relate("block", &bob).await;
    for path in ["/@ghost", "/@ghost/likes", "/@ghost/followers"] {
        assert_eq!(bob.browser.get(path).await.status, 404, "{path}");
    }
    let after = bob.browser.get("/@ghost").await;
    assert_eq!((before.status, after.status), (404, 404));
    assert_eq!(comparable(&before.body), comparable(&after.body));
}
