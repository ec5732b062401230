//! When a refusal is answered. The database looks at something hidden a little longer than at something missing, and
//! whoever asks often enough could measure that. Refusals come at fixed moments after the request, so that the work
//! before them does not show.

use std::time::Duration;

/// Longer than nearly every look-up takes, shorter than anybody notices.
pub const STEP: Duration = Duration::from_millis(10);

/// The moment for a refusal, counted from the request: the first multiple of 10 ms that is not over after `elapsed`.
pub fn refusal_moment(elapsed: Duration) -> Duration {
    let steps = elapsed.as_nanos() / STEP.as_nanos() + 1;
    STEP.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_of_different_length_ends_at_the_same_moment() {
        for microseconds in [0, 200, 900, 9_999] {
            let moment = refusal_moment(Duration::from_micros(microseconds));
            assert_eq!(moment, Duration::from_millis(10), "{microseconds}");
        }
        for (elapsed, moment) in [(10, 20), (25, 30), (30, 40)] {
            let found = refusal_moment(Duration::from_millis(elapsed));
            assert_eq!(found, Duration::from_millis(moment), "{elapsed}");
        }
    }
}
