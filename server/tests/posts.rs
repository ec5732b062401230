//! Posts: writing, reacting, reading, and who gets to see what.

use crate::support::{Browser, Queries, TestApp, TestUser, retry_while_busy};
use futures::future::join_all;
use store::{MediaKind, NewMedia};
use types::{AccountId, Conversation, Counts, Error, Field, MediaId, NewPhoto, NewPost, Post, PostId, Result, Rule};

pub async fn conversation(browser: &Browser, post: PostId, cursor: Option<&str>) -> Result<Conversation> {
    let id = post.to_string();
    let mut fields = vec![("post_id", id.as_str())];
    fields.extend(cursor.map(|cursor| ("cursor", cursor)));
    browser.ask("/api/posts/conversation", &fields).await
}

pub fn refused(field: Field, rule: Rule) -> Error {
    Error::invalid(field, rule)
}

pub fn photo(key: &str, owner: AccountId) -> NewMedia<'_> {
    NewMedia {
        key,
        owner,
        kind: MediaKind::Photo,
        width: 1600,
        height: 900,
        bytes: 1000,
        mime: "image/jpeg",
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
    }
}

pub fn with_photos(photos: &[(MediaId, &str)]) -> NewPost {
    let photos = photos
        .iter()
        .map(|(id, alt)| NewPhoto {
            id: *id,
            alt: (*alt).to_owned(),
        })
        .collect();
    NewPost {
        photos,
        ..NewPost::default()
    }
}

