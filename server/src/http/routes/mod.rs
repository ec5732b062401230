//! The one table of routes: every address that the server answers, with who may ask, how often it may be tried, whether
//! the answer holds what people wrote, and how long it may be kept. The router is built from it alone; limits, cache
//! headers and the tests of visibility go by it. `piaf routes` prints it, and `docs/ROUTES.md` is what it prints.

mod functions;
mod operations;
mod pages;
mod plain;
mod print;
#[cfg(test)]
mod tests;

pub use operations::OPERATIONS;
pub use print::table;

use axum::extract::{MatchedPath, Request};
use std::{collections::HashMap, fmt, sync::OnceLock};

/// One route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: Method,
    /// As axum writes it.
    pub path: &'static str,
    pub endpoint: Endpoint,
    pub access: Access,
    /// How often it may be tried from one network address.
    pub limit: Option<RateLimit>,
    /// Whether answers hold what others wrote. A route that does is asked by the tests of visibility.
    pub content: bool,
    pub cache: Cache,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// With it goes HEAD.
    Get,
    Post,
    Delete,
}

/// What answers. The router has a handler for each of these, and none beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A page, rendered by Leptos.
    Page,
    /// A server function.
    Function,
    /// Whatever else is below the folder of server functions: nothing is there.
    NoFunction,
    LiveSocket,
    UploadPhoto,
    CreatePost,
    SetPicture,
    Picture,
    Speak,
    StopSpeaking,
    Listen,
    StopListening,
    Replay,
    Captions,
    /// A file of the compiled site.
    File,
    Alive,
    Ready,
    Metrics,
}

impl Endpoint {
    pub fn is_page(self) -> bool {
        self == Self::Page
    }

    pub fn is_function(self) -> bool {
        matches!(self, Self::Function | Self::NoFunction)
    }

    pub fn is_file(self) -> bool {
        self == Self::File
    }

    /// What operators and their machines ask.
    pub fn is_operation(self) -> bool {
        matches!(self, Self::Alive | Self::Ready | Self::Metrics)
    }
}

/// Who may ask; what they get is decided by the rule of visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Everyone,
    /// Functions refuse everybody else before they are called; pages lead to the log-in.
    SignedIn,
    /// Operators of the instance; for everybody else there is nothing.
    Operator,
    /// With a session, or a token for the space.
    SessionOrSpaceToken,
    /// With the token of the settings; for everybody else there is nothing.
    MetricsToken,
}

/// Tries that are counted by network address. The settings say how many there are in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimit {
    SignUp,
    LogIn,
}

/// How an answer may be kept. Errors are kept by nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Not at all.
    NoStore,
    /// Not at all: the right to see it may end at any time.
    PrivateNoStore,
    /// By the browser, which asks each time whether it is still so.
    PrivateNoCache,
    /// By the browser, for as long as the handler says, at most a day.
    PrivateForATime,
    /// By everybody, for an hour.
    AnHour,
    /// By everybody: another content has another address.
    Forever,
}

impl Cache {
    /// The header's value, where the handler does not choose one.
    pub const fn header(self) -> Option<&'static str> {
        match self {
            Self::NoStore => Some("no-store"),
            Self::PrivateNoStore => Some("private, no-store"),
            Self::PrivateNoCache => Some("private, no-cache"),
            Self::PrivateForATime => None,
            Self::AnHour => Some("public, max-age=3600"),
            Self::Forever => Some("public, max-age=31536000, immutable"),
        }
    }
}

/// All routes.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    let parts = [pages::PAGES, functions::FUNCTIONS, plain::PLAIN, OPERATIONS];
    parts.into_iter().flatten()
}

/// The route that a request was led to; none where there is none, or none for its method.
pub fn of(request: &Request) -> Option<&'static Route> {
    let method = Method::of(request.method())?;
    let path = request.extensions().get::<MatchedPath>()?;
    at(method, path.as_str())
}

/// The route with this method and path, as axum writes it.
pub fn at(method: Method, path: &str) -> Option<&'static Route> {
    static KNOWN: OnceLock<HashMap<(Method, &'static str), &'static Route>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| routes().map(|route| ((route.method, route.path), route)).collect());
    known.get(&(method, path)).copied()
}

impl Method {
    fn of(method: &http::Method) -> Option<Self> {
        match *method {
            http::Method::GET | http::Method::HEAD => Some(Self::Get),
            http::Method::POST => Some(Self::Post),
            http::Method::DELETE => Some(Self::Delete),
            _ => None,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        })
    }
}
