//! Bounds the number of requests that are answered at a time, and how long each may take.

use super::{Limiter, SocketPlace, Taker};
use crate::http::{
    client_ip,
    errors::error_page,
    routes::{self, Endpoint},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{RETRY_AFTER, UPGRADE},
};
use std::sync::Arc;
use tokio::time::timeout;

/// Turns requests away where too many run, and ends those that take too long. Operations' own addresses always answer;
/// a socket has its own place for as long as it stays.
pub async fn overload(State(limiter): State<Arc<Limiter>>, mut request: Request, next: Next) -> Response {
    let route = routes::of(&request).map(|route| route.endpoint);
    if route.is_some_and(Endpoint::is_operation) {
        return next.run(request).await;
    }
    let by = Taker {
        address: client_ip::counted(&request),
        account: None,
    };
    // By its address too: whoever may write a header would else take a place for each page from the many of sockets.
    let socket = route == Some(Endpoint::LiveSocket) && request.headers().contains_key(UPGRADE);
    let pool = if socket { &limiter.sockets } else { &limiter.requests };
    let Some(taken) = pool.take(by, 1) else {
        metrics::counter!("http_requests_turned_away_total").increment(1);
        return busy();
    };
    let _taken = if socket {
        let place = SocketPlace::new(limiter.clone(), by, taken);
        request.extensions_mut().insert(place);
        None
    } else {
        request.extensions_mut().insert(limiter.clone());
        Some(taken)
    };
    match timeout(limiter.pace.answer, next.run(request)).await {
        Ok(response) => response,
        Err(_) => busy(),
    }
}

/// There is no room at the moment.
pub fn busy() -> Response {
    let mut response = error_page(StatusCode::SERVICE_UNAVAILABLE).into_response();
    response.headers_mut().insert(RETRY_AFTER, 1.into());
    response
}
