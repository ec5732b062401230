//! What two wrote together in the demo: one co-post that is published, and an invitation that waits.

use super::{Error, failed, painted, scenes::SCENES, seed::Seed};
use media::{Media, MediaKind};
use store::Store;
use types::{AccountId, NewPhoto, NewPost};

/// Takes the same way as everybody: invited, and accepted where it is published.
pub async fn add(media: &Media, store: &Store, seed: &Seed) -> Result<(), Error> {
    let warbler = seed.account("marsh_warbler");
    let owl = seed.account("tawny_owl");
    for (follower, followed) in [(owl, warbler), (warbler, owl)] {
        store.follow(follower, followed).await.map_err(failed)?;
    }
    let published = with_photo(
        media,
        store,
        warbler,
        "One song, two shifts: at dawn I sing it, at night @tawny_owl takes over. The reeds have heard both. #dawnchorus",
    )
    .await?;
    let invitation = store
        .invite_co_author(warbler, owl, &published, None)
        .await
        .map_err(failed)?;
    store.accept_co_post(owl, invitation).await.map_err(failed)?;
    let waiting = NewPost {
        text: "We are counting the hoots on the old mill this winter. Who counts along? #nightcount".to_owned(),
        ..NewPost::default()
    };
    store
        .invite_co_author(owl, warbler, &waiting, None)
        .await
        .map_err(failed)?;
    Ok(())
}

async fn with_photo(media: &Media, store: &Store, owner: AccountId, text: &str) -> Result<NewPost, Error> {
    let mut new = NewPost {
        text: text.to_owned(),
        ..NewPost::default()
    };
    if let Some(scene) = SCENES.iter().find(|scene| scene.name == "marsh") {
        let bytes = painted(|| scene.paint(1600, 1067)).await?;
        let photo = media
            .save(store, owner, MediaKind::Photo, bytes, None)
            .await
            .map_err(failed)?;
        new.photos.push(NewPhoto {
            id: photo.id,
            alt: "The reeds in the light between night and day.".to_owned(),
        });
    }
    Ok(new)
}
