//! Search and trends.

use crate::{
    support::TestApp,
    timelines::{NOBODY, account, accounts, ids, post, reply, search, with_photo},
};
use types::search::{SearchFilter, SearchQuery};

#[tokio::test]
async fn search_understands_its_operators() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben] = accounts(store, ["ada", "ben"]).await;
    let slow = post(store, ada, "Slow food in Lyon #food").await;
    let food = post(store, ben, "Food is slow, said @ada #Food").await;
    let link = post(store, ada, "Read https://example.org on trains").await;
    let photo = with_photo(store, ben, "Trains at night").await;
    let answer = reply(store, ben, slow, "It’s late").await;
    for liker in [ada, ben] {
        store.like(liker, link).await.expect("like");
    }
    for (query, expected) in [
        ("slow", vec![food, slow]),
        ("SLOW food", vec![food, slow]),
        ("\"slow food\"", vec![slow]),
        ("slow -lyon", vec![food]),
        ("-slow -trains", vec![answer]),
        ("lyon OR night", vec![photo, slow]),
        ("trains lyon OR night", vec![photo]),
        ("from:ada", vec![link, slow]),
        ("from:@ADA slow", vec![slow]),
        ("-from:ada trains", vec![photo]),
        ("from:ada OR from:ben trains", vec![photo, link]),
        ("to:ada", vec![answer]),
        ("@ada", vec![food]),
        ("-@ada slow", vec![slow]),
        ("#food", vec![food, slow]),
        ("#FOOD -from:ben", vec![slow]),
        ("#food OR trains", vec![photo, link, food, slow]),
        ("filter:media", vec![photo]),
        ("filter:links", vec![link]),
        ("filter:replies", vec![answer]),
        ("trains -filter:links", vec![photo]),
        ("trains -filter:media", vec![link]),
        ("min_likes:2", vec![link]),
        ("trains min_likes:1", vec![link]),
        ("slow since:2025-01-01", vec![food, slow]),
        ("slow until:2025-01-02", vec![]),
        ("slow since:2999-01-01", vec![]),
        ("slow -until:2025-01-02", vec![food, slow]),
        ("it’s", vec![answer]),
        ("nothing", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(search(store, NOBODY, query).await, expected, "{query}");
    }
    let top = store
        .search_posts(NOBODY, &SearchQuery::parse("trains"), SearchFilter::Top, None, 50)
        .await;
    assert_eq!(ids(&top.expect("top")), [link, photo], "what is liked stands first");
    let media = store
        .search_posts(NOBODY, &SearchQuery::parse("trains"), SearchFilter::Media, None, 50)
        .await;
    assert_eq!(ids(&media.expect("media")), [photo]);
}

#[tokio::test]
async fn results_go_on_by_key() {
    let app = TestApp::new().await;
    let store = &app.store;
    let ada = account(store, "ada").await;
    let mut expected = Vec::new();
    for number in 0..11 {
        expected.push(post(store, ada, &format!("Common {number}")).await);
    }
    let query = SearchQuery::parse("common");
    for filter in [SearchFilter::Top, SearchFilter::Latest] {
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page = store
                .search_posts(NOBODY, &query, filter, cursor.as_deref(), 4)
                .await
                .expect("results");
            found.extend(ids(&page));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        found.sort();
        assert_eq!(found, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn every_query_and_every_cursor_has_an_answer() {
    let app = TestApp::new().await;
    let store = &app.store;
    let ada = account(store, "ada").await;
    post(store, ada, "a b #a").await;
    let pieces = [
        "a",
        "'",
        "\"",
        "\\",
        "&",
        "|",
        "!",
        "(",
        ")",
        ":*",
        "<->",
        "<1>",
        " ",
        "OR",
        "-",
        "#",
        "@",
        "from:",
        "to:",
        "since:",
        "until:",
        "2025-02-30",
        "filter:",
        "min_likes:",
        "99999999999",
        "é",
        "²",
        "🐦",
        "\u{202e}",
        "%",
        "_",
        "日本",
        ".",
        "/",
        "http://",
        "::",
        "\n",
    ];
    // Every pair, then long mixtures made by a small generator of numbers.
    let pairs = pieces
        .iter()
        .flat_map(|a| pieces.iter().map(move |b| format!("{a}{b}")));
    let mut state = 1_u64;
    let mut number = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mixtures: Vec<String> = (0..150)
        .map(|_| (0..number() % 60).map(|_| pieces[number() % pieces.len()]).collect())
        .chain(["a OR ".repeat(200), "\"".repeat(999), "(".repeat(500)])
        .collect();
    for (count, text) in pairs.step_by(3).chain(mixtures).enumerate() {
        let query = SearchQuery::parse(&text);
        let filter = SearchFilter::ALL[count % 4];
        let answer = store.search_posts(ada, &query, filter, Some(&text), 5).await;
        assert!(answer.is_ok(), "{text:?}: {answer:?}");
        let answer = store.search_people(ada, &query, Some(&text), 5).await;
        assert!(answer.is_ok(), "people {text:?}: {answer:?}");
        let answer = store.tag_posts(ada, &text, Some(&text), 5).await;
        assert!(answer.is_ok(), "tag {text:?}: {answer:?}");
        let answer = store.tags_by_prefix(ada, &text, 5).await;
        assert!(answer.is_ok(), "tags {text:?}: {answer:?}");
        let answer = store.home(ada, Some(&text), 5).await;
        assert!(answer.is_ok(), "home {text:?}: {answer:?}");
    }
}

#[tokio::test]
async fn people_are_found_by_handle_and_name() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, adam, ben, gone] = accounts(store, ["ada", "adam", "ben", "adagone"]).await;
    store.follow(ben, adam).await.expect("follow");
    store.suspend("adagone").await.expect("suspend");
    let found = async |viewer, query: &str| {
        let people = store
            .search_people(viewer, &SearchQuery::parse(query), None, 10)
            .await
            .expect("people");
        people
            .items
            .into_iter()
            .map(|person| person.card.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(found(ben, "ada").await, [ada, adam], "the handle itself first");
    assert_eq!(found(ben, "@AD").await, [adam, ada], "people one follows before others");
    assert!(found(ben, "adagone").await.is_empty() && !found(ben, "ada").await.contains(&gone));
    assert!(found(ben, "a%").await.contains(&ada));
    assert!(
        found(ben, "____").await.is_empty(),
        "without a letter there is nothing to look for"
    );
}

#[tokio::test]
async fn trends_count_people_before_posts() {
    let app = TestApp::new().await;
    let store = &app.store;
    let [ada, ben] = accounts(store, ["ada", "ben"]).await;
    for _ in 0..3 {
        post(store, ada, "Again and again #loud").await;
    }
    post(store, ada, "#Shared").await;
    post(store, ben, "#shared").await;
    post(store, ben, "#Shared").await;
    let trends = store.trends(NOBODY, 10).await.expect("trends");
    let tags: Vec<_> = trends.iter().map(|trend| (trend.tag.as_str(), trend.posts)).collect();
    assert_eq!(tags, [("Shared", 3), ("loud", 3)], "written as most people write it");
    let found = store.tags_by_prefix(ada, "#SHA", 10).await.expect("tags");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].tag, "Shared");
}
