//! Refuses requests of a network address that has tried too often.

use super::Limiter;
use crate::http::{client_ip, layers::form_state, routes};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use std::sync::Arc;
use types::Error;

/// Counts requests to the routes that have a limit in the table of routes.
pub async fn rate_limit(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    let Some(limit) = routes::of(&request).and_then(|route| route.limit) else {
        return next.run(request).await;
    };
    match limiter.tries.admit(limit, client_ip::counted(&request)) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            metrics::counter!("http_rate_limited_total", "limit" => format!("{limit:?}")).increment(1);
            let retry_after = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            form_state::refuse(&request, &Error::RateLimited { retry_after })
        }
    }
}
