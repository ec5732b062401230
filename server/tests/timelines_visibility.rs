//! What lists leave out, and for whom.

use crate::{
    support::TestApp,
    timelines::{NOBODY, accounts, everywhere, home, ids, post, search, with_photo},
};
use types::search::SearchQuery;

#[tokio::test]
async fn suspended_accounts_do_not_resurface_through_reposts() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben, cy] = accounts(store, ["ada", "ben", "cy"]).await;
    store.follow(ada, ben).await.expect("follow");
    let of_cy = post(store, cy, "By Cy").await;
    store.repost(ben, of_cy).await.expect("repost");
    assert_eq!(home(store, ada).await, [of_cy]);
    assert_eq!(
        ids(&store.profile_posts(ada, ben, None, 50).await.expect("profile")),
        [of_cy]
    );

    store.suspend("cy").await.expect("suspend");
    assert!(home(store, ada).await.is_empty());
    assert!(ids(&store.profile_posts(ada, ben, None, 50).await.expect("profile")).is_empty());
    store.unsuspend("cy").await.expect("unsuspend");
    assert_eq!(home(store, ada).await, [of_cy]);

    // The other way round: what a suspended account reposted is not brought by it.
    store.suspend("ben").await.expect("suspend");
    assert!(home(store, ada).await.is_empty());
    assert!(ids(&store.profile_posts(ada, ben, None, 50).await.expect("profile")).is_empty());
}

#[tokio::test]
async fn a_block_hides_both_from_each_other_in_every_list() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [viewer, author, friend] = accounts(store, ["viewer", "author", "friend"]).await;
    store.follow(viewer, author).await.expect("follow");
    store.follow(viewer, friend).await.expect("follow");
    let canary = with_photo(store, author, "canary #canary").await;
    store.repost(friend, canary).await.expect("repost");
    store.like(author, canary).await.expect("like");
    store.bookmark(viewer, canary).await.expect("bookmark");
    let lists = everywhere(store, viewer, author, "canary").await;
    for (name, found) in &lists {
        let expected = *name != "profile replies";
        assert_eq!(found.contains(&canary), expected, "{name} before the block");
    }
    for (blocker, blocked) in [(author, viewer), (viewer, author)] {
        store.block(blocker, blocked).await.expect("block");
        for (name, found) in everywhere(store, viewer, author, "canary").await {
            assert!(!found.contains(&canary), "{name} after the block");
        }
        assert!(store.trends(viewer, 10).await.expect("trends").is_empty());
        assert!(store.tags_by_prefix(viewer, "can", 10).await.expect("tags").is_empty());
        let people = store
            .search_people(viewer, &SearchQuery::parse("author"), None, 10)
            .await
            .expect("people");
        assert!(people.items.is_empty());
        // Everybody else sees it as before.
        assert!(search(store, NOBODY, "canary").await.contains(&canary));
        store.unblock(blocker, blocked).await.expect("unblock");
    }
}

#[tokio::test]
async fn a_mute_hides_from_lists_but_not_from_the_profile_and_own_bookmarks() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [viewer, author, friend] = accounts(store, ["viewer", "author", "friend"]).await;
    store.follow(viewer, author).await.expect("follow");
    store.follow(viewer, friend).await.expect("follow");
    let canary = post(store, author, "canary #canary").await;
    let of_friend = post(store, friend, "Reposted by the muted").await;
    store.repost(friend, canary).await.expect("repost");
    store.bookmark(viewer, canary).await.expect("bookmark");
    store.mute(viewer, author).await.expect("mute");
    store.repost(author, of_friend).await.expect("repost");
    for (name, found) in everywhere(store, viewer, author, "canary").await {
        let expected = matches!(name, "profile posts" | "bookmarks");
        assert_eq!(found.contains(&canary), expected, "{name}");
    }
    let page = store.home(viewer, None, 50).await.expect("home");
    assert_eq!(ids(&page), [of_friend]);
    assert_eq!(
        page.items[0].reposted_by, None,
        "a repost by a muted account brings nothing up"
    );
}

#[tokio::test]
async fn protected_posts_leak_through_no_list() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [author, follower, stranger] = accounts(store, ["author", "follower", "stranger"]).await;
    store.follow(follower, author).await.expect("follow");
    let before = with_photo(store, author, "canary #canary").await;
    store.repost(stranger, before).await.expect("repost");
    store.bookmark(stranger, before).await.expect("bookmark");
    let public = post(store, stranger, "Liked by a protected account").await;
    store.set_protected(author, true).await.expect("protect");
    let after = with_photo(store, author, "canary again #canary").await;
    store.like(author, public).await.expect("like");
    for viewer in [NOBODY, stranger] {
        for (name, found) in everywhere(store, viewer, author, "canary").await {
            assert!(!found.contains(&before) && !found.contains(&after), "{name}");
        }
        let likes = store.profile_likes(viewer, author, None, 10).await.expect("likes");
        assert!(
            likes.items.is_empty(),
            "likes of a protected account are for its followers"
        );
        let profile = store.profile_posts(viewer, stranger, None, 10).await.expect("profile");
        assert_eq!(ids(&profile), [public], "a repost made before does not carry it out");
        for query in [
            "to:author",
            "@author",
            "from:author",
            "min_likes:0 canary",
            "filter:media",
            "canary OR #canary",
        ] {
            assert!(search(store, viewer, query).await.is_empty(), "{query}");
        }
    }
    for viewer in [NOBODY, stranger, follower] {
        assert!(store.trends(viewer, 10).await.expect("trends").is_empty());
        assert!(store.tags_by_prefix(viewer, "can", 10).await.expect("tags").is_empty());
        let latest = store.latest_public(viewer, None, 10).await.expect("latest");
        assert_eq!(ids(&latest), [public]);
    }
    assert_eq!(search(store, follower, "canary").await, [after, before]);
    assert_eq!(home(store, follower).await, [after, before]);
    assert_eq!(
        ids(&store.profile_likes(follower, author, None, 10).await.expect("likes")),
        [public]
    );
}

#[tokio::test]
async fn a_deleted_post_is_gone_from_every_list_at_once() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [viewer, author, friend] = accounts(store, ["viewer", "author", "friend"]).await;
    store.follow(viewer, author).await.expect("follow");
    store.follow(viewer, friend).await.expect("follow");
    let canary = with_photo(store, author, "canary #canary").await;
    store.repost(friend, canary).await.expect("repost");
    store.like(author, canary).await.expect("like");
    store.bookmark(viewer, canary).await.expect("bookmark");
    assert_eq!(store.trends(viewer, 10).await.expect("trends").len(), 1);
    store.delete_post(author, canary).await.expect("delete");
    for (name, found) in everywhere(store, viewer, author, "canary").await {
        assert!(!found.contains(&canary), "{name}");
    }
    assert!(
        store.trends(viewer, 10).await.expect("trends").is_empty(),
        "kept rankings are looked through anew"
    );
    assert!(store.tags_by_prefix(viewer, "can", 10).await.expect("tags").is_empty());
}
