//! Server functions: what a page asks after it was opened, and what forms do.

use crate::http::{errors, layers::form_state, routes::Access};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use base::services::{Client, Services, Session};
use futures::FutureExt;
use leptos::prelude::provide_context;
use tracing::Instrument;
use types::Error;

/// Calls the function of the address.
pub async fn call(State(services): State<Services>, request: Request) -> Response {
    let session = session_of(&request);
    let client = request.extensions().get::<Client>().cloned().unwrap_or_default();
    let context = move || {
        provide_context(services.clone());
        provide_context(session.clone());
        provide_context(client.clone());
    };
    // What was asked for is done, though the page that asked may be gone before it is.
    let done = leptos_axum::handle_server_fns_with_context(context, request).map(IntoResponse::into_response);
    match tokio::spawn(done.in_current_span()).await {
        Ok(response) => response,
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    }
}

/// There is no function here.
pub async fn none(request: Request) -> Response {
    form_state::refuse(&request, &Error::NotFound)
}

/// Refuses those who may not ask, and gives each error its status.
pub fn guarded(methods: MethodRouter<Services>, access: Access) -> MethodRouter<Services> {
    let methods = methods.route_layer(from_fn(error_status));
    match access {
        Access::SignedIn => methods.route_layer(from_fn(signed_in)),
        _ => methods,
    }
}

async fn signed_in(request: Request, next: Next) -> Response {
    match session_of(&request) {
        Some(_) => next.run(request).await,
        None => form_state::refuse(&request, &Error::NotSignedIn),
    }
}

fn session_of(request: &Request) -> Option<Session> {
    request.extensions().get::<Option<Session>>().cloned().flatten()
}

/// Leptos answers every refused server function with 500; this gives each error the status that says the same.
async fn error_status(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, 64 * 1024).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let error = serde_json::from_slice::<Error>(&bytes);
    let mut response = Response::from_parts(parts, Body::from(bytes));
    if let Ok(error) = error {
        errors::mark(&mut response, &error);
    }
    response
}
