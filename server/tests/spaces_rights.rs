//! Who may know of a space, and what happens to those who may no longer while they are in it.

use crate::{
    live::{Socket, work},
    support::{Answer, Browser, TestApp, TestUser, Voice, draft, eventually, offer, open, page, until},
};
use app::spaces::{ClientAccess, Listing};
use axum::{body::Body, extract::ConnectInfo};
use http::{Method, Request, header};
use std::net::SocketAddr;
use tower::ServiceExt;
use types::{
    Circle, CommunityDraft, Error, JoinLevel, Result, SpaceCard, SpaceId,
    live::{ServerMessage, Topic},
};

/// Everything that a space answers somebody; what stands in none of it, nobody learns.
async fn all_of(who: &Browser, space: SpaceId) -> Vec<String> {
    let id = space.to_string();
    let mut answers = Vec::new();
    let fields = [("space", id.as_str()), ("on", "true")];
    let show = page(who, space).await;
    answers.push(format!("{:?}", show.map(drop)));
    let card: Result<SpaceCard> = who.ask("/api/spaces/card", &fields[..1]).await;
    answers.push(format!("{:?}", card.map(drop)));
    let remind: Result<()> = who.call("/api/spaces/remind", &fields).await;
    answers.push(format!("{remind:?}"));
    let client: Result<ClientAccess> = who.call("/api/spaces/client", &fields[..1]).await;
    answers.push(format!("{:?}", client.map(drop)));
    for side in ["whep", "whip"] {
        let answer = offer(who, space, side, &Voice::an_offer()).await;
        answers.push(format!(
            "{} {}",
            answer.status,
            if answer.status == 201 { "" } else { &answer.body }
        ));
    }
    let lists: Listing = who.ask("/api/spaces/list", &[]).await.unwrap();
    let listed = [lists.live, lists.upcoming, lists.replays].concat();
    answers.push(format!("{}", listed.iter().any(|card| card.id == space)));
    answers
}

async fn knows(who: &Browser, space: SpaceId) -> bool {
    let (found, missing) = (all_of(who, space).await, all_of(who, SpaceId(1)).await);
    let seen = page(who, space).await.is_ok();
    assert_eq!(found == missing, !seen, "all or nothing: {found:?}");
    assert_eq!(found[6], seen.to_string(), "the lists too");
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_space_is_known_to_its_audience_alone() {
    let app = TestApp::new().await;
    let [ada, bob, eve, kim] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
        TestUser::new(&app, "kim").await,
    ];
    bob.relate("follow", &ada).await;
    kim.relate("follow", &ada).await;
    let circle: Circle = ada
        .browser
        .call("/api/circles/create", &[("name", "Mine"), ("emoji", "🐦")])
        .await
        .unwrap();
    let circle_id = circle.id.to_string();
    let add = [("circle_id", &*circle_id), ("account_id", &*eve.id.to_string())];
    let _: Circle = ada.browser.call("/api/circles/add", &add).await.unwrap();
    let community = CommunityDraft {
        name: "Birds".to_owned(),
        description: String::new(),
        topics: String::new(),
        level: JoinLevel::Open,
    };
    let community = app
        .store
        .create_community(ada.id, "birds", &community, &[])
        .await
        .unwrap();
    app.store.join_community(bob.id, community.id, "").await.unwrap();
    kim.relate("block", &ada).await;
    let guest = app.browser();
    let [circle, community] = [format!("circle-{}", circle.id), format!("community-{}", community.id)];
    // Bob, Eve, Kim who blocks the host, a guest.
    for (audience, expected) in [
        ("public", [true, true, false, true]),
        ("followers", [true, false, false, false]),
        (circle.as_str(), [false, true, false, false]),
        (community.as_str(), [true, false, false, false]),
        ("invited", [false, true, false, false]),
    ] {
        let space = open(&ada, &[("audience", audience), ("guests", "eve")]).await;
        assert!(page(&ada.browser, space).await.is_ok());
        for (who, expected) in [&bob.browser, &eve.browser, &kim.browser, &guest]
            .into_iter()
            .zip(expected)
        {
            if who.cookie("piaf").is_some() {
                assert_eq!(knows(who, space).await, expected, "{audience}");
            } else {
                assert_eq!(page(who, space).await.is_ok(), expected, "{audience}");
                assert_eq!(offer(who, space, "whep", &Voice::an_offer()).await.status, 401);
            }
        }
        app.services
            .spaces
            .act(ada.id, space, types::SpaceAction::End)
            .await
            .unwrap();
    }
}

