//! Waiting for a condition, and asking again while the server is busy.

use std::time::{Duration, Instant};
use types::{Error, Result};

/// Long enough for a busy machine: only a fault takes longer.
const LIMIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

/// Asks until the condition holds. Fails with `what` when it does not hold in time.
pub async fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !condition().await {
        assert!(start.elapsed() < LIMIT, "not in time: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// [`eventually`] for tests without a runtime.
pub fn eventually_blocking(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LIMIT, "not in time: {what}");
        std::thread::sleep(PAUSE);
    }
}

/// Asks again while the answer is "busy". Two hundred requests at once find no free connection to the database, and
/// people would try again.
pub async fn retry_while_busy<T, F: Future<Output = Result<T>>>(mut attempt: impl FnMut() -> F) -> Result<T> {
    loop {
        match attempt().await {
            Err(Error::Unavailable | Error::Conflict) => tokio::task::yield_now().await,
            answer => return answer,
        }
    }
}
