//! Strangers at the network: what they send slowly, not at all, or in a way that no browser does.

use crate::{
    media::{multipart, photo, upload},
    support::TestApp,
};
use axum::body::Body;
use http::{Method, Request, header};
use image::ImageFormat;
use server::http::{
    limits::{GUEST_SOCKETS, STRAY_UPLOADS},
    pace::Pace,
    routes::{Route, routes},
};
use std::{collections::BTreeSet, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tower::ServiceExt;

/// Longer than anything below takes on a busy machine.
const LONG: Duration = Duration::from_secs(30);

/// All that the other end says until the connection is over, however it ends.
async fn answer(address: SocketAddr, words: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(words).await.expect("said");
    rest(&mut stream).await
}

async fn rest(stream: &mut TcpStream) -> String {
    let (mut all, mut some) = (Vec::new(), vec![0; 64 * 1024]);
    while let Ok(count @ 1..) = timeout(LONG, stream.read(&mut some)).await.expect("an end") {
        all.extend_from_slice(&some[..count]);
    }
    String::from_utf8_lossy(&all).into_owned()
}

async fn page(address: SocketAddr) -> String {
    answer(
        address,
        b"GET /about HTTP/1.1\r\nhost: a:1\r\nconnection: close\r\n\r\n",
    )
    .await
}

#[tokio::test]
async fn what_only_proxies_serve_is_refused_and_breaks_nothing() {
    let app = TestApp::new().await;
    let (address, _server) = app.serve(100, Pace::DEFAULT);
    for words in [
        "CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\norigin: http://a:1\r\nconnection: close\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\nconnection: close\r\n\r\n",
        "TRACE / HTTP/1.1\r\nhost: a:1\r\norigin: http://a:1\r\nconnection: close\r\n\r\n",
        "BREW /@ada HTTP/1.1\r\nhost: a:1\r\nconnection: close\r\n\r\n",
    ] {
        let answer = answer(address, words.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 405 "), "{words}: {answer}");
    }
    let full = answer(
        address,
        b"GET http://a:1/healthz HTTP/1.1\r\nhost: b\r\nconnection: close\r\n\r\n",
    );
    assert!(full.await.starts_with("HTTP/1.1 200 "));
    let all = answer(address, b"OPTIONS * HTTP/1.1\r\nhost: a:1\r\nconnection: close\r\n\r\n");
    assert!(all.await.starts_with("HTTP/1.1 204 "));
    // The router itself, without hyper before it.
    let request = Request::builder()
        .method(Method::CONNECT)
        .uri("a:1")
        .header(header::ORIGIN, "http://a:1");
    let answer = app
        .router()
        .oneshot(request.body(Body::empty()).expect("request"))
        .await;
    assert_eq!(answer.expect("answer").status(), 405);
}

#[tokio::test]
async fn connections_that_say_nothing_keep_nobody_out() {
    let app = TestApp::new().await;
    let pace = Pace {
        head: LONG * 10,
        ..Pace::DEFAULT
    };
    let (address, _server) = app.serve(50, pace);
    let mut silent = Vec::new();
    for _ in 0..49 {
        silent.push(TcpStream::connect(address).await.expect("connected"));
    }
    assert!(page(address).await.starts_with("HTTP/1.1 "));
    // As many as an address may have: one more is refused at once, and not kept waiting.
    let (address, _server) = app.serve(50, pace);
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(address).await.expect("connected"));
    }
    let mut refused = TcpStream::connect(address).await.expect("connected");
    assert_eq!(rest(&mut refused).await, "");
}

#[tokio::test]
async fn slow_bodies_of_strangers_do_not_stop_pages() {
    let app = TestApp::new().await;
    let (address, _server) = app.serve(2_000, Pace::DEFAULT);
    let head = format!(
        "POST /api/accounts/log_in HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\nlogin="
    );
    let mut slow = Vec::new();
    for _ in 0..600 {
        let mut stream = TcpStream::connect(address).await.expect("connected");
        stream.write_all(head.as_bytes()).await.expect("said");
        slow.push(stream);
    }
    for _ in 0..20 {
        let page = page(address).await;
        assert!(
            !page.starts_with("HTTP/1.1 503 ") && page.starts_with("HTTP/1.1 "),
            "{page}"
        );
    }
}

