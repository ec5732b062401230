//! Pictures over HTTP: who gets in, who gets what, what is gone when it is gone.

use crate::support::{Answer, Browser, TestApp};
use axum::body::Body;
use http::{
    Method,
    header::{ACCEPT, CONTENT_TYPE, REFERER},
};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde::de::DeserializeOwned;
use std::io::Cursor;
use types::{AccountId, Error, Field, MAX_PHOTO_BYTES, NewPhoto, NewPost, Photo, Post, PostId, Rule, media::Variant};

/// A part of a form: name, whether it is a file, content.
type Part<'a> = (&'a str, bool, &'a [u8]);

pub fn photo(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = RgbImage::from_fn(120, 80, |x, y| Rgb([x as u8 * 2, y as u8 * 3, 90]));
    DynamicImage::ImageRgb8(image).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn multipart(parts: &[Part]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = if *file {
            "; filename=\"a.php\"\r\ncontent-type: text/html"
        } else {
            ""
        };
        body.extend(format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    body
}

async fn send(browser: &Browser, path: &str, accept: &str, parts: &[Part<'_>]) -> Answer {
    let request = browser
        .request(Method::POST, path)
        .header(ACCEPT, accept)
        .header(REFERER, "http://127.0.0.1:8000/compose")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=edge");
    browser.send(request, Body::from(multipart(parts))).await
}

async fn call<T: DeserializeOwned>(browser: &Browser, path: &str, parts: &[Part<'_>]) -> types::Result<T> {
    let answer = send(browser, path, "application/json", parts).await;
    if answer.status == 200 {
        return Ok(serde_json::from_str(&answer.body).unwrap());
    }
    let error: Error = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"));
    assert_eq!(answer.status, error.status());
    Err(error)
}

pub async fn upload(browser: &Browser) -> Photo {
    call(browser, "/media/upload", &[("photo", true, &photo(ImageFormat::Jpeg))])
        .await
        .unwrap()
}

/// Publishes a post with one described photo.
async fn post_photo(app: &TestApp, author: AccountId, browser: &Browser) -> (PostId, Photo) {
    let photo = upload(browser).await;
    let photos = vec![NewPhoto {
        id: photo.id,
        alt: "a slope of colours".to_owned(),
    }];
    let post = NewPost {
        text: "look".to_owned(),
        photos,
        ..NewPost::default()
    };
    (app.store.create_post(author, &post).await.unwrap(), photo)
}

async fn get(browser: &Browser, key: &str, variant: Variant) -> Answer {
    browser.get(&types::media::url(key, variant)).await
}

/// Whether the browser gets the picture, in all sizes or in none.
async fn sees(browser: &Browser, key: &str) -> bool {
    let nothing = browser.get("/media/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/small").await;
    assert_eq!(nothing.status, 404);
    let mut seen = Vec::new();
    for variant in Variant::ALL {
        let answer = get(browser, key, variant).await;
        if answer.status != 200 {
            assert_eq!((answer.status, &answer.body), (404, &nothing.body));
            let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
            assert_eq!(names(&answer), names(&nothing));
        }
        seen.push(answer.status == 200);
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
    seen[0]
}

async fn account(app: &TestApp, handle: &str) -> AccountId {
    app.store.account_by_handle(handle).await.unwrap()
}

#[tokio::test]
async fn photos_answer_only_to_those_who_may_see_the_post() {
    let app = TestApp::new().await;
    let (ada, bob, guest) = (app.sign_up("ada").await, app.sign_up("bob").await, app.browser());
    let (ada_id, bob_id) = (account(&app, "ada").await, account(&app, "bob").await);

    let pending = upload(&ada).await;
    assert!(sees(&ada, &pending.key).await);
    assert!(!sees(&bob, &pending.key).await);
    assert!(!sees(&guest, &pending.key).await);

    let (post, photo) = post_photo(&app, ada_id, &ada).await;
    for browser in [&ada, &bob, &guest] {
        assert!(sees(browser, &photo.key).await);
    }

    app.store.block(ada_id, bob_id).await.unwrap();
    assert!(!sees(&bob, &photo.key).await);
    assert!(sees(&guest, &photo.key).await);
    app.store.unblock(ada_id, bob_id).await.unwrap();
    app.store.block(bob_id, ada_id).await.unwrap();
    assert!(!sees(&bob, &photo.key).await);
    app.store.unblock(bob_id, ada_id).await.unwrap();

    app.store.follow(bob_id, ada_id).await.unwrap();
    app.store.set_protected(ada_id, true).await.unwrap();
    assert!(sees(&bob, &photo.key).await);
    assert!(sees(&ada, &photo.key).await);
    assert!(!sees(&guest, &photo.key).await);
    app.store.set_protected(ada_id, false).await.unwrap();

    app.store.delete_post(ada_id, post).await.unwrap();
    for browser in [&ada, &bob, &guest] {
        assert!(!sees(browser, &photo.key).await);
    }
}

#[tokio::test]
async fn suspended_accounts_take_their_pictures_along() {
    let app = TestApp::new().await;
    let (ada, guest) = (app.sign_up("ada").await, app.browser());
    let (_, photo) = post_photo(&app, account(&app, "ada").await, &ada).await;
    let face = set_picture(&ada, "avatar").await;
    assert!(sees(&guest, &photo.key).await && sees(&guest, &face).await);
    app.store.suspend("ada").await.unwrap();
    assert!(!sees(&guest, &photo.key).await && !sees(&guest, &face).await);
}

#[tokio::test]
async fn pictures_come_with_careful_headers() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let (_, photo) = post_photo(&app, account(&app, "ada").await, &ada).await;
    let answer = get(&ada, &photo.key, Variant::Large).await;
    let header = |name: &str| answer.headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-disposition"), "inline");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin");
    assert!(header("content-security-policy").contains("sandbox"));
    assert_eq!(header("cache-control"), "private, max-age=300");
    let tag = header("etag");

    let again = |browser: &Browser| {
        browser
            .request(Method::GET, &types::media::url(&photo.key, Variant::Large))
            .header("if-none-match", tag)
    };
    let known = ada.send(again(&ada), Body::empty()).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    // Knowing the tag gives no right to hear that the picture is still there.
    app.store.set_protected(account(&app, "ada").await, true).await.unwrap();
    let guest = app.browser();
    assert_eq!(guest.send(again(&guest), Body::empty()).await.status, 404);
}

#[tokio::test]
async fn addresses_lead_nowhere_else() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let photo = upload(&ada).await;
    for path in [
        format!("/media/{}/huge", photo.key),
        format!("/media/{}/..%2f..%2fsecret", photo.key),
        "/media/..%2f..%2f..%2f..%2fetc%2fpasswd/small".to_owned(),
        "/media/%00/small".to_owned(),
        format!("/media/{}/small", photo.key.to_lowercase()),
    ] {
        assert_eq!(ada.get(&path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn what_is_no_photo_is_refused() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let refused = async |bytes: &[u8]| match call::<Photo>(&ada, "/media/upload", &[("photo", true, bytes)]).await {
        Err(Error::Invalid {
            field: Field::Media,
            rule,
        }) => rule,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(b"<html><script>alert(1)</script>").await, Rule::MediaWrongKind);
    assert_eq!(
        refused(b"GIF89a/*<script>alert(1)</script>*/").await,
        Rule::MediaWrongKind
    );
    assert_eq!(
        refused(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").await,
        Rule::MediaWrongKind
    );
    assert_eq!(refused(b"").await, Rule::Required);
    assert_eq!(
        refused(&vec![0; MAX_PHOTO_BYTES + 1]).await,
        Rule::MediaTooLarge { megabytes: 5 }
    );
    let mut bomb = photo(ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    // The header's checksum is wrong now, which is refused as well; a right one is tested beside the decoder.
    assert_eq!(refused(&bomb).await, Rule::MediaBroken);
    let half = photo(ImageFormat::Png);
    assert_eq!(refused(&half[..half.len() / 2]).await, Rule::MediaBroken);

    let guest = call::<Photo>(
        &app.browser(),
        "/media/upload",
        &[("photo", true, &photo(ImageFormat::Png))],
    )
    .await;
    assert_eq!(guest.unwrap_err(), Error::NotSignedIn);
}

#[tokio::test]
async fn photos_of_others_cannot_be_attached() {
    let app = TestApp::new().await;
    let (ada, _bob) = (app.sign_up("ada").await, app.sign_up("bob").await);
    let photo = upload(&ada).await;
    let photos = vec![NewPhoto {
        id: photo.id,
        alt: String::new(),
    }];
    let post = NewPost {
        text: "mine now".to_owned(),
        photos,
        ..NewPost::default()
    };
    assert_eq!(
        app.store
            .create_post(account(&app, "bob").await, &post)
            .await
            .unwrap_err(),
        Error::NotFound
    );
    assert!(sees(&ada, &photo.key).await);
}

#[tokio::test]
async fn a_plain_form_posts_text_and_photos() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let file = photo(ImageFormat::WebP);
    let parts: [Part; 7] = [
        ("text", false, "Sans script".as_bytes()),
        ("photo", true, b""),
        ("alt", false, b"of none"),
        ("photo", true, &file),
        ("alt", false, "une pente".as_bytes()),
        ("reply_to", false, b""),
        ("audience", false, b"public"),
    ];
    let answer = send(&ada, "/media/post", "text/html", &parts).await;
    assert_eq!(answer.status, 303);
    assert!(answer.location().starts_with("/@ada/"), "{}", answer.location());
    let id: PostId = answer.location().rsplit('/').next().unwrap().parse().unwrap();
    let posts: Vec<Post> = app.store.hydrate(AccountId(0), &[id]).await.unwrap();
    assert_eq!(
        (posts[0].text.as_str(), posts[0].photos[0].alt.as_str()),
        ("Sans script", "une pente")
    );
    assert!(sees(&app.browser(), &posts[0].photos[0].key).await);

    let parts: [Part; 3] = [
        ("text", false, b"keep me"),
        ("audience", false, b"public"),
        ("photo", true, b"no photo"),
    ];
    let answer = send(&ada, "/media/post", "text/html", &parts).await;
    assert_eq!((answer.status, answer.location()), (303, "/compose"));
    let memory = answer.form_memory().unwrap();
    assert_eq!(memory.path, "/api/posts/create");
    assert_eq!(memory.error, Error::invalid(Field::Media, Rule::MediaWrongKind));
    assert_eq!(memory.fields["text"], "keep me");

    let five: [Part; 5] = [("photo", true, &file); 5];
    let too_many = call::<Post>(&ada, "/media/post", &five).await.unwrap_err();
    assert_eq!(too_many, Error::invalid(Field::Media, Rule::MediaTooMany { max: 4 }));
}

/// Sets a picture of the profile and answers its key.
async fn set_picture(browser: &Browser, kind: &str) -> String {
    let file = photo(ImageFormat::Jpeg);
    let parts: [Part; 2] = [("kind", false, kind.as_bytes()), ("picture", true, &file)];
    call::<Option<String>>(browser, "/media/profile", &parts)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn profile_pictures_are_shown_replaced_and_removed() {
    let app = TestApp::new().await;
    let (ada, bob, guest) = (app.sign_up("ada").await, app.sign_up("bob").await, app.browser());
    let (ada_id, bob_id) = (account(&app, "ada").await, account(&app, "bob").await);
    for kind in ["avatar", "banner"] {
        let first = set_picture(&ada, kind).await;
        assert!(sees(&guest, &first).await);
        assert_eq!(
            get(&guest, &first, Variant::Small).await.headers["cache-control"],
            "private, max-age=86400"
        );
        app.store.block(ada_id, bob_id).await.unwrap();
        assert!(!sees(&bob, &first).await);
        app.store.unblock(ada_id, bob_id).await.unwrap();

        let second = set_picture(&ada, kind).await;
        assert!(!sees(&guest, &first).await && sees(&guest, &second).await);

        let parts: [Part; 2] = [("kind", false, kind.as_bytes()), ("remove", false, b"true")];
        let answer = send(&ada, "/media/profile", "text/html", &parts).await;
        assert_eq!((answer.status, answer.location()), (303, "/compose"));
        assert!(!sees(&guest, &second).await);
    }
    // A photo of a post is no avatar, whoever says so.
    let (_, photo) = post_photo(&app, ada_id, &ada).await;
    let taken = app
        .store
        .set_profile_picture(ada_id, store::MediaKind::Avatar, Some(&photo.key))
        .await;
    assert_eq!(taken.unwrap_err(), Error::NotFound);
}

#[tokio::test]
async fn the_sweep_takes_what_nobody_can_see() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let ada_id = account(&app, "ada").await;
    let fresh = upload(&ada).await;
    let old = upload(&ada).await;
    let face = set_picture(&ada, "avatar").await;
    let (kept_post, kept) = post_photo(&app, ada_id, &ada).await;
    let (gone_post, gone) = post_photo(&app, ada_id, &ada).await;
    app.store.delete_post(ada_id, gone_post).await.unwrap();
    // As if these were uploaded two days ago.
    sqlx::query("update media set id = id - (2 * 86400000::bigint << 22) where key = any($1)")
        .bind(vec![old.key.clone(), face.clone(), kept.key.clone()])
        .execute(app.store.pool())
        .await
        .unwrap();

    let media = &app.services.media;
    assert_eq!(media.sweep(&app.store).await.unwrap(), 2);
    for key in [&old.key, &gone.key] {
        assert!(!sees(&ada, key).await);
        assert_eq!(media.open(key, Variant::Tiny).await.err(), Some(Error::NotFound));
    }
    for key in [&fresh.key, &face, &kept.key] {
        assert!(sees(&ada, key).await);
    }
    assert_eq!(
        app.store.hydrate(ada_id, &[kept_post]).await.unwrap()[0].photos.len(),
        1
    );
    assert_eq!(media.sweep(&app.store).await.unwrap(), 0);
}

#[tokio::test]
async fn a_refused_profile_picture_says_so_beside_its_kind() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let parts: [Part; 2] = [("kind", false, b"banner"), ("picture", true, b"no picture")];
    let memory = send(&ada, "/media/profile", "text/html", &parts)
        .await
        .form_memory()
        .unwrap();
    assert_eq!(
        (memory.path.as_str(), memory.fields["kind"].as_str()),
        ("/media/profile", "banner")
    );
    assert_eq!(memory.error, Error::invalid(Field::Media, Rule::MediaWrongKind));
    // The page with the pictures survives both their states on any thread.
    for _ in 0..8 {
        assert_eq!(ada.get("/settings/profile").await.status, 200);
    }
}
