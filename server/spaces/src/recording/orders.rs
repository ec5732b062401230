//! What rooms order from the writer. Whoever orders never waits for it: a disk that stands still holds up no room.

use crate::SpaceId;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use types::AccountId;

/// Orders that may wait for the writer. One more, and it would have to guess who still agrees to what: all recordings end.
pub const ORDERS: usize = 10_000;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order {
    Begin {
        space: SpaceId,
        /// Milliseconds since 1970.
        since: u64,
        recorded: bool,
        agreed: Vec<AccountId>,
    },
    Agree {
        space: SpaceId,
        person: AccountId,
        agreed: bool,
    },
    End(SpaceId),
    /// All that is written down ends; what begins afterwards is written down again.
    EndAll,
    Stop,
}

#[derive(Default)]
pub(super) struct Orders {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Default)]
struct Waiting {
    orders: VecDeque<Order>,
    /// Nothing comes after [`Order::Stop`].
    stopped: bool,
}

impl Orders {
    // Nothing that holds the lock can panic half way, so a poisoned one is still whole.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves an order. Where too many wait, one takes the place of all of them: that everything ends.
    pub fn give(&self, order: Order) {
        let mut waiting = self.lock();
        if waiting.stopped {
            return;
        }
        waiting.stopped = order == Order::Stop;
        if waiting.orders.len() < ORDERS {
            waiting.orders.push_back(order);
        } else {
            tracing::error!("recordings cannot be written fast enough: those of now end");
            waiting.orders.clear();
            waiting.orders.push_back(Order::EndAll);
            if waiting.stopped {
                waiting.orders.push_back(Order::Stop);
            }
        }
        drop(waiting);
        self.more.notify_one();
    }

    /// The next order; none where none came within the time.
    pub fn take(&self, within: Option<Duration>) -> Option<Order> {
        let mut waiting = self.lock();
        let idle = |waiting: &mut Waiting| waiting.orders.is_empty();
        waiting = match within {
            None => self
                .more
                .wait_while(waiting, idle)
                .unwrap_or_else(PoisonError::into_inner),
            Some(within) => {
                let woken = self.more.wait_timeout_while(waiting, within, idle);
                woken.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        waiting.orders.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(agreed: bool) -> Order {
        Order::Agree {
            space: SpaceId(1),
            person: AccountId(1),
            agreed,
        }
    }

    #[test]
    fn orders_beyond_the_bound_end_everything_and_nobody_waits() {
        let orders = Orders::default();
        for _ in 0..ORDERS {
            orders.give(agree(true));
        }
        // Lost would be that somebody no longer agrees.
        orders.give(agree(false));
        orders.give(Order::End(SpaceId(2)));
        assert_eq!(orders.take(None), Some(Order::EndAll));
        assert_eq!(orders.take(None), Some(Order::End(SpaceId(2))));
        assert_eq!(orders.take(Some(Duration::ZERO)), None);
    }

    #[test]
    fn a_writer_that_is_to_stop_is_told_so_however_many_orders_wait() {
        let orders = Orders::default();
        for _ in 0..ORDERS {
            orders.give(agree(true));
        }
        orders.give(Order::Stop);
        for _ in 0..2 * ORDERS {
            orders.give(agree(true));
        }
        assert_eq!(orders.take(None), Some(Order::EndAll));
        assert_eq!(orders.take(None), Some(Order::Stop));
        assert_eq!(orders.take(Some(Duration::ZERO)), None);
    }
}
