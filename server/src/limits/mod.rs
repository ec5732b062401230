//! What keeps the server standing: bounded bodies, a bounded number of requests at a time, deadlines, and limits on the
//! doors where passwords are guessed and accounts are made. Nothing scarce is given before it is known who asks and the
//! body is there, and of everything scarce an address and an account have a share.

mod bodies;
mod doors;
mod share;
#[cfg(test)]
mod tests;

pub use bodies::{MAX_BODY, MAX_UPLOAD, RequestBytes, Uploader, bodies, is_upload};
pub use doors::{COUNTED_ADDRESSES, DOORS, Door, doors};
pub use share::{Pool, Shares, Taken, Taker};

use crate::{client_ip, config, pace::Pace};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use doors::Tries;
use http::{
    StatusCode,
    header::{RETRY_AFTER, UPGRADE},
};
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};
use tokio::time::timeout;
use types::AccountId;

/// Requests that are being answered; more are turned away at once, because waiting in line helps nobody. Those whose body
/// is still on its way are not among them.
pub const REQUESTS: Shares = Shares {
    most: 512,
    per_address: 256,
    per_account: usize::MAX,
};
/// Requests of one account that are being answered.
pub const REQUESTS_PER_ACCOUNT: Shares = Shares {
    most: usize::MAX,
    per_address: usize::MAX,
    per_account: 128,
};
/// Bytes of forms in memory.
pub const FORM_BYTES: Shares = Shares {
    most: 64 * 1024 * 1024,
    per_address: 8 * 1024 * 1024,
    per_account: usize::MAX,
};
/// Uploads on their way or at work.
pub const UPLOADS: Shares = Shares {
    most: 64,
    per_address: 24,
    per_account: 4,
};
/// Bytes of uploads in memory, counted as they come: a slow one takes little.
pub const UPLOAD_BYTES: Shares = Shares {
    most: 128 * 1024 * 1024,
    per_address: 64 * 1024 * 1024,
    per_account: 24 * 1024 * 1024,
};
/// Uploads of nobody, which are read and thrown away so that the answer arrives.
pub const STRAY_UPLOADS: Shares = Shares {
    most: 64,
    per_address: 4,
    per_account: 0,
};
/// Live sockets; of one account the hub counts them.
pub const SOCKETS: Shares = Shares {
    most: 100_000,
    per_address: 512,
    per_account: usize::MAX,
};
/// Live sockets of visitors who are signed out.
pub const GUEST_SOCKETS: Shares = Shares {
    most: live::MOST_GUESTS,
    per_address: 256,
    per_account: 0,
};

/// Where sockets are opened.
const SOCKET: &str = "/live";

/// Counters shared by all requests.
pub struct Limiter {
    pub pace: Pace,
    requests: Arc<Pool>,
    requests_per_account: Arc<Pool>,
    form_bytes: Arc<Pool>,
    uploads: Arc<Pool>,
    upload_bytes: Arc<Pool>,
    stray_uploads: Arc<Pool>,
    sockets: Arc<Pool>,
    guest_sockets: Arc<Pool>,
    tries: Tries,
}

/// What a live socket keeps until it ends.
#[derive(Clone)]
pub struct SocketPlace {
    limiter: Arc<Limiter>,
    by: Taker,
    _taken: Arc<Taken>,
}

impl SocketPlace {
    /// A place among the guests; none where they have enough.
    pub fn of_guest(&self) -> Option<Taken> {
        self.limiter.guest_sockets.take(self.by, 1)
    }
}

impl Limiter {
    pub fn new(limits: config::Limits, pace: Pace) -> Self {
        Self {
            pace,
            requests: Pool::new(REQUESTS),
            requests_per_account: Pool::new(REQUESTS_PER_ACCOUNT),
            form_bytes: Pool::new(FORM_BYTES),
            uploads: Pool::new(UPLOADS),
            upload_bytes: Pool::new(UPLOAD_BYTES),
            stray_uploads: Pool::new(STRAY_UPLOADS),
            sockets: Pool::new(SOCKETS),
            guest_sockets: Pool::new(GUEST_SOCKETS),
            tries: Tries::new(limits),
        }
    }

    /// A place for one more request of the account; none where it has its share. What it is held for is bounded already.
    pub fn request_of(self: &Arc<Self>, account: AccountId) -> Option<Taken> {
        let address = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        let by = Taker {
            address,
            account: Some(account),
        };
        self.requests_per_account.take(by, 1)
    }

    /// Forgets the addresses that have been quiet; once a minute.
    pub fn forget(&self) {
        self.tries.forget();
    }
}

/// Turns requests away where too many run, and ends those that take too long. Operations' own addresses always answer;
/// a socket has its own place for as long as it stays.
pub async fn overload(State(limiter): State<Arc<Limiter>>, mut request: Request, next: Next) -> Response {
    if matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics") {
        return next.run(request).await;
    }
    let by = Taker {
        address: client_ip::counted(&request),
        account: None,
    };
    // By its address too: whoever may write a header would else take a place for each page from the many of sockets.
    let socket = request.uri().path() == SOCKET && request.headers().contains_key(UPGRADE);
    let pool = if socket { &limiter.sockets } else { &limiter.requests };
    let Some(taken) = pool.take(by, 1) else {
        metrics::counter!("http_requests_turned_away_total").increment(1);
        return busy();
    };
    let _taken = if socket {
        let place = SocketPlace {
            limiter: limiter.clone(),
            by,
            _taken: Arc::new(taken),
        };
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
    let mut response = crate::pages::calm_page(StatusCode::SERVICE_UNAVAILABLE).into_response();
    response.headers_mut().insert(RETRY_AFTER, 1.into());
    response
}
