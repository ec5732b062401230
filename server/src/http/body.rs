//! What is known of a request's body before its handler reads it.

use axum::{body::Bytes, extract::Request};
use http::header::CONTENT_TYPE;
use types::AccountId;

/// The whole body of a request that is not a read, for those that look at it before its handler does.
#[derive(Clone, Debug)]
pub struct RequestBytes(pub Bytes);

/// Whose upload a request is, in its extensions; nobody's where it is not there.
#[derive(Clone, Copy, Debug)]
pub struct Uploader(pub AccountId);

impl Uploader {
    pub fn of(request: &Request) -> Option<AccountId> {
        request.extensions().get::<Self>().map(|uploader| uploader.0)
    }
}

/// Whether a request brings files.
pub fn is_upload(request: &Request) -> bool {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("multipart/form-data")
}
