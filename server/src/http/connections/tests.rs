//! Connections: how many, from whom, and how slow they may be.

use super::*;
use axum::routing::get;
use std::time::Instant;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

/// Longer than anything below takes on a busy machine.
const LONG: Duration = Duration::from_secs(30);
const ASK: &[u8] = b"GET /small HTTP/1.1\r\nhost: piaf.example\r\nconnection: close\r\n\r\n";

struct Instance {
    address: SocketAddr,
    ended: CancellationToken,
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.ended.cancel();
    }
}

fn start(most: usize, per_address: usize, proxies: &[&str], pace: Pace) -> Instance {
    let router = Router::new()
        .route("/small", get(|| async { "small" }))
        .route("/large", get(|| async { vec![b'x'; 64 * 1024 * 1024] }));
    let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = listener.local_addr().unwrap();
    let proxies = proxies.iter().map(|network| network.parse().unwrap()).collect();
    let (connections, ended) = (
        Connections::new(most, per_address, proxies, pace),
        CancellationToken::new(),
    );
    let until = ended.clone();
    tokio::spawn(async move { connections.accept(listener, router, &TaskTracker::new(), &until).await });
    Instance { address, ended }
}

async fn connect(instance: &Instance) -> TcpStream {
    timeout(LONG, TcpStream::connect(instance.address))
        .await
        .unwrap()
        .unwrap()
}

/// All that comes until the connection ends, however it does.
async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let (mut all, mut some) = (Vec::new(), vec![0; 64 * 1024]);
    while let Ok(count @ 1..) = timeout(LONG, stream.read(&mut some)).await.expect("an end") {
        all.extend_from_slice(&some[..count]);
    }
    all
}

async fn is_answered(instance: &Instance) -> bool {
    let mut stream = connect(instance).await;
    // A connection that was refused may be gone before this is written.
    let _ = stream.write_all(ASK).await;
    rest(&mut stream).await.starts_with(b"HTTP/1.1 200")
}

fn impatient() -> Pace {
    Pace {
        head: Duration::from_millis(200),
        stalled: Duration::from_millis(200),
        ..Pace::DEFAULT
    }
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_ended() {
    let instance = start(10, 10, &[], impatient());
    for said in [&b""[..], b"G", b"GET /small HTTP/1.1\r\nhost: piaf.example\r\n"] {
        let mut stream = connect(&instance).await;
        stream.write_all(said).await.unwrap();
        rest(&mut stream).await;
    }
}

#[tokio::test]
async fn a_connection_that_rests_after_an_answer_is_ended() {
    let instance = start(10, 10, &[], impatient());
    let mut stream = connect(&instance).await;
    stream
        .write_all(b"GET /small HTTP/1.1\r\nhost: piaf.example\r\n\r\n")
        .await
        .unwrap();
    assert!(rest(&mut stream).await.ends_with(b"small"));
}

#[tokio::test]
async fn strangers_who_say_nothing_do_not_keep_others_out() {
    let pace = Pace {
        head: LONG * 10,
        ..Pace::DEFAULT
    };
    let instance = start(8, 100, &[], pace);
    let mut silent = Vec::new();
    for _ in 0..40 {
        silent.push(connect(&instance).await);
    }
    let asked = Instant::now();
    assert!(is_answered(&instance).await);
    assert!(asked.elapsed() < LONG);
}

#[tokio::test]
async fn one_address_has_a_share_and_more_is_refused_at_once() {
    let pace = Pace {
        head: LONG * 10,
        ..Pace::DEFAULT
    };
    let instance = start(100, 4, &[], pace);
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(connect(&instance).await);
    }
    let mut refused = connect(&instance).await;
    assert!(rest(&mut refused).await.is_empty());
    assert!(!is_answered(&instance).await);
    held.clear();
    // The server hears of it a moment later.
    timeout(LONG, async { while !is_answered(&instance).await {} })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_declared_proxy_brings_many() {
    let pace = Pace {
        head: LONG * 10,
        ..Pace::DEFAULT
    };
    let instance = start(100, 4, &["127.0.0.0/8"], pace);
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(connect(&instance).await);
    }
    assert!(is_answered(&instance).await);
}

#[tokio::test]
async fn somebody_who_does_not_read_the_answer_is_cut() {
    let instance = start(10, 10, &[], impatient());
    let mut stream = connect(&instance).await;
    stream
        .write_all(b"GET /large HTTP/1.1\r\nhost: piaf.example\r\n\r\n")
        .await
        .unwrap();
    // Reads on only after the other side has given up: what is there by then is far from all.
    let waited = async { while instance_holds(&stream).await {} };
    timeout(LONG, waited).await.unwrap();
    assert!(rest(&mut stream).await.len() < 32 * 1024 * 1024);
}

/// Whether the other end is still there, asked without reading.
async fn instance_holds(stream: &TcpStream) -> bool {
    tokio::time::sleep(Duration::from_millis(20)).await;
    // Bytes to a connection that was cut are answered with a reset.
    stream.try_write(b"x").is_ok()
}

#[tokio::test]
async fn somebody_who_reads_at_a_fair_pace_gets_it_all() {
    let instance = start(10, 10, &[], Pace::DEFAULT);
    let mut stream = connect(&instance).await;
    stream
        .write_all(b"GET /large HTTP/1.1\r\nhost: piaf.example\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    assert!(rest(&mut stream).await.len() > 64 * 1024 * 1024);
}