#[tokio::test]
async fn slow_uploads_of_strangers_do_not_delay_a_signed_in_person() {
    let app = TestApp::new().await;
    let ada = app.sign_up("ada").await;
    let (address, _server) = app.serve(2_000, Pace::DEFAULT);
    let head = format!(
        "POST /media/upload HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
         content-type: multipart/form-data; boundary=edge\r\ncontent-length: 100000\r\n\r\n--edge"
    );
    let mut slow = Vec::new();
    for _ in 0..2 * STRAY_UPLOADS.most {
        let mut stream = TcpStream::connect(address).await.expect("connected");
        stream.write_all(head.as_bytes()).await.expect("said");
        slow.push(stream);
    }
    let body = multipart(&[("photo", true, &photo(ImageFormat::Jpeg))]);
    let head = format!(
        "POST /media/upload HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: piaf={}\r\n\
         content-type: multipart/form-data; boundary=edge\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        ada.cookie("piaf").expect("a session"),
        body.len()
    );
    let done = answer(address, &[head.into_bytes(), body].concat()).await;
    assert!(done.starts_with("HTTP/1.1 200 "), "{done}");
    upload(&ada).await;
}

#[tokio::test]
async fn a_stranger_who_uploads_hears_that_they_are_signed_out() {
    let app = TestApp::new().await;
    let browser = app.browser();
    let request = browser
        .request(Method::POST, "/media/upload")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    let body = multipart(&[("photo", true, &vec![7; 4 * 1024 * 1024])]);
    assert_eq!(browser.send(request, Body::from(body)).await.status, 401);
}

#[tokio::test]
async fn a_body_that_drips_is_ended() {
    let app = TestApp::new().await;
    let pace = Pace {
        grace: Duration::from_millis(100),
        pause: Duration::from_millis(100),
        ..Pace::DEFAULT
    };
    let (address, _server) = app.serve(100, pace);
    let words = format!(
        "POST /api/accounts/log_in HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\nlogin="
    );
    let answer = answer(address, words.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn visitors_of_one_address_have_a_share_of_the_sockets() {
    let app = TestApp::new().await;
    let (address, _server) = app.serve(2_000, Pace::DEFAULT);
    let words = format!(
        "GET /live HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nconnection: upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    let mut open = Vec::new();
    for number in 0..=GUEST_SOCKETS.per_address {
        let mut stream = TcpStream::connect(address).await.expect("connected");
        stream.write_all(words.as_bytes()).await.expect("said");
        let mut first = [0; 12];
        timeout(LONG, stream.read_exact(&mut first))
            .await
            .expect("in time")
            .expect("an answer");
        let wanted: &[u8] = if number < GUEST_SOCKETS.per_address {
            b"HTTP/1.1 101"
        } else {
            b"HTTP/1.1 503"
        };
        assert_eq!(first, wanted, "{number}");
        open.push(stream);
    }
}

/// Functions of accounts that need no limit by address: each says why.
const OPEN: [&str; 7] = [
    // Tells what the directory of handles tells.
    "/api/accounts/check_handle",
    // Need a session, or a token of 256 bits.
    "/api/accounts/log_out",
    "/api/accounts/current",
    "/api/accounts/switch",
    "/api/accounts/reset_is_open",
    "/api/accounts/reset_password",
    "/api/accounts/verify_email",
];

#[test]
fn every_function_of_accounts_is_limited_or_says_why_not() {
    let of_accounts = routes().filter(|route| route.path.starts_with("/api/accounts/"));
    let (limited, open): (Vec<&Route>, Vec<&Route>) = of_accounts.partition(|route| route.limit.is_some());
    assert_eq!(limited.len(), 3, "{limited:?}");
    let open: BTreeSet<&str> = open.iter().map(|route| route.path).collect();
    assert_eq!(open, BTreeSet::from(OPEN), "these have no limit by address");
}
