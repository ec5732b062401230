//! Posts that are not for everybody: nothing leads to them.

use crate::{
    posts::{photo, refused, with_photos},
    support::{TestApp, TestUser},
};
use types::{Error, Field, PostId, Rule};

#[tokio::test]
async fn what_one_may_not_see_one_cannot_answer_quote_or_like() {
    let app = TestApp::new().await;
    let (ada, ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let hidden = ada.post("Only for followers").await;
    app.store.set_protected(ada.id, true).await.expect("protected");
    let missing = PostId(hidden.0 + 1);
    for target in [hidden, missing] {
        let id = target.to_string();
        for field in ["reply_to", "quote_of"] {
            assert_eq!(
                ben.try_post(&[("text", "?"), (field, &id)]).await,
                Err(Error::NotFound),
                "{field}"
            );
        }
        for what in ["like", "unlike", "repost", "unrepost", "bookmark", "unbookmark"] {
            assert_eq!(ben.try_react(what, target).await, Err(Error::NotFound), "{what}");
        }
        assert_eq!(ben.conversation(target).await, Err(Error::NotFound));
        assert_eq!(ben.browser.get(&format!("/@ada/{id}")).await.status, 404);
        assert_eq!(ben.delete(target).await, Err(Error::NotFound));
    }
}

#[tokio::test]
async fn protected_posts_stay_with_followers() {
    let app = TestApp::new().await;
    let (ada, ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let eve = TestUser::new(&app, "eve").await;
    app.store.follow(ben.id, ada.id).await.expect("follow");
    let public = ada.post("For all").await;
    let limited = ada
        .try_post(&[("text", "For followers"), ("audience", "followers")])
        .await
        .expect("post");
    assert!(!limited.shareable);
    assert_eq!(ben.show(limited.id).await.expect("follower").text, "For followers");
    assert_eq!(eve.show(limited.id).await, Err(Error::NotFound));
    let id = limited.id.to_string();
    assert_eq!(
        ben.try_post(&[("text", "Look"), ("quote_of", &id)]).await,
        Err(refused(Field::Form, Rule::CannotQuote))
    );
    assert_eq!(
        ben.try_react("repost", limited.id).await,
        Err(refused(Field::Form, Rule::ProtectedCannotBeReposted))
    );
    ben.try_react("like", limited.id).await.expect("a follower may like");

    // Going protected reaches what was written before, also inside a quote.
    let quote = ben
        .try_post(&[("text", "Look"), ("quote_of", &public.to_string())])
        .await
        .expect("quote");
    assert_eq!(
        eve.show(quote.id).await.expect("quote").quote.expect("quoted").text,
        "For all"
    );
    app.store.set_protected(ada.id, true).await.expect("protected");
    let seen = eve.show(quote.id).await.expect("quote");
    assert!(seen.quote.is_none() && seen.quote_missing);
    assert_eq!(
        ben.try_react("repost", public).await,
        Err(refused(Field::Form, Rule::ProtectedCannotBeReposted))
    );
}

#[tokio::test]
async fn a_deleted_post_is_gone_everywhere() {
    let app = TestApp::new().await;
    let (ada, ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let root = ada.publish("Root").await;
    let reply = ben.publish_reply(root.id, "Answer").await;
    let below = ada.publish_reply(reply.id, "Below").await;
    let quote = ada
        .try_post(&[("text", "Quoting"), ("quote_of", &reply.id.to_string())])
        .await
        .expect("quote");
    ben.browser
        .call::<()>("/api/posts/pin", &[("post_id", &reply.id.to_string())])
        .await
        .expect("pin");
    assert!(ben.show(reply.id).await.expect("reply").marks.pinned);
    assert_eq!(ada.show(root.id).await.expect("root").counts.replies, 1);

    assert_eq!(
        ada.delete(reply.id).await,
        Err(Error::NotFound),
        "only the author deletes"
    );
    ben.delete(reply.id).await.expect("deleted");
    assert_eq!(ben.delete(reply.id).await, Err(Error::NotFound), "only once");

    for person in [&ada, &ben] {
        assert_eq!(person.show(reply.id).await, Err(Error::NotFound), "{}", person.handle);
        let root = person.conversation(root.id).await.expect("root");
        assert!(root.replies.items.is_empty() && root.focus.counts.replies == 0);
        let seen = person.conversation(below.id).await.expect("below");
        let above: Vec<PostId> = seen.ancestors.iter().map(|post| post.id).collect();
        assert_eq!(
            (above, seen.deleted_after),
            (vec![root.focus.id], vec![1]),
            "the way goes on above it"
        );
        assert!(seen.focus.parent.is_none());
        assert_eq!(seen.focus.root_id, below.id, "nothing tells which post it was");
        let seen = person.show(quote.id).await.expect("quote");
        assert!(seen.quote.is_none() && seen.quote_missing);
    }
    assert_eq!(app.get(&reply.path()).await.status, 404);
    let page = app.get(&quote.path()).await.body;
    assert!(!page.contains("Answer"), "{page}");
}

#[tokio::test]
async fn counts_tell_nothing_of_invisible_replies() {
    let app = TestApp::new().await;
    let (ada, ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let eve = TestUser::new(&app, "eve").await;
    let root = ada.post("Who is there?").await;
    app.store.set_protected(ben.id, true).await.expect("protected");
    ben.reply(root, "Only my followers hear me").await;
    eve.reply(root, "Me").await;
    let replies = async |person: &TestUser| {
        let seen = person.conversation(root).await.expect("root");
        (seen.focus.counts.replies, seen.replies.items.len())
    };
    assert_eq!(replies(&ada).await, (1, 1));
    assert_eq!(replies(&ben).await, (2, 2));
    app.store.follow(ada.id, ben.id).await.expect("asked");
    app.store.accept_request(ben.id, ada.id).await.expect("accepted");
    assert_eq!(replies(&ada).await, (2, 2));
    app.store.block(ada.id, eve.id).await.expect("blocked");
    assert_eq!(replies(&ada).await, (1, 1));
    assert_eq!(
        eve.conversation(root).await,
        Err(Error::NotFound),
        "blocks work both ways"
    );
    app.store.mute(ada.id, ben.id).await.expect("muted");
    assert_eq!(replies(&ada).await.1, 0, "muted people are left out of lists");
}

#[tokio::test]
async fn another_persons_photo_cannot_be_attached_nor_one_twice() {
    let app = TestApp::new().await;
    let (ada, ben) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "ben").await);
    let store = &app.store;
    let photo_of_ada = store.create_media(photo("key-of-ada", ada.id)).await.expect("media");
    let photo_of_ben = store.create_media(photo("key-of-ben", ben.id)).await.expect("media");
    let steal = store
        .create_post(
            ben.id,
            &with_photos(&[(photo_of_ben, "mine"), (photo_of_ada, "not mine")]),
        )
        .await;
    assert_eq!(steal, Err(Error::NotFound));
    let twice = store
        .create_post(ben.id, &with_photos(&[(photo_of_ben, "one"), (photo_of_ben, "two")]))
        .await;
    assert_eq!(twice, Err(Error::NotFound));
    // What was refused left nothing behind: the photo is still free, once.
    let id = photo_of_ben.to_string();
    let fields = [
        ("text", ""),
        ("photos[0][id]", id.as_str()),
        ("photos[0][alt]", "A <b>bird</b>"),
    ];
    let post = ben.try_post(&fields).await.expect("a photo needs no text");
    assert_eq!(post.photos[0].alt, "A <b>bird</b>");
    assert_eq!(ben.try_post(&fields).await, Err(Error::NotFound));
    let too_long = "x".repeat(1001);
    let fields = [
        ("text", "long"),
        ("photos[0][id]", id.as_str()),
        ("photos[0][alt]", too_long.as_str()),
    ];
    assert_eq!(
        ben.try_post(&fields).await,
        Err(refused(Field::Alt, Rule::TooLong { max: 1000 }))
    );
    let five = [(photo_of_ada, ""); 5];
    let refusal = store.create_post(ada.id, &with_photos(&five)).await;
    assert_eq!(refusal, Err(refused(Field::Media, Rule::MediaTooMany { max: 4 })));
}
