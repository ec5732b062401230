//! Limits on the functions where passwords are guessed, accounts are made and mail is sent, counted by network address.

use super::Limiter;
use crate::{client_ip, config, form_memory};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use http::Method;
use std::{net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};
use types::Error;

/// Network addresses that are counted at a time. Above it those that rest are forgotten.
pub const COUNTED_ADDRESSES: usize = 100_000;

/// A kind of request that is limited by network address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    SignUp,
    LogIn,
}

/// The server functions behind doors. A test holds these to be functions that are there.
pub const DOORS: [(&str, Door); 3] = [
    ("/api/accounts/sign_up", Door::SignUp),
    ("/api/accounts/log_in", Door::LogIn),
    ("/api/accounts/request_reset", Door::LogIn),
];

impl Door {
    /// The door behind a server function's path. Letter case does not matter, whatever the router makes of it.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        let found = DOORS.iter().find(|(function, _)| path.eq_ignore_ascii_case(function));
        found.map(|(_, door)| *door)
    }
}

/// What was tried at the doors.
pub struct Tries {
    doors: Vec<(Door, DefaultKeyedRateLimiter<IpAddr>)>,
    clock: DefaultClock,
}

impl Tries {
    pub fn new(limits: config::Limits) -> Self {
        let doors = [
            (Door::SignUp, limits.sign_ups_per_hour),
            (Door::LogIn, limits.log_ins_per_hour),
        ];
        let doors = doors
            .into_iter()
            .filter_map(|(door, per_hour)| {
                // All at once or spread out: a class that signs up together is as welcome as one by one.
                Some((door, RateLimiter::keyed(Quota::per_hour(NonZeroU32::new(per_hour)?))))
            })
            .collect();
        Self {
            doors,
            clock: DefaultClock::default(),
        }
    }

    /// Counts one try; the error is the time until the next.
    fn enter(&self, door: Door, address: IpAddr) -> Result<(), Duration> {
        let Some((_, limiter)) = self.doors.iter().find(|(known, _)| *known == door) else {
            return Ok(());
        };
        if limiter.len() > COUNTED_ADDRESSES {
            self.forget();
        }
        limiter
            .check_key(&address)
            .map_err(|refused| refused.wait_time_from(self.clock.now()))
    }

    /// Forgets the addresses that have been quiet.
    pub fn forget(&self) {
        for (_, limiter) in &self.doors {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// Limits sign-ups and tries to log in by network address.
pub async fn doors(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    let Some(door) = Door::of(request.uri().path()).filter(|_| request.method() == Method::POST) else {
        return next.run(request).await;
    };
    match limiter.tries.enter(door, client_ip::counted(&request)) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            metrics::counter!("http_door_refusals_total", "door" => format!("{door:?}")).increment(1);
            let retry_after = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            form_memory::refuse(&request, &Error::RateLimited { retry_after })
        }
    }
}
