//! What operators and their machines ask: is it alive, is it ready, how is it doing.

use crate::{Failure, config::Config};
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderMap, StatusCode,
    header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE},
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};
use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};
use store::{Lane, Store};
use tokio::{net::TcpListener, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

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
        "http_rate_limited_total",
        "Sign-ups and log-ins refused by network address"
    );
    metrics::describe_gauge!("http_connections", "Open connections");
    metrics::describe_gauge!("piaf_live_sockets", "Open live sockets");
    metrics::describe_gauge!(
        "piaf_events_lag_seconds",
        "For how long the oldest event that is not told yet has waited, by lane"
    );
    metrics::describe_gauge!(
        "piaf_jobs_waiting",
        "Jobs whose time has come and on which nobody works, by name"
    );
    metrics::describe_gauge!(
        "piaf_jobs_oldest_seconds",
        "For how long the oldest of them has waited, by name"
    );
    metrics::describe_gauge!("piaf_jobs_failed", "Jobs that were given up and are kept, by name");
    metrics::describe_counter!("jobs_total", "Jobs that ended, by name and outcome");
    metrics::describe_histogram!("jobs_duration_seconds", "Time that a job took, by name");
    metrics::describe_gauge!("database_connections", "Connections to the database, by state");
    metrics::describe_counter!("mails_total", "Messages handed over, by outcome");
}

/// What operators' machines are told, and who may be told what.
#[derive(Clone)]
pub struct Operations {
    pub(crate) store: Store,
    /// Opens `/metrics`; without one it is not there.
    token: Option<Arc<str>>,
    /// What is not as it should be, in words that anybody may read.
    warnings: Arc<[&'static str]>,
}

impl Operations {
    pub fn new(store: Store, config: &Config) -> Self {
        Self {
            store,
            token: config.http.metrics.token.clone(),
            warnings: warnings(config).into(),
        }
    }
}

/// What an operator should know about the settings, at the start and as long as it is so.
pub fn warnings(config: &Config) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    if !config.site.url.is_private() {
        warnings.push("people come by plain http: their passwords and sessions can be read on the way");
    }
    warnings
}

/// Answers `/metrics` at an address of its own until the server ends.
pub async fn open_metrics(
    address: SocketAddr,
    store: Store,
    tasks: &TaskTracker,
    ended: &CancellationToken,
) -> Result<(), Failure> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::new(format!(
            "cannot listen on {address} for the metrics: {error}; choose another address with --metrics-listen"
        ))
    })?;
    tracing::info!(address = %listener.local_addr()?, "the metrics have an address of their own");
    let router = Router::new()
        .route(
            "/metrics",
            get(|State(store): State<Store>| async move { metrics_page(&store).await }),
        )
        .with_state(store);
    let ended = ended.clone();
    tasks.spawn(async move {
        // Readers are few and known: what they leave open ends with the server.
        let serving = async { axum::serve(listener, router).await };
        if let Some(Err(error)) = ended.run_until_cancelled(serving).await {
            tracing::error!(%error, "the metrics are not served any more");
        }
    });
    Ok(())
}

/// Says that the program runs.
pub async fn alive() -> Response {
    text(StatusCode::OK, "alive\n".to_owned())
}

/// Tells the truth about the database, at this moment and within a second and a half.
pub async fn ready(State(operations): State<Operations>) -> Response {
    match timeout(Duration::from_millis(1500), operations.store.is_ready()).await {
        Ok(true) => {
            let warnings: String = operations
                .warnings
                .iter()
                .map(|warning| format!("warning: {warning}\n"))
                .collect();
            text(StatusCode::OK, format!("ready\n{warnings}"))
        }
        _ => text(
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n".to_owned(),
        ),
    }
}

/// For who shows the token: what an instance does is nobody else's business. Where a request comes from says nothing:
/// behind a proxy that was not declared, everybody comes from this machine.
pub async fn metrics_behind_token(State(operations): State<Operations>, headers: HeaderMap) -> Response {
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    match (&operations.token, shown) {
        // Digests are compared, so that the time tells nothing of the token.
        (Some(token), Some(shown)) if Sha256::digest(token.as_bytes()) == Sha256::digest(shown) => {
            metrics_page(&operations.store).await
        }
        _ => text(StatusCode::NOT_FOUND, "not found\n".to_owned()),
    }
}

async fn metrics_page(store: &Store) -> Response {
    let Some(recorder) = recorder() else {
        return text(StatusCode::NOT_FOUND, "not found\n".to_owned());
    };
    let (size, idle) = (f64::from(store.pool().size()), store.pool().num_idle() as f64);
    metrics::gauge!("database_connections", "state" => "idle").set(idle);
    metrics::gauge!("database_connections", "state" => "busy").set((size - idle).max(0.0));
    // Shown from the first moment, before the first socket.
    metrics::gauge!("piaf_live_sockets").increment(0.0);
    for lane in Lane::ALL {
        // Without the database the number of before stands.
        if let Ok(Ok(lag)) = timeout(Duration::from_millis(500), store.event_lag(lane)).await {
            metrics::gauge!("piaf_events_lag_seconds", "lane" => lane.name()).set(lag);
        }
    }
    if let Ok(Ok(figures)) = timeout(Duration::from_millis(500), store.job_figures()).await {
        for (name, waiting, oldest, failed) in crate::ops::jobs::figures(&figures) {
            metrics::gauge!("piaf_jobs_waiting", "name" => name.clone()).set(waiting);
            metrics::gauge!("piaf_jobs_oldest_seconds", "name" => name.clone()).set(oldest);
            metrics::gauge!("piaf_jobs_failed", "name" => name).set(failed);
        }
    }
    recorder.run_upkeep();
    let kind = (CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    ([kind, (CACHE_CONTROL, "no-store")], recorder.render()).into_response()
}

fn text(status: StatusCode, text: String) -> Response {
    (status, text).into_response()
}
