//! Addresses of voices: an SDP offer posted to `whip` speaks, one posted to `whep` listens; the answer's `Location` hangs
//! up. Errors are those of server functions.

use crate::{http::errors, spaces::turn::TurnServer};
use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{self, MethodFilter, MethodRouter},
};
use base::services::{Services, Session};
use spaces::{service::Caller, voice::Direction};
use std::{sync::Arc, time::SystemTime};
use types::{Error, SpaceId};

/// Longest offer, in bytes: a browser's for four voices takes about 6 kB.
pub const MAX_OFFER: usize = 64 * 1024;
const SDP: HeaderValue = HeaderValue::from_static("application/sdp");

/// Answers to offers name the TURN server, where there is one.
pub fn offers(on: MethodFilter, direction: Direction, turn: Option<Arc<TurnServer>>) -> MethodRouter<Services> {
    routing::on(on, move |services, space, who, headers, body| async move {
        let mut response = offer(direction, services, space, who, headers, body).await;
        if let Some(turn) = turn.filter(|_| response.status() == StatusCode::CREATED) {
            let links = turn.links(SystemTime::now());
            response.headers_mut().extend(links.map(|link| (header::LINK, link)));
        }
        response
    })
}

pub fn hanging_up(on: MethodFilter, direction: Direction) -> MethodRouter<Services> {
    routing::on(on, move |services, place, who, headers| {
        hang_up(direction, services, place, who, headers)
    })
}

type Who = Option<Extension<Option<Session>>>;

async fn offer(
    direction: Direction,
    State(services): State<Services>,
    Path(space): Path<String>,
    who: Who,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if headers.get(header::CONTENT_TYPE) != Some(&SDP) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let Some(text) = std::str::from_utf8(&body).ok().filter(|_| body.len() <= MAX_OFFER) else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let taken = async {
        let space = space.parse().map_err(|_| Error::NotFound)?;
        let caller = caller(&services, space, who, &headers).await?;
        let connection = services.spaces.offer(caller, space, direction, text).await?;
        Ok((space, connection))
    };
    let (space, connection) = match taken.await {
        Ok(taken) => taken,
        Err(error) => return refuse(&error),
    };
    let name = if direction == Direction::Speak { "whip" } else { "whep" };
    let place = format!("/spaces/{space}/{name}/{}", connection.key);
    let mut response = (StatusCode::CREATED, connection.answer).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, SDP);
    if let Ok(place) = HeaderValue::from_str(&place) {
        headers.insert(header::LOCATION, place);
    }
    response
}

async fn hang_up(
    direction: Direction,
    State(services): State<Services>,
    Path((space, key)): Path<(String, String)>,
    who: Who,
    headers: HeaderMap,
) -> Response {
    let done = async {
        let space = space.parse().map_err(|_| Error::NotFound)?;
        let caller = caller(&services, space, who, &headers).await?;
        services.spaces.hang_up(caller.account, space, direction, &key)
    };
    match done.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refuse(&error),
    }
}

/// By the session's cookie, or by a token made for this space.
async fn caller(services: &Services, space: SpaceId, who: Who, headers: &HeaderMap) -> types::Result<Caller> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = token.and_then(|value| value.strip_prefix("Bearer ")) {
        let client = services.store.space_client(token.trim()).await?;
        let client = client
            .filter(|client| client.space == space)
            .ok_or(Error::NotSignedIn)?;
        return Ok(Caller {
            account: client.account,
            session: client.session,
            by_page: false,
        });
    }
    let session = who.and_then(|Extension(session)| session).ok_or(Error::NotSignedIn)?;
    Ok(Caller {
        account: session.account_id,
        session: session.id,
        by_page: true,
    })
}

fn refuse(error: &Error) -> Response {
    let mut response = errors::json(error);
    if *error == Error::NotSignedIn {
        let headers = response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
