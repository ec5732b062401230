//! How often a page asks the database: as often for many rows as for few, on every page.

use crate::support::{Queries, TestApp, TestUser};
use server::http::routes::routes;
use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};
use store::NewAccount;
use types::{AccountId, Audience, CommunityDraft, NewPost, PostId, SpaceDraft, SpaceId};

const FEW: usize = 2;
const MANY: usize = 9;
/// A query for each row would be at least [`MANY`] - [`FEW`] more. Fewer can be by chance, such as a look for a next page.
const TOLERATED: usize = 3;
const DAY: u128 = 86_400_000;

/// What a page with an id in its address shows.
struct Shown {
    post: PostId,
    circle: i64,
    space: SpaceId,
}

async fn other(app: &TestApp, handle: String) -> AccountId {
    let account = NewAccount {
        email: format!("{handle}@piaf.example"),
        display_name: handle.clone(),
        handle,
        password_hash: "none".to_owned(),
    };
    app.store.create_account(&account).await.expect("account")
}

fn words(text: &str) -> NewPost {
    NewPost {
        text: format!("{text} #birds"),
        ..NewPost::default()
    }
}

/// Fills an instance with so many of everything that a list can show to `ada`.
async fn fill(app: &TestApp, ada: &TestUser, rows: usize) -> Shown {
    let store = &app.store;
    let root = store.create_post(ada.id, &words("Root")).await.expect("post");
    let circle = store.create_circle(ada.id, "Friends", "").await.expect("circle");
    let community = store
        .create_community(
            ada.id,
            "birds",
            &CommunityDraft {
                name: "Birds".to_owned(),
                ..CommunityDraft::default()
            },
            &[],
        )
        .await
        .expect("community");
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a time")
        .as_millis();
    let mut space = None;
    for number in 0..rows {
        let bird = other(app, format!("bird{number}")).await;
        store.follow(bird, ada.id).await.expect("follow");
        store.follow(ada.id, bird).await.expect("follow");
        let post = store.create_post(bird, &words("Post")).await.expect("post");
        for new in [
            NewPost {
                reply_to: Some(root),
                ..words("Reply")
            },
            NewPost {
                quote_of: Some(root),
                ..words("Quote")
            },
        ] {
            store.create_post(bird, &new).await.expect("post");
        }
        for (who, what) in [(bird, root), (ada.id, post)] {
            store.like(who, what).await.expect("like");
            store.repost(who, what).await.expect("repost");
            store.bookmark(who, what).await.expect("bookmark");
        }
        store.add_to_circle(ada.id, circle.id, bird).await.expect("member");
        store.join_community(bird, community.id, "").await.expect("member");
        let new = NewPost {
            audience: Audience::Community(community.id),
            ..words("In the community")
        };
        store.create_post(bird, &new).await.expect("post");
        store
            .create_circle(ada.id, &format!("Circle {number}"), "")
            .await
            .expect("circle");
        let invitation = store.invite_co_author(bird, ada.id, &words("Together"), None).await;
        invitation.expect("invitation");
        let draft = SpaceDraft {
            name: "Night of the owls".to_owned(),
            at: i64::try_from(now + DAY).ok(),
            ..SpaceDraft::default()
        };
        space = Some(app.services.spaces.open(bird, &draft).await.expect("space"));
        let rude = other(app, format!("rude{number}")).await;
        store.block(ada.id, rude).await.expect("block");
        let loud = other(app, format!("loud{number}")).await;
        store.mute(ada.id, loud).await.expect("mute");
    }
    app.settle().await;
    Shown {
        post: root,
        circle: circle.id.0,
        space: space.expect("a space"),
    }
}

/// The address of a page with what fills it. A new page with an id in its address has its line here.
fn address(page: &str, shown: &Shown) -> String {
    let id = shown.post.to_string();
    let address = match page {
        "/search" => "/search?q=birds".to_owned(),
        "/compose" => format!("/compose?reply={id}"),
        "/report" => format!("/report?post={id}"),
        "/manage" => format!("/manage?post={id}"),
        page => page
            .replace("{handle}", "ada")
            .replace("{post_id}", &id)
            .replace("{tag}", "birds")
            .replace("{slug}", "birds")
            .replace("{circle_id}", &shown.circle.to_string())
            .replace("{space_id}", &shown.space.to_string()),
    };
    assert!(!address.contains('{'), "which one is {page}?");
    address
}

/// The number of queries of every page, with so many rows on each list.
async fn count(rows: usize) -> BTreeMap<String, usize> {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let shown = fill(&app, &ada, rows).await;
    let sent = Queries::listen();
    let mut counts = BTreeMap::new();
    let pages = routes()
        .filter(|route| route.endpoint.is_page())
        .map(|route| route.path);
    for page in pages.chain(["/search?q=birds&f=people", "/notifications?f=mentions"]) {
        let address = address(page, &shown);
        // The first visit fills what is kept in memory.
        ada.browser.get(&address).await;
        let before = sent.number();
        let answer = ada.browser.get(&address).await;
        assert!(answer.status < 500, "{address}: {}", answer.status);
        counts.insert(page.to_owned(), sent.number() - before);
    }
    counts
}

#[tokio::test]
async fn a_page_asks_as_often_for_many_rows_as_for_few() {
    let few = count(FEW).await;
    let many = count(MANY).await;
    // Something was counted, and something was shown.
    assert!(few["/home"] > 3 && few["/@{handle}/{post_id}"] > 3, "{few:?}");
    for (page, few) in few {
        let many = many[&page];
        assert!(
            many <= few + TOLERATED,
            "{page}: {few} queries for {FEW} rows, {many} for {MANY}"
        );
    }
}
