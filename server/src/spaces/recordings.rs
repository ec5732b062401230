//! Recordings between the crate `spaces`, which has the files, and the store, which has the rows: what is told while
//! people talk, the mixing afterwards, and the sweep.

use base::services::Services;
use jobs::{Outcome, Work};
use spaces::{
    captions::{self, Endpoint},
    recording::{Recorder, RecordingStorage, TrackFile, mix},
};
use std::{fmt::Display, io, sync::Arc, time::Duration};
use store::{Store, Track, internal};
use tokio::{
    sync::mpsc::{Receiver, channel},
    task::spawn_blocking,
};
use types::{Caption, SpaceId};

/// How soon it is looked again whether the last words of a space are written.
const WRITING: Duration = Duration::from_secs(1);
/// Captions that may wait to be told.
pub const CAPTIONS: usize = 64;

/// Starts the writer, and the recogniser where there is one. Captions that it makes come from the receiver.
///
/// # Errors
/// When the system gives no thread.
pub fn start(
    store: &Store,
    storage: RecordingStorage,
    endpoint: Option<Arc<Endpoint>>,
) -> io::Result<(Recorder, Receiver<(SpaceId, Caption)>)> {
    let (captions, caption) = channel(CAPTIONS);
    let pieces = endpoint.map(|endpoint| {
        let (pieces, piece) = captions::queue();
        tokio::spawn(captions::run(endpoint, piece, captions));
        pieces
    });
    let (recorder, files) = Recorder::start(storage, pieces)?;
    tokio::spawn(keep_rows(store.clone(), files));
    Ok((recorder, caption))
}

/// Rows of files begun and finished. One that is missed, because the database was away, is made up for before mixing.
async fn keep_rows(store: Store, mut files: Receiver<TrackFile>) {
    while let Some(file) = files.recv().await {
        let kept = if file.milliseconds == 0 {
            store.keep_track(file.space, &row(&file)).await
        } else {
            store.finish_track(file.space, &file.file, file.milliseconds).await
        };
        if let Err(error) = kept {
            tracing::warn!(%error, file = file.file, "a track's row was not kept");
        }
    }
}

fn row(file: &TrackFile) -> Track {
    Track {
        account: file.person,
        starts: file.starts,
        milliseconds: file.milliseconds,
        file: file.file.clone(),
    }
}

/// The space of a job.
fn space_of(work: &Work) -> Result<SpaceId, String> {
    let space = work.payload.get("space").cloned().unwrap_or_default();
    serde_json::from_value(space).map_err(text)
}

fn text(error: impl Display) -> String {
    error.to_string()
}

/// Makes one file of a recording that waits for it. A crash costs what was mixed so far, and it begins anew.
pub async fn mix(services: Services, work: Work) -> Result<Outcome, String> {
    let space = space_of(&work)?;
    let (store, storage) = (&services.store, &services.recordings);
    // Mixed already, or deleted meanwhile.
    if !store.waits_for_mix(space).await.map_err(text)? {
        return Ok(Outcome::Done);
    }
    // The last words are still being written.
    if services.recorder.is_writing(space) {
        return Ok(Outcome::Later(WRITING));
    }
    for (account, starts, file) in storage.tracks(space).map_err(text)? {
        let track = Track {
            account,
            starts,
            milliseconds: 0,
            file,
        };
        store.keep_track(space, &track).await.map_err(text)?;
    }
    let sources = store.tracks(space).await.map_err(text)?.into_iter();
    let sources = sources.map(|track| mix::Source {
        person: track.account,
        starts: track.starts,
        path: storage.track(space, &track.file),
    });
    let sources: Vec<_> = sources.filter(|source| source.path.exists()).collect();
    let (path, stop) = (storage.mix(space), work.stop);
    let mixed = spawn_blocking(move || mix::mix(sources, &path, || stop.is_cancelled()))
        .await
        .map_err(text)?
        .map_err(text)?;
    let keeps_mix = match mixed {
        Some(mixed) => store
            .finish_mix(space, mixed.milliseconds, &mixed.voices)
            .await
            .map_err(text)?,
        None => {
            store.without_replay(space).await.map_err(text)?;
            false
        }
    };
    let swept = if keeps_mix {
        storage.delete_tracks(space)
    } else {
        storage.delete(space)
    };
    swept.map_err(text)?;
    Ok(Outcome::Done)
}

/// A recording that cannot be mixed. The founder may have it tried again.
pub async fn give_up(services: Services, work: Work) -> Result<Outcome, String> {
    services.store.give_up_mix(space_of(&work)?).await.map_err(text)?;
    Ok(Outcome::Done)
}

/// Deletes recordings whose time is over, and files that nothing leads to any more.
pub async fn sweep(services: &Services) -> types::Result<()> {
    services.store.expire_replays().await?;
    services.store.ask_for_missing_mixes().await?;
    let storage = &services.recordings;
    let spaces = storage.spaces().map_err(|error| internal(&error))?;
    let in_use = services.store.recordings_in_use(&spaces).await?;
    for space in spaces {
        let swept = match in_use.get(&space) {
            _ if services.recorder.is_writing(space) => Ok(()),
            None => storage.delete(space),
            // A crash may have left them.
            Some(true) => storage.delete_tracks(space),
            Some(false) => Ok(()),
        };
        if let Err(error) = swept {
            tracing::warn!(%error, %space, "files of a recording were not deleted");
        }
    }
    Ok(())
}
