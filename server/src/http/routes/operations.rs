//! What operators and their machines ask. These routes answer when nothing else does: without sessions, and outside the
//! limits on requests.

use super::{Access, Cache, Endpoint, Method, Route};

const fn operation(path: &'static str, endpoint: Endpoint, access: Access) -> Route {
    Route {
        method: Method::Get,
        path,
        endpoint,
        access,
        limit: None,
        content: false,
        cache: Cache::NoStore,
    }
}

pub const OPERATIONS: &[Route] = &[
    operation("/healthz", Endpoint::Alive, Access::Everyone),
    operation("/readyz", Endpoint::Ready, Access::Everyone),
    operation("/metrics", Endpoint::Metrics, Access::MetricsToken),
];
