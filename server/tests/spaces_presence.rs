//! Who is in a room: pages that are open, loaded anew and closed, and connections that come and go.

use crate::{
    live::work,
    spaces_rooms::Hall,
    support::{TestUser, Voice, eventually, offer, page, until},
};
use axum::body::Body;
use http::Method;
use types::{SpaceAction, SpacePhase, SpaceRole};

const MINUTE: u64 = 60_000;

async fn hang_up(who: &TestUser, place: &str) -> u16 {
    let request = who.browser.request(Method::DELETE, place);
    who.browser.send(request, Body::empty()).await.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_who_has_just_started_is_in_as_long_as_the_page_is_open() {
    let hall = Hall::new(&[]).await;
    let (bob, space) = (&hall.bob, hall.space);
    let _working = work(&hall.app);
    let adas = hall.socket(&hall.ada).await;
    let mut bobs = hall.socket(bob).await;
    let _listener = Voice::listen(bob, space).await;
    let (room, _) = bobs.room(|room, _| room.listeners == 1).await;
    assert_eq!((room.stage[0].away, room.stage[0].muted), (false, true));
    // The room's time passes; an offer has it told anew.
    hall.app.services.spaces.clock().advance(30 * MINUTE);
    let _again = Voice::listen(bob, space).await;
    let (room, _) = bobs
        .room(|room, mine| mine.role == Some(SpaceRole::Listener) && !room.stage.is_empty())
        .await;
    assert!(!room.stage[0].away, "the page is open");
    assert!(matches!(room.phase, SpacePhase::Live { .. }));

    drop(adas);
    bobs.room(|room, _| room.stage[0].away).await;
    hall.app.services.spaces.clock().advance(5 * MINUTE);
    let is_over = async || {
        let page = page(&bob.browser, space).await.unwrap();
        matches!(page.card.phase, SpacePhase::Ended { .. })
    };
    eventually("the space ends", is_over).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_whose_page_is_loaded_anew_comes_back_muted() {
    let hall = Hall::new(&[]).await;
    let (ada, bob, space) = (&hall.ada, &hall.bob, hall.space);
    let _working = work(&hall.app);
    let (mut adas, mut bobs) = (hall.socket(ada).await, hall.socket(bob).await);
    let (mut ears, mut voice) = (Voice::listen(ada, space).await, Voice::speak(ada, space).await);
    let _listener = Voice::listen(bob, space).await;
    until("connected", &mut [&mut ears, &mut voice], |all| {
        all.iter().all(|one| one.is_connected())
    })
    .await;
    adas.does(space, SpaceAction::Unmute).await;
    bobs.room(|room, _| !room.stage[0].muted).await;
    // As a page does that goes.
    assert_eq!(hang_up(ada, &voice.place).await, 204);
    assert_eq!(hang_up(ada, &ears.place).await, 204);
    drop(adas);
    let (room, _) = bobs.room(|room, _| room.stage[0].muted).await;
    assert!(!room.stage[0].away, "for a moment nobody is told");
    let mut adas = hall.socket(ada).await;
    let _ears = Voice::listen(ada, space).await;
    let (room, mine) = adas.room(|_, mine| mine.role == Some(SpaceRole::Host)).await;
    assert!(mine.muted && room.stage[0].muted && !room.stage[0].away);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_listens_anew_without_speaking_anew_is_muted() {
    let hall = Hall::new(&[]).await;
    let (ada, bob, space) = (&hall.ada, &hall.bob, hall.space);
    let _working = work(&hall.app);
    let (mut adas, mut bobs) = (hall.socket(ada).await, hall.socket(bob).await);
    let (mut ears, mut voice) = (Voice::listen(ada, space).await, Voice::speak(ada, space).await);
    let _listener = Voice::listen(bob, space).await;
    until("connected", &mut [&mut ears, &mut voice], |all| {
        all.iter().all(|one| one.is_connected())
    })
    .await;
    adas.does(space, SpaceAction::Unmute).await;
    bobs.room(|room, _| !room.stage[0].muted).await;
    // As after a crash, which hangs up nothing.
    let _again = Voice::listen(ada, space).await;
    bobs.room(|room, _| room.stage[0].muted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn listeners_who_left_are_not_counted() {
    let hall = Hall::new(&[]).await;
    let (ada, bob, space) = (&hall.ada, &hall.bob, hall.space);
    let _working = work(&hall.app);
    let mut adas = hall.socket(ada).await;
    let bobs = hall.socket(bob).await;
    let mut ears = Voice::listen(bob, space).await;
    until("connected", &mut [&mut ears], |all| all[0].is_connected()).await;
    adas.room(|room, mine| room.listeners == 1 && mine.listeners.len() == 1)
        .await;
    assert_eq!(hang_up(bob, &ears.place).await, 204);
    adas.room(|room, mine| room.listeners == 0 && mine.listeners.is_empty() && room.faces.is_empty())
        .await;

    // One whose page dies hangs up nothing: its socket ends, and its connection says no more.
    let mut ears = Voice::listen(bob, space).await;
    until("connected again", &mut [&mut ears], |all| all[0].is_connected()).await;
    adas.room(|room, _| room.listeners == 1).await;
    drop(bobs);
    adas.room(|room, _| room.listeners == 0).await;
    // Who comes back in time has kept their place.
    assert_eq!(
        page(&bob.browser, space).await.unwrap().mine.role,
        Some(SpaceRole::Listener)
    );
    let again = offer(&bob.browser, space, "whep", &Voice::an_offer()).await;
    assert_eq!(again.status, 201);
    adas.room(|room, _| room.listeners == 1).await;
}
