//! Starting and planning spaces, reminders, lists.

use crate::{
    live::work,
    support::{TestApp, TestUser, draft, eventually, kinds, open, page, retry_while_busy},
};
use futures::future::join_all;
use std::time::{SystemTime, UNIX_EPOCH};
use types::{
    AccountId, Error, Field, NotificationKind, Result, Rule, SpaceAction, SpaceCard, SpaceDraft, SpaceId, SpacePhase,
    SpaceRefusal, SpaceRole,
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn in_time(milliseconds: i64) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    (since.as_millis() as i64 + milliseconds).to_string()
}

async fn listed(who: &TestUser) -> app::spaces::Listing {
    who.browser.ask("/api/spaces/list", &[]).await.unwrap()
}

fn ids(cards: &[SpaceCard]) -> Vec<SpaceId> {
    cards.iter().map(|card| card.id).collect()
}

async fn act(who: &TestUser, space: SpaceId, action: SpaceAction) -> Result<()> {
    let body = serde_json::json!({ "space": space, "action": action }).to_string();
    let request = who
        .browser
        .request(http::Method::POST, "/api/spaces/act")
        .header(http::header::ACCEPT, "application/json")
        .header(http::header::CONTENT_TYPE, "application/json");
    let answer = who.browser.send(request, axum::body::Body::from(body)).await;
    match answer.status {
        200 => Ok(()),
        _ => Err(serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body))),
    }
}

fn refused(refusal: SpaceRefusal) -> Error {
    Error::invalid(Field::Form, Rule::Space { refusal })
}

#[tokio::test]
async fn what_cannot_be_started_says_why() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    let circle: types::Circle = bob
        .browser
        .call("/api/circles/create", &[("name", "Mine"), ("emoji", "🐦")])
        .await
        .unwrap();
    let late = in_time(31 * DAY);
    let early = in_time(-MINUTE);
    let circle = format!("circle-{}", circle.id);
    for (fields, field, rule) in [
        (vec![("name", " ")], Field::SpaceName, Rule::Required),
        (vec![("topics", "a b c d")], Field::Topics, Rule::TooMany { max: 3 }),
        (vec![("at", late.as_str())], Field::SpaceTime, Rule::SpaceTimeForm),
        (vec![("at", &early)], Field::SpaceTime, Rule::SpaceTimeForm),
        (vec![("at", "soon")], Field::SpaceTime, Rule::SpaceTimeForm),
        (vec![("audience", &circle)], Field::Audience, Rule::SpaceAudience),
        (vec![("audience", "community-1")], Field::Audience, Rule::SpaceAudience),
        (vec![("audience", "all")], Field::Audience, Rule::SpaceAudience),
        (vec![("audience", "invited")], Field::Guests, Rule::Required),
        (
            vec![("audience", "invited"), ("guests", "@bob nobody")],
            Field::Guests,
            Rule::HandleUnknown,
        ),
        (
            vec![("audience", "invited"), ("guests", "ada")],
            Field::Guests,
            Rule::HandleUnknown,
        ),
    ] {
        let mut all = vec![("name", "Owls")];
        all.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
        all.extend(&fields);
        let answer: Result<SpaceId> = ada.browser.call("/api/spaces/start", &all).await;
        assert_eq!(answer, Err(Error::invalid(field, rule)), "{fields:?}");
    }
    assert_eq!(
        listed(&ada).await,
        app::spaces::Listing::default(),
        "nothing came of it"
    );
    let guest: Result<SpaceId> = app.browser().call("/api/spaces/start", &[("name", "Owls")]).await;
    assert_eq!(guest, Err(Error::NotSignedIn));
    let space = open(&ada, &[]).await;
    let again = Err(Error::invalid(Field::Form, Rule::SpaceIsLive));
    assert_eq!(draft(&ada, &[]).await, again);
    let planned = open(&ada, &[("at", &in_time(DAY))]).await;
    assert_eq!(
        act(&ada, planned, SpaceAction::Start).await,
        again.map(drop),
        "also when planned before"
    );
    act(&ada, space, SpaceAction::End).await.unwrap();
    act(&ada, planned, SpaceAction::Start).await.unwrap();
    bob.protect().await;
    let refused = Err(Error::invalid(Field::Form, Rule::PublicAccountsOnly));
    assert_eq!(draft(&bob, &[]).await, refused);
}

