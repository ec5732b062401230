//! Refuses requests of a network address that has tried too often.

use super::{LimitedEndpoint, Limiter};
use crate::http::{client_ip, layers::form_state};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::Method;
use std::sync::Arc;
use types::Error;

/// Limits sign-ups and tries to log in by network address.
pub async fn rate_limit(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    let Some(endpoint) = LimitedEndpoint::of(request.uri().path()).filter(|_| request.method() == Method::POST) else {
        return next.run(request).await;
    };
    match limiter.tries.admit(endpoint, client_ip::counted(&request)) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            metrics::counter!("http_rate_limited_total", "endpoint" => format!("{endpoint:?}")).increment(1);
            let retry_after = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            form_state::refuse(&request, &Error::RateLimited { retry_after })
        }
    }
}
