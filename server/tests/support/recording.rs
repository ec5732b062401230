//! Recorded spaces: people who say tones, files as bytes, and what can be heard in them.

use super::{Browser, TestApp, TestUser, Voice, eventually, open, page, until};
use axum::body::{Body, to_bytes};
use http::{
    HeaderMap, Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use opus_pure::{Application, OggOpusReader, OpusDecoder, OpusEncoder, Trim};
use std::{f32::consts::TAU, net::SocketAddr, time::Duration};
use tower::ServiceExt;
use types::{Recording, Replay, Result, SpaceAction, SpaceId};

/// Something that somebody does in a space, over HTTP.
pub async fn act(who: &TestUser, space: SpaceId, action: SpaceAction) {
    let body = serde_json::json!({ "space": space, "action": action }).to_string();
    let request = who
        .browser
        .request(Method::POST, "/api/spaces/act")
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/json");
    let answer = who.browser.send(request, Body::from(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// A file as its bytes.
pub async fn fetch(
    app: &TestApp,
    who: &Browser,
    path: &str,
    headers: &[(http::HeaderName, &str)],
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = who.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let peer = axum::extract::ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000)));
    let request = request.extension(peer).body(Body::empty()).unwrap();
    let (parts, body) = app.router().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, bytes.to_vec())
}

/// Packets of 20 ms.
pub fn tone(hertz: f32, packets: usize) -> Vec<Vec<u8>> {
    let mut encoder = OpusEncoder::new(48_000, 1, Application::Voip).unwrap();
    encoder.bitrate_bps = 32_000;
    let mut buffer = vec![0; 1500];
    let sample = |at: usize| 0.3 * (TAU * hertz * at as f32 / 48_000.0).sin();
    let packet = |number: usize| {
        let block: Vec<f32> = (number * 960..(number + 1) * 960).map(sample).collect();
        let length = encoder.encode(&block, 960, &mut buffer).unwrap();
        buffer[..length].to_vec()
    };
    (0..packets).map(packet).collect()
}

/// What an Ogg/Opus file sounds like, at 48 kHz.
pub fn sound(bytes: &[u8]) -> Vec<f32> {
    let mut reader = OggOpusReader::new(bytes).unwrap();
    let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
    let mut trim = Trim::new(reader.head(), 48_000, 1).unwrap();
    let (mut sound, mut block) = (Vec::new(), vec![0.0; 5760]);
    while let Some(packet) = reader.read_packet().unwrap() {
        let length = decoder.decode(&packet.data, 5760, &mut block).unwrap();
        sound.extend_from_slice(trim.keep(&packet, &block[..length]));
    }
    sound
}

/// Whether a tone is there between these times in milliseconds.
pub fn hears(sound: &[f32], hertz: f32, (from, to): (u32, u32)) -> bool {
    let part = &sound[from as usize * 48..to as usize * 48];
    let (mut sine, mut cosine) = (0.0, 0.0);
    for (at, sample) in part.iter().enumerate() {
        let angle = TAU * hertz * at as f32 / 48_000.0;
        sine += sample * angle.sin();
        cosine += sample * angle.cos();
    }
    let strength = 2.0 * f32::sqrt(sine * sine + cosine * cosine) / part.len() as f32;
    assert!(!(0.05..0.2).contains(&strength), "{hertz} Hz: {strength}");
    strength > 0.2
}

/// Ada hosts a recorded space, Bob speaks in it too; both are unmuted.
pub struct Talk {
    pub app: TestApp,
    pub ada: TestUser,
    pub bob: TestUser,
    pub space: SpaceId,
    voices: [Voice; 2],
    _ears: [Voice; 2],
}

impl Talk {
    pub async fn begin(app: TestApp) -> Self {
        let [ada, bob] = [TestUser::new(&app, "ada").await, TestUser::new(&app, "bob").await];
        let space = open(&ada, &[("recording", "true")]).await;
        let mut ears = [Voice::listen(&ada, space).await, Voice::listen(&bob, space).await];
        act(&bob, space, SpaceAction::Request).await;
        act(&ada, space, SpaceAction::Approve(bob.id)).await;
        let mut voices = [Voice::speak(&ada, space).await, Voice::speak(&bob, space).await];
        let [first, second] = &mut ears;
        let [third, fourth] = &mut voices;
        until("connected", &mut [first, second, third, fourth], |all| {
            all.iter().all(|one| one.is_connected())
        })
        .await;
        act(&ada, space, SpaceAction::Unmute).await;
        act(&bob, space, SpaceAction::Unmute).await;
        Self {
            app,
            ada,
            bob,
            space,
            voices,
            _ears: ears,
        }
    }

    /// Ada's tone of 440 Hz for a second, and half a second after its beginning Bob's of 1,000 Hz, for a second too.
    pub async fn talk(&mut self) {
        let (low, high) = (tone(440.0, 50), tone(1000.0, 50));
        let begun = tokio::time::Instant::now();
        for packet in 0..75u16 {
            let [ada, bob] = &mut self.voices;
            if let Some(payload) = low.get(usize::from(packet)) {
                ada.send(packet, payload);
            }
            if let Some(payload) = usize::from(packet).checked_sub(25).and_then(|number| high.get(number)) {
                bob.send(packet, payload);
            }
            tokio::time::sleep_until(begun + Duration::from_millis(20 * (u64::from(packet) + 1))).await;
        }
        until("taken", &mut [], |_| self.app.services.spaces.stats().copied == 100).await;
    }

    pub async fn end(&self) {
        act(&self.ada, self.space, SpaceAction::End).await;
    }

    pub async fn replay(&self) -> Option<Replay> {
        replay(&self.ada, self.space).await
    }

    /// Ends the space, and waits until the replay is there.
    pub async fn mixed(&self) -> Replay {
        self.end().await;
        mixed(&self.app, &self.ada, self.space).await
    }

    pub async fn change(&self, who: &TestUser, what: &str, fields: &[(&str, &str)]) -> Result<()> {
        let space = self.space.to_string();
        let mut all = vec![("space", space.as_str())];
        all.extend_from_slice(fields);
        who.browser.call(&format!("/api/spaces/{what}"), &all).await
    }
}

async fn replay(who: &TestUser, space: SpaceId) -> Option<Replay> {
    match page(&who.browser, space).await.unwrap().recording {
        Recording::Ready(replay) => Some(replay),
        _ => None,
    }
}

/// Waits until the job has made the replay.
pub async fn mixed(app: &TestApp, host: &TestUser, space: SpaceId) -> Replay {
    let mut mixed = None;
    eventually("a replay", async || {
        app.work_through().await;
        mixed = replay(host, space).await;
        mixed.is_some()
    })
    .await;
    mixed.expect("a replay")
}
