//! Pictures: taken in, turned upright, scaled, stripped of everything but their pixels, kept in an object store and
//! read from there. Who may read is decided by `store` before this crate is asked.

mod avif;
mod decode;
mod picture;
mod png;
mod scale;
mod storage;
mod upright;
mod weight;

pub use picture::{MAX_MEGAPIXELS, MAX_SIDE};
pub use scale::{Crop, Processed};
pub use store::MediaKind;
pub use weight::MAX_WORKING_MEMORY;

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::{sync::Arc, time::Duration};
use store::{NewMedia, Store, internal};
use tokio::{sync::Semaphore, task, time::timeout};
use types::{AccountId, Error, MAX_PHOTO_BYTES, MediaId, Photo, Rule, media::Variant};

/// Pictures unpacked at the same time, each on a core of its own. Together they keep to [`MAX_WORKING_MEMORY`].
pub const PLACES: usize = 2;
/// Longest wait for a place and the work together.
pub const DEADLINE: Duration = Duration::from_secs(20);
/// Pictures deleted in one transaction of the sweep.
const SWEEP_BATCH: i64 = 100;

/// Takes in pictures, keeps and serves them. Cheap to clone.
#[derive(Clone)]
pub struct Media {
    objects: Arc<dyn ObjectStore>,
    places: Arc<Semaphore>,
    /// Pieces of the memory that pictures share.
    memory: Arc<Semaphore>,
}

/// A file on its way out.
pub struct Object {
    /// Length in bytes.
    pub size: u64,
    pub stream: BoxStream<'static, Result<Bytes, object_store::Error>>,
}

impl Media {
    /// `objects` is for pictures alone: the local folder `media` by default.
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self {
            objects,
            places: Arc::new(Semaphore::new(PLACES)),
            memory: Arc::new(Semaphore::new(weight::PIECES as usize)),
        }
    }

    /// Makes all sizes of a picture. Refuses files over 5 MB, over 50 megapixels or 16,384 pixels a side, and all that
    /// is no JPEG, PNG, WebP or AVIF; `Unavailable` when too many others wait.
    pub async fn process(&self, bytes: Bytes, kind: MediaKind, crop: Option<Crop>) -> types::Result<Processed> {
        if bytes.len() > MAX_PHOTO_BYTES {
            let megabytes = (MAX_PHOTO_BYTES / 1024 / 1024) as u32;
            return Err(picture::refuse(Rule::MediaTooLarge { megabytes }));
        }
        if decode::sniff(&bytes).is_none() {
            return Err(picture::refuse(Rule::MediaWrongKind));
        }
        let work = async {
            let place = self
                .places
                .clone()
                .acquire_owned()
                .await
                .map_err(|_| Error::Unavailable)?;
            // A decoder that panics has met a broken file.
            let broken = |_| Err(picture::refuse(Rule::MediaBroken));
            let header = bytes.clone();
            let pieces = task::spawn_blocking(move || decode::weigh(&header)?.pieces());
            let pieces = pieces.await.unwrap_or_else(broken)?;
            let memory = self.memory.clone().acquire_many_owned(pieces);
            let memory = memory.await.map_err(|_| Error::Unavailable)?;
            let job = task::spawn_blocking(move || {
                // Held until the work is done, also when nobody waits for it any more.
                let _held = (place, memory);
                scale::derive(&bytes, kind, crop)
            });
            job.await.unwrap_or_else(|_| Err(picture::refuse(Rule::MediaBroken)))
        };
        timeout(DEADLINE, work).await.unwrap_or_else(|_| {
            tracing::warn!("no picture made in time");
            Err(Error::Unavailable)
        })
    }

    /// Takes in a picture for `owner`. Nobody else can see it before it is attached to a post or a profile.
    pub async fn save(
        &self,
        store: &Store,
        owner: AccountId,
        kind: MediaKind,
        bytes: Bytes,
        crop: Option<Crop>,
    ) -> types::Result<Photo> {
        let Processed {
            width,
            height,
            blurhash,
            mime,
            variants,
        } = self.process(bytes, kind, crop).await?;
        let key = storage::create_key();
        let size = variants.iter().map(|(_, bytes)| bytes.len() as i64).sum();
        // The row comes first: if the server stops before the files are there, the sweep finds it.
        let media = NewMedia {
            key: &key,
            owner,
            kind,
            width,
            height,
            bytes: size,
            mime,
            blurhash: &blurhash,
        };
        let id = store.create_media(media).await?;
        for (variant, bytes) in variants {
            if let Err(error) = self.write(&key, variant, bytes).await {
                self.give_up(store, id, &key).await;
                return Err(error);
            }
        }
        Ok(Photo {
            id,
            key,
            width,
            height,
            blurhash,
            alt: String::new(),
        })
    }

    /// Takes back a picture of which not all sizes could be written. What cannot be taken back either is the sweep's.
    async fn give_up(&self, store: &Store, id: MediaId, key: &str) {
        let taken_back = match self.remove(key).await {
            Ok(()) => store.delete_unattached_media(id).await,
            failed => failed,
        };
        if let Err(error) = taken_back {
            tracing::warn!(%error, "a picture that was not written whole stays for a day");
        }
    }

    async fn write(&self, key: &str, variant: Variant, bytes: Bytes) -> types::Result<()> {
        let path = storage::path(key, variant).ok_or(Error::NotFound)?;
        self.objects
            .put(&path, PutPayload::from_bytes(bytes))
            .await
            .map_err(|error| storage::error_of(&error))?;
        Ok(())
    }

    /// Opens a picture in a size. Ask `store` first whether the viewer may see it.
    pub async fn open(&self, key: &str, variant: Variant) -> types::Result<Object> {
        let path = storage::path(key, variant).ok_or(Error::NotFound)?;
        match self.objects.get(&path).await {
            Ok(found) => Ok(Object {
                size: found.meta.size,
                stream: found.into_stream(),
            }),
            Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound),
            Err(error) => Err(internal(&error)),
        }
    }

    /// Removes all sizes of a picture; it is no error when they are gone already.
    pub async fn remove(&self, key: &str) -> types::Result<()> {
        for path in Variant::ALL
            .into_iter()
            .filter_map(|variant| storage::path(key, variant))
        {
            match self.objects.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(internal(&error)),
            }
        }
        Ok(())
    }

    /// Deletes what nobody can see any more: uploads never attached within a day, pictures of deleted posts. Answers
    /// how many. For an hourly call; safe to run on several servers at once and to interrupt at any moment.
    pub async fn sweep(&self, store: &Store) -> types::Result<usize> {
        let mut count = 0;
        loop {
            let sweep = store.begin_media_sweep(SWEEP_BATCH).await?;
            for key in sweep.keys() {
                self.remove(key).await?;
            }
            match sweep.finish().await? {
                0 => return Ok(count),
                swept => count += swept,
            }
        }
    }
}

#[cfg(test)]
mod tests;
