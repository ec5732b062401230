//! Places for connections: so many at a time, so many of one address. Where all are taken, one that has not asked for
//! anything yet gives up its own for the newcomer.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::Notify;

pub struct Places {
    most: usize,
    per_address: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: usize,
    /// Addresses without a connection are not in it.
    by_address: HashMap<IpAddr, usize>,
    /// Those that have not asked for anything, the oldest first.
    silent: BTreeMap<u64, Arc<Notify>>,
    next: u64,
}

/// One connection's place, given back when it is dropped.
pub struct Place {
    places: Arc<Places>,
    address: Option<IpAddr>,
    id: u64,
    asked: AtomicBool,
    evicted: Arc<Notify>,
}

impl Places {
    pub fn new(most: usize, per_address: usize) -> Self {
        Self {
            most,
            per_address,
            state: Mutex::default(),
        }
    }

    // Nothing that holds the lock can panic half way, so a poisoned one is still whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place; none where the address has its share, or all are taken by those who have asked for something.
    /// Without an address only the total counts.
    pub fn enter(self: &Arc<Self>, address: Option<IpAddr>) -> Option<Arc<Place>> {
        let evicted = Arc::new(Notify::new());
        let mut state = self.lock();
        let of_address = address.map_or(0, |address| state.by_address.get(&address).copied().unwrap_or(0));
        if of_address >= self.per_address {
            return None;
        }
        if state.open >= self.most {
            let (_, oldest) = state.silent.pop_first()?;
            oldest.notify_one();
        }
        let id = state.next;
        state.next += 1;
        state.open += 1;
        if let Some(address) = address {
            *state.by_address.entry(address).or_default() += 1;
        }
        state.silent.insert(id, evicted.clone());
        drop(state);
        metrics::gauge!("http_connections").increment(1.0);
        Some(Arc::new(Place {
            places: self.clone(),
            address,
            id,
            asked: AtomicBool::new(false),
            evicted,
        }))
    }

    /// Ends the oldest connection that has not asked for anything, if there is one.
    pub fn evict(&self) {
        if let Some((_, oldest)) = self.lock().silent.pop_first() {
            oldest.notify_one();
        }
    }
}

impl Place {
    /// A request came: the connection keeps its place from now on.
    pub fn has_asked(&self) {
        if !self.asked.swap(true, Ordering::Relaxed) {
            self.places.lock().silent.remove(&self.id);
        }
    }

    /// Waits until the place is given to somebody else.
    pub async fn evicted(&self) {
        self.evicted.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.places.lock();
        state.open -= 1;
        state.silent.remove(&self.id);
        if let Some(address) = self.address
            && let Some(count) = state.by_address.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                state.by_address.remove(&address);
            }
        }
        drop(state);
        metrics::gauge!("http_connections").decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn address(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn an_address_has_its_share_and_gets_it_back() {
        let places = Arc::new(Places::new(10, 2));
        let first = places.enter(address(1)).unwrap();
        let _second = places.enter(address(1)).unwrap();
        assert!(places.enter(address(1)).is_none());
        let _other = places.enter(address(2)).unwrap();
        let _proxies: Vec<_> = (0..5).map(|_| places.enter(None).unwrap()).collect();
        drop(first);
        assert!(places.enter(address(1)).is_some());
        assert_eq!(places.lock().by_address.len(), 2);
    }

    #[test]
    fn who_says_nothing_makes_room_and_who_asked_stays() {
        let places = Arc::new(Places::new(2, 2));
        let asked = places.enter(address(1)).unwrap();
        asked.has_asked();
        let silent = places.enter(address(1)).unwrap();
        let newcomer = places.enter(address(2)).unwrap();
        assert!(silent.evicted().now_or_never().is_some());
        assert!(asked.evicted().now_or_never().is_none());
        drop(silent);
        newcomer.has_asked();
        assert!(places.enter(address(3)).is_none(), "all have asked");
        drop(asked);
        assert!(places.enter(address(3)).is_some());
        drop(newcomer);
        assert!(places.lock().by_address.is_empty() && places.lock().silent.is_empty());
    }
}
