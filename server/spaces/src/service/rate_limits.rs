//! How fast anybody may do anything in a space.

use crate::voice::Bucket;
use std::collections::HashMap;
use types::AccountId;

/// In a second, and at once.
pub const ACTIONS: (u64, u64) = (10, 30);
pub const OFFERS: (u64, u64) = (2, 30);
pub const CAPTIONS: (u64, u64) = (5, 20);
/// People whose pace is remembered; above it all begin anew.
const REMEMBERED: usize = 50_000;
/// How fast each person may go on.
#[derive(Default)]
pub(super) struct RateLimits(HashMap<(AccountId, Kind), Bucket>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Action,
    Offer,
    Caption,
}

impl RateLimits {
    pub fn action(&mut self, person: AccountId, now: u64) -> bool {
        self.take(person, Kind::Action, ACTIONS, now)
    }

    pub fn offer(&mut self, person: AccountId, now: u64) -> bool {
        self.take(person, Kind::Offer, OFFERS, now)
    }

    pub fn caption(&mut self, person: AccountId, now: u64) -> bool {
        self.take(person, Kind::Caption, CAPTIONS, now)
    }

    fn take(&mut self, person: AccountId, kind: Kind, (a_second, burst): (u64, u64), now: u64) -> bool {
        if self.0.len() >= REMEMBERED {
            self.0.clear();
        }
        let bucket = self.0.entry((person, kind));
        bucket.or_insert_with(|| Bucket::new(a_second, burst, now)).take(1, now)
    }
}
