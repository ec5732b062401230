//! Limits on the functions where passwords are guessed, accounts are made and mail is sent, counted by network address.

use crate::{config, http::routes::RateLimit};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use std::{net::IpAddr, num::NonZeroU32, time::Duration};

/// Network addresses that are counted at a time. Above it those that rest are forgotten.
pub const COUNTED_ADDRESSES: usize = 100_000;

/// What was tried where a limit is.
pub struct Tries {
    limiters: Vec<(RateLimit, DefaultKeyedRateLimiter<IpAddr>)>,
    clock: DefaultClock,
}

impl Tries {
    pub fn new(limits: config::Limits) -> Self {
        let limiters = [
            (RateLimit::SignUp, limits.sign_ups_per_hour),
            (RateLimit::LogIn, limits.log_ins_per_hour),
        ];
        let limiters = limiters
            .into_iter()
            .filter_map(|(limit, per_hour)| {
                // All at once or spread out: a class that signs up together is as welcome as one by one.
                Some((limit, RateLimiter::keyed(Quota::per_hour(NonZeroU32::new(per_hour)?))))
            })
            .collect();
        Self {
            limiters,
            clock: DefaultClock::default(),
        }
    }

    /// Counts one try; the error is the time until the next.
    pub fn admit(&self, limit: RateLimit, address: IpAddr) -> Result<(), Duration> {
        let Some((_, limiter)) = self.limiters.iter().find(|(known, _)| *known == limit) else {
            return Ok(());
        };
        if limiter.len() > COUNTED_ADDRESSES {
            self.prune();
        }
        limiter
            .check_key(&address)
            .map_err(|refused| refused.wait_time_from(self.clock.now()))
    }

    /// Forgets the addresses that have been quiet.
    pub fn prune(&self) {
        for (_, limiter) in &self.limiters {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}
