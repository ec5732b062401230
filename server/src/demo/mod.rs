//! `piaf demo`: an empty instance becomes a place with life in it. Everybody here is a bird or a town and made up; the
//! pictures are painted by code.

mod circles;
mod communities;
mod crowd;
mod crowd_groups;
mod paint;
mod people;
mod posts;
mod scenes;
mod spaces;
mod together;
mod world;

use crate::{Failure, application, cli::DemoOptions, config::Config};
use bytes::Bytes;
use image::{RgbImage, codecs::jpeg::JpegEncoder};
use media::{Media, MediaKind};
use people::{PEOPLE, Person};
use posts::LINES;
use scenes::SCENES;
use store::{DemoMarkKind, Store, passwords};
use types::{AccountId, PostId};
use world::World;

/// The password of everybody in the demo; printed at the end.
pub const PASSWORD: &str = "birds-of-a-feather";

/// Fills the instance, and with `--posts` adds a crowd. Refuses one where somebody lives already.
pub async fn fill(config: &Config, store: &Store, options: &DemoOptions) -> Result<(), Failure> {
    if !store.is_empty().await.map_err(failed)? {
        return Err(Failure::new(
            "this instance has accounts already, and the demo fills only an empty one; name another data folder, such as \
             `piaf demo --data demo-data`, and serve it with the same",
        ));
    }
    let hash = passwords::hash(PASSWORD.to_owned()).await.map_err(failed)?;
    let world = World::build(now());
    println!("Accounts, follows and conversations …");
    store
        .insert_demo_accounts(&world.accounts, &hash)
        .await
        .map_err(failed)?;
    store.insert_demo_follows(&world.follows).await.map_err(failed)?;
    store.insert_demo_circles(&world.circles).await.map_err(failed)?;
    store.insert_demo_posts(&world.posts).await.map_err(failed)?;
    store
        .insert_demo_marks(DemoMarkKind::Like, &world.likes)
        .await
        .map_err(failed)?;
    store
        .insert_demo_marks(DemoMarkKind::Repost, &world.reposts)
        .await
        .map_err(failed)?;
    store
        .insert_demo_marks(DemoMarkKind::Bookmark, &world.bookmarks)
        .await
        .map_err(failed)?;
    for (account, post) in &world.pinned {
        store
            .pin_post(AccountId(*account), Some(PostId(*post)))
            .await
            .map_err(failed)?;
    }
    println!(
        "Painting {} pictures (about 10 seconds) …",
        PEOPLE.len() * 2 + photo_count()
    );
    let media = application::media(&config.media)?;
    paint_everything(&media, store, &world).await?;
    communities::add(store, &media, &world).await?;
    if options.posts > 0 {
        println!("{} more posts …", options.posts);
        crowd::add(store, &world, &hash, options.posts).await.map_err(failed)?;
    }
    println!("Counting …");
    let people: Vec<AccountId> = world.accounts.iter().map(|account| AccountId(account.id)).collect();
    store
        .insert_demo_notifications(&people, store::first_id_at(now() - 6 * 3_600_000))
        .await
        .map_err(failed)?;
    store.count_demo().await.map_err(failed)?;
    together::add(&application::media(&config.media)?, store, &world).await?;
    spaces::add(config, store, &world).await?;
    println!(
        "\nThe demo is ready: {} accounts, all with the password {PASSWORD}",
        PEOPLE.len()
    );
    for person in PEOPLE {
        println!("  @{:<16}{}", person.handle, person.display_name);
    }
    Ok(())
}

fn failed(error: types::Error) -> Failure {
    Failure::new(format!("the demo stopped: {error}"))
}

/// Unix time in milliseconds.
fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn photo_count() -> usize {
    LINES.iter().map(|line| line.photos.len()).sum()
}

/// Takes the same way as an upload: scaled, stripped, kept by the crate `media`.
async fn paint_everything(media: &Media, store: &Store, world: &World) -> Result<(), Failure> {
    for person in PEOPLE {
        let owner = world.account(person.handle);
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
    for line in LINES {
        for (position, (name, alt)) in (0i16..).zip(line.photos) {
            let Some(scene) = SCENES.iter().find(|scene| scene.name == *name) else {
                return Err(Failure::new(format!("there is no scene {name:?}")));
            };
            let bytes = painted(|| scene.paint(1600, 1067)).await?;
            let photo = media
                .save(store, world.account(line.by), MediaKind::Photo, bytes, None)
                .await
                .map_err(failed)?;
            store
                .attach_demo_photo(photo.id.0, world.post(line.key), position, alt)
                .await
                .map_err(failed)?;
        }
    }
    Ok(())
}

/// Paints off the async threads and packs as JPEG.
async fn painted(paint: impl FnOnce() -> RgbImage + Send + 'static) -> Result<Bytes, Failure> {
    tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 92)
            .encode_image(&paint())
            .map(|()| Bytes::from(bytes))
    })
    .await
    .map_err(Failure::new)?
    .map_err(Failure::new)
}
