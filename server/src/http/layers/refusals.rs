//! What is hidden from somebody and what does not exist are answered after the same time.

use axum::{extract::Request, http::StatusCode, middleware::Next, response::Response};
use tokio::time::{Instant, sleep_until};
use types::refusal_moment;

/// Holds *not found* and *forbidden* back to the moment for refusals. Outside of the layers that hand out places, so that
/// nobody waits for a place meanwhile.
pub async fn even_out(request: Request, next: Next) -> Response {
    let came = Instant::now();
    let response = next.run(request).await;
    if matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::FORBIDDEN) {
        sleep_until(came + refusal_moment(came.elapsed())).await;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use std::time::Duration;
    use tower::ServiceExt;

    #[tokio::test]
    async fn no_refusal_comes_before_its_moment() {
        let router = Router::new()
            .route("/missing", get(|| async { StatusCode::NOT_FOUND }))
            .route("/forbidden", get(|| async { StatusCode::FORBIDDEN }))
            .layer(from_fn(even_out));
        for path in ["/missing", "/forbidden"] {
            let began = Instant::now();
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap();
            assert!(began.elapsed() >= refusal_moment(Duration::ZERO), "{path}");
        }
    }
}