#[tokio::test]
async fn a_post_is_written_and_read_by_everybody() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let post = ada
        .publish("First flight over #Lyon with @ada \r\n\r\n\r\n\r\n\r\nsee https://example.org  ")
        .await;
    assert_eq!(
        post.text,
        "First flight over #Lyon with @ada\n\n\nsee https://example.org"
    );
    assert_eq!(post.entities.len(), 3);
    assert!(post.marks.mine && post.shareable);

    let seen = conversation(&app.browser(), post.id, None).await.expect("public");
    assert_eq!((seen.focus.id, seen.focus.marks.mine), (post.id, false));
    let page = app.get(&post.path()).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("First flight over "), "{}", page.body);
    assert!(page.body.contains(r#"href="/tags/Lyon""#) && page.body.contains(r#"href="/@ada""#));
    assert!(page.body.contains(r#"property="og:description""#) && page.body.contains(r#"rel="canonical""#));
}

#[tokio::test]
async fn texts_that_no_post_may_have_are_refused() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let too_long = refused(Field::Text, Rule::TooLong { max: 280 });
    assert_eq!(ada.try_post(&[("text", &"a".repeat(281))]).await, Err(too_long.clone()));
    assert_eq!(ada.try_post(&[("text", &"鳥".repeat(141))]).await, Err(too_long));
    for empty in ["", "  \n ", "\u{feff}"] {
        assert_eq!(
            ada.try_post(&[("text", empty)]).await,
            Err(refused(Field::Text, Rule::TextEmpty)),
            "{empty:?}"
        );
    }
    ada.post(&"a".repeat(280)).await;
    ada.post(&"鳥".repeat(140)).await;
    // An address weighs 23, however long it is.
    ada.post(&format!("{} https://example.org/{}", "a".repeat(256), "b".repeat(300)))
        .await;
}

#[tokio::test]
async fn plain_forms_write_and_react() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let answer = ada
        .browser
        .post_form_from("/home", "/api/posts/create", &[("text", "No script here")])
        .await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let path = answer.location().to_owned();
    assert!(path.starts_with("/@ada/"), "{path}");
    let id = path.trim_start_matches("/@ada/").to_owned();
    let liked = ada
        .browser
        .post_form_from(&path, "/api/posts/like", &[("post_id", &id)])
        .await;
    assert_eq!(
        (liked.status / 100, liked.location().ends_with(&path)),
        (3, true),
        "{liked:?}"
    );
    let id: PostId = id.parse().expect("id");
    assert!(ada.show(id).await.expect("post").marks.liked);
    let refused = ada
        .browser
        .post_form_from("/home", "/api/posts/create", &[("text", &"a".repeat(300))])
        .await;
    assert!(refused.is_refused_form(), "{refused:?}");
}

#[tokio::test]
async fn nobody_writes_or_reacts_signed_out() {
    let app = TestApp::new().await;
    let post = TestUser::new(&app, "ada").await.publish("Hello").await;
    let stranger = app.browser();
    let id = post.id.to_string();
    let created: Result<Post> = stranger.call("/api/posts/create", &[("text", "x")]).await;
    assert_eq!(created, Err(Error::NotSignedIn));
    for what in ["like", "unlike", "repost", "unrepost", "bookmark", "unbookmark"] {
        let answer: Result<Counts> = stranger.call(&format!("/api/posts/{what}"), &[("post_id", &id)]).await;
        assert_eq!(answer, Err(Error::NotSignedIn), "{what}");
    }
}

#[tokio::test]
async fn double_like_and_repost_under_200_concurrent_tries_count_once() {
    let app = TestApp::new().await;
    let (ada, ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let post = ada.post("Press me").await;
    let store = &app.store;
    join_all((0..200).map(|_| retry_while_busy(move || store.like(ben.id, post)))).await;
    join_all((0..200).map(|_| retry_while_busy(move || store.repost(ben.id, post)))).await;
    let counts = ben.show(post).await.expect("post").counts;
    assert_eq!((counts.likes, counts.reposts), (1, 1));
    // On and off in any order: the number agrees with the rows at the end.
    join_all((0..200).map(|turn| {
        retry_while_busy(move || async move {
            if turn % 2 == 0 {
                store.like(ben.id, post).await
            } else {
                store.unlike(ben.id, post).await
            }
        })
    }))
    .await;
    let shown = ben.show(post).await.expect("post");
    assert_eq!(shown.counts.likes, u32::from(shown.marks.liked));
    join_all((0..50).map(|_| retry_while_busy(move || store.unlike(ben.id, post)))).await;
    join_all((0..50).map(|_| retry_while_busy(move || store.unrepost(ben.id, post)))).await;
    let shown = ben.show(post).await.expect("post");
    assert_eq!((shown.counts.likes, shown.counts.reposts), (0, 0));
}

#[tokio::test]
async fn script_in_text_and_descriptions_stays_text() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let media = app
        .store
        .create_media(photo("key-of-ada", ada.id))
        .await
        .expect("media");
    let script = r#"</title></div><script>alert("x")</script><img src=x onerror=alert(1)>"#;
    let new = NewPost {
        text: script.to_owned(),
        ..with_photos(&[(media, script)])
    };
    let id = app.store.create_post(ada.id, &new).await.expect("post");
    ada.try_post(&[("text", "Look"), ("quote_of", &id.to_string())])
        .await
        .expect("quote");
    for path in [
        format!("/@ada/{id}"),
        format!("/compose?quote={id}"),
        format!("/compose?reply_to={id}"),
    ] {
        let page = ada.browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("alert("), "{path} shows the text");
        assert!(!page.body.contains(r#"<script>alert("#), "{path}: {}", page.body);
        assert!(!page.body.contains("<img src=x"), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn a_conversation_puts_its_author_first_then_engagement_and_goes_on() {
    let app = TestApp::new().await;
    let (ada, ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let root = ada.publish("One").await;
    let mut replies = Vec::new();
    for number in 0..24 {
        replies.push(ben.reply(root.id, &format!("Reply {number}")).await);
    }
    let second = ada.reply(root.id, "Two").await;
    let third = ada.reply(second, "Three").await;
    ada.try_react("like", replies[20]).await.expect("like");

    let first = conversation(&app.browser(), root.id, None).await.expect("page");
    let ids: Vec<PostId> = first.replies.items.iter().map(|post| post.id).collect();
    assert_eq!(ids[..3], [second, third, replies[20]]);
    assert_eq!(ids.len(), 20);
    let next = first.replies.next.expect("more");
    let rest = conversation(&app.browser(), root.id, Some(&next))
        .await
        .expect("page")
        .replies;
    assert_eq!((rest.items.len(), rest.next), (6, None));
    let mut all: Vec<PostId> = ids.into_iter().chain(rest.items.iter().map(|post| post.id)).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 26);

    let up = conversation(&app.browser(), third, None).await.expect("page");
    let above: Vec<PostId> = up.ancestors.iter().map(|post| post.id).collect();
    assert_eq!(above, [root.id, second]);
    let page = app.get(&root.path()).await.body;
    assert!(page.contains("?after="), "a link goes on without script");
}

#[tokio::test]
async fn a_conversation_has_one_address() {
    let app = TestApp::new().await;
    let (ada, _ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let post = ada.publish("Here").await;
    for handle in ["ben", "ADA", "nobody"] {
        let answer = app.get(&format!("/@{handle}/{}", post.id)).await;
        assert_eq!(
            (answer.status / 100, answer.location()),
            (3, post.path().as_str()),
            "{handle}"
        );
    }
    for wrong in ["/@ada/0", "/@ada/x", "/@ada/042", "/@ada/99999999999999999999"] {
        assert_eq!(app.get(wrong).await.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn half_an_hour_has_fifty_posts() {
    let app = TestApp::with_stopped_clock().await;
    let ada = TestUser::new(&app, "ada").await;
    let one_more = async || ada.try_post(&[("text", "One more")]).await;
    for number in 0..store::POSTS_PER_HALF_HOUR {
        let post = one_more().await;
        assert!(post.is_ok(), "{number}: {post:?}");
    }
    for _ in 0..2 {
        assert_eq!(one_more().await, Err(Error::RateLimited { retry_after: 1790 }));
    }
    app.advance_clock(1789).await;
    assert_eq!(one_more().await, Err(Error::RateLimited { retry_after: 1 }));
    app.advance_clock(1).await;
    assert!(one_more().await.is_ok(), "the next half hour");
}

#[tokio::test]
async fn hydrating_takes_three_queries_and_a_conversation_five_whatever_their_length() {
    let app = TestApp::new().await;
    let (ada, ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let root = ada.post("Root").await;
    let mut ids = vec![root];
    for number in 0..15 {
        let reply = ben.reply(root, &format!("Reply {number}")).await;
        let quote = ada
            .try_post(&[("text", "Quote"), ("quote_of", &reply.to_string())])
            .await
            .expect("quote");
        ids.extend([reply, quote.id]);
    }
    let sent = Queries::listen();
    let queries = async |work: &dyn Fn() -> futures::future::BoxFuture<'static, usize>| {
        let before = sent.number();
        let length = work().await;
        (length, sent.number() - before)
    };
    let (store, viewer) = (app.store.clone(), ben.id);
    let hydrate = |ids: Vec<PostId>| {
        let store = store.clone();
        move || -> futures::future::BoxFuture<'static, usize> {
            let (store, ids) = (store.clone(), ids.clone());
            Box::pin(async move { store.hydrate(viewer, &ids).await.expect("posts").len() })
        }
    };
    assert_eq!(queries(&hydrate(vec![ids[2]])).await, (1, 3));
    assert_eq!(queries(&hydrate(ids.clone())).await, (31, 3));
    let conversation = |id: PostId| {
        let store = store.clone();
        move || -> futures::future::BoxFuture<'static, usize> {
            let store = store.clone();
            Box::pin(async move {
                store
                    .conversation(viewer, id, None, false)
                    .await
                    .expect("conversation")
                    .replies
                    .items
                    .len()
            })
        }
    };
    // Without quotes among them, the query for quotes is not needed.
    assert_eq!(queries(&conversation(ids[1])).await, (0, 5));
    assert_eq!(queries(&conversation(root)).await, (15, 5));
}
