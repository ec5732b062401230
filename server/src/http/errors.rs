//! Errors as answers: as JSON for scripts and programs, as a page for people, or as a status alone.

use crate::http::layers::request_id;
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use types::Error;

/// The error itself, which pages with script say in their own words.
pub fn json(error: &Error) -> Response {
    let mut response = Json(error).into_response();
    mark(&mut response, error);
    response
}

/// Nothing but the status.
pub fn empty(error: &Error) -> Response {
    let mut response = ().into_response();
    mark(&mut response, error);
    response
}

/// The page of an error that is ours.
pub fn page(error: &Error) -> Response {
    error_page(status_of(error))
}

/// Gives an answer the status of the error, and the time to wait where there is one.
pub fn mark(response: &mut Response, error: &Error) {
    *response.status_mut() = status_of(error);
    if let Error::RateLimited { retry_after } = error {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, (*retry_after).into());
    }
}

fn status_of(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A page that needs nothing, for the moments when the database is away or something of ours broke. Names the request.
pub fn error_page(status: StatusCode) -> Response {
    let detail = match request_id::current() {
        Some(id) => format!("<p class=\"error-page__detail\">{id}</p>"),
        None => String::new(),
    };
    let body = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>Back in a moment</title></head><body><main \
         class=\"error-page\"><h1>Back in a moment</h1><p>Piaf is catching its breath. Nothing is lost; please try \
         again shortly.</p><p lang=\"fr\">Piaf reprend son souffle. Rien n’est perdu ; réessayez dans un \
         instant.</p>{detail}</main></body></html>"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::RETRY_AFTER, "5"),
    ];
    (status, headers, body).into_response()
}
