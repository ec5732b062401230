//! Recordings between the crate `spaces`, which has the files, and the store, which has the rows: what is told while
//! people talk, the mixing afterwards, and the sweep.

use app::services::Services;
use spaces::{
    captions::{self, Endpoint},
    recording::{Recorder, Shelf, TrackFile, mix},
};
use std::{io, sync::Arc, time::Duration};
use store::{Store, Track, internal};
use tokio::{
    sync::mpsc::{Receiver, channel},
    task::spawn_blocking,
};
use types::{Caption, Result, SpaceId};

/// Tries to mix a recording before it is given up; between two of them so many minutes more each time.
pub const TRIES: u64 = 5;
const PAUSE: Duration = Duration::from_secs(60);
/// Captions that may wait to be told.
pub const CAPTIONS: usize = 64;

/// Starts the writer, and the recogniser where there is one. Captions that it makes come from the receiver.
///
/// # Errors
/// When the system gives no thread.
pub fn start(
    store: &Store,
    shelf: Shelf,
    endpoint: Option<Arc<Endpoint>>,
) -> io::Result<(Recorder, Receiver<(SpaceId, Caption)>)> {
    let (captions, caption) = channel(CAPTIONS);
    let pieces = endpoint.map(|endpoint| {
        let (pieces, piece) = captions::queue();
        tokio::spawn(captions::run(endpoint, piece, captions));
        pieces
    });
    let (recorder, files) = Recorder::start(shelf, pieces)?;
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

/// Makes one file of each recording that waits for it. A crash costs what was mixed so far, and it begins anew.
pub async fn mix_due(services: &Services, stop: impl Fn() -> bool + Clone + Send + 'static) -> Result<()> {
    for space in services.store.spaces_to_mix().await? {
        // The last words are still being written.
        if services.recorder.is_writing(space) {
            continue;
        }
        if stop() {
            break;
        }
        mix_one(services, space, stop.clone()).await?;
    }
    Ok(())
}

async fn mix_one(services: &Services, space: SpaceId, stop: impl Fn() -> bool + Clone + Send + 'static) -> Result<()> {
    let (store, shelf) = (&services.store, &services.recordings);
    let (tries, since) = shelf.tries(space).map_err(|error| internal(&error))?;
    if tries >= TRIES {
        tracing::error!(%space, "a recording cannot be mixed and is given up");
        store.give_up_mix(space).await?;
        // The founder may have it tried again.
        return shelf.forget_tries(space).map_err(|error| internal(&error));
    }
    if since < PAUSE * u32::try_from(tries).unwrap_or(u32::MAX) {
        return Ok(());
    }
    let found = shelf.tracks(space).map_err(|error| internal(&error))?;
    for (account, starts, file) in found {
        let track = Track {
            account,
            starts,
            milliseconds: 0,
            file,
        };
        store.keep_track(space, &track).await?;
    }
    let sources = store.tracks(space).await?.into_iter().map(|track| mix::Source {
        person: track.account,
        starts: track.starts,
        path: shelf.track(space, &track.file),
    });
    let sources: Vec<_> = sources.filter(|source| source.path.exists()).collect();
    let (path, mixing, stopped) = (shelf.mix(space), shelf.clone(), stop.clone());
    let mixed = spawn_blocking(move || {
        mixing.count_try(space)?;
        let mixed = mix::mix(sources, &path, &stop);
        // The server ends: that says nothing of the recording.
        if mixed.is_err() && stop() {
            mixing.forget_tries(space)?;
        }
        mixed
    })
    .await
    .map_err(io::Error::other)
    .flatten();
    match mixed {
        Ok(Some(mixed)) => {
            let mine = store.finish_mix(space, mixed.milliseconds, &mixed.voices).await?;
            let swept = if mine {
                shelf.delete_tracks(space)
            } else {
                shelf.delete(space)
            };
            swept.map_err(|error| internal(&error))
        }
        Ok(None) => {
            store.without_replay(space).await?;
            shelf.delete(space).map_err(|error| internal(&error))
        }
        Err(_) if stopped() => Ok(()),
        Err(error) => {
            tracing::error!(%error, %space, tries, "a recording could not be mixed");
            Ok(())
        }
    }
}

/// Deletes recordings whose time is over, and files that nothing leads to any more.
pub async fn sweep(services: &Services) -> Result<()> {
    services.store.expire_replays().await?;
    let shelf = &services.recordings;
    let spaces = shelf.spaces().map_err(|error| internal(&error))?;
    let in_use = services.store.recordings_in_use(&spaces).await?;
    for space in spaces {
        let swept = match in_use.get(&space) {
            _ if services.recorder.is_writing(space) => Ok(()),
            None => shelf.delete(space),
            // A crash may have left them.
            Some(true) => shelf.delete_tracks(space),
            Some(false) => Ok(()),
        };
        if let Err(error) = swept {
            tracing::warn!(%error, %space, "files of a recording were not deleted");
        }
    }
    Ok(())
}
