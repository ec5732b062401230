//! The layers around all routes, from the outermost in.

pub mod canonical;
pub mod csrf;
pub mod form_state;
pub mod headers;
pub mod input;
pub mod methods;
pub mod page_account;
pub mod refusals;
pub mod request_id;

use crate::{
    config::{Config, PublicUrl},
    http::{
        client_ip::{self, Proxies},
        errors::error_page,
        health,
        limits::{self, Limiter},
        pace::Pace,
        session,
    },
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::Response,
};
use std::{any::Any, sync::Arc};
use store::Store;
use tower_http::catch_panic::CatchPanicLayer;

/// What the layers share.
#[derive(Clone)]
pub struct Layers {
    pub url: Arc<PublicUrl>,
    pub proxies: Proxies,
    pub limiter: Arc<Limiter>,
}

impl Layers {
    pub fn new(config: &Config) -> Self {
        Self::paced(config, Pace::DEFAULT)
    }

    /// With other deadlines than a server has.
    pub fn paced(config: &Config, pace: Pace) -> Self {
        Self {
            url: Arc::new(config.site.url.clone()),
            proxies: Proxies {
                trusted: config.http.trusted_proxies.clone().into(),
                country_header: config.http.country_header.clone(),
            },
            limiter: Arc::new(Limiter::new(config.limits, pace)),
        }
    }

    /// Wraps everything. `store` says whose uploads are.
    pub fn around(&self, routes: Router, store: Store) -> Router {
        health::recorder();
        let uploaders = session::Uploaders::new(store, &self.url);
        // The last layer added is the first that a request meets. A place among those who are answered is taken when it
        // is known who asks and the body is there.
        routes
            .layer(from_fn(canonical::redirect))
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn_with_state(self.limiter.clone(), limits::rate_limit))
            .layer(from_fn(input::check))
            .layer(from_fn_with_state(self.url.clone(), form_state::remember))
            .layer(from_fn_with_state(self.limiter.clone(), limits::overload))
            .layer(from_fn_with_state(self.limiter.clone(), limits::bodies))
            .layer(from_fn_with_state(uploaders, session::uploader))
            .layer(from_fn_with_state(self.url.clone(), csrf::guard))
            .layer(from_fn_with_state(self.proxies.clone(), client_ip::identify))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn(methods::known))
            .layer(from_fn_with_state(self.url.clone(), headers::secure))
            .layer(from_fn(refusals::even_out))
            .layer(from_fn(request_id::observe))
    }
}

/// A panic is a fault of ours: it is logged, and the person gets a page that says so.
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let words = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    tracing::error!(words, "a request panicked");
    error_page(StatusCode::INTERNAL_SERVER_ERROR)
}
