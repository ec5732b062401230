//! Token buckets.

/// A token bucket: so many things a second, with a reserve for bursts.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    /// In thousandths.
    tokens: u64,
    a_second: u64,
    burst: u64,
    filled_at: u64,
}

impl Bucket {
    pub fn new(a_second: u64, burst: u64, now: u64) -> Self {
        Self {
            tokens: burst * 1000,
            a_second,
            burst,
            filled_at: now,
        }
    }

    /// Takes `count`, or nothing when there are fewer; `now` in milliseconds.
    pub fn take(&mut self, count: u64, now: u64) -> bool {
        let passed = now.saturating_sub(self.filled_at).min(3_600_000);
        self.tokens = (self.tokens + passed * self.a_second).min(self.burst * 1000);
        self.filled_at = self.filled_at.max(now);
        let enough = self.tokens >= count * 1000;
        if enough {
            self.tokens -= count * 1000;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_burst_and_then_the_rate() {
        let mut bucket = Bucket::new(10, 3, 1000);
        let taken = |bucket: &mut Bucket, now| (0..20).filter(|_| bucket.take(1, now)).count();
        assert_eq!(taken(&mut bucket, 1000), 3);
        assert_eq!(taken(&mut bucket, 1099), 0);
        assert_eq!(taken(&mut bucket, 1100), 1);
        assert_eq!(taken(&mut bucket, 900), 0, "a clock that goes back gives nothing");
        assert_eq!(taken(&mut bucket, 100_000), 3);
    }
}
