//! Search in languages without spaces, and without regard to accents and forms of Unicode.

use crate::{
    support::TestApp,
    timelines::{NOBODY, account, ids, post, search},
};
use store::{NewAccount, Store};
use types::{
    AccountId, PostId,
    search::{SearchFilter, SearchQuery},
};

async fn called(store: &Store, handle: &str, display_name: &str) -> AccountId {
    let account = NewAccount {
        handle: handle.to_owned(),
        display_name: display_name.to_owned(),
        email: format!("{handle}@piaf.example"),
        password_hash: "none".to_owned(),
    };
    store.create_account(&account).await.expect("account")
}

async fn finds(store: &Store, cases: &[(&str, &[PostId])]) {
    for (query, expected) in cases {
        assert_eq!(search(store, NOBODY, query).await, *expected, "{query}");
    }
}

#[tokio::test]
async fn words_are_found_inside_sentences_without_spaces() {
    let app = TestApp::new().await;
    let store = &app.store;
    let ada = account(store, "ada").await;
    let apple = post(store, ada, "今日はりんごを食べる天気です").await;
    let park = post(store, ada, "我們在公園散步").await;
    let korean = post(store, ada, "한국어를 배우다").await;
    let thai = post(store, ada, "ฉันกินข้าวที่บ้าน").await;
    let mixed = post(store, ada, "Mein neues iPhone15を買った in 京都").await;
    finds(
        store,
        &[
            ("りんご", &[apple]),
            ("公園", &[park]),
            ("園", &[park]),
            ("公散", &[]),
            ("한국", &[korean]),
            ("배우", &[korean]),
            ("กินข้าว", &[thai]),
            ("iphone15", &[mixed]),
            ("京都", &[mixed]),
            ("\"in 京\"", &[mixed]),
            ("りんご OR 公園", &[park, apple]),
            ("-公園 天気", &[apple]),
            ("天気 -りんご", &[]),
            ("食べる 今日", &[apple]),
        ],
    )
    .await;
    let mut connection = store.pool().acquire().await.expect("a connection");
    sqlx::query("set enable_seqscan = off")
        .execute(&mut *connection)
        .await
        .expect("a setting");
    let plan: Vec<String> =
        sqlx::query_scalar("explain select id from posts where search @@ search_phrase('公園', '')")
            .fetch_all(&mut *connection)
            .await
            .expect("a plan");
    assert!(plan.concat().contains("posts_search"), "{plan:?}");
}

#[tokio::test]
async fn accents_case_and_forms_of_unicode_are_one_and_what_was_typed_stands_first() {
    let app = TestApp::new().await;
    let store = &app.store;
    let ada = account(store, "ada").await;
    let plain = post(store, ada, "television for all").await;
    let composed = post(store, ada, "T\u{e9}l\u{e9}vision \u{e0} la solidarit\u{e9}").await;
    let apart = post(store, ada, "Te\u{301}le\u{301}vision a\u{300} la carte").await;
    let german = post(store, ada, "Große Straße in Łódź").await;
    let kana = post(store, ada, "か が").await;
    finds(
        store,
        &[
            ("television", &[apart, composed, plain]),
            ("TÉLÉVISION", &[apart, composed, plain]),
            ("te\u{301}le\u{301}vision", &[apart, composed, plain]),
            ("solidarite", &[composed]),
            ("\"a la carte\"", &[apart]),
            ("strasse lodz", &[german]),
            ("が", &[kana]),
            ("ぎ", &[]),
        ],
    )
    .await;
    for (query, first) in [
        ("television", vec![plain]),
        ("te\u{301}l\u{e9}vision", vec![apart, composed]),
    ] {
        let top = store
            .search_posts(NOBODY, &SearchQuery::parse(query), SearchFilter::Top, None, 50)
            .await
            .expect("top");
        let top = ids(&top);
        assert_eq!(top.len(), 3, "{query}");
        assert_eq!(top[..first.len()], first, "{query}");
    }
}

#[tokio::test]
async fn people_are_found_and_offered_without_their_accents() {
    let app = TestApp::new().await;
    let store = &app.store;
    let zoe = called(store, "zm77", "Zo\u{e9} M\u{fc}ller").await;
    let plain = called(store, "someone", "Zoe").await;
    let taro = called(store, "taro", "田中太郎").await;
    let found = async |query: &str| -> Vec<AccountId> {
        let people = store.search_people(NOBODY, &SearchQuery::parse(query), None, 10).await;
        people
            .expect("people")
            .items
            .into_iter()
            .map(|person| person.card.id)
            .collect()
    };
    assert_eq!(found("zoe").await, [plain, zoe], "the name as it was typed first");
    assert_eq!(found("zo\u{e9}").await, [zoe, plain]);
    assert_eq!(found("muller").await, [zoe]);
    assert_eq!(found("Zoe\u{301} Mu\u{308}l").await, [zoe]);
    assert_eq!(found("太郎").await, [taro]);
    let offered = async |prefix: &str| -> Vec<AccountId> {
        let people = store.people_by_prefix(NOBODY, prefix, 10).await.expect("people");
        people.into_iter().map(|card| card.id).collect()
    };
    assert_eq!(offered("zoe").await, [plain, zoe]);
    assert_eq!(offered("mull").await, [zoe]);
    assert_eq!(offered("田").await, [taro]);
}
