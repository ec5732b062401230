//! Limits on the functions where passwords are guessed, accounts are made and mail is sent, counted by network address.

use crate::config;
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use std::{net::IpAddr, num::NonZeroU32, time::Duration};

/// Network addresses that are counted at a time. Above it those that rest are forgotten.
pub const COUNTED_ADDRESSES: usize = 100_000;

/// A kind of request that is limited by network address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedEndpoint {
    SignUp,
    LogIn,
}

/// The server functions that are limited. A test holds these to be functions that are there.
pub const LIMITED_ENDPOINTS: [(&str, LimitedEndpoint); 3] = [
    ("/api/accounts/sign_up", LimitedEndpoint::SignUp),
    ("/api/accounts/log_in", LimitedEndpoint::LogIn),
    ("/api/accounts/request_reset", LimitedEndpoint::LogIn),
];

impl LimitedEndpoint {
    /// The limit of a server function's path. Letter case does not matter, whatever the router makes of it.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        let found = LIMITED_ENDPOINTS
            .iter()
            .find(|(function, _)| path.eq_ignore_ascii_case(function));
        found.map(|(_, endpoint)| *endpoint)
    }
}

/// What was tried at the limited endpoints.
pub struct Tries {
    endpoints: Vec<(LimitedEndpoint, DefaultKeyedRateLimiter<IpAddr>)>,
    clock: DefaultClock,
}

impl Tries {
    pub fn new(limits: config::Limits) -> Self {
        let endpoints = [
            (LimitedEndpoint::SignUp, limits.sign_ups_per_hour),
            (LimitedEndpoint::LogIn, limits.log_ins_per_hour),
        ];
        let endpoints = endpoints
            .into_iter()
            .filter_map(|(endpoint, per_hour)| {
                // All at once or spread out: a class that signs up together is as welcome as one by one.
                Some((
                    endpoint,
                    RateLimiter::keyed(Quota::per_hour(NonZeroU32::new(per_hour)?)),
                ))
            })
            .collect();
        Self {
            endpoints,
            clock: DefaultClock::default(),
        }
    }

    /// Counts one try; the error is the time until the next.
    pub fn admit(&self, endpoint: LimitedEndpoint, address: IpAddr) -> Result<(), Duration> {
        let Some((_, limiter)) = self.endpoints.iter().find(|(known, _)| *known == endpoint) else {
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
        for (_, limiter) in &self.endpoints {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}
