//! Spaces of the demo: one that is planned, and one that can be heard again. Its voices are chirps, computed.

use super::{Error, Instance, failed, now, seed::Seed};
use ::spaces::{
    recording::{RecordingStorage, mix::compose},
    room::{MaySpeak, Room},
};
use std::f32::consts::TAU;
use store::{SpaceNews, SpaceSnapshot};
use tokio::task::spawn_blocking;
use types::{AccountId, Caption, NewPost, SpaceDraft, SpaceId, SpacePhase, SpaceRole};

const HOUR: i64 = 3_600_000;
/// Who sings what from when to when, in milliseconds; the number is the pitch in Hertz.
const SONG: [(&str, u32, u32, f32, &str); 5] = [
    (
        "tawny_owl",
        500,
        7_000,
        420.0,
        "Good evening. How many of us were out last night?",
    ),
    (
        "marsh_warbler",
        8_000,
        15_000,
        1_900.0,
        "Eleven in the reeds, and I answered for seven of them.",
    ),
    (
        "grey_heron",
        16_500,
        21_000,
        260.0,
        "I stood still. I heard nobody. It was very good.",
    ),
    (
        "marsh_warbler",
        22_000,
        29_000,
        2_100.0,
        "Then you heard me after all: I was not there.",
    ),
    (
        "tawny_owl",
        30_000,
        36_000,
        440.0,
        "Twelve, then. The same time next week.",
    ),
];
const LENGTH: u32 = 37_000;

/// One planned, with a post that leads to it; one recorded this afternoon.
pub async fn add(instance: &Instance<'_>, seed: &Seed) -> Result<(), Error> {
    plan(instance, seed).await?;
    record(instance, seed).await
}

async fn plan(instance: &Instance<'_>, seed: &Seed) -> Result<(), Error> {
    let store = instance.store;
    let (host, space) = (seed.account("rossignol"), store.next_space_id());
    let at = now() + 26 * HOUR;
    let room = Room::schedule(host, MaySpeak::Everyone, true, at.unsigned_abs(), now().unsigned_abs())
        .map_err(|refusal| Error::new(format!("the demo stopped: {refusal}")))?;
    let draft = SpaceDraft {
        name: "Premier chant, en direct du canal".to_owned(),
        topics: vec!["birdsong".to_owned(), "dawn".to_owned()],
        recording: true,
        at: Some(at),
        ..SpaceDraft::default()
    };
    let snapshot = snapshot(host, SpacePhase::Upcoming { at }, &[], Some(&room));
    store
        .create_space(space, host, &draft, &snapshot)
        .await
        .map_err(failed)?;
    for listener in ["tawny_owl", "grey_heron"] {
        store
            .remind_of_space(seed.account(listener), space, true)
            .await
            .map_err(failed)?;
    }
    let new = NewPost {
        text: format!(
            "Tomorrow before sunrise, ears open: {}/spaces/{space} #dawnchorus",
            instance.public_url
        ),
        ..NewPost::default()
    };
    store.create_post(host, &new).await.map(drop).map_err(failed)
}

async fn record(instance: &Instance<'_>, seed: &Seed) -> Result<(), Error> {
    let store = instance.store;
    let (host, space) = (seed.account("tawny_owl"), store.next_space_id());
    let since = now() - 5 * HOUR;
    let room = Room::open(host, MaySpeak::Everyone, true, since.unsigned_abs());
    let draft = SpaceDraft {
        name: "Night count: who hoots where".to_owned(),
        topics: vec!["nightcount".to_owned()],
        recording: true,
        ..SpaceDraft::default()
    };
    let stage = [
        (host, SpaceRole::Host),
        (seed.account("marsh_warbler"), SpaceRole::Speaker),
        (seed.account("grey_heron"), SpaceRole::Speaker),
    ];
    let live = snapshot(host, SpacePhase::Live { since }, &stage, Some(&room));
    store.create_space(space, host, &draft, &live).await.map_err(failed)?;
    for (number, (handle, start, end, _, text)) in (1..).zip(SONG) {
        let caption = Caption {
            speaker: seed.account(handle),
            number,
            revision: 1,
            start,
            end,
            text: text.to_owned(),
        };
        store.keep_caption(space, &caption).await.map_err(failed)?;
    }
    let at = since + i64::from(LENGTH);
    let ended = snapshot(host, SpacePhase::Ended { at }, &stage, None);
    store
        .save_space(space, &ended, SpaceNews::default())
        .await
        .map_err(failed)?;
    sing(instance.recordings, space).await?;
    let voices = SONG.map(|(handle, start, end, ..)| (seed.account(handle), start, end));
    store.finish_mix(space, LENGTH, &voices).await.map(drop).map_err(failed)
}

fn snapshot(
    host: AccountId,
    phase: SpacePhase,
    stage: &[(AccountId, SpaceRole)],
    room: Option<&Room>,
) -> SpaceSnapshot {
    SpaceSnapshot {
        host,
        phase,
        may_speak: MaySpeak::Everyone,
        recording: true,
        listeners: 0,
        stage: stage.to_vec(),
        barred: Vec::new(),
        room: room.and_then(|room| serde_json::to_string(room).ok()),
    }
}

async fn sing(recordings: &RecordingStorage, space: SpaceId) -> Result<(), Error> {
    let path = recordings.mix(space);
    let written = spawn_blocking(move || compose(&path, LENGTH, chirps)).await;
    match written {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(Error::new(format!("the demo's recording: {error}"))),
        Err(error) => Err(Error::new(format!("the demo's recording: {error}"))),
    }
}

/// Two syllables a second, each gliding down and fading, where somebody sings.
fn chirps(time: f32) -> f32 {
    let sings = |(_, start, end, ..): &&(&str, u32, u32, f32, &str)| {
        (*start as f32 / 1000.0..*end as f32 / 1000.0).contains(&time)
    };
    let Some((.., pitch, _)) = SONG.iter().find(sings) else {
        return 0.0;
    };
    let syllable = time * 2.0 % 1.0;
    let fading = (syllable * 40.0).min(1.0) * (-4.0 * syllable).exp();
    0.4 * fading * (TAU * pitch * (1.0 - 0.06 * syllable) * (time * 2.0 % 1.0) / 2.0).sin()
}
