//! `piaf demo`: an empty instance becomes a place with life in it. Everybody here is a bird or a town and made up; the
//! pictures are painted by code.

mod circles;
mod co_posts;
mod communities;
mod generated;
mod generated_groups;
mod paint;
mod people;
mod posts;
mod scenes;
mod seed;
mod spaces;

use ::spaces::recording::RecordingStorage;
use bytes::Bytes;
use image::{RgbImage, codecs::jpeg::JpegEncoder};
use media::{Media, MediaKind};
use people::{PEOPLE, Person};
use scenes::SCENES;
use seed::Seed;
use std::fmt;
use store::{DemoMarkKind, Store, passwords};
use types::{AccountId, PostId};

/// The password of everybody in the demo; printed at the end.
pub const PASSWORD: &str = "birds-of-a-feather";

/// Why the demo stopped, as one sentence for the terminal.
#[derive(Debug)]
pub struct Error(String);

impl Error {
    fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {}

/// What is filled.
pub struct Instance<'a> {
    pub store: &'a Store,
    pub media: &'a Media,
    pub recordings: &'a RecordingStorage,
    /// Without a slash at the end.
    pub public_url: String,
}

/// Fills the instance, and where `generated` is not 0, adds so many posts by as many accounts as suit them. Refuses one
/// where somebody lives already.
pub async fn fill(instance: &Instance<'_>, generated: u32) -> Result<(), Error> {
    let Instance { store, media, .. } = *instance;
    if !store.is_empty().await.map_err(failed)? {
        return Err(Error::new(
            "this instance has accounts already, and the demo fills only an empty one; name another data folder, such as \
             `piaf demo --data demo-data`, and serve it with the same",
        ));
    }
    let hash = passwords::hash(PASSWORD.to_owned()).await.map_err(failed)?;
    let seed = Seed::build(now());
    println!("Accounts, follows and conversations …");
    store
        .insert_demo_accounts(&seed.accounts, &hash)
        .await
        .map_err(failed)?;
    store.insert_demo_follows(&seed.follows).await.map_err(failed)?;
    store.insert_demo_circles(&seed.circles).await.map_err(failed)?;
    store.insert_demo_posts(&seed.posts).await.map_err(failed)?;
    store
        .insert_demo_marks(DemoMarkKind::Like, &seed.likes)
        .await
        .map_err(failed)?;
    store
        .insert_demo_marks(DemoMarkKind::Repost, &seed.reposts)
        .await
        .map_err(failed)?;
    store
        .insert_demo_marks(DemoMarkKind::Bookmark, &seed.bookmarks)
        .await
        .map_err(failed)?;
    for (account, post) in &seed.pinned {
        store
            .pin_post(AccountId(*account), Some(PostId(*post)))
            .await
            .map_err(failed)?;
    }
    println!(
        "Painting {} pictures (about 10 seconds) …",
        PEOPLE.len() * 2 + photo_count()
    );
    paint_everything(media, store, &seed).await?;
    communities::add(store, media, &seed).await?;
    if generated > 0 {
        println!("{generated} more posts …");
        generated::add(store, &seed, &hash, generated).await.map_err(failed)?;
    }
    println!("Counting …");
    let people: Vec<AccountId> = seed.accounts.iter().map(|account| AccountId(account.id)).collect();
    store
        .insert_demo_notifications(&people, store::first_id_at(now() - 6 * 3_600_000))
        .await
        .map_err(failed)?;
    store.count_demo().await.map_err(failed)?;
    co_posts::add(media, store, &seed).await?;
    spaces::add(instance, &seed).await?;
    println!(
        "\nThe demo is ready: {} accounts, all with the password {PASSWORD}",
        PEOPLE.len()
    );
    for person in PEOPLE {
        println!("  @{:<16}{}", person.handle, person.display_name);
    }
    Ok(())
}

fn failed(error: types::Error) -> Error {
    Error::new(format!("the demo stopped: {error}"))
}

/// Unix time in milliseconds.
fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn photo_count() -> usize {
    posts::lines().map(|line| line.photos.len()).sum()
}

/// Takes the same way as an upload: scaled, stripped, kept by the crate `media`.
async fn paint_everything(media: &Media, store: &Store, seed: &Seed) -> Result<(), Error> {
    for person in PEOPLE {
        let owner = seed.account(person.handle);
        for (kind, paint) in [
            (MediaKind::Avatar, scenes::avatar as fn(&Person) -> RgbImage),
            (MediaKind::Banner, scenes::banner),
        ] {
            let bytes = painted(move || paint(person)).await?;
            let photo = media.save(store, owner, kind, bytes, None).await.map_err(failed)?;
            store
                .set_profile_picture(owner, kind, Some(&photo.key))
                .await
                .map_err(failed)?;
        }
    }
    for line in posts::lines() {
        for (position, (name, alt)) in (0i16..).zip(line.photos) {
            let Some(scene) = SCENES.iter().find(|scene| scene.name == *name) else {
                return Err(Error::new(format!("there is no scene {name:?}")));
            };
            let bytes = painted(|| scene.paint(1600, 1067)).await?;
            let photo = media
                .save(store, seed.account(line.by), MediaKind::Photo, bytes, None)
                .await
                .map_err(failed)?;
            store
                .attach_demo_photo(photo.id.0, seed.post(line.key), position, alt)
                .await
                .map_err(failed)?;
        }
    }
    Ok(())
}

/// Paints off the async threads and packs as JPEG.
async fn painted(paint: impl FnOnce() -> RgbImage + Send + 'static) -> Result<Bytes, Error> {
    tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 92)
            .encode_image(&paint())
            .map(|()| Bytes::from(bytes))
    })
    .await
    .map_err(Error::new)?
    .map_err(Error::new)
}
