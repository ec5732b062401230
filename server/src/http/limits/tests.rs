//! Limits on bodies, requests and tries, behind the layers as a server has them.

use super::*;
use crate::{
    config,
    http::{body::Uploader, client_ip::ClientIp, pace::Pace},
};
use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::Request,
    middleware::from_fn_with_state,
    response::Response,
    routing::{get, post},
};
use futures::{StreamExt, stream};
use http::{
    StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER, UPGRADE},
};
use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};
use tower::ServiceExt;
use types::AccountId;

const FORM: &str = "application/x-www-form-urlencoded";
const UPLOAD: &str = "multipart/form-data; boundary=x";
/// Longer than anything below takes on a busy machine.
const LONG: Duration = Duration::from_secs(30);

fn limiter(sign_ups_per_hour: u32, pace: Pace) -> Arc<Limiter> {
    let limits = config::Limits {
        sign_ups_per_hour,
        log_ins_per_hour: 0,
    };
    Arc::new(Limiter::new(limits, pace))
}

/// As `Layers` puts the layers; everybody comes from `address`, and what is uploaded is of `account`.
fn router(limiter: &Arc<Limiter>, address: &str, account: Option<i64>) -> Router {
    let router = Router::new()
        .route("/", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/page", get(|| async { "page" }))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(from_fn_with_state(limiter.clone(), rate_limit))
        .layer(from_fn_with_state(limiter.clone(), overload))
        .layer(from_fn_with_state(limiter.clone(), bodies));
    let router = match account {
        Some(account) => router.layer(Extension(Uploader(AccountId(account)))),
        None => router,
    };
    router.layer(Extension(ClientIp(address.parse().unwrap())))
}

async fn post_to(router: &Router, path: &str, kind: &str, body: Body) -> Response {
    let request = Request::post(path).header(CONTENT_TYPE, kind).body(body).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

async fn text(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn chunks(count: usize) -> Body {
    Body::from_stream(stream::iter(
        (0..count).map(|_| Ok::<_, Infallible>(vec![b'x'; 64 * 1024])),
    ))
}

/// Some bytes, and then nothing more for ever.
fn stuck(bytes: &'static [u8]) -> Body {
    Body::from_stream(stream::iter([Ok::<_, Infallible>(bytes)]).chain(stream::pending()))
}

/// One byte now and then, for ever.
fn dripping() -> Body {
    Body::from_stream(stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Some((Ok::<_, Infallible>(&b"x"[..]), ()))
    }))
}

#[tokio::test]
async fn a_body_has_a_limit_with_and_without_a_length() {
    let router = router(&limiter(0, Pace::DEFAULT), "192.0.2.1", Some(1));
    let whole = |length: usize| Body::from(vec![b'x'; length]);
    assert_eq!(post_to(&router, "/", FORM, whole(MAX_BODY)).await.status(), 200);
    assert_eq!(post_to(&router, "/", FORM, whole(MAX_BODY + 1)).await.status(), 413);
    assert_eq!(post_to(&router, "/", FORM, chunks(5)).await.status(), 413);
    assert_eq!(
        text(post_to(&router, "/", UPLOAD, chunks(50)).await).await,
        (50 * 64 * 1024).to_string()
    );
    assert_eq!(post_to(&router, "/", UPLOAD, chunks(400)).await.status(), 413);
}

#[tokio::test]
async fn an_upload_of_nobody_takes_no_memory_and_is_answered() {
    let router = router(&limiter(0, Pace::DEFAULT), "192.0.2.1", None);
    assert_eq!(text(post_to(&router, "/", UPLOAD, chunks(50)).await).await, "0");
    assert_eq!(post_to(&router, "/", UPLOAD, chunks(400)).await.status(), 413);
}

#[tokio::test]
async fn bodies_that_stop_or_drip_are_ended() {
    let pace = Pace {
        grace: Duration::from_millis(100),
        pause: Duration::from_millis(100),
        ..Pace::DEFAULT
    };
    let limiter = limiter(0, pace);
    for account in [None, Some(1)] {
        let router = router(&limiter, "192.0.2.1", account);
        for kind in [FORM, UPLOAD] {
            for body in [stuck(b"abc"), dripping()] {
                let answer = tokio::time::timeout(LONG, post_to(&router, "/", kind, body)).await;
                assert_eq!(answer.expect("an answer").status(), 408, "{kind}");
            }
        }
    }
}

#[tokio::test]
async fn slow_bodies_of_strangers_do_not_stop_pages() {
    let limiter = limiter(0, Pace::DEFAULT);
    let strangers = router(&limiter, "192.0.2.1", None);
    let mut slow = Vec::new();
    for _ in 0..2 * REQUESTS.most {
        let strangers = strangers.clone();
        slow.push(tokio::spawn(async move {
            post_to(&strangers, "/", FORM, stuck(b"a=")).await.status()
        }));
    }
    // Each has begun when this task gets its turn again.
    tokio::task::yield_now().await;
    for router in [strangers, router(&limiter, "192.0.2.2", None)] {
        let page = Request::get("/page").body(Body::empty()).unwrap();
        assert_eq!(router.oneshot(page).await.unwrap().status(), 200);
    }
    slow.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn slow_uploads_do_not_delay_those_of_others() {
    let limiter = limiter(0, Pace::DEFAULT);
    let mut slow = Vec::new();
    let mut begin = |router: Router| {
        slow.push(tokio::spawn(async move {
            post_to(&router, "/", UPLOAD, stuck(b"--x")).await.status()
        }));
    };
    for stranger in 0..200 {
        begin(router(&limiter, &format!("192.0.2.{stranger}"), None));
    }
    // Two accounts at one address, each with all that it may have on its way, and more that waits.
    for account in [7, 8] {
        for _ in 0..2 * UPLOADS.per_account {
            begin(router(&limiter, "198.51.100.1", Some(account)));
        }
    }
    tokio::task::yield_now().await;
    for address in ["198.51.100.1", "192.0.2.1"] {
        let asked = Instant::now();
        let answer = post_to(&router(&limiter, address, Some(9)), "/", UPLOAD, chunks(50)).await;
        assert_eq!(answer.status(), 200);
        assert!(asked.elapsed() < Pace::DEFAULT.place, "it did not wait for theirs");
    }
    slow.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn an_address_takes_its_share_of_memory_and_no_more() {
    let limiter = limiter(0, Pace::DEFAULT);
    let by = Taker {
        address: "192.0.2.1".parse().unwrap(),
        account: None,
    };
    let all = limiter.form_bytes.take(by, FORM_BYTES.per_address - 10).unwrap();
    let (here, there) = (router(&limiter, "192.0.2.1", None), router(&limiter, "192.0.2.2", None));
    assert_eq!(post_to(&here, "/", FORM, Body::from("0123456789")).await.status(), 200);
    assert_eq!(post_to(&here, "/", FORM, Body::from("0123456789a")).await.status(), 503);
    assert_eq!(
        post_to(&there, "/", FORM, Body::from("0123456789a")).await.status(),
        200
    );
    drop(all);
    assert_eq!(post_to(&here, "/", FORM, Body::from("0123456789a")).await.status(), 200);
}

#[tokio::test]
async fn requests_of_one_address_leave_room_for_others() {
    let limiter = limiter(0, Pace::DEFAULT);
    let by = Taker {
        address: "192.0.2.1".parse().unwrap(),
        account: None,
    };
    let _all = limiter.requests.take(by, REQUESTS.per_address).unwrap();
    let status = |router: Router| async move {
        let request = Request::get("/page").body(Body::empty()).unwrap();
        router.oneshot(request).await.unwrap().status()
    };
    assert_eq!(status(router(&limiter, "192.0.2.1", None)).await, 503);
    assert_eq!(status(router(&limiter, "192.0.2.2", None)).await, 200);
    let places: Vec<_> = (0..REQUESTS_PER_ACCOUNT.per_account)
        .map(|_| limiter.request_of(AccountId(1)).unwrap())
        .collect();
    assert!(limiter.request_of(AccountId(1)).is_none() && limiter.request_of(AccountId(2)).is_some());
    drop(places);
    assert!(limiter.request_of(AccountId(1)).is_some());
}

#[tokio::test]
async fn sign_ups_are_limited_by_address() {
    let shared = limiter(1, Pace::DEFAULT);
    let done = || post(|| async { "done" });
    let from = |address: &str| {
        Router::new()
            .route("/api/accounts/sign_up", done())
            .route("/api/posts/create", done())
            .layer(from_fn_with_state(shared.clone(), rate_limit))
            .layer(Extension(ClientIp(address.parse().unwrap())))
    };
    let here = from("2001:db8::1");
    let path = "/api/accounts/sign_up";
    assert_eq!(post_to(&here, path, "text/plain", Body::empty()).await.status(), 200);
    for router in [&here, &from("2001:db8::2")] {
        let answer = post_to(router, path, "text/plain", Body::empty()).await;
        assert_eq!(answer.status(), 429);
        assert!(answer.headers().contains_key(RETRY_AFTER));
    }
    for (router, path) in [(&from("2001:db8:0:1::1"), path), (&here, "/api/posts/create")] {
        let answer = post_to(router, path, "text/plain", Body::empty()).await;
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_page_that_asks_for_an_upgrade_takes_a_place_of_requests() {
    let limiter = limiter(0, Pace::DEFAULT);
    let by = Taker {
        address: "192.0.2.7".parse().unwrap(),
        account: None,
    };
    let router = router(&limiter, "192.0.2.7", None);
    let _all: Vec<_> = (0..REQUESTS.per_address)
        .map(|_| limiter.requests.take(by, 1).unwrap())
        .collect();
    let request = Request::get("/page").header(UPGRADE, "x").body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
}
