//! Addresses of voices: an SDP offer posted to `whip` speaks, one posted to `whep` listens; the answer's `Location` hangs
//! up. Errors are those of server functions.

use crate::spaces::turn::TurnServer;
use axum::{
    Extension, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{delete, post},
};
use base::services::{Services, Session};
use spaces::{service::Caller, voice::Side};
use std::{sync::Arc, time::SystemTime};
use types::{Error, SpaceId};

/// Longest offer, in bytes: a browser's for four voices takes about 6 kB.
pub const MAX_OFFER: usize = 64 * 1024;
const SDP: HeaderValue = HeaderValue::from_static("application/sdp");

/// Answers to offers name the TURN server, where there is one.
pub fn routes(turn: Option<Arc<TurnServer>>) -> Router<Services> {
    [("whip", Side::Speak), ("whep", Side::Listen)]
        .into_iter()
        .fold(Router::new(), |router, (door, side)| {
            let turn = turn.clone();
            router
                .route(
                    &format!("/spaces/{{space_id}}/{door}"),
                    post(move |services, space, who, headers, body| async move {
                        let mut response = offer(side, services, space, who, headers, body).await;
                        if let Some(turn) = turn.filter(|_| response.status() == StatusCode::CREATED) {
                            let links = turn.links(SystemTime::now());
                            response.headers_mut().extend(links.map(|link| (header::LINK, link)));
                        }
                        response
                    }),
                )
                .route(
                    &format!("/spaces/{{space_id}}/{door}/{{key}}"),
                    delete(move |services, place, who, headers| hang_up(side, services, place, who, headers)),
                )
        })
}

type Who = Option<Extension<Option<Session>>>;

async fn offer(
    side: Side,
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
        let connection = services.spaces.offer(caller, space, side, text).await?;
        Ok((space, connection))
    };
    let (space, connection) = match taken.await {
        Ok(taken) => taken,
        Err(error) => return refuse(&error),
    };
    let name = if side == Side::Speak { "whip" } else { "whep" };
    let place = format!("/spaces/{space}/{name}/{}", connection.key);
    let mut response = (StatusCode::CREATED, connection.answer).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, SDP);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(place) = HeaderValue::from_str(&place) {
        headers.insert(header::LOCATION, place);
    }
    response
}

async fn hang_up(
    side: Side,
    State(services): State<Services>,
    Path((space, key)): Path<(String, String)>,
    who: Who,
    headers: HeaderMap,
) -> Response {
    let done = async {
        let space = space.parse().map_err(|_| Error::NotFound)?;
        let caller = caller(&services, space, who, &headers).await?;
        services.spaces.hang_up(caller.account, space, side, &key)
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
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, serde_json::to_string(error).unwrap_or_default()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Error::RateLimited { retry_after } = error {
        headers.insert(header::RETRY_AFTER, (*retry_after).into());
    }
    if *error == Error::NotSignedIn {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
