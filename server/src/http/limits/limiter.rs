//! How much there is of everything scarce, and who has how much of it.

use super::{Pool, Shares, Taken, Taker, tries::Tries};
use crate::{config, http::pace::Pace};
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};
use types::AccountId;

/// Requests that are being answered; more are turned away at once, because waiting in line helps nobody. Those whose body
/// is still on its way are not among them.
pub const REQUESTS: Shares = Shares {
    most: 512,
    per_address: 256,
    per_account: usize::MAX,
};
/// Requests of one account that are being answered.
pub const REQUESTS_PER_ACCOUNT: Shares = Shares {
    most: usize::MAX,
    per_address: usize::MAX,
    per_account: 128,
};
/// Bytes of forms in memory.
pub const FORM_BYTES: Shares = Shares {
    most: 64 * 1024 * 1024,
    per_address: 8 * 1024 * 1024,
    per_account: usize::MAX,
};
/// Uploads on their way or at work.
pub const UPLOADS: Shares = Shares {
    most: 64,
    per_address: 24,
    per_account: 4,
};
/// Bytes of uploads in memory, counted as they come: a slow one takes little.
pub const UPLOAD_BYTES: Shares = Shares {
    most: 128 * 1024 * 1024,
    per_address: 64 * 1024 * 1024,
    per_account: 24 * 1024 * 1024,
};
/// Uploads of nobody, which are read and thrown away so that the answer arrives.
pub const STRAY_UPLOADS: Shares = Shares {
    most: 64,
    per_address: 4,
    per_account: 0,
};
/// Live sockets; of one account the hub counts them.
pub const SOCKETS: Shares = Shares {
    most: 100_000,
    per_address: 512,
    per_account: usize::MAX,
};
/// Live sockets of visitors who are signed out.
pub const GUEST_SOCKETS: Shares = Shares {
    most: live::MOST_GUESTS,
    per_address: 256,
    per_account: 0,
};

/// Counters shared by all requests.
pub struct Limiter {
    pub pace: Pace,
    pub(super) requests: Arc<Pool>,
    pub(super) requests_per_account: Arc<Pool>,
    pub(super) form_bytes: Arc<Pool>,
    pub(super) uploads: Arc<Pool>,
    pub(super) upload_bytes: Arc<Pool>,
    pub(super) stray_uploads: Arc<Pool>,
    pub(super) sockets: Arc<Pool>,
    pub(super) guest_sockets: Arc<Pool>,
    pub(super) tries: Tries,
}

/// What a live socket keeps until it ends.
#[derive(Clone)]
pub struct SocketPlace {
    limiter: Arc<Limiter>,
    by: Taker,
    _taken: Arc<Taken>,
}

impl SocketPlace {
    pub(super) fn new(limiter: Arc<Limiter>, by: Taker, taken: Taken) -> Self {
        Self {
            limiter,
            by,
            _taken: Arc::new(taken),
        }
    }

    /// A place among the guests; none where they have enough.
    pub fn of_guest(&self) -> Option<Taken> {
        self.limiter.guest_sockets.take(self.by, 1)
    }
}

impl Limiter {
    pub fn new(limits: config::Limits, pace: Pace) -> Self {
        Self {
            pace,
            requests: Pool::new(REQUESTS),
            requests_per_account: Pool::new(REQUESTS_PER_ACCOUNT),
            form_bytes: Pool::new(FORM_BYTES),
            uploads: Pool::new(UPLOADS),
            upload_bytes: Pool::new(UPLOAD_BYTES),
            stray_uploads: Pool::new(STRAY_UPLOADS),
            sockets: Pool::new(SOCKETS),
            guest_sockets: Pool::new(GUEST_SOCKETS),
            tries: Tries::new(limits),
        }
    }

    /// A place for one more request of the account; none where it has its share. What it is held for is bounded already.
    pub fn request_of(self: &Arc<Self>, account: AccountId) -> Option<Taken> {
        let address = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        let by = Taker {
            address,
            account: Some(account),
        };
        self.requests_per_account.take(by, 1)
    }

    /// Forgets the addresses that have been quiet; once a minute.
    pub fn prune(&self) {
        self.tries.prune();
    }
}
