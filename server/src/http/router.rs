//! Every route of the server in one place, grouped by who uses it.

use crate::{
    config::Config,
    http::{layers::page_account, live, media, pages, session},
    spaces::{replay, routes},
};
use app::PAGES;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base::services::Services;
use futures::FutureExt;
use leptos::prelude::provide_context;
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};
use tracing::Instrument;

/// Routes without the layers that need the process (limits, metrics): those are added by `serve`.
pub fn router(services: Services, config: &Config) -> Router {
    let site = &config.site.folder;
    // Pages run their effects on Tokio; a second call changes nothing.
    let _ = any_spawner::Executor::init_tokio();
    let mut router = Router::new();
    // Pages, rendered by Leptos.
    for path in PAGES {
        router = router.route(path, get(pages::page));
    }
    // Server functions.
    let functions = Router::new()
        .route("/api/{*function}", post(server_function).get(server_function))
        .layer(from_fn(error_status));
    // The compiled site: content-hashed files never change, the rest (icons, manifest) for an hour.
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let an_hour = HeaderValue::from_static("public, max-age=3600");
    let hashed = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, forever))
        .service(ServeDir::new(site.join("pkg")).precompressed_br().precompressed_gzip());
    let files = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, an_hour))
        .service(
            ServeDir::new(site)
                .precompressed_br()
                .precompressed_gzip()
                .append_index_html_on_directories(false),
        );
    router = router.route("/live", get(live::live));
    router = router
        .merge(media::routes())
        .merge(routes::routes(config.voice.turn.clone()));
    router = router.merge(replay::routes());
    router = router.merge(functions).nest_service("/pkg", hashed);
    for file in [
        "/favicon.svg",
        "/icons.svg",
        "/robots.txt",
        "/manifest.webmanifest",
        "/icons/{file}",
    ] {
        router = router.route_service(file, files.clone());
    }
    let sessions = from_fn_with_state(services.clone(), session::load);
    router
        .fallback(pages::page)
        .layer(from_fn(page_account::guard))
        .layer(sessions)
        .with_state(services)
}

async fn server_function(State(services): State<Services>, request: Request) -> Response {
    let session = request
        .extensions()
        .get::<Option<base::services::Session>>()
        .cloned()
        .flatten();
    let client = request
        .extensions()
        .get::<base::services::Client>()
        .cloned()
        .unwrap_or_default();
    let context = move || {
        provide_context(services.clone());
        provide_context(session.clone());
        provide_context(client.clone());
    };
    // What was asked for is done, though the page that asked may be gone before it is.
    let done = leptos_axum::handle_server_fns_with_context(context, request).map(IntoResponse::into_response);
    let mut response = match tokio::spawn(done.in_current_span()).await {
        Ok(response) => response,
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    };
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Leptos answers every refused server function with 500; this gives each error the status that says the same.
async fn error_status(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, 64 * 1024).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(error) = serde_json::from_slice::<types::Error>(&bytes) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(parts.status);
        if let types::Error::RateLimited { retry_after } = error {
            parts.headers.insert(header::RETRY_AFTER, retry_after.into());
        }
    }
    Response::from_parts(parts, Body::from(bytes))
}
