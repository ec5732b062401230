//! How long each stage of a connection may take, and how slow it may be. Nothing waits without an end.

use std::time::Duration;

/// What the server runs with is the default; tests are less patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From the connection's beginning, or the last answer's end, until the head of a request is there.
    pub head: Duration,
    /// Until the body of a form, and that of an upload, is there.
    pub form: Duration,
    pub upload: Duration,
    /// Longest pause within a body.
    pub pause: Duration,
    /// Time in which a body need not yet keep to the least rate.
    pub grace: Duration,
    /// Least rate of bodies and of those who read answers, in bytes a second.
    pub least_rate: u64,
    /// Time for which a connection may be waited for while it takes an answer, before its rate counts.
    pub stalled: Duration,
    /// Longest wait of an upload for one of the places of its account, its address or all.
    pub place: Duration,
    /// Until an answer begins.
    pub answer: Duration,
}

impl Pace {
    pub const DEFAULT: Self = Self {
        head: Duration::from_secs(10),
        form: Duration::from_secs(20),
        upload: Duration::from_secs(300),
        pause: Duration::from_secs(10),
        grace: Duration::from_secs(5),
        least_rate: 1000,
        stalled: Duration::from_secs(60),
        place: Duration::from_secs(10),
        answer: Duration::from_secs(25),
    };

    /// The longest time that `bytes` may take at the least rate.
    pub fn time_for(&self, bytes: u64) -> Duration {
        Duration::from_millis(bytes.saturating_mul(1000) / self.least_rate.max(1))
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::DEFAULT
    }
}
