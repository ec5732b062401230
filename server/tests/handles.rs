//! Handles that were given up: they lead to their account as long as nobody else has them, and mentions longer.

use crate::{
    co_posts::{accept, invite},
    settings::log_in,
    support::{PASSWORD, TestApp, TestUser},
    timelines::{NOBODY, search},
};
use types::{
    AccountCard, NotificationKind, Post, PostId,
    search::SearchQuery,
    text::{Segment, segments},
};

async fn rename(who: &TestUser, handle: &str) {
    let answer: types::Result<String> = who
        .browser
        .call("/api/settings/change_handle", &[("handle", handle)])
        .await;
    assert_eq!(answer.as_deref(), Ok(handle));
}

#[tokio::test]
async fn a_former_handle_is_mentioned_found_and_logs_in() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let ben = TestUser::new(&app, "ben").await;
    let own = ada.post("Words of mine").await;
    rename(&ada, "lovelace").await;

    let mention = ben.post("Hello @ada").await;
    app.settle().await;
    let told = ada.notifications().await;
    assert!(told.iter().any(|group| group.kind == NotificationKind::Mention));
    assert_eq!(search(&app.store, ben.id, "@ada").await, [mention]);
    assert_eq!(search(&app.store, NOBODY, "from:ada").await, [own]);
    let found = app
        .store
        .search_people(ben.id, &SearchQuery::parse("ada"), None, 10)
        .await
        .unwrap();
    assert_eq!(
        found.items.iter().map(|person| person.card.id).collect::<Vec<_>>(),
        [ada.id]
    );
    let offered: Vec<AccountCard> = ben
        .browser
        .ask("/api/posts/suggest_people", &[("prefix", "ada")])
        .await
        .unwrap();
    assert_eq!(offered[0].id, ada.id);
    assert_eq!(app.store.visible_account(ben.id, "@ada").await, Ok(ada.id));
    let (_, answer) = log_in(&app, "ada", PASSWORD).await;
    assert!(answer.is_ok(), "{answer:?}");
    assert!(app.store.recipient_by_login("ada").await.unwrap().is_some());
}

/// Where the mentions of a post lead, as somebody gets it.
async fn mentions(who: &TestUser, post: PostId) -> Vec<String> {
    let post: Post = who
        .browser
        .ask("/api/posts/show", &[("post_id", &post.to_string())])
        .await
        .unwrap();
    let pieces = segments(&post.text, &post.entities);
    let handles = pieces.into_iter().filter_map(|piece| match piece {
        Segment::Mention { handle, .. } => Some(handle.into_owned()),
        _ => None,
    });
    handles.collect()
}

#[tokio::test]
async fn mentions_lead_to_their_account_whoever_has_the_handle_now() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let ben = TestUser::new(&app, "ben").await;
    let post = ben.post("With @Ada, @ben and @nobodyhere").await;
    assert_eq!(mentions(&ben, post).await, ["ada", "ben", "nobodyhere"]);
    rename(&ada, "lovelace").await;
    assert_eq!(mentions(&ben, post).await, ["lovelace", "ben", "nobodyhere"]);

    sqlx::query("update former_handles set given_up_at = now() - interval '31 days'")
        .execute(app.store.pool())
        .await
        .unwrap();
    let eve = TestUser::new(&app, "eve").await;
    rename(&eve, "ada").await;
    assert_eq!(mentions(&ben, post).await, ["lovelace", "ben", "nobodyhere"]);
    let sent: serde_json::Value = eve
        .browser
        .ask("/api/posts/show", &[("post_id", &post.to_string())])
        .await
        .unwrap();
    assert!(
        !sent.to_string().contains(&ada.id.to_string()),
        "whose id it is, is not told"
    );

    // Where the account is not there for somebody, its handle does not lead to who has it now.
    ada.relate("block", &eve).await;
    assert_eq!(mentions(&eve, post).await, ["ben", "nobodyhere"]);
    app.store.suspend("lovelace").await.unwrap();
    assert_eq!(mentions(&ben, post).await, ["ben", "nobodyhere"]);
}

#[tokio::test]
async fn old_links_lead_on_for_good_with_their_query() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let post = ada.post("Linked from elsewhere").await;
    rename(&ada, "lovelace").await;
    for (old, new) in [
        (
            format!("/@ada/{post}?hidden=true"),
            format!("/@lovelace/{post}?hidden=true"),
        ),
        (format!("/@ada/{post}"), format!("/@lovelace/{post}")),
        ("/@ada?from=mail".to_owned(), "/@lovelace?from=mail".to_owned()),
        (
            "/@ada/followers?after=9".to_owned(),
            "/@lovelace/followers?after=9".to_owned(),
        ),
    ] {
        let answer = app.get(&old).await;
        assert_eq!((answer.status, answer.location()), (301, new.as_str()), "{old}");
    }
}

#[tokio::test]
async fn a_co_post_is_found_by_either_author() {
    let app = TestApp::new().await;
    let [ada, ben, _] = crate::co_posts::three(&app).await;
    let alone = ben.post("Alone at the river").await;
    let invitation = invite(&ada, &ben, "Together at the river").await.unwrap();
    let both = accept(&ben, invitation).await.unwrap().id;
    for (query, expected) in [
        ("from:ada", vec![both]),
        ("from:ben", vec![both, alone]),
        ("river from:ben", vec![both, alone]),
        ("river -from:ben", vec![]),
        ("from:ada OR from:ben", vec![both, alone]),
        ("from:eve", vec![]),
    ] {
        assert_eq!(search(&app.store, NOBODY, query).await, expected, "{query}");
    }
}
