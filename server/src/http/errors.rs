//! Errors as answers.

use crate::http::layers::request_id;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use types::Error;

pub fn status_of(error: &Error) -> StatusCode {
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
