//! Lists of posts: home, profiles, explore, tags, search, bookmarks.

use crate::support::{Queries, TestApp};
use std::collections::HashSet;
use store::{MediaKind, NewAccount, NewMedia, Store};
use types::{
    AccountId, NewPhoto, NewPost, Page, PostId, TimelineItem,
    search::{SearchFilter, SearchQuery},
};

pub const NOBODY: AccountId = AccountId(0);

pub async fn account(store: &Store, handle: &str) -> AccountId {
    let account = NewAccount {
        handle: handle.to_owned(),
        display_name: handle.to_owned(),
        email: format!("{handle}@piaf.example"),
        password_hash: "none".to_owned(),
    };
    store.create_account(&account).await.expect("account")
}

pub async fn accounts<const N: usize>(store: &Store, handles: [&str; N]) -> [AccountId; N] {
    let mut ids = [NOBODY; N];
    for (id, handle) in ids.iter_mut().zip(handles) {
        *id = account(store, handle).await;
    }
    ids
}

pub async fn post(store: &Store, author: AccountId, text: &str) -> PostId {
    let new = NewPost {
        text: text.to_owned(),
        ..NewPost::default()
    };
    store.create_post(author, &new).await.expect("post")
}

pub async fn reply(store: &Store, author: AccountId, to: PostId, text: &str) -> PostId {
    let new = NewPost {
        text: text.to_owned(),
        reply_to: Some(to),
        ..NewPost::default()
    };
    store.create_post(author, &new).await.expect("reply")
}

pub async fn quote(store: &Store, author: AccountId, of: PostId, text: &str) -> PostId {
    let new = NewPost {
        text: text.to_owned(),
        quote_of: Some(of),
        ..NewPost::default()
    };
    store.create_post(author, &new).await.expect("quote")
}

pub async fn with_photo(store: &Store, author: AccountId, text: &str) -> PostId {
    let key = format!("{:016x}", store.next_id());
    let media = NewMedia {
        key: &key,
        owner: author,
        kind: MediaKind::Photo,
        width: 16,
        height: 9,
        bytes: 1000,
        mime: "image/jpeg",
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
    };
    let id = store.create_media(media).await.expect("photo");
    let photos = vec![NewPhoto { id, alt: String::new() }];
    let new = NewPost {
        text: text.to_owned(),
        photos,
        ..NewPost::default()
    };
    store.create_post(author, &new).await.expect("post with a photo")
}

pub fn ids(page: &Page<TimelineItem>) -> Vec<PostId> {
    page.items.iter().map(|item| item.post.id).collect()
}

pub async fn home(store: &Store, viewer: AccountId) -> Vec<PostId> {
    ids(&store.home(viewer, None, 50).await.expect("home"))
}

pub async fn search(store: &Store, viewer: AccountId, query: &str) -> Vec<PostId> {
    let query = SearchQuery::parse(query);
    ids(&store
        .search_posts(viewer, &query, SearchFilter::Latest, None, 50)
        .await
        .expect("results"))
}

/// Every list of posts that somebody else's post can stand in, as `viewer` sees it.
pub async fn everywhere(
    store: &Store,
    viewer: AccountId,
    author: AccountId,
    tag: &str,
) -> Vec<(&'static str, Vec<PostId>)> {
    let mut lists = vec![
        ("latest", store.latest_public(viewer, None, 50).await),
        ("tag", store.tag_posts(viewer, tag, None, 50).await),
        ("profile posts", store.profile_posts(viewer, author, None, 50).await),
        ("profile replies", store.profile_replies(viewer, author, None, 50).await),
        ("profile media", store.profile_media(viewer, author, None, 50).await),
        ("profile likes", store.profile_likes(viewer, author, None, 50).await),
    ];
    if viewer != NOBODY {
        lists.push(("home", store.home(viewer, None, 50).await));
        lists.push(("bookmarks", store.bookmarks(viewer, None, 50).await));
    }
    for (name, filter) in [
        ("top", SearchFilter::Top),
        ("newest results", SearchFilter::Latest),
        ("media results", SearchFilter::Media),
    ] {
        for query in [tag, &format!("#{tag}"), &format!("from:{}", "author"), "-nothing"] {
            lists.push((
                name,
                store
                    .search_posts(viewer, &SearchQuery::parse(query), filter, None, 50)
                    .await,
            ));
        }
    }
    lists
        .into_iter()
        .map(|(name, page)| (name, ids(&page.expect(name))))
        .collect()
}

