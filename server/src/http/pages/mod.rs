//! Renders pages: prepares what a page knows from its first byte, then hands over to Leptos.

mod data;

use crate::http::{
    cookies,
    errors::{self, error_page},
    layers::form_state,
};
use app::accounts::cookie::LANGUAGE_COOKIE;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use base::{
    initial_state::InitialState,
    services::{Client, Services, Session},
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;
use tracing::Instrument;
use types::{FORM_MEMORY_COOKIE, FormMemory};

/// Header in which the rendered page tells its script nonce to the layer that writes the content policy, which takes
/// it off again.
pub const NONCE_HEADER: &str = "x-script-nonce";

/// Pages that are rendered at a time, those included whose browser has gone.
pub const MOST_RENDERINGS: usize = 512;
static RENDERINGS: Semaphore = Semaphore::const_new(MOST_RENDERINGS);

/// One page, completely rendered before the first byte is sent, so that its status is right and it reads without
/// script.
pub async fn page(State(services): State<Services>, request: Request) -> Response {
    let session = request.extensions().get::<Option<Session>>().cloned().flatten();
    let client = request.extensions().get::<Client>().cloned().unwrap_or_default();
    let initial = match initial_state(&services, session.as_ref(), &client, request.headers()).await {
        Ok(initial) => initial,
        Err(error) => return errors::page(&error),
    };
    let had_form = initial.form.is_some();
    let context = move || {
        provide_context(services.clone());
        provide_context(session.clone());
        provide_context(initial.clone());
        if let (Some(nonce), Some(options)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(value) = HeaderValue::from_str(&nonce)
        {
            options.insert_header(header::HeaderName::from_static(NONCE_HEADER), value);
        }
    };
    let Ok(place) = RENDERINGS.try_acquire() else {
        metrics::counter!("http_requests_turned_away_total").increment(1);
        return error_page(StatusCode::SERVICE_UNAVAILABLE);
    };
    // Rendered to its end by a task of its own: what a page asks for goes on in tasks of the reactive system, and those
    // would find the page's values gone where a browser breaks the request off and the rendering is dropped half-way.
    let rendered = tokio::spawn(
        async move {
            let _place = place;
            let rendered = leptos_axum::handle_response_inner(context, app::document, request, data::whole);
            let (parts, body) = rendered.await.into_parts();
            Ok::<_, axum::Error>(Response::from_parts(
                parts,
                Body::from(to_bytes(body, usize::MAX).await?),
            ))
        }
        .in_current_span(),
    );
    let mut response = match rendered.await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => {
            tracing::error!(%error, "a page was not rendered");
            return error_page(StatusCode::INTERNAL_SERVER_ERROR);
        }
        Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
        Err(_) => return error_page(StatusCode::SERVICE_UNAVAILABLE),
    };
    if response.status().is_server_error() {
        return error_page(response.status());
    }
    // Leptos answers a redirect with its status only to those who say that they read HTML.
    if response.headers().contains_key(header::LOCATION) && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::FOUND;
    }
    if had_form && let Some(cookie) = form_state::no_cookie() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn initial_state(
    services: &Services,
    session: Option<&Session>,
    client: &Client,
    headers: &HeaderMap,
) -> types::Result<InitialState> {
    let country = client.country.as_deref();
    let viewer = match session {
        Some(Session {
            account_id, browser, ..
        }) => Some(services.store.viewer(*account_id, browser, country).await?),
        None => None,
    };
    // Signed in the account's choice counts, also when it is none.
    let language = match &viewer {
        Some(viewer) => viewer.language.clone(),
        None => cookie(headers, LANGUAGE_COOKIE).filter(|language| ["en", "fr"].contains(&language.as_str())),
    };
    Ok(InitialState {
        viewer,
        language,
        form: cookie(headers, FORM_MEMORY_COOKIE).and_then(|value| FormMemory::decode(&value)),
        now: SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_millis() as i64),
        site_name: services.site.name.clone(),
        source_url: services.site.source_url.clone(),
        public_url: services.site.public_url.clone(),
        theme: cookie(headers, "theme").filter(|theme| ["light", "dim", "dark"].contains(&theme.as_str())),
    })
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    cookies::get(headers, name).map(str::to_owned)
}