#[tokio::test]
async fn a_started_space_is_live_with_its_host_in_it() {
    let app = TestApp::new().await;
    let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
    bob.relate("follow", &ada).await;
    let fields = [
        ("topics", "#Owls night"),
        ("may_speak", "invited"),
        ("recording", "true"),
    ];
    let space = open(&ada, &fields).await;
    let hers = page(&ada.browser, space).await.unwrap();
    assert!(matches!(hers.card.phase, SpacePhase::Live { .. }) && hers.card.recording && hers.card.is_mine);
    assert_eq!(
        (hers.card.name.as_str(), hers.card.topics.as_slice()),
        ("Night of the owls", ["owls", "night"].map(str::to_owned).as_slice())
    );
    assert_eq!((hers.mine.role, hers.mine.muted), (Some(SpaceRole::Host), true));
    let stage = hers.room.unwrap().stage;
    assert_eq!(
        (stage.len(), stage[0].card.id, stage[0].away),
        (1, ada.id, false),
        "in it at once"
    );
    // Anybody knows of it, and only those in it how it stands.
    let his = page(&bob.browser, space).await.unwrap();
    assert_eq!(
        (his.card.host.id, his.room, his.mine.role, his.card.is_mine),
        (ada.id, None, None, false)
    );
    assert!(page(&app.browser(), space).await.is_ok());
    assert_eq!(ids(&listed(&bob).await.live), [space]);
    let followed: Vec<SpaceCard> = bob.browser.ask("/api/spaces/followed", &[]).await.unwrap();
    assert_eq!(ids(&followed), [space]);
    let own: Vec<SpaceCard> = ada.browser.ask("/api/spaces/followed", &[]).await.unwrap();
    assert_eq!(ids(&own), []);
    bob.relate("mute", &ada).await;
    let followed: Vec<SpaceCard> = bob.browser.ask("/api/spaces/followed", &[]).await.unwrap();
    assert!(
        followed.is_empty() && listed(&bob).await.live.is_empty(),
        "nothing of the muted"
    );
    assert_eq!(
        act(&bob, space, SpaceAction::End).await,
        Err(refused(SpaceRefusal::NotPresent))
    );
    act(&ada, space, SpaceAction::End).await.unwrap();
    assert!(matches!(
        page(&bob.browser, space).await.unwrap().card.phase,
        SpacePhase::Ended { .. }
    ));
    assert_eq!(ids(&listed(&ada).await.live), []);
    assert_eq!(
        act(&ada, space, SpaceAction::End).await,
        Err(refused(SpaceRefusal::Ended))
    );
}

#[tokio::test]
async fn a_planned_space_is_moved_reminds_starts_and_tells() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    let _working = work(&app);
    let at = in_time(2 * DAY);
    let fields = [("at", at.as_str()), ("audience", "invited"), ("guests", "@bob, eve")];
    let space = open(&ada, &fields).await;
    assert_eq!(kinds(&eve).await, [NotificationKind::SpaceInvited]);
    let hers = page(&ada.browser, space).await.unwrap();
    let guests: Vec<AccountId> = hers.guests.iter().map(|card| card.id).collect();
    assert_eq!(guests, [bob.id, eve.id]);
    assert!(
        page(&bob.browser, space).await.unwrap().guests.is_empty(),
        "for the host alone"
    );
    let remind = async |who: &TestUser, on: &str| -> Result<()> {
        let fields = [("space", &*space.to_string()), ("on", on)];
        who.browser.call("/api/spaces/remind", &fields).await
    };
    remind(&bob, "true").await.unwrap();
    remind(&bob, "true").await.unwrap();
    assert!(page(&bob.browser, space).await.unwrap().card.reminded);
    remind(&eve, "true").await.unwrap();
    remind(&eve, "false").await.unwrap();
    assert!(!page(&eve.browser, space).await.unwrap().card.reminded);
    let moved: i64 = in_time(40 * MINUTE).parse().unwrap();
    let soon = SpaceAction::Reschedule { at: moved as u64 };
    assert_eq!(
        act(&bob, space, soon.clone()).await,
        Err(refused(SpaceRefusal::NotAllowed))
    );
    act(&ada, space, soon).await.unwrap();
    assert_eq!(
        page(&bob.browser, space).await.unwrap().card.phase,
        SpacePhase::Upcoming { at: moved }
    );
    assert_eq!(ids(&listed(&bob).await.upcoming), [space]);
    app.services.spaces.clock().advance(11 * 60_000);
    notified(&bob, &[NotificationKind::SpaceSoon, NotificationKind::SpaceInvited]).await;
    assert_eq!(
        kinds(&eve).await,
        [NotificationKind::SpaceInvited],
        "asked for no reminder any more"
    );
    act(&ada, space, SpaceAction::Start).await.unwrap();
    // That it begins soon is no news any more.
    notified(&bob, &[NotificationKind::SpaceStarted, NotificationKind::SpaceInvited]).await;
    notified(&eve, &[NotificationKind::SpaceStarted, NotificationKind::SpaceInvited]).await;
    assert_eq!(kinds(&ada).await, []);
}

async fn notified(who: &TestUser, expected: &[NotificationKind]) {
    let what = format!("{expected:?} for {}", who.handle);
    eventually(&what, async || kinds(who).await == expected).await;
}

#[tokio::test]
async fn two_hundred_plans_at_once_are_ten_and_two_starts_are_one() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    let named = SpaceDraft {
        name: "Owls".to_owned(),
        ..SpaceDraft::default()
    };
    let plan = SpaceDraft {
        at: Some(in_time(DAY).parse().unwrap()),
        ..named.clone()
    };
    let services = &app.services;
    let founder = ada.id;
    let open_space = |draft| retry_while_busy(move || services.spaces.open(founder, draft));
    let answers = join_all((0..200).map(|_| open_space(&plan))).await;
    let full = Err(Error::invalid(Field::Form, Rule::TooManySpaces { max: 10 }));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 10);
    assert_eq!(answers.iter().filter(|answer| **answer == full).count(), 190);
    assert_eq!(listed(&ada).await.upcoming.len(), 10);
    for round in 0..10 {
        let planned = listed(&ada).await.upcoming;
        let (one, other, new) = futures::join!(
            app.services.spaces.act(ada.id, planned[0].id, SpaceAction::Start),
            app.services.spaces.act(ada.id, planned[1].id, SpaceAction::Start),
            open_space(&named),
        );
        let all = [one, other, new.map(drop)];
        let live = all.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(live, 1, "round {round}: {all:?}");
        let lists = listed(&ada).await;
        assert_eq!(lists.live.len(), 1);
        app.services
            .spaces
            .act(ada.id, lists.live[0].id, SpaceAction::End)
            .await
            .unwrap();
        if lists.upcoming.len() < 3 {
            return;
        }
    }
}
