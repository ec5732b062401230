//! `/live`: the way to the WebSocket. Who may open it is decided here, before the upgrade.

use crate::http::limits::{self, SocketPlace};
use axum::{
    Extension,
    extract::{State, WebSocketUpgrade},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::services::{Services, Session};
use live::Peer;
use types::AccountId;

/// Longest message a page may send, in bytes: 200 ids to watch.
pub const MAX_MESSAGE: usize = 16 * 1024;
/// Bytes that each socket holds for reading, and gathers before it writes: most messages have less than two hundred, and
/// there are thousands of sockets.
const BUFFER: usize = 2 * 1024;
/// Bytes that wait for a page which reads slowly, beside the messages that wait in the hub.
pub const MAX_WAITING: usize = 1024 * 1024;

/// Opens the socket for pages of this very site; browsers send cookies along from any.
pub async fn live(
    State(services): State<Services>,
    session: Option<Extension<Option<Session>>>,
    place: Option<Extension<SocketPlace>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !is_same_site(&headers, &services.site.public_url) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let session = session.and_then(|Extension(session)| session);
    let peer = Peer {
        account: session.as_ref().map_or(AccountId(0), |session| session.account_id),
        session: session.map(|session| session.id),
    };
    let place = place.map(|Extension(place)| place);
    let among_guests = match &place {
        Some(place) if peer.account == AccountId(0) => match place.of_guest() {
            Some(taken) => Some(taken),
            None => return limits::busy(),
        },
        _ => None,
    };
    let hub = services.hub.clone();
    upgrade
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(MAX_WAITING)
        .on_upgrade(move |socket| async move {
            live::serve(socket, hub, peer).await;
            drop((place, among_guests));
        })
}

/// The origin must be the address that the request itself was sent to, or the public one.
fn is_same_site(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
    };
    let Some(origin) = text(header::ORIGIN) else {
        return false;
    };
    if origin.eq_ignore_ascii_case(public_url) {
        return true;
    }
    let host = origin.split_once("://").map(|(_, host)| host);
    host.zip(text(header::HOST))
        .is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn other_sites_stay_outside() {
        let asks = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("piaf.example"));
            origin.map(|origin| headers.insert(header::ORIGIN, HeaderValue::from_static(origin)));
            is_same_site(&headers, "https://piaf.example")
        };
        assert!(asks(Some("https://piaf.example")) && asks(Some("http://PIAF.example")));
        assert!(!asks(Some("https://evil.example")) && !asks(Some("null")) && !asks(None));
        assert!(!asks(Some("https://piaf.example.evil.example")));
    }
}
