//! Rooms over the live socket with real voices: coming in, the stage, reactions and captions, a host who is lost, a restart.

use crate::{
    live::{Socket, work},
    support::{TestApp, TestUser, Voice, eventually, open, page, until},
};
use http::Method;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use types::{
    AccountId, Caption, MyPlace, Result, RoomState, SpaceAction, SpaceId, SpacePhase, SpaceRefusal, SpaceRole,
    live::{ClientMessage, ServerMessage},
};

impl Socket {
    pub async fn does(&mut self, space: SpaceId, action: SpaceAction) {
        self.say(&ClientMessage::Space { space, action }).await;
    }

    /// What a refused action is answered.
    async fn refused(&mut self, space: SpaceId, action: SpaceAction) -> SpaceRefusal {
        self.does(space, action).await;
        let refused = |message: &ServerMessage| matches!(message, ServerMessage::SpaceRefused { .. });
        match self.wait_for(refused).await.pop() {
            Some(ServerMessage::SpaceRefused { refusal, .. }) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// The first room told that is so.
    pub async fn room(&mut self, so: impl Fn(&RoomState, &MyPlace) -> bool) -> (Arc<RoomState>, MyPlace) {
        let wanted = |message: &ServerMessage| match message {
            ServerMessage::Room { room, mine, .. } => so(room, mine),
            _ => false,
        };
        match self.wait_for(wanted).await.pop() {
            Some(ServerMessage::Room { room, mine, .. }) => (room, mine),
            other => panic!("{other:?}"),
        }
    }

    async fn out(&mut self) -> bool {
        let out = |message: &ServerMessage| matches!(message, ServerMessage::SpaceOut { .. });
        match self.wait_for(out).await.pop() {
            Some(ServerMessage::SpaceOut { removed, .. }) => removed,
            other => panic!("{other:?}"),
        }
    }
}

fn people(room: &RoomState) -> Vec<(AccountId, SpaceRole)> {
    room.stage.iter().map(|one| (one.card.id, one.role)).collect()
}

pub struct Hall {
    pub app: TestApp,
    address: SocketAddr,
    pub ada: TestUser,
    pub bob: TestUser,
    pub space: SpaceId,
}

impl Hall {
    /// Ada hosts, Bob is to listen.
    pub async fn new(fields: &[(&str, &str)]) -> Self {
        let app = TestApp::new().await;
        let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
        let space = open(&ada, fields).await;
        let address = app.listen().await;
        Self {
            app,
            address,
            ada,
            bob,
            space,
        }
    }

    pub async fn socket(&self, who: &TestUser) -> Socket {
        Socket::open(self.address, &who.browser).await.0
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_asks_speaks_is_heard_and_is_put_out() {
    let hall = Hall::new(&[]).await;
    let (ada, bob, space) = (&hall.ada, &hall.bob, hall.space);
    let _working = work(&hall.app);
    let (mut adas, mut bobs) = (hall.socket(ada).await, hall.socket(bob).await);
    let mut host = Voice::listen(ada, space).await;
    adas.room(|room, mine| mine.role == Some(SpaceRole::Host) && !room.stage[0].away)
        .await;
    let mut listener = Voice::listen(bob, space).await;
    let (room, mine) = bobs.room(|room, _| room.listeners == 1).await;
    assert_eq!((mine.role, room.faces[0].id), (Some(SpaceRole::Listener), bob.id));
    let (_, mine) = adas.room(|room, _| room.listeners == 1).await;
    assert_eq!(mine.listeners[0].id, bob.id, "hosts see who listens");
    until("connected", &mut [&mut host, &mut listener], |all| {
        all.iter().all(|one| one.is_connected())
    })
    .await;

    assert_eq!(
        bobs.refused(space, SpaceAction::Unmute).await,
        SpaceRefusal::NoMicrophone
    );
    assert_eq!(bobs.refused(space, SpaceAction::Enter).await, SpaceRefusal::NotAllowed);
    assert_eq!(bobs.refused(space, SpaceAction::Drop).await, SpaceRefusal::NotAllowed);
    bobs.does(space, SpaceAction::Request).await;
    let (_, mine) = adas.room(|_, mine| !mine.requests.is_empty()).await;
    assert_eq!(mine.requests[0].id, bob.id);
    adas.does(space, SpaceAction::Approve(bob.id)).await;
    let (room, mine) = bobs.room(|_, mine| mine.role == Some(SpaceRole::Speaker)).await;
    assert_eq!(people(&room), [(ada.id, SpaceRole::Host), (bob.id, SpaceRole::Speaker)]);
    assert!(mine.muted && !mine.requested);
    let mut voice = Voice::speak(bob, space).await;
    until("speaking", &mut [&mut voice], |all| all[0].is_connected()).await;
    bobs.does(space, SpaceAction::Unmute).await;
    adas.room(|room, _| room.stage.iter().any(|one| one.card.id == bob.id && !one.muted))
        .await;
    for sequence in 0..10 {
        voice.say(sequence, "heard");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    until("heard", &mut [&mut host, &mut voice], |all| all[0].heard("heard")).await;
    let speaks = |message: &ServerMessage| matches!(message, ServerMessage::Voices { levels, .. } if levels.iter().any(|(who, _)| *who == bob.id));
    adas.wait_for(speaks).await;
    // Who comes while the voice goes on evenly is told of it too.
    for sequence in 10..20 {
        voice.say(sequence, "heard");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    hall.socket(ada).await.wait_for(speaks).await;

    adas.does(space, SpaceAction::React("👏".to_owned())).await;
    bobs.wait_for(|message| matches!(message, ServerMessage::Reaction { account_id, emoji, .. } if *account_id == ada.id && emoji == "👏"))
        .await;
    let caption = |text: &str| ClientMessage::Caption {
        space,
        caption: Caption {
            speaker: ada.id,
            number: 1,
            revision: 0,
            start: 0,
            end: u32::MAX,
            text: text.to_owned(),
        },
    };
    bobs.say(&caption("Not agreed to")).await;
    bobs.does(space, SpaceAction::Captions(true)).await;
    adas.room(|room, _| room.stage.iter().any(|one| one.captions)).await;
    bobs.say(&caption(&"o".repeat(501))).await;
    bobs.say(&caption(" Hoo\nhoo ")).await;
    let heard = adas
        .wait_for(|message| matches!(message, ServerMessage::Caption { .. }))
        .await;
    let Some(ServerMessage::Caption { caption, .. }) = heard.last() else {
        panic!("no caption")
    };
    assert_eq!(
        (caption.speaker, caption.text.as_str()),
        (bob.id, "Hoo hoo"),
        "by who said it"
    );
    assert!(caption.end < 60_000, "{caption:?}");

    adas.does(space, SpaceAction::Remove(bob.id)).await;
    assert!(bobs.out().await);
    until("silence", &mut [&mut listener, &mut voice], |all| {
        all.iter().all(|one| one.was_told())
    })
    .await;
    assert!(
        page(&bob.browser, space).await.is_err(),
        "and it is not there for them any more"
    );
    let offer = crate::support::offer(&bob.browser, space, "whep", &Voice::an_offer()).await;
    assert_eq!(offer.status, 404);
    adas.does(space, SpaceAction::End).await;
    assert!(!adas.out().await);
    until("the end", &mut [&mut host], |all| all[0].was_told()).await;
    assert!(matches!(
        page(&ada.browser, space).await.unwrap().card.phase,
        SpacePhase::Ended { .. }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cohost_takes_over_from_a_host_who_is_lost() {
    let hall = Hall::new(&[]).await;
    let (ada, bob, space) = (&hall.ada, &hall.bob, hall.space);
    let _working = work(&hall.app);
    let (mut adas, mut bobs) = (hall.socket(ada).await, hall.socket(bob).await);
    let mut host = Voice::listen(ada, space).await;
    let mut other = Voice::listen(bob, space).await;
    adas.room(|room, _| room.listeners == 1).await;
    adas.does(space, SpaceAction::Invite(bob.id, SpaceRole::Cohost)).await;
    bobs.room(|_, mine| mine.invitation == Some(SpaceRole::Cohost)).await;
    bobs.does(space, SpaceAction::Accept).await;
    until("connected", &mut [&mut host, &mut other], |all| {
        all.iter().all(|one| one.is_connected())
    })
    .await;
    bobs.room(|room, mine| mine.role == Some(SpaceRole::Cohost) && !room.stage[0].away)
        .await;
    host.hang_up();
    drop(adas);
    bobs.room(|room, _| room.stage[0].away).await;
    hall.app.services.spaces.clock().advance(60_000);
    let (room, mine) = bobs.room(|room, _| room.stage[0].card.id == bob.id).await;
    assert_eq!(mine.role, Some(SpaceRole::Host));
    assert_eq!(people(&room), [(bob.id, SpaceRole::Host), (ada.id, SpaceRole::Cohost)]);
    assert_eq!(page(&ada.browser, space).await.unwrap().card.host.id, bob.id);
    other.hang_up();
    drop(bobs);
    let is_over = async || {
        let page = page(&ada.browser, space).await.unwrap();
        matches!(page.card.phase, SpacePhase::Ended { .. })
    };
    // With nobody left to host.
    eventually("the space ends", async || {
        hall.app.services.spaces.clock().advance(60_000);
        is_over().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_ends_nothing_that_people_see() {
    let mut hall = Hall::new(&[]).await;
    let space = hall.space;
    {
        let _working = work(&hall.app);
        let (mut adas, mut bobs) = (hall.socket(&hall.ada).await, hall.socket(&hall.bob).await);
        let _host = Voice::listen(&hall.ada, space).await;
        let _other = Voice::listen(&hall.bob, space).await;
        adas.room(|room, _| room.listeners == 1).await;
        adas.does(space, SpaceAction::Invite(hall.bob.id, SpaceRole::Speaker))
            .await;
        bobs.room(|_, mine| mine.invitation.is_some()).await;
        bobs.does(space, SpaceAction::Accept).await;
        bobs.does(space, SpaceAction::Unmute).await;
        bobs.room(|_, mine| mine.role == Some(SpaceRole::Speaker) && !mine.muted)
            .await;
    }
    hall.app.restart();
    hall.app.again(&mut hall.ada);
    hall.app.again(&mut hall.bob);
    hall.address = hall.app.listen().await;
    let _working = work(&hall.app);
    let before = page(&hall.bob.browser, space).await.unwrap();
    let room = before.room.expect("still in it");
    assert_eq!(
        people(&room),
        [(hall.ada.id, SpaceRole::Host), (hall.bob.id, SpaceRole::Speaker)]
    );
    assert!(room.stage.iter().all(|one| one.away) && !before.mine.muted);
    let mut bobs = hall.socket(&hall.bob).await;
    bobs.room(|room, _| room.stage.len() == 2).await;
    let mut again = Voice::listen(&hall.bob, space).await;
    bobs.room(|room, _| !room.stage[1].away).await;
    until("back", &mut [&mut again], |all| all[0].is_connected()).await;
    let _voice = Voice::speak(&hall.bob, space).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_hides_what_they_listen_to_is_counted_and_not_shown() {
    let hall = Hall::new(&[]).await;
    let (ada, bob, space) = (&hall.ada, &hall.bob, hall.space);
    let _working = work(&hall.app);
    let mut bobs = hall.socket(bob).await;
    let _host = Voice::listen(ada, space).await;
    let _listener = Voice::listen(bob, space).await;
    bobs.room(|room, _| room.faces.len() == 1).await;
    let hides: Result<bool> = bob
        .browser
        .call("/api/settings/set_hides_listening", &[("hides", "true")])
        .await;
    assert_eq!(hides, Ok(true));
    let (room, _) = bobs.room(|room, _| room.faces.is_empty()).await;
    assert_eq!(room.listeners, 1);
    let hides: Result<bool> = bob.browser.ask("/api/settings/hides_listening", &[]).await;
    assert_eq!(hides, Ok(true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_is_hung_up_by_its_own_address() {
    let hall = Hall::new(&[]).await;
    let (bob, space) = (&hall.bob, hall.space);
    let mut first = Voice::listen(bob, space).await;
    let place = first.place.clone();
    let mut second = Voice::listen(bob, space).await;
    let delete = async |place: &str| {
        let request = bob.browser.request(Method::DELETE, place);
        bob.browser.send(request, axum::body::Body::empty()).await.status
    };
    assert_eq!(delete(&place).await, 404, "another connection took its place");
    until("the newer one", &mut [&mut first, &mut second], |all| {
        all[1].is_connected()
    })
    .await;
    assert_eq!(delete(&second.place.clone()).await, 204);
    until("closed", &mut [&mut second], |all| all[0].was_told()).await;
    assert_eq!(
        page(&bob.browser, space).await.unwrap().mine.role,
        Some(SpaceRole::Listener),
        "for a while"
    );
    let offer = |kind: &'static str, sdp: String| {
        let request = bob
            .browser
            .request(Method::POST, &format!("/spaces/{space}/whep"))
            .header("content-type", kind);
        bob.browser.send(request, axum::body::Body::from(sdp))
    };
    assert_eq!(offer("text/plain", Voice::an_offer()).await.status, 415);
    assert_eq!(offer("application/sdp", "v=0".to_owned()).await.status, 422);
    assert_eq!(offer("application/sdp", "v".repeat(70_000)).await.status, 413);
    assert_eq!(
        crate::support::offer(&bob.browser, space, "whip", &Voice::an_offer())
            .await
            .status,
        422
    );
}
