//! Pools of what is scarce: so much in all, of it a share for one network address and a share for one account.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};
use types::AccountId;

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    pub most: usize,
    pub per_address: usize,
    pub per_account: usize,
}

/// Who takes from a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taker {
    pub address: IpAddr,
    pub account: Option<AccountId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Account(i64),
}

pub struct Pool {
    shares: Shares,
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Default)]
struct State {
    taken: usize,
    /// Those who have nothing are not in it.
    by: HashMap<Key, usize>,
}

/// What somebody took; given back when it is dropped.
pub struct Taken {
    pool: Arc<Pool>,
    by: Taker,
    amount: usize,
}

impl Pool {
    pub fn new(shares: Shares) -> Arc<Self> {
        Arc::new(Self {
            shares,
            state: Mutex::default(),
            freed: Notify::new(),
        })
    }

    // Nothing that holds the lock can panic half way, so a poisoned one is still whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes so much; none where that is more than is left of all, or of the taker's shares.
    pub fn take(self: &Arc<Self>, by: Taker, amount: usize) -> Option<Taken> {
        self.add(by, amount).then(|| Taken {
            pool: self.clone(),
            by,
            amount,
        })
    }

    /// Takes so much as soon as it is there, within `patience`.
    pub async fn take_within(self: &Arc<Self>, by: Taker, amount: usize, patience: Duration) -> Option<Taken> {
        let deadline = Instant::now() + patience;
        loop {
            let freed = self.freed.notified();
            if let Some(taken) = self.take(by, amount) {
                return Some(taken);
            }
            timeout_at(deadline, freed).await.ok()?;
        }
    }

    fn add(&self, by: Taker, amount: usize) -> bool {
        let mut state = self.lock();
        let fits = |key: Key, share: usize| state.by.get(&key).copied().unwrap_or(0) + amount <= share;
        let (shares, keys) = (self.shares, keys(by));
        let fits = state.taken + amount <= shares.most
            && fits(keys.0, shares.per_address)
            && keys.1.is_none_or(|key| fits(key, shares.per_account));
        if fits && amount > 0 {
            state.taken += amount;
            for key in [Some(keys.0), keys.1].into_iter().flatten() {
                *state.by.entry(key).or_default() += amount;
            }
        }
        fits
    }

    fn give_back(&self, by: Taker, amount: usize) {
        if amount == 0 {
            return;
        }
        let mut state = self.lock();
        state.taken -= amount;
        let keys = keys(by);
        for key in [Some(keys.0), keys.1].into_iter().flatten() {
            if let Some(count) = state.by.get_mut(&key) {
                *count -= amount;
                if *count == 0 {
                    state.by.remove(&key);
                }
            }
        }
        drop(state);
        self.freed.notify_waiters();
    }
}

fn keys(by: Taker) -> (Key, Option<Key>) {
    (
        Key::Address(by.address),
        by.account.map(|account| Key::Account(account.0)),
    )
}

impl Taken {
    /// Takes more of the same; false where it is not there.
    pub fn grow(&mut self, amount: usize) -> bool {
        let fits = self.pool.add(self.by, amount);
        if fits {
            self.amount += amount;
        }
        fits
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.pool.give_back(self.by, self.amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taker(last: u8, account: Option<i64>) -> Taker {
        Taker {
            address: IpAddr::from([192, 0, 2, last]),
            account: account.map(AccountId),
        }
    }

    fn pool() -> Arc<Pool> {
        Pool::new(Shares {
            most: 6,
            per_address: 4,
            per_account: 2,
        })
    }

    #[test]
    fn nobody_takes_more_than_a_share() {
        let pool = pool();
        let of_account = pool.take(taker(1, Some(7)), 2).unwrap();
        assert!(pool.take(taker(2, Some(7)), 1).is_none(), "from wherever it comes");
        let mut of_address = pool.take(taker(1, None), 1).unwrap();
        assert!(of_address.grow(1) && !of_address.grow(1));
        let _other = pool.take(taker(2, None), 2).unwrap();
        assert!(pool.take(taker(3, None), 1).is_none(), "all is taken");
        drop((of_account, of_address));
        assert!(pool.take(taker(3, None), 4).is_some());
        assert_eq!(pool.lock().by.len(), 1);
    }

    #[tokio::test]
    async fn who_waits_gets_what_is_given_back() {
        let pool = pool();
        let taken = pool.take(taker(1, None), 4).unwrap();
        assert!(pool.take_within(taker(1, None), 1, Duration::ZERO).await.is_none());
        let waiting = tokio::spawn({
            let pool = pool.clone();
            async move { pool.take_within(taker(1, None), 3, Duration::from_secs(60)).await }
        });
        tokio::task::yield_now().await;
        drop(taken);
        assert!(waiting.await.unwrap().is_some());
    }
}
