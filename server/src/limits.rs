//! What keeps the server standing: bounded bodies, a bounded number of requests at a time, deadlines, and limits on the
//! doors where passwords are guessed and accounts are made, counted by network address.

use crate::{client_ip::ClientIp, config, form_memory};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use http::{
    Method, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, UPGRADE},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout, timeout_at},
};
use types::Error;

/// Largest body of a form or a server function, in bytes.
pub const MAX_BODY: usize = 256 * 1024;
/// Largest body of an upload, in bytes: four photos of 5 MB with their frame.
pub const MAX_UPLOAD: usize = 21 * 1024 * 1024;
/// Time in which a body must have arrived.
const BODY_TIME: Duration = Duration::from_secs(10);
const UPLOAD_TIME: Duration = Duration::from_secs(120);
/// Time in which an answer must begin, the body's time aside.
const ANSWER_TIME: Duration = Duration::from_secs(25);
/// Requests at a time; more are turned away at once, because waiting in line helps nobody.
const REQUESTS: usize = 512;
/// Uploads at a time: each holds its body in memory.
const UPLOADS: usize = 8;
/// Network addresses that are counted at a time. Above it those that rest are forgotten.
const COUNTED_ADDRESSES: usize = 100_000;

/// The whole body of a request that is not a read, for those that look at it before its handler does.
#[derive(Clone, Debug)]
pub struct RequestBytes(pub Bytes);

/// Counters shared by all requests.
pub struct Limiter {
    requests: Arc<Semaphore>,
    uploads: Semaphore,
    doors: Vec<(Door, DefaultKeyedRateLimiter<IpAddr>)>,
    clock: DefaultClock,
}

/// A kind of request that is limited by network address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    SignUp,
    LogIn,
}

impl Door {
    /// The door behind a server function's path. Letter case does not matter, whatever the router makes of it.
    fn of(path: &str) -> Option<Self> {
        let name = path.trim_end_matches('/').rsplit('/').next()?.to_ascii_lowercase();
        match name.as_str() {
            "sign_up" | "signup" => Some(Self::SignUp),
            "log_in" | "login" | "request_password_reset" | "request_reset" | "add_account" => Some(Self::LogIn),
            _ => None,
        }
    }
}

impl Limiter {
    pub fn new(limits: config::Limits) -> Self {
        let doors = [
            (Door::SignUp, limits.sign_ups_per_hour),
            (Door::LogIn, limits.log_ins_per_hour),
        ];
        let doors = doors
            .into_iter()
            .filter_map(|(door, per_hour)| {
                // All at once or spread out: a class that signs up together is as welcome as one by one.
                Some((door, RateLimiter::keyed(Quota::per_hour(NonZeroU32::new(per_hour)?))))
            })
            .collect();
        Self {
            requests: Arc::new(Semaphore::new(REQUESTS)),
            uploads: Semaphore::new(UPLOADS),
            doors,
            clock: DefaultClock::default(),
        }
    }

    /// Counts one try; the error is the time until the next.
    fn enter(&self, door: Door, address: IpAddr) -> Result<(), Duration> {
        let Some((_, limiter)) = self.doors.iter().find(|(known, _)| *known == door) else {
            return Ok(());
        };
        if limiter.len() > COUNTED_ADDRESSES {
            self.forget();
        }
        limiter
            .check_key(&address)
            .map_err(|refused| refused.wait_time_from(self.clock.now()))
    }

    /// Forgets the addresses that have been quiet; once a minute.
    pub fn forget(&self) {
        for (_, limiter) in &self.doors {
            limiter.retain_recent();
        }
    }
}

