//! What a browser does: keeps cookies, follows the form, says where it comes from.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
};
use http::{
    HeaderMap, Method, Request, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION, REFERER, SET_COOKIE},
};
use serde::de::DeserializeOwned;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tower::ServiceExt;
use types::{FORM_MEMORY_COOKIE, FormMemory};

const HOST_NAME: &str = "127.0.0.1:8000";

/// One browser with its cookies. A clone is another window of the same browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where the answer sends the browser.
    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// What a refused form left for the next page.
    pub fn form_memory(&self) -> Option<FormMemory> {
        self.headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .find_map(|cookie| {
                let value = cookie
                    .strip_prefix(FORM_MEMORY_COOKIE)?
                    .strip_prefix('=')?
                    .split(';')
                    .next()?;
                FormMemory::decode(value)
            })
    }

    pub fn is_refused_form(&self) -> bool {
        self.form_memory().is_some()
    }
}

impl Browser {
    pub(super) fn new(router: Router) -> Self {
        Self {
            router,
            cookies: Arc::default(),
        }
    }

    /// The same browser, with its cookies, at another router.
    pub(super) fn at(&self, router: Router) -> Self {
        Self {
            router,
            cookies: self.cookies.clone(),
        }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    /// Sets a cookie, or with an empty value takes it away.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().expect("cookies");
        match value {
            "" => cookies.remove(name),
            value => cookies.insert(name.to_owned(), value.to_owned()),
        };
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(
            self.request(Method::GET, path).header(ACCEPT, "text/html"),
            Body::empty(),
        )
        .await
    }

    /// Sends a plain form, as a page without script does. `/` is the page that it stands on.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_form_from("/", path, fields).await
    }

    /// The same from the page at `from`.
    pub async fn post_form_from(&self, from: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header(REFERER, format!("http://{HOST_NAME}{from}"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(encode(&as_pages_send(path, fields))))
            .await
    }

    /// Calls a server function, as a page with script does.
    pub async fn call<T: DeserializeOwned>(&self, path: &str, fields: &[(&str, &str)]) -> types::Result<T> {
        let request = self
            .request(Method::POST, path)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = Body::from(encode(&as_pages_send(path, fields)));
        outcome(path, &self.send(request, body).await)
    }

    /// Asks a server function that only reads.
    pub async fn ask<T: DeserializeOwned>(&self, path: &str, fields: &[(&str, &str)]) -> types::Result<T> {
        let request = self
            .request(Method::GET, &format!("{path}?{}", encode(fields)))
            .header(ACCEPT, "application/json");
        outcome(path, &self.send(request, Body::empty()).await)
    }

    /// Begins a request with everything that a browser adds on a page of ours.
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let cookies = self.cookies.lock().expect("cookies");
        let cookies: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder().method(method).uri(path).header(HOST, HOST_NAME);
        let request = request.header("sec-fetch-site", "same-origin");
        if cookies.is_empty() {
            request
        } else {
            request.header(COOKIE, cookies.join("; "))
        }
    }

    /// Sends it and keeps the cookies of the answer.
    pub async fn send(&self, request: http::request::Builder, body: Body) -> Answer {
        let peer = ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000)));
        let request = request.extension(peer).body(body).expect("request");
        let response = self.router.clone().oneshot(request).await.expect("answer");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("cookie");
            let (name, value) = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("name=value");
            self.set_cookie(name.trim(), if cookie.contains("Max-Age=0") { "" } else { value });
        }
        let bytes = to_bytes(body, 32 * 1024 * 1024).await.expect("body");
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

fn outcome<T: DeserializeOwned>(path: &str, answer: &Answer) -> types::Result<T> {
    if answer.status == StatusCode::OK.as_u16() {
        return Ok(
            serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.body))
        );
    }
    match serde_json::from_str(&answer.body) {
        Ok(error) => Err(error),
        Err(_) => panic!("{path} answered {}: {}", answer.status, answer.body),
    }
}

/// What every page that writes says with it: for whom, which is everybody where a test says nothing else.
fn as_pages_send<'a>(path: &str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let says_for_whom = ["/api/posts/create", "/api/co_posts/invite", "/api/spaces/start"].contains(&path);
    let mut all = fields.to_vec();
    if says_for_whom && !fields.iter().any(|(name, _)| name.starts_with("audience")) {
        all.push(("audience", "public"));
    }
    all
}

/// `application/x-www-form-urlencoded`.
pub fn encode(fields: &[(&str, &str)]) -> String {
    let part = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
                b' ' => "+".to_owned(),
                other => format!("%{other:02X}"),
            })
            .collect::<String>()
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", part(name), part(value)))
        .collect::<Vec<_>>()
        .join("&")
}
