//! What is hidden from somebody and what does not exist are answered alike: status, headers and every byte of the body.

use crate::{
    co_posts::invite,
    media::upload,
    support::{Answer, Browser, CommunityFixture, TestApp, TestUser, encode, offer, open},
};
use axum::body::Body;
use http::{
    Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use types::{Circle, ModeratorAction, NewPhoto, NewPost, Post, PostId, SpaceId, media::Variant};

/// Pages about a post, with the post's id in place of `{}`.
const PAGES: [&str; 7] = [
    "/@ada/{}",
    "/@ada/{}?hidden=true",
    "/@nobody/{}",
    "/compose?reply_to={}",
    "/compose?quote={}",
    "/report?post={}",
    "/spaces/{}",
];
const READS: [&str; 6] = [
    "/api/posts/show?post_id={}",
    "/api/posts/conversation?post_id={}",
    "/api/posts/conversation?post_id={}&hidden=true",
    "/api/moderation/report_form?post_id={}",
    "/api/circles/show?circle_id={}",
    "/api/spaces/show?space={}",
];
/// Changes with the field that names their object.
const CHANGES: [(&str, &str); 18] = [
    ("posts/like", "post_id"),
    ("posts/unlike", "post_id"),
    ("posts/repost", "post_id"),
    ("posts/unrepost", "post_id"),
    ("posts/bookmark", "post_id"),
    ("posts/unbookmark", "post_id"),
    ("posts/delete", "post_id"),
    ("posts/pin", "post_id"),
    ("posts/hide_reply", "post_id"),
    ("posts/set_reply_rule", "post_id"),
    ("posts/create", "reply_to"),
    ("posts/create", "quote_of"),
    ("co_posts/leave", "post_id"),
    ("moderation/report", "post_id"),
    ("circles/leave", "circle_id"),
    ("co_posts/accept", "invitation_id"),
    ("co_posts/withdraw", "invitation_id"),
    ("spaces/remind", "space"),
];

/// An answer without what no two answers share (the request's id, the script's nonce, the moment) and without what the
/// visitor wrote into the address.
fn comparable(answer: &Answer, asked: &str) -> (u16, Vec<(String, String)>, String) {
    let header = |name: &str| {
        let value = answer.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let policy = header("content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
    let plain = |text: &str| {
        let text = text.replace(asked, "ASKED");
        match nonce {
            Some(nonce) => text.replace(nonce, "NONCE"),
            None => text,
        }
    };
    let headers = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers = headers.map(|(name, value)| (name.to_string(), plain(&String::from_utf8_lossy(value.as_bytes()))));
    (answer.status, headers.collect(), without_moments(&plain(&answer.body)))
}

/// Unix times in milliseconds have thirteen digits until the year 2286.
fn without_moments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        kept.push_str(if digits.len() == 13 { "NOW" } else { &digits });
        digits.clear();
        kept.push(c);
    }
    kept
}

async fn read(browser: &Browser, path: &str, accept: &str) -> Answer {
    let request = browser.request(Method::GET, path).header(ACCEPT, accept);
    browser.send(request, Body::empty()).await
}

async fn change(browser: &Browser, function: &str, field: &str, id: &str) -> Answer {
    let fields = [
        (field, id),
        ("text", "x"),
        ("rule", "Everyone"),
        ("hidden", "true"),
        ("on", "true"),
        ("reason", "Spam"),
    ];
    let request = browser
        .request(Method::POST, &format!("/api/{function}"))
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    browser.send(request, Body::from(encode(&fields))).await
}

/// Asks for both everything that there is to ask, and compares.
async fn assert_alike(app: &TestApp, who: &str, browser: &Browser, what: &str, hidden: i64, missing: i64) {
    let (hidden, missing) = (hidden.to_string(), missing.to_string());
    assert_eq!(hidden.len(), missing.len());
    for (template, accept) in PAGES
        .map(|page| (page, "text/html"))
        .into_iter()
        .chain(READS.map(|function| (function, "application/json")))
    {
        let one = read(browser, &template.replace("{}", &hidden), accept).await;
        let other = read(browser, &template.replace("{}", &missing), accept).await;
        // Guests are asked to log in before they report.
        assert!(
            one.status != 200 || template.starts_with("/report"),
            "{who} sees {what} at {template}"
        );
        assert_eq!(
            comparable(&one, &hidden),
            comparable(&other, &missing),
            "{who} {what} {template}"
        );
    }
    for (function, field) in CHANGES {
        let one = change(browser, function, field, &hidden).await;
        let other = change(browser, function, field, &missing).await;
        assert_eq!(
            comparable(&one, &hidden),
            comparable(&other, &missing),
            "{who} {what} {function} {field}"
        );
    }
    for side in ["whep", "whip"] {
        // As if time passed: nobody is told that this was a lot at once.
        app.services.spaces.clock().advance(10_000);
        let one = offer(browser, SpaceId(hidden.parse().unwrap()), side, "v=0").await;
        app.services.spaces.clock().advance(10_000);
        let other = offer(browser, SpaceId(missing.parse().unwrap()), side, "v=0").await;
        assert_eq!(
            comparable(&one, &hidden),
            comparable(&other, &missing),
            "{who} {what} {side}"
        );
    }
}

async fn write(who: &TestUser, fields: &[(&str, &str)]) -> PostId {
    let post: Post = who.browser.call("/api/posts/create", fields).await.expect("a post");
    post.id
}

/// Everything that `out` and guests may know nothing of, with its number.
async fn hidden_things(fixture: &CommunityFixture) -> Vec<(&'static str, i64)> {
    let CommunityFixture {
        app, ada, mo, mia, out, ..
    } = fixture;
    let circle: Circle = ada
        .browser
        .call("/api/circles/create", &[("name", "Friends")])
        .await
        .expect("a circle");
    let name = circle.id.to_string();
    let in_circle = write(ada, &[("text", "For few"), ("audience[circle]", &name)]).await;
    app.store.pin_post(ada.id, Some(in_circle)).await.unwrap();
    let of_followers = write(ada, &[("text", "For followers"), ("audience", "followers")]).await;
    let deleted = ada.post("Gone").await;
    app.store.delete_post(ada.id, deleted).await.unwrap();
    let taken_away = fixture.post(mia, "Unkind").await;
    fixture.on_post(mo, ModeratorAction::Hide, taken_away).await.unwrap();
    let (pia, sue, zed) = (
        TestUser::new(app, "pia").await,
        TestUser::new(app, "sue").await,
        TestUser::new(app, "zed").await,
    );
    let protected = pia.post("Before").await;
    pia.protect().await;
    let suspended = sue.post("Suspended").await;
    app.store.suspend("sue").await.unwrap();
    let blocked = zed.post("Blocked").await;
    zed.relate("block", out).await;
    mia.relate("follow", ada).await;
    let draft = invite(ada, mia, "Together").await.unwrap();
    let space = open(ada, &[("audience", "followers")]).await;
    vec![
        ("a circle's post", in_circle.0),
        ("a post for followers", of_followers.0),
        ("a deleted post", deleted.0),
        ("a post that moderators hid", taken_away.0),
        ("a protected account's post", protected.0),
        ("a suspended account's post", suspended.0),
        ("somebody else's circle", circle.id.0),
        ("an invitation", draft.0),
        ("a private space", space.0),
        // Last: guests see it.
        ("a post of somebody who blocks", blocked.0),
    ]
}

#[tokio::test]
async fn hidden_and_missing_are_answered_alike_to_the_byte() {
    let fixture = CommunityFixture::new().await;
    let things = hidden_things(&fixture).await;
    let guest = fixture.app.browser();
    let missing = fixture.app.store.next_id();
    let (_, of_guests) = things.split_last().expect("things");
    for (what, id) in &things {
        assert_alike(&fixture.app, "a member", &fixture.out.browser, what, *id, missing).await;
    }
    for (what, id) in of_guests {
        assert_alike(&fixture.app, "a guest", &guest, what, *id, missing).await;
    }
}

#[tokio::test]
async fn pictures_of_hidden_posts_are_as_good_as_none() {
    let app = TestApp::new().await;
    let (ada, out) = (TestUser::new(&app, "ada").await, TestUser::new(&app, "out").await);
    let photo = upload(&ada.browser).await;
    let new = NewPost {
        photos: vec![NewPhoto {
            id: photo.id,
            alt: String::new(),
        }],
        ..NewPost::default()
    };
    let unattached = upload(&ada.browser).await;
    app.store.create_post(ada.id, &new).await.unwrap();
    ada.protect().await;
    let missing = "A".repeat(photo.key.len());
    for browser in [&out.browser, &app.browser()] {
        for key in [&photo.key, &unattached.key] {
            for variant in [Variant::Small, Variant::Large] {
                let one = read(browser, &types::media::url(key, variant), "image/*").await;
                let other = read(browser, &types::media::url(&missing, variant), "image/*").await;
                assert_eq!(comparable(&one, key), comparable(&other, &missing));
                assert_eq!(one.status, 404);
            }
        }
    }
}

#[tokio::test]
async fn an_account_that_is_away_is_as_good_as_none() {
    let app = TestApp::new().await;
    // Handles that stand in no word of a page.
    let [out, sue, zed] = [
        TestUser::new(&app, "out").await,
        TestUser::new(&app, "qqsue").await,
        TestUser::new(&app, "qqzed").await,
    ];
    app.store.suspend(sue.handle).await.unwrap();
    zed.relate("block", &out).await;
    for handle in [sue.handle, zed.handle] {
        for part in ["", "/replies", "/media", "/likes", "/followers", "/following"] {
            let one = out.browser.get(&format!("/@{handle}{part}")).await;
            let other = out.browser.get(&format!("/@qqzzz{part}")).await;
            assert_eq!(comparable(&one, handle), comparable(&other, "qqzzz"), "{handle}{part}");
            assert_eq!(one.status, 404, "{handle}{part}");
        }
    }
}
