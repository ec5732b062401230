//! What several views of one thing share, remembered while the page is open: everybody who looks at it gets the same, so
//! that all views of it move together.

use leptos::prelude::*;
use std::{collections::HashMap, hash::Hash};

/// A state of which clones are the same. It knows whether somebody else has one.
pub trait Shared: Clone + Send + Sync + 'static {
    fn is_shared(&self) -> bool;
}

/// States by what they are of, at most so many; beyond that those go that no view holds.
pub struct Remembered<K: 'static, S: 'static> {
    states: StoredValue<HashMap<K, S>>,
    most: usize,
}

impl<K, S> Clone for Remembered<K, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, S> Copy for Remembered<K, S> {}

impl<K: Copy + Eq + Hash + Send + Sync + 'static, S: Shared> Remembered<K, S> {
    pub fn new(most: usize) -> Self {
        Self {
            states: StoredValue::new(HashMap::new()),
            most,
        }
    }

    pub fn get(&self, key: K) -> Option<S> {
        self.states.with_value(|states| states.get(&key).cloned())
    }

    pub fn insert(&self, key: K, state: S) {
        self.states.update_value(|states| {
            if states.len() >= self.most {
                states.retain(|_, state| state.is_shared());
            }
            states.insert(key, state);
        });
    }

    /// What is known of, where that is wanted.
    pub fn keys(&self, is_wanted: impl Fn(&S) -> bool) -> Vec<K> {
        self.states.with_value(|states| {
            let wanted = states.iter().filter(|(_, state)| is_wanted(state));
            wanted.map(|(key, _)| *key).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[derive(Clone)]
    struct State(Arc<u32>);

    impl Shared for State {
        fn is_shared(&self) -> bool {
            Arc::strong_count(&self.0) > 1
        }
    }

    #[test]
    fn those_go_that_nobody_holds() {
        let owner = Owner::new();
        owner.with(|| {
            let remembered = Remembered::new(3);
            let held = State(Arc::new(0));
            remembered.insert(0, held.clone());
            for key in 1..=3 {
                remembered.insert(key, State(Arc::new(key)));
            }
            let mut left = remembered.keys(|_| true);
            left.sort_unstable();
            assert_eq!(left, [0, 3]);
            assert!(remembered.get(0).is_some_and(|state| Arc::ptr_eq(&state.0, &held.0)));
            assert!(remembered.get(1).is_none());
        });
    }
}