/// Turns requests away where too many run, and ends those that take too long. Operations' own addresses always answer.
pub async fn overload(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    if matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics") || request.headers().contains_key(UPGRADE) {
        return next.run(request).await;
    }
    let Ok(_permit) = limiter.requests.clone().try_acquire_owned() else {
        metrics::counter!("http_requests_turned_away_total").increment(1);
        return busy(StatusCode::SERVICE_UNAVAILABLE);
    };
    let time = if is_upload(&request) { UPLOAD_TIME } else { BODY_TIME } + ANSWER_TIME;
    match timeout(time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => busy(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// Reads the body of everything that is not a plain read, up to its limit, and keeps it at hand as [`RequestBytes`].
pub async fn bodies(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let upload = is_upload(&request);
    let (limit, time) = if upload {
        (MAX_UPLOAD, UPLOAD_TIME)
    } else {
        (MAX_BODY, BODY_TIME)
    };
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let deadline = Instant::now() + time;
    let _permit = match upload {
        true => match timeout_at(deadline, limiter.uploads.acquire()).await {
            Ok(Ok(permit)) => Some(permit),
            _ => return busy(StatusCode::SERVICE_UNAVAILABLE),
        },
        false => None,
    };
    let (mut parts, body) = request.into_parts();
    let bytes = match timeout_at(deadline, to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) if is_too_long(&error) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Ok(Err(_)) => return StatusCode::BAD_REQUEST.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    parts.extensions.insert(RequestBytes(bytes.clone()));
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// Limits sign-ups and tries to log in by network address.
pub async fn doors(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    let Some(door) = Door::of(request.uri().path()).filter(|_| request.method() == Method::POST) else {
        return next.run(request).await;
    };
    let address = request
        .extensions()
        .get::<ClientIp>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client| client.limit_key());
    match limiter.enter(door, address) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            metrics::counter!("http_door_refusals_total", "door" => format!("{door:?}")).increment(1);
            let retry_after = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            form_memory::refuse(&request, &Error::RateLimited { retry_after })
        }
    }
}

fn is_upload(request: &Request) -> bool {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("multipart/form-data")
}

fn busy(status: StatusCode) -> Response {
    let mut response = match status {
        StatusCode::SERVICE_UNAVAILABLE => crate::pages::calm_page(StatusCode::SERVICE_UNAVAILABLE),
        other => other.into_response(),
    };
    response.headers_mut().insert(RETRY_AFTER, 1.into());
    response
}

fn is_too_long(error: &axum::Error) -> bool {
    // The error's type is not exported; its words are what it offers.
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = source {
        if current.to_string().contains("length limit exceeded") {
            return true;
        }
        source = current.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Extension, Router, middleware::from_fn_with_state, routing::post};
    use tower::ServiceExt;

    fn limiter(sign_ups_per_hour: u32) -> Arc<Limiter> {
        Arc::new(Limiter::new(config::Limits {
            sign_ups_per_hour,
            log_ins_per_hour: 0,
        }))
    }

    async fn post_to(router: &Router, path: &str, kind: &str, body: Body) -> Response {
        let request = Request::post(path).header(CONTENT_TYPE, kind).body(body).unwrap();
        router.clone().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_body_has_a_limit_with_and_without_a_length() {
        let router = Router::new()
            .route("/", post(|body: Bytes| async move { body.len().to_string() }))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .layer(from_fn_with_state(limiter(0), bodies));
        let form = "application/x-www-form-urlencoded";
        let chunks = |count: usize| {
            Body::from_stream(futures::stream::iter(
                (0..count).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 64 * 1024])),
            ))
        };
        assert_eq!(
            post_to(&router, "/", form, Body::from(vec![b'x'; MAX_BODY]))
                .await
                .status(),
            200
        );
        assert_eq!(
            post_to(&router, "/", form, Body::from(vec![b'x'; MAX_BODY + 1]))
                .await
                .status(),
            413
        );
        assert_eq!(post_to(&router, "/", form, chunks(5)).await.status(), 413);
        assert_eq!(
            post_to(&router, "/", "multipart/form-data; boundary=x", chunks(50))
                .await
                .status(),
            200
        );
        assert_eq!(
            post_to(&router, "/", "multipart/form-data; boundary=x", chunks(400))
                .await
                .status(),
            413
        );
    }

    #[tokio::test]
    async fn sign_ups_are_limited_by_address_whatever_the_letter_case() {
        let shared = limiter(1);
        let from = |address: &str| {
            Router::new()
                .fallback(|| async { "done" })
                .layer(from_fn_with_state(shared.clone(), doors))
                .layer(Extension(ClientIp(address.parse().unwrap())))
        };
        let here = from("2001:db8::1");
        let path = "/api/accounts/api/sign_up";
        assert_eq!(post_to(&here, path, "text/plain", Body::empty()).await.status(), 200);
        for (router, path) in [
            (&here, path),
            (&here, "/api/accounts/api/Sign_Up/"),
            (&from("2001:db8::2"), path),
        ] {
            let answer = post_to(router, path, "text/plain", Body::empty()).await;
            assert_eq!(answer.status(), 429, "{path}");
            assert!(answer.headers().contains_key(RETRY_AFTER));
        }
        let elsewhere = from("2001:db8:0:1::1");
        assert_eq!(
            post_to(&elsewhere, path, "text/plain", Body::empty()).await.status(),
            200
        );
        assert_eq!(
            post_to(&here, "/api/posts/api/create_post", "text/plain", Body::empty())
                .await
                .status(),
            200
        );
    }
}
