//! Which requests are under way, so that two presses do not send twice.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

/// Which requests about one thing are under way, by number below 8. Clones share it.
#[derive(Clone, Default)]
pub struct InFlight(Arc<AtomicU8>);

impl InFlight {
    /// Takes the right to talk to the server about `what`; false while somebody else has it.
    pub fn begin(&self, what: u8) -> bool {
        self.0.fetch_or(1 << what, Ordering::Relaxed) & (1 << what) == 0
    }

    pub fn end(&self, what: u8) {
        self.0.fetch_and(!(1 << what), Ordering::Relaxed);
    }

    pub fn is_any(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    /// Whether one below `what` is.
    pub fn is_any_below(&self, what: u8) -> bool {
        self.0.load(Ordering::Relaxed) & ((1 << what) - 1) != 0
    }

    /// Whether anybody else holds it.
    pub fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}
