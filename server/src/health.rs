//! What operators and their machines ask: is it alive, is it ready, how is it doing.

use crate::client_ip::ClientIp;
use axum::{
    Extension, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::{sync::OnceLock, time::Duration};
use store::Store;
use tokio::time::timeout;

/// Upper bounds of the latency histogram, in seconds.
const BUCKETS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The recorder of this process. Everything that counts does so through the crate `metrics`.
pub fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), BUCKETS)
                .map(PrometheusBuilder::install_recorder);
            match builder {
                Ok(Ok(handle)) => {
                    describe();
                    Some(handle)
                }
                Ok(Err(error)) | Err(error) => {
                    tracing::error!(%error, "no metrics");
                    None
                }
            }
        })
        .as_ref()
}

fn describe() {
    metrics::describe_counter!("http_requests_total", "Requests answered, by method, route and status");
    metrics::describe_histogram!(
        "http_request_duration_seconds",
        "Time until the answer began, by method and route"
    );
    metrics::describe_counter!(
        "http_requests_turned_away_total",
        "Requests refused because too many were running"
    );
    metrics::describe_counter!(
        "http_connections_refused_total",
        "Connections refused because their address, or all together, had too many"
    );
    metrics::describe_counter!(
        "http_connections_too_slow_total",
        "Connections ended because they took an answer too slowly"
    );
    metrics::describe_counter!("http_bodies_too_slow_total", "Bodies that came too slowly");
    metrics::describe_counter!(
        "http_door_refusals_total",
        "Sign-ups and log-ins refused by network address"
    );
    metrics::describe_gauge!("http_connections", "Open connections");
    metrics::describe_gauge!("piaf_live_sockets", "Open live sockets");
    metrics::describe_gauge!("database_connections", "Connections to the database, by state");
    metrics::describe_counter!("mails_total", "Messages handed over, by outcome");
}

/// The routes `/healthz`, `/readyz` and `/metrics`.
pub fn router(store: Store) -> Router {
    Router::new()
        .route("/healthz", get(|| async { text(StatusCode::OK, "alive\n".to_owned()) }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics_page))
        .with_state(store)
}

/// Tells the truth about the database, at this moment and within a second and a half.
async fn ready(State(store): State<Store>) -> Response {
    match timeout(Duration::from_millis(1500), store.is_ready()).await {
        Ok(true) => text(StatusCode::OK, "ready\n".to_owned()),
        _ => text(
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n".to_owned(),
        ),
    }
}

/// For this machine and its private network only: what an instance does is nobody else's business.
async fn metrics_page(State(store): State<Store>, client: Option<Extension<ClientIp>>) -> Response {
    match (client, recorder()) {
        (Some(Extension(client)), Some(recorder)) if client.is_private() => {
            let (size, idle) = (f64::from(store.pool().size()), store.pool().num_idle() as f64);
            metrics::gauge!("database_connections", "state" => "idle").set(idle);
            metrics::gauge!("database_connections", "state" => "busy").set((size - idle).max(0.0));
            // Shown from the first moment, before the first socket.
            metrics::gauge!("piaf_live_sockets").increment(0.0);
            recorder.run_upkeep();
            let kind = (CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
            ([kind, (CACHE_CONTROL, "no-store")], recorder.render()).into_response()
        }
        _ => text(StatusCode::NOT_FOUND, "not found\n".to_owned()),
    }
}

fn text(status: StatusCode, text: String) -> Response {
    (status, [(CACHE_CONTROL, "no-store")], text).into_response()
}