#[tokio::test]
async fn home_shows_each_post_once_where_it_came_up_last() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben, cy, dan] = accounts(store, ["ada", "ben", "cy", "dan"]).await;
    for friend in [ben, cy] {
        store.follow(ada, friend).await.expect("follow");
    }
    let of_ben = post(store, ben, "By Ben").await;
    let of_dan = post(store, dan, "By Dan, whom nobody follows").await;
    let own = post(store, ada, "My own").await;
    let quoting = quote(store, cy, of_dan, "Look").await;
    assert_eq!(home(store, ada).await, [quoting, own, of_ben]);

    store.repost(ben, of_dan).await.expect("repost");
    store.repost(cy, of_dan).await.expect("repost");
    store.repost(cy, of_ben).await.expect("repost");
    let page = store.home(ada, None, 50).await.expect("home");
    assert_eq!(ids(&page), [of_ben, of_dan, quoting, own]);
    let reposters: Vec<_> = page
        .items
        .iter()
        .map(|item| item.reposted_by.as_ref().map(|card| card.handle.as_str()))
        .collect();
    assert_eq!(reposters, [Some("cy"), Some("cy"), None, None]);

    // One repost taken back: the post falls to where it stood before.
    store.unrepost(cy, of_ben).await.expect("unrepost");
    store.unrepost(cy, of_dan).await.expect("unrepost");
    assert_eq!(home(store, ada).await, [of_dan, quoting, own, of_ben]);
    assert_eq!(home(store, dan).await, [of_dan]);
}

#[tokio::test]
async fn replies_stand_on_home_only_among_people_one_follows() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben, cy, dan] = accounts(store, ["ada", "ben", "cy", "dan"]).await;
    for friend in [ben, cy] {
        store.follow(ada, friend).await.expect("follow");
    }
    let of_dan = post(store, dan, "Dan").await;
    let of_cy = post(store, cy, "Cy").await;
    let own = post(store, ada, "Ada").await;
    let to_stranger = reply(store, ben, of_dan, "To somebody else").await;
    let to_friend = reply(store, ben, of_cy, "To a friend").await;
    let to_me = reply(store, ben, own, "To me").await;
    let to_self = reply(store, ben, to_stranger, "To myself").await;
    let found = home(store, ada).await;
    assert_eq!(found, [to_self, to_me, to_friend, own, of_cy]);
    assert!(!found.contains(&to_stranger) && !found.contains(&of_dan));
}

#[tokio::test]
async fn profiles_have_their_lists() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben] = accounts(store, ["ada", "ben"]).await;
    let of_ben = post(store, ben, "By Ben").await;
    let first = post(store, ada, "First").await;
    let photo = with_photo(store, ada, "With a photo").await;
    let answer = reply(store, ada, of_ben, "Answer").await;
    let going_on = reply(store, ada, first, "Going on").await;
    store.repost(ada, of_ben).await.expect("repost");
    store.repost(ada, first).await.expect("repost of one's own");
    store.like(ada, photo).await.expect("like");
    store.like(ada, of_ben).await.expect("like");
    let list = |page: types::Result<Page<TimelineItem>>| ids(&page.expect("list"));
    assert_eq!(
        list(store.profile_posts(ben, ada, None, 50).await),
        [first, of_ben, going_on, photo]
    );
    assert_eq!(
        list(store.profile_replies(ben, ada, None, 50).await),
        [going_on, answer]
    );
    assert_eq!(list(store.profile_media(ben, ada, None, 50).await), [photo]);
    assert_eq!(list(store.profile_likes(ben, ada, None, 50).await), [of_ben, photo]);
}

