//! Two addresses around the engine, for trying it with other clients: whoever posts an SDP offer to
//! `/whip/{space}/{person}` speaks, whoever posts one to `/whep/{space}/{person}` listens; `DELETE` of the same address
//! hangs up, `POST /heard/{space}` with a list of people says who is heard (all who speak, until then).
//!
//! `cargo run --release -p spaces --example whip -- 127.0.0.1:8141`, then `tone.py` beside this file, or a browser that
//! opens the address; what it finds is shown there and printed here. Browsers without a face want persuading:
//!
//! - `chromium --headless=new --allow-loopback-in-peer-connection --autoplay-policy=no-user-gesture-required`;
//! - `firefox --headless` with `media.autoplay.default` 0, `media.autoplay.block-webaudio` false, a sound device (that of
//!   `pulseaudio` with `module-null-sink` serves) and an address of the machine that is not the loopback one.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use spaces::SpaceId;
use spaces::voice::{Config, Engine, Forwarder, Identity, Leg, Side};
use std::collections::HashMap;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use types::AccountId;

struct Square {
    engine: Forwarder,
    /// Who is heard in each space.
    heard: Mutex<HashMap<SpaceId, Vec<AccountId>>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address: SocketAddr = std::env::args()
        .nth(1)
        .ok_or("an address to listen on is needed")?
        .parse()?;
    let identity = Identity::generate()?;
    // The same number serves for HTTP (TCP) and for voices (UDP).
    let config = Config {
        listen: address,
        announce: vec![],
        identity,
        most_legs: 1000,
    };
    let (engine, mut events) = Forwarder::start(config)?;
    let print = async move {
        while let Some(event) = events.recv().await {
            println!("{event:?}");
        }
    };
    tokio::spawn(print);
    let square = Arc::new(Square {
        engine,
        heard: Mutex::default(),
    });
    let app = Router::new()
        .route("/", get(async || Html(include_str!("page.html"))))
        .route("/said", post(async |words: String| println!("{words}")))
        .route(
            "/stats",
            get(async |State(square): State<Arc<Square>>| format!("{:?}", square.engine.stats())),
        )
        .route("/whip/{space}/{person}", post(whip).delete(hang_up))
        .route("/whep/{space}/{person}", post(whep).delete(hang_up))
        .route("/heard/{space}", post(hear))
        .with_state(square);
    axum::serve(tokio::net::TcpListener::bind(address).await?, app).await?;
    Ok(())
}

async fn whip(State(square): State<Arc<Square>>, Path((space, person)): Path<(i64, i64)>, offer: String) -> Response {
    {
        let mut heard = square.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let people = heard.entry(SpaceId(space)).or_default();
        if !people.contains(&AccountId(person)) {
            people.push(AccountId(person));
        }
        square.engine.route(SpaceId(space), people);
    }
    answer(&square, leg(space, person, Side::Speak), &offer)
}

async fn whep(State(square): State<Arc<Square>>, Path((space, person)): Path<(i64, i64)>, offer: String) -> Response {
    answer(&square, leg(space, person, Side::Listen), &offer)
}

async fn hang_up(State(square): State<Arc<Square>>, Path((space, person)): Path<(i64, i64)>) -> StatusCode {
    square.engine.close(leg(space, person, Side::Speak));
    square.engine.close(leg(space, person, Side::Listen));
    StatusCode::OK
}

async fn hear(State(square): State<Arc<Square>>, Path(space): Path<i64>, people: String) -> StatusCode {
    let people: Vec<_> = people
        .split_whitespace()
        .filter_map(|person| Some(AccountId(person.parse().ok()?)))
        .collect();
    square.engine.route(SpaceId(space), &people);
    square
        .heard
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(SpaceId(space), people);
    StatusCode::OK
}

fn leg(space: i64, person: i64, side: Side) -> Leg {
    Leg {
        space: SpaceId(space),
        person: AccountId(person),
        side,
    }
}

fn answer(square: &Square, leg: Leg, offer: &str) -> Response {
    match square.engine.accept(leg, offer) {
        Ok(answer) => {
            let kind = if leg.side == Side::Speak { "whip" } else { "whep" };
            let place = format!("/{kind}/{}/{}", leg.space.0, leg.person.0);
            let headers = [
                (header::CONTENT_TYPE, "application/sdp".to_owned()),
                (header::LOCATION, place),
            ];
            (StatusCode::CREATED, headers, answer).into_response()
        }
        Err(refused) => (StatusCode::BAD_REQUEST, refused.to_string()).into_response(),
    }
}
