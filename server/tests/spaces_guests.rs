//! Private rooms: more people are invited once they exist. And who is warned of whom before they come in.

use crate::{
    live::work,
    spaces_rooms::Hall,
    support::{TestApp, TestUser, Voice, eventually, kinds, open, page},
};
use types::{Error, Field, NotificationKind, Result, Rule, SpaceAction, SpaceId, SpacePhase, SpaceRefusal, SpaceRole};

async fn invite(who: &TestUser, space: SpaceId, guests: &str) -> Result<()> {
    let fields = [("space", &*space.to_string()), ("guests", guests)];
    who.browser.call("/api/spaces/invite", &fields).await
}

const NOT_ALLOWED: Error = Error::Invalid {
    field: Field::Form,
    rule: Rule::Space {
        refusal: SpaceRefusal::NotAllowed,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_people_are_invited_to_a_private_room_that_is_live() {
    let hall = Hall::new(&[("audience", "invited"), ("guests", "bob")]).await;
    let (app, ada, bob, space) = (&hall.app, &hall.ada, &hall.bob, hall.space);
    let [eve, kim, zoe] = [
        TestUser::new(app, "eve").await,
        TestUser::new(app, "kim").await,
        TestUser::new(app, "zoe").await,
    ];
    let _working = work(app);
    assert!(page(&eve.browser, space).await.is_err());
    invite(ada, space, "@Eve, bob").await.unwrap();
    assert!(page(&eve.browser, space).await.is_ok());
    eventually("the invitation", async || {
        kinds(&eve).await == [NotificationKind::SpaceInvited]
    })
    .await;
    // Again is no second notice, and nobody else may.
    invite(ada, space, "eve").await.unwrap();
    assert_eq!(kinds(&eve).await, [NotificationKind::SpaceInvited]);
    assert_eq!(invite(bob, space, "kim").await, Err(NOT_ALLOWED));
    assert_eq!(invite(&kim, space, "zoe").await, Err(Error::NotFound));
    assert_eq!(invite(&kim, SpaceId(1), "zoe").await, Err(Error::NotFound));
    assert_eq!(
        invite(ada, space, " ").await,
        Err(Error::invalid(Field::Guests, Rule::Required))
    );
    assert_eq!(
        invite(ada, space, "nobody").await,
        Err(Error::invalid(Field::Guests, Rule::HandleUnknown))
    );

    // A co-host may.
    let (mut adas, mut bobs) = (hall.socket(ada).await, hall.socket(bob).await);
    let _ears = Voice::listen(bob, space).await;
    adas.room(|room, _| room.listeners == 1).await;
    adas.does(space, SpaceAction::Invite(bob.id, SpaceRole::Cohost)).await;
    bobs.room(|_, mine| mine.invitation.is_some()).await;
    bobs.does(space, SpaceAction::Accept).await;
    bobs.room(|_, mine| mine.role == Some(SpaceRole::Cohost)).await;
    invite(bob, space, "kim").await.unwrap();
    assert!(page(&kim.browser, space).await.is_ok());
    assert!(page(&zoe.browser, space).await.is_err());

    app.services.spaces.act(ada.id, space, SpaceAction::End).await.unwrap();
    assert_eq!(invite(ada, space, "zoe").await, Err(NOT_ALLOWED));
}

#[tokio::test]
async fn more_people_are_invited_to_a_planned_room_without_script() {
    let app = TestApp::new().await;
    let [ada, bob, eve] = [
        TestUser::new(&app, "ada").await,
        TestUser::new(&app, "bob").await,
        TestUser::new(&app, "eve").await,
    ];
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let at = (now + 3_600_000).to_string();
    let space = open(&ada, &[("audience", "invited"), ("guests", "bob"), ("at", &at)]).await;
    let path = format!("/spaces/{space}");
    let form = "action=\"/api/spaces/invite\"";
    assert!(ada.browser.get(&path).await.body.contains(form));
    assert!(!bob.browser.get(&path).await.body.contains(form));
    let id = space.to_string();
    let fields = [("space", id.as_str()), ("guests", "nobody")];
    let refused = ada.browser.post_form_from(&path, "/api/spaces/invite", &fields).await;
    assert!(refused.is_refused_form());
    let fields = [("space", id.as_str()), ("guests", "@eve")];
    let answer = ada.browser.post_form_from(&path, "/api/spaces/invite", &fields).await;
    assert_eq!((answer.location(), answer.is_refused_form()), (path.as_str(), false));
    assert!(page(&eve.browser, space).await.is_ok());
    assert_eq!(page(&ada.browser, space).await.unwrap().guests.len(), 2);
    // It is cancelled without script, too.
    assert!(
        ada.browser
            .get(&path)
            .await
            .body
            .contains("action=\"/api/spaces/cancel\"")
    );
    let cancel = [("space", id.as_str())];
    let not_hers = eve.browser.post_form_from(&path, "/api/spaces/cancel", &cancel).await;
    assert!(not_hers.is_refused_form());
    let answer = ada.browser.post_form_from(&path, "/api/spaces/cancel", &cancel).await;
    assert_eq!((answer.location(), answer.is_refused_form()), ("/spaces", false));
    let phase = page(&ada.browser, space).await.unwrap().card.phase;
    assert!(matches!(phase, SpacePhase::Ended { .. }), "{phase:?}");
    let open_space = open(&bob, &[]).await;
    assert_eq!(
        invite(&bob, open_space, "eve").await,
        Err(NOT_ALLOWED),
        "it is no private one"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_blocked_who_speaks_is_named_before_one_listens() {
    let hall = Hall::new(&[]).await;
    let (ada, bob, space) = (&hall.ada, &hall.bob, hall.space);
    let eve = TestUser::new(&hall.app, "eve").await;
    let _working = work(&hall.app);
    let (mut adas, mut bobs) = (hall.socket(ada).await, hall.socket(bob).await);
    let _ears = Voice::listen(bob, space).await;
    adas.room(|room, _| room.listeners == 1).await;
    eve.relate("block", bob).await;
    assert!(
        page(&eve.browser, space).await.unwrap().blocked.is_empty(),
        "who only listens is no matter"
    );
    adas.does(space, SpaceAction::Invite(bob.id, SpaceRole::Speaker)).await;
    bobs.room(|_, mine| mine.invitation.is_some()).await;
    bobs.does(space, SpaceAction::Accept).await;
    bobs.room(|_, mine| mine.role == Some(SpaceRole::Speaker)).await;
    let blocked = page(&eve.browser, space).await.unwrap().blocked;
    assert_eq!(blocked.iter().map(|card| card.id).collect::<Vec<_>>(), [bob.id]);
    let shown = eve.browser.get(&format!("/spaces/{space}")).await.body;
    assert!(shown.contains("Somebody you blocked has a microphone here"), "{shown}");
    // Who is blocked learns nothing of it.
    assert!(page(&bob.browser, space).await.unwrap().blocked.is_empty());
}