#[tokio::test]
async fn reading_on_has_no_gaps_and_no_doubles_while_new_posts_arrive() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben, cy, dan] = accounts(store, ["ada", "ben", "cy", "dan"]).await;
    for friend in [ben, cy, dan] {
        store.follow(ada, friend).await.expect("follow");
    }
    let mut expected = Vec::new();
    for number in 0..12 {
        expected.push(post(store, ben, &format!("Ben {number}")).await);
        expected.push(post(store, cy, &format!("Cy {number}")).await);
        if number % 3 == 0 {
            store.repost(dan, expected[number]).await.expect("repost");
        }
    }
    let mut found = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = store.home(ada, cursor.as_deref(), 4).await.expect("home");
        assert!(
            page.items.len() == 4 || page.next.is_none(),
            "a full page, as long as there is more"
        );
        found.extend(ids(&page));
        let Some(next) = page.next else { break };
        cursor = Some(next);
        // Something new on top, and something old that comes up again.
        post(store, ben, "New").await;
        store.repost(dan, expected[1]).await.expect("repost");
        store.unrepost(dan, expected[1]).await.expect("unrepost");
        store.repost(cy, expected[2]).await.expect("repost");
    }
    assert_eq!(found.len(), found.iter().collect::<HashSet<_>>().len(), "no doubles");
    assert_eq!(
        found.iter().collect::<HashSet<_>>(),
        expected.iter().collect::<HashSet<_>>(),
        "no gaps"
    );

    for list in ["latest", "tag", "profile"] {
        let mut found = Vec::new();
        let mut cursor: Option<String> = None;
        let page = loop {
            let cursor_now = cursor.as_deref();
            let page = match list {
                "latest" => store.latest_public(ada, cursor_now, 5).await,
                "tag" => store.tag_posts(ada, "none", cursor_now, 5).await,
                _ => store.profile_posts(ada, cy, cursor_now, 5).await,
            };
            let page = page.expect(list);
            found.extend(ids(&page));
            if page.next.is_none() {
                break page;
            }
            cursor = page.next;
            post(store, ben, "New").await;
        };
        assert!(page.next.is_none());
        assert_eq!(
            found.len(),
            found.iter().collect::<HashSet<_>>().len(),
            "no doubles in {list}"
        );
        let of_cy = expected
            .iter()
            .skip(1)
            .step_by(2)
            .filter(|id| found.contains(id))
            .count();
        assert_eq!(of_cy, if list == "tag" { 0 } else { 12 }, "no gaps in {list}");
    }
}

#[tokio::test]
async fn pages_go_on_past_what_may_not_be_shown() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben, noisy] = accounts(store, ["ada", "ben", "noisy"]).await;
    store.follow(ada, ben).await.expect("follow");
    let wanted = post(store, ben, "Wanted").await;
    let hidden = account(store, "hidden").await;
    for number in 0..40 {
        let id = post(store, hidden, &format!("Hidden {number}")).await;
        store.repost(ben, id).await.expect("repost");
    }
    store.suspend("hidden").await.expect("suspend");
    assert_eq!(home(store, ada).await, [wanted]);
    let first = store.home(ada, None, 4).await.expect("home");
    let mut found = ids(&first);
    let mut cursor = first.next;
    while let Some(next) = cursor {
        let page = store.home(ada, Some(&next), 4).await.expect("home");
        found.extend(ids(&page));
        cursor = page.next;
    }
    assert_eq!(found, [wanted]);
    assert!(home(store, noisy).await.is_empty());
}

#[tokio::test]
async fn lists_take_a_constant_number_of_queries_whatever_their_length() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben, cy] = accounts(store, ["ada", "ben", "cy"]).await;
    for friend in [ben, cy] {
        store.follow(ada, friend).await.expect("follow");
    }
    let of_ben = with_photo(store, ben, "One #tag").await;
    let quoting = quote(store, ben, of_ben, "Quote #tag").await;
    store.repost(cy, of_ben).await.expect("repost");
    store.repost(cy, quoting).await.expect("repost");
    let queries = Queries::listen();
    let measure = async || {
        let mut numbers = Vec::new();
        let mut lengths = Vec::new();
        for list in 0..5 {
            let before = queries.number();
            let page = match list {
                0 => store.home(ada, None, 20).await,
                1 => store.profile_posts(ada, cy, None, 20).await,
                2 => store.latest_public(ada, None, 20).await,
                3 => store.tag_posts(ada, "tag", None, 20).await,
                _ => {
                    store
                        .search_posts(ada, &SearchQuery::parse("tag"), SearchFilter::Top, None, 20)
                        .await
                }
            };
            lengths.push(page.expect("list").items.len());
            numbers.push(queries.number() - before);
        }
        (lengths, numbers)
    };
    let (short, few) = measure().await;
    assert_eq!(short, [2, 2, 2, 2, 2]);
    for number in 0..20 {
        let id = with_photo(store, ben, &format!("Number {number} #tag")).await;
        let id = quote(store, ben, id, "Quote #tag").await;
        store.repost(cy, id).await.expect("repost");
    }
    let (long, many) = measure().await;
    assert_eq!(long, [20, 20, 20, 20, 20]);
    assert_eq!(few, many, "queries for two posts and for twenty");
    assert!(many.iter().all(|number| (1..=8).contains(number)), "{many:?}");
}
