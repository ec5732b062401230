//! Who asks: reads the session cookie, once for every request, and tells pages and server functions.

use crate::{
    config::PublicUrl,
    http::{
        body::{Uploader, is_upload},
        client_ip::{ClientIp, Country},
        cookies,
        device::device,
        errors,
        layers::form_state,
        limits::{self, Limiter},
    },
};
use app::accounts::cookie::{clear_session, known_cookie_name, session_cookie, session_cookie_name, set_session};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base::services::{Client, Services, Session};
use std::sync::Arc;
use store::Store;

/// Where [`uploader`] looks sessions up.
#[derive(Clone)]
pub struct Uploaders {
    store: Store,
    cookie: &'static str,
}

impl Uploaders {
    pub fn new(store: Store, url: &PublicUrl) -> Self {
        Self {
            store,
            cookie: session_cookie(url.secure),
        }
    }
}

/// Finds out whose an upload is, before its body is read: uploads take room, which nobody gets without an account.
pub async fn uploader(State(uploaders): State<Uploaders>, mut request: Request, next: Next) -> Response {
    if is_upload(&request)
        && let Some(token) = cookies::get(request.headers(), uploaders.cookie)
    {
        match uploaders.store.session_by_token(token).await {
            Ok(Some(found)) => {
                request.extensions_mut().insert(Uploader(found.account_id));
            }
            Ok(None) => {}
            Err(error) => return errors::page(&error),
        }
    }
    next.run(request).await
}

/// Puts `Option<Session>` and [`Client`] into the request. A session in use is prolonged every five minutes, with its
/// cookie; a cookie that opens nothing any more is taken away.
pub async fn load(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let client = client_of(&request, known_cookie_name(&services.site));
    let token = cookies::get(request.headers(), session_cookie_name(&services.site)).map(str::to_owned);
    let Some(token) = token.filter(|_| !request.uri().path().starts_with("/pkg/")) else {
        request.extensions_mut().insert(None::<Session>);
        request.extensions_mut().insert(client);
        return next.run(request).await;
    };
    let found = match services.store.session_by_token(&token).await {
        Ok(found) => found,
        Err(error) if request.uri().path().starts_with("/api/") => return form_state::refuse(&request, &error),
        Err(error) => return errors::page(&error),
    };
    let limiter = request.extensions().get::<Arc<Limiter>>().cloned();
    let _place = match found.as_ref().zip(limiter) {
        Some((found, limiter)) => match limiter.request_of(found.account_id) {
            Some(place) => Some(place),
            None => return limits::busy(),
        },
        None => None,
    };
    let mut cookie = None;
    match &found {
        Some(found) if found.stale => match services
            .store
            .touch_session(found.id, &client.device, &client.network_prefix)
            .await
        {
            Ok(()) => cookie = set_session(&services.site, &token),
            Err(error) => tracing::warn!(%error, "a session was not prolonged"),
        },
        Some(_) => {}
        // Only when a page is opened: a request that was on its way while the token changed must not undo that.
        None if opens_page(request.headers()) => cookie = clear_session(&services.site),
        None => {}
    }
    let session = found.map(|found| Session {
        id: found.id,
        account_id: found.account_id,
        browser: found.browser,
    });
    request.extensions_mut().insert(session);
    request.extensions_mut().insert(client);
    let mut response = next.run(request).await;
    if let Some(cookie) = cookie.filter(|_| !sets_session(response.headers(), session_cookie_name(&services.site))) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn client_of(request: &Request, known: &str) -> Client {
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let ip = request.extensions().get::<ClientIp>();
    Client {
        device: device(user_agent),
        network_prefix: ip.map(|ip| ip.network()).unwrap_or_default(),
        address: ip.map(|ip| ip.limit_key().to_string()).unwrap_or_default(),
        known: cookies::get(request.headers(), known).map(str::to_owned),
        country: request.extensions().get::<Country>().map(|country| country.0.clone()),
    }
}

fn opens_page(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => form_state::accepts_html(headers),
    }
}

/// Whether the answer changes the session itself, as log-in and log-out do.
fn sets_session(headers: &HeaderMap, name: &str) -> bool {
    let sets = |value: &HeaderValue| {
        value
            .to_str()
            .is_ok_and(|value| value.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
    };
    headers.get_all(header::SET_COOKIE).iter().any(sets)
}
