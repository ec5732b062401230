//! Conversations in which a post was deleted: the way up goes on above it.

use crate::support::{TestApp, TestUser};
use types::{Conversation, PostId};

async fn conversation(who: &TestUser, post: PostId) -> Conversation {
    who.browser
        .ask("/api/posts/conversation", &[("post_id", &post.to_string())])
        .await
        .expect("a conversation")
}

fn path(conversation: &Conversation) -> (Vec<PostId>, Vec<u32>) {
    let ids = conversation.ancestors.iter().map(|post| post.id).collect();
    (ids, conversation.deleted_after.clone())
}

#[tokio::test]
async fn a_deleted_post_leaves_the_way_to_the_root() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let ben = TestUser::new(&app, "ben").await;
    let eve = TestUser::new(&app, "eve").await;
    let root = ada.post("The root").await;
    let first = ben.reply(root, "Secret words").await;
    let second = ben.reply(first, "More of them").await;
    let leaf = ada.reply(second, "The leaf").await;
    assert_eq!(
        path(&conversation(&eve, leaf).await),
        (vec![root, first, second], vec![])
    );

    app.store.delete_post(ben.id, first).await.unwrap();
    assert_eq!(path(&conversation(&eve, leaf).await), (vec![root, second], vec![1]));
    app.store.delete_post(ben.id, second).await.unwrap();
    assert_eq!(
        path(&conversation(&eve, leaf).await),
        (vec![root], vec![1]),
        "once for both"
    );
    let page = app.get(&format!("/@ada/{leaf}")).await;
    assert!(page.body.contains("This post was deleted") && page.body.contains("The root"));
    assert!(!page.body.contains("Secret words") && !page.body.contains(&first.to_string()));

    // For whom its author was not there, nothing was deleted, and the way ends where it ended before.
    ben.relate("block", &eve).await;
    assert_eq!(path(&conversation(&eve, leaf).await), (vec![], vec![]));
    app.store.delete_post(ada.id, root).await.unwrap();
    assert_eq!(path(&conversation(&ada, leaf).await), (vec![], vec![0]));
}

#[tokio::test]
async fn what_was_deleted_behind_a_lock_is_told_to_those_who_saw_it() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let ben = TestUser::new(&app, "ben").await;
    let eve = TestUser::new(&app, "eve").await;
    ada.relate("follow", &ben).await;
    let root = ada.post("The root").await;
    let middle = ben.reply(root, "Soon for followers").await;
    let leaf = ada.reply(middle, "The leaf").await;
    ben.protect().await;
    app.store.delete_post(ben.id, middle).await.unwrap();
    assert_eq!(path(&conversation(&ada, leaf).await), (vec![root], vec![1]));
    assert_eq!(path(&conversation(&eve, leaf).await), (vec![], vec![]));
}
