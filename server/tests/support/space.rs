//! Spaces: starting them, and connections that carry voices, made by the library's own client.

#[allow(dead_code, reason = "the engine's own tests use the rest")]
#[path = "../../spaces/tests/voice/client.rs"]
mod client;

use super::{Answer, Browser, TestUser};
use axum::body::Body;
use client::Client;
use http::{Method, header};
use std::time::{Duration, Instant};
use tokio::{runtime::Handle, task::block_in_place};
use types::{Result, SpaceId, SpacePage};

const PATIENCE: Duration = Duration::from_secs(20);

/// Starts or plans a space with these fields besides its name.
pub async fn draft(host: &TestUser, fields: &[(&str, &str)]) -> Result<SpaceId> {
    let mut all = vec![("name", "Night of the owls")];
    all.extend_from_slice(fields);
    host.browser.call("/api/spaces/start", &all).await
}

/// Starts a space, which must succeed.
pub async fn open(host: &TestUser, fields: &[(&str, &str)]) -> SpaceId {
    draft(host, fields).await.expect("a space")
}

pub async fn page(who: &Browser, space: SpaceId) -> Result<SpacePage> {
    who.ask("/api/spaces/show", &[("space", &space.to_string())]).await
}

/// Posts an offer to `whip` or `whep`.
pub async fn offer(who: &Browser, space: SpaceId, side: &str, sdp: &str) -> Answer {
    let request = who
        .request(Method::POST, &format!("/spaces/{space}/{side}"))
        .header(header::CONTENT_TYPE, "application/sdp");
    who.send(request, Body::from(sdp.to_owned())).await
}

/// A connection that the server accepted.
pub struct Voice {
    client: Client,
    /// The address that ends the connection.
    pub place: String,
}

impl Voice {
    /// Listens; needs a runtime of several threads.
    pub async fn listen(who: &TestUser, space: SpaceId) -> Self {
        let mut place = String::new();
        let client = Client::listener_by(|sdp| post(who, space, "whep", sdp, &mut place));
        Self { client, place }
    }

    pub async fn speak(who: &TestUser, space: SpaceId) -> Self {
        let mut place = String::new();
        let client = Client::speaker_by(|sdp| post(who, space, "whip", sdp, &mut place));
        Self { client, place }
    }

    /// An offer of a client that never connects.
    pub fn an_offer() -> String {
        Client::offer_only()
    }

    pub fn say(&mut self, sequence: u16, words: &str) {
        self.client.say(sequence, 25, words.as_bytes());
    }

    /// Opus.
    pub fn send(&mut self, sequence: u16, payload: &[u8]) {
        self.client.say(sequence, 25, payload);
    }

    pub fn heard(&self, words: &str) -> bool {
        self.client.words().iter().any(|heard| heard == words.as_bytes())
    }

    pub fn is_connected(&self) -> bool {
        self.client.connected
    }

    /// The server said goodbye.
    pub fn was_told(&self) -> bool {
        self.client.was_told()
    }

    pub fn hang_up(&mut self) {
        self.client.hang_up();
    }
}

fn post(who: &TestUser, space: SpaceId, side: &str, sdp: &str, place: &mut String) -> String {
    let answer = block_in_place(|| Handle::current().block_on(offer(&who.browser, space, side, sdp)));
    assert_eq!(answer.status, 201, "{} {side}: {}", who.handle, answer.body);
    answer.location().clone_into(place);
    answer.body
}

/// Drives the connections until `done`, or fails with `what`.
pub async fn until(what: &str, voices: &mut [&mut Voice], mut done: impl FnMut(&mut [&mut Voice]) -> bool) {
    let start = Instant::now();
    while !done(voices) {
        assert!(start.elapsed() < PATIENCE, "not in time: {what}");
        voices.iter_mut().for_each(|voice| voice.client.pump());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
