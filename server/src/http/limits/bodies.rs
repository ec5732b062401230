//! Bodies, read whole before anything else is done for a request. Reading takes no place that another could need: what is
//! in memory is counted byte by byte as it comes, and a body has to keep to a least rate.

use super::{Limiter, Taken, Taker, busy};
use crate::http::{
    body::{RequestBytes, Uploader, is_upload},
    client_ip,
    pace::Pace,
};
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::BytesMut;
use futures::StreamExt;
use http::{Method, StatusCode, header::CONTENT_LENGTH};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// Largest body of a form or a server function, in bytes.
pub const MAX_BODY: usize = 256 * 1024;
/// Largest body of an upload, in bytes: four photos of 5 MB with their frame.
pub const MAX_UPLOAD: usize = 21 * 1024 * 1024;

/// Reads the body of everything that is not a plain read, up to its limit, and keeps it at hand as [`RequestBytes`]. An
/// upload of nobody is read and thrown away: whatever it was for refuses it for want of an account.
pub async fn bodies(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let by = Taker {
        address: client_ip::counted(&request),
        account: Uploader::of(&request),
    };
    let (pace, upload) = (limiter.pace, is_upload(&request));
    let (limit, time) = if upload {
        (MAX_UPLOAD, pace.upload)
    } else {
        (MAX_BODY, pace.form)
    };
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let stray = upload && by.account.is_none();
    let (place, room) = match (upload, stray) {
        (true, true) => (limiter.stray_uploads.take(by, 1), None),
        (true, false) => (
            limiter.uploads.take_within(by, 1, pace.place).await,
            limiter.upload_bytes.take(by, 0),
        ),
        (false, _) => (limiter.form_bytes.take(by, 0), None),
    };
    let Some(mut place) = place else {
        return turned_away();
    };
    let (mut parts, body) = request.into_parts();
    let mut room = room;
    let counted = match &mut room {
        Some(room) => Some(room),
        None if stray => None,
        None => Some(&mut place),
    };
    let bytes = match read(body, limit, time, &pace, counted).await {
        Ok(bytes) => bytes,
        Err(StatusCode::SERVICE_UNAVAILABLE) => return turned_away(),
        Err(status) => return status.into_response(),
    };
    parts.extensions.insert(RequestBytes(bytes.clone()));
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    drop((place, room));
    response
}

/// Reads a body into room that it takes as it grows; without room it is thrown away.
async fn read(
    body: Body,
    limit: usize,
    time: Duration,
    pace: &Pace,
    mut room: Option<&mut Taken>,
) -> Result<Bytes, StatusCode> {
    let began = Instant::now();
    let (mut stream, mut bytes, mut count) = (body.into_data_stream(), BytesMut::new(), 0);
    loop {
        let keeps_rate = began + pace.grace + pace.time_for(count as u64);
        let deadline = (began + time).min(keeps_rate).min(Instant::now() + pace.pause);
        let chunk = match timeout_at(deadline, stream.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(Some(Err(_))) => return Err(StatusCode::BAD_REQUEST),
            Ok(None) => return Ok(bytes.freeze()),
            Err(_) => {
                metrics::counter!("http_bodies_too_slow_total").increment(1);
                return Err(StatusCode::REQUEST_TIMEOUT);
            }
        };
        count += chunk.len();
        if count > limit {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        if let Some(room) = &mut room {
            if !room.grow(chunk.len()) {
                return Err(StatusCode::SERVICE_UNAVAILABLE);
            }
            bytes.extend_from_slice(&chunk);
        }
    }
}

fn turned_away() -> Response {
    metrics::counter!("http_requests_turned_away_total").increment(1);
    busy()
}
