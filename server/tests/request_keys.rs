//! What is asked for twice because its answer was lost is made once.

use crate::{
    posts::refused,
    support::{TestApp, TestUser},
};
use futures::future::join_all;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use types::{
    CoPostInvitations, CommunityName, Error, Field, InvitationId, NewPost, Post, PostId, Result, Rule, SpaceId,
};

const KEY: (&str, &str) = ("key", "0123456789abcdef");

async fn call<T: DeserializeOwned>(who: &TestUser, path: &str, fields: &[(&str, &str)]) -> Result<T> {
    let fields: Vec<_> = fields.iter().copied().chain([KEY]).collect();
    who.browser.call(path, &fields).await
}

/// Posts on somebody's profile.
async fn count(app: &TestApp, who: &TestUser) -> usize {
    let page = app.store.profile_posts(who.id, who.id, None, 100).await;
    page.expect("posts").items.len()
}

#[tokio::test]
async fn two_hundred_tries_to_send_one_post_make_one() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let new = NewPost {
        text: "Once".to_owned(),
        key: Some(KEY.1.to_owned()),
        ..NewPost::default()
    };
    let send = async || -> PostId {
        loop {
            match app.store.create_post(ada.id, &new).await {
                // The database has no connection to spare: a person tries again.
                Err(Error::Unavailable | Error::Conflict) => tokio::task::yield_now().await,
                answer => return answer.expect("a post"),
            }
        }
    };
    let made: BTreeSet<PostId> = join_all((0..200).map(|_| send())).await.into_iter().collect();
    assert_eq!(made.len(), 1, "each is told of the same post");
    assert_eq!(count(&app, &ada).await, 1);
    // Of the fifty that one may write in half an hour, one was.
    for number in 0..49 {
        ada.post(&format!("Another {number}")).await;
    }
}

#[tokio::test]
async fn a_key_is_of_one_account_and_of_what_was_made() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    // What was refused was not made: the key is free.
    let empty = call::<Post>(&ada, "/api/posts/create", &[("text", "")]).await;
    assert_eq!(empty.err(), Some(refused(Field::Text, Rule::TextEmpty)));
    let first = call::<Post>(&ada, "/api/posts/create", &[("text", "Mine")])
        .await
        .unwrap();
    let other = call::<Post>(&bob, "/api/posts/create", &[("text", "Mine")])
        .await
        .unwrap();
    assert_ne!(first.id, other.id);
    let again = call::<Post>(&ada, "/api/posts/create", &[("text", "Mine")])
        .await
        .unwrap();
    assert_eq!(again.id, first.id);
    let fields = [
        ("text", "A reply"),
        ("reply_to", &*other.id.to_string()),
        ("key", "another"),
    ];
    for _ in 0..2 {
        let _: Post = ada.browser.call("/api/posts/create", &fields).await.expect("a reply");
    }
    let seen: Post = ada
        .browser
        .ask("/api/posts/show", &[("post_id", &*other.id.to_string())])
        .await
        .unwrap();
    assert_eq!(seen.counts.replies, 1);
    let long = "x".repeat(65);
    let fields = [("text", "Too long a key"), ("key", &*long)];
    let answer: Result<Post> = ada.browser.call("/api/posts/create", &fields).await;
    assert_eq!(answer.err(), Some(refused(Field::Form, Rule::TooLong { max: 64 })));
}

#[tokio::test]
async fn a_form_without_script_that_is_sent_twice_makes_one_post() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let page = ada.browser.get("/compose").await.body;
    let (_, rest) = page.split_once("name=\"key\" value=\"").expect("a key in the form");
    let key = rest.split('"').next().unwrap_or_default();
    assert!(!key.is_empty());
    for _ in 0..2 {
        let fields = [("text", "Pressed twice"), ("audience", "public"), ("key", key)];
        let answer = ada
            .browser
            .post_form_from("/compose", "/api/posts/create", &fields)
            .await;
        assert!(!answer.is_refused_form(), "{answer:?}");
    }
    assert_eq!(count(&app, &ada).await, 1);
}

#[tokio::test]
async fn another_text_under_an_old_key_is_another_post() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    // Without script: back to the page, whose form has its key still.
    let mut made = BTreeSet::new();
    for text in ["First", "Second", "Second"] {
        let post = call::<Post>(&ada, "/api/posts/create", &[("text", text)]).await;
        made.insert(post.expect("a post").id);
    }
    assert_eq!(made.len(), 2);
    assert_eq!(count(&app, &ada).await, 2);
}

#[tokio::test]
async fn another_name_under_an_old_key_is_another_community_or_space() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let mut communities = BTreeSet::new();
    for (name, slug) in [("Birds", "birds"), ("Owls", "owls"), ("Owls", "owls")] {
        let fields = [("name", name), ("slug", slug)];
        let made: CommunityName = call(&ada, "/api/communities/create", &fields).await.unwrap();
        assert_eq!(made.name, name);
        communities.insert(made.id);
    }
    assert_eq!(communities.len(), 2);
    let _: SpaceId = call(&ada, "/api/spaces/start", &[("name", "Birds")]).await.unwrap();
    // A new one is asked for, which has to wait until the first is over.
    let other: Result<SpaceId> = call(&ada, "/api/spaces/start", &[("name", "Owls")]).await;
    assert_eq!(other, Err(refused(Field::Form, Rule::SpaceIsLive)));
}

#[tokio::test]
async fn invitations_communities_and_spaces_are_made_once_too() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    bob.relate("follow", &ada).await;
    let invitee = bob.id.to_string();
    let invitation = [("invitee", &*invitee), ("text", "Together"), ("audience", "public")];
    let first: InvitationId = call(&ada, "/api/co_posts/invite", &invitation).await.unwrap();
    assert_eq!(call(&ada, "/api/co_posts/invite", &invitation).await, Ok(first));
    let waiting: CoPostInvitations = ada.browser.ask("/api/co_posts/list", &[]).await.unwrap();
    assert_eq!(waiting.sent.len(), 1);

    let community = [("name", "Birds"), ("slug", "birds")];
    let first: CommunityName = call(&ada, "/api/communities/create", &community).await.unwrap();
    assert_eq!(call(&ada, "/api/communities/create", &community).await, Ok(first));
    let others: Result<CommunityName> = call(&bob, "/api/communities/create", &community).await;
    assert_eq!(others, Err(refused(Field::Slug, Rule::SlugTaken)));

    let first: SpaceId = call(&ada, "/api/spaces/start", &[("name", "Owls")]).await.unwrap();
    assert_eq!(call(&ada, "/api/spaces/start", &[("name", "Owls")]).await, Ok(first));
    let other: Result<SpaceId> = ada.browser.call("/api/spaces/start", &[("name", "Owls")]).await;
    assert_eq!(other, Err(refused(Field::Form, Rule::SpaceIsLive)));
}