/// Connects `who`, does `deed`, and sees their connection end.
async fn is_out_after(host: &TestUser, who: &TestUser, space: SpaceId, deed: impl AsyncFnOnce()) {
    let mut voice = Voice::listen(who, space).await;
    until("connected", &mut [&mut voice], |all| all[0].is_connected()).await;
    deed().await;
    until("put out", &mut [&mut voice], |all| all[0].was_told()).await;
    let seen = page(&host.browser, space).await;
    if let Ok(page) = seen {
        assert!(page.room.is_none_or(|room| room.listeners == 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_be_there_any_more_is_out_at_once() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let _working = work(&app);
    let end = async |space| {
        app.services
            .spaces
            .act(ada.id, space, types::SpaceAction::End)
            .await
            .unwrap()
    };

    bob.relate("follow", &ada).await;
    let space = open(&ada, &[("audience", "followers")]).await;
    is_out_after(&ada, &bob, space, async || {
        bob.relate("unfollow", &ada).await;
    })
    .await;
    end(space).await;

    let circle: Circle = ada
        .browser
        .call("/api/circles/create", &[("name", "Mine"), ("emoji", "🐦")])
        .await
        .unwrap();
    let circle = circle.id.to_string();
    let bobs = bob.id.to_string();
    let fields = [("circle_id", circle.as_str()), ("account_id", &bobs)];
    let _: Circle = ada.browser.call("/api/circles/add", &fields).await.unwrap();
    let space = open(&ada, &[("audience", &format!("circle-{circle}"))]).await;
    is_out_after(&ada, &bob, space, async || {
        let _: Circle = ada.browser.call("/api/circles/remove", &fields).await.unwrap();
    })
    .await;
    end(space).await;

    let space = open(&ada, &[]).await;
    is_out_after(&ada, &bob, space, async || {
        ada.relate("block", &bob).await;
    })
    .await;
    ada.relate("unblock", &bob).await;
    is_out_after(&ada, &bob, space, async || {
        bob.browser.call::<String>("/api/accounts/log_out", &[]).await.unwrap();
    })
    .await;
    assert_eq!(offer(&bob.browser, space, "whep", &Voice::an_offer()).await.status, 401);
    let eve = TestUser::new(&app, "eve").await;
    is_out_after(&eve, &eve, space, async || {
        app.store.suspend("ada").await.unwrap();
    })
    .await;
    assert_eq!(
        page(&eve.browser, space).await.map(drop),
        Err(Error::NotFound),
        "of a suspended founder"
    );
    delivered(&app).await;
    app.store.unsuspend("ada").await.unwrap();
    let ended = async || {
        let page = page(&eve.browser, space).await.unwrap();
        matches!(page.card.phase, types::SpacePhase::Ended { .. })
    };
    eventually("the space ends", ended).await;
}

/// As a program does that is no browser.
async fn by_token(app: &TestApp, token: &str, space: SpaceId, side: &str) -> u16 {
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("/spaces/{space}/{side}"))
        .header(header::HOST, "127.0.0.1:8000")
        .header(header::CONTENT_TYPE, "application/sdp")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))))
        .body(Body::from(Voice::an_offer()))
        .unwrap();
    app.router().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_opens_one_space_as_long_as_its_session() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let (space, other) = (open(&ada, &[]).await, open(&bob, &[]).await);
    let id = space.to_string();
    let token = async || -> ClientAccess { bob.browser.call("/api/spaces/client", &[("space", &id)]).await.unwrap() };
    let first = token().await;
    assert!(first.listen.ends_with(&format!("/spaces/{space}/whep")), "{first:?}");
    assert_eq!(by_token(&app, &first.token, space, "whep").await, 201);
    assert_eq!(
        by_token(&app, &first.token, space, "whip").await,
        422,
        "without a microphone"
    );
    assert_eq!(by_token(&app, &first.token, other, "whep").await, 401);
    assert_eq!(by_token(&app, "x", space, "whep").await, 401);
    let second = token().await;
    assert_eq!(
        by_token(&app, &first.token, space, "whep").await,
        401,
        "the newer one counts"
    );
    let kept: i64 =
        sqlx::query_scalar("select count(*) from space_tokens where position($1 in encode(hash, 'escape')) > 0")
            .bind(&second.token)
            .fetch_one(app.store.pool())
            .await
            .unwrap();
    assert_eq!(kept, 0, "only its hash is kept");
    bob.browser.call::<String>("/api/accounts/log_out", &[]).await.unwrap();
    assert_eq!(by_token(&app, &second.token, space, "whep").await, 401);
    let closed = Err(Error::NotSignedIn);
    assert_eq!(draft(&bob, &[]).await.map(drop), closed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_that_is_taken_is_told_of_the_relay() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let space = open(&ada, &[]).await;
    let links = |answer: Answer| {
        let links = answer.headers.get_all(header::LINK).iter();
        links.map(|link| link.to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(links(offer(&ada.browser, space, "whep", &Voice::an_offer()).await).is_empty());

    let settings = [
        ("sign_ups_per_hour", "0"),
        ("turn", "turn:turn.example:3478,turns:turn.example?transport=tcp"),
        ("turn_secret", "north"),
    ];
    let app = TestApp::with(&settings).await;
    let ada = TestUser::new(&app, "ada").await;
    let space = open(&ada, &[]).await;
    let told = links(offer(&ada.browser, space, "whep", &Voice::an_offer()).await);
    assert!(
        told[0].starts_with("<turn:turn.example:3478>; rel=\"ice-server\"; username=\""),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("<turns:turn.example?transport=tcp>; rel=\"ice-server\""),
        "{told:?}"
    );
    assert!(
        told.iter().all(|link| !link.contains("north") && !link.contains("ada")),
        "{told:?}"
    );
    let stranger = app.browser();
    assert!(links(offer(&stranger, space, "whep", &Voice::an_offer()).await).is_empty());
}

fn changes(heard: &[ServerMessage], space: SpaceId) -> usize {
    let changed = ServerMessage::SpaceChanged { space };
    heard.iter().filter(|message| **message == changed).count()
}

/// Waits until the worker has delivered every event so far.
async fn delivered(app: &TestApp) {
    let waiting = "select count(*) from outbox where done_at is null";
    let is_empty = async || {
        sqlx::query_scalar::<_, i64>(waiting)
            .fetch_one(app.store.pool())
            .await
            .unwrap()
            == 0
    };
    eventually("the outbox is empty", is_empty).await;
}

#[tokio::test]
async fn changes_reach_those_who_show_a_space_or_follow_its_people() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    bob.relate("follow", &ada).await;
    app.settle().await;
    let address = app.listen().await;
    let (mut bobs, _) = Socket::open(address, &bob.browser).await;
    let (mut eves, _) = Socket::open(address, &eve.browser).await;
    let _working = work(&app);
    let space = open(&ada, &[("audience", "followers")]).await;
    bobs.wait_for(|message| *message == ServerMessage::SpaceChanged { space })
        .await;
    // A space that one may not know of, and one that never was.
    let missing = SpaceId(1);
    let heard = eves.watch_topics([space, missing].map(Topic::Space), None).await;
    assert_eq!((changes(&heard, space), changes(&heard, missing)), (1, 1));
    let heard = bobs.watch_topics([Topic::Space(space)], None).await;
    assert_eq!(changes(&heard, space), 0);
    bob.relate("unfollow", &ada).await;
    bobs.wait_for(|message| *message == ServerMessage::SpaceChanged { space })
        .await;
    app.services
        .spaces
        .act(ada.id, space, types::SpaceAction::End)
        .await
        .unwrap();
    delivered(&app).await;
    bob.relate("follow", &ada).await;
    eve.relate("follow", &ada).await;
    let next = open(&ada, &[]).await;
    for (socket, who) in [(&mut bobs, "bob"), (&mut eves, "eve")] {
        let heard = socket
            .wait_for(|message| *message == ServerMessage::SpaceChanged { space: next })
            .await;
        assert_eq!(changes(&heard, space), 0, "{who}: {heard:?}");
    }
}
