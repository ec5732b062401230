//! Makes time-sortable ids without asking the database.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};
use types::EPOCH_MILLISECONDS;

const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;

/// 41 bits of milliseconds, 10 of node, 12 of sequence: 4,096 ids a millisecond and node; beyond that the clock part
/// runs ahead. Ids of one generator always grow, also when the system's clock is set back.
#[derive(Debug)]
pub struct IdGenerator {
    node: i64,
    /// Milliseconds and sequence of the last id, side by side.
    last: AtomicI64,
}

impl IdGenerator {
    /// `node` tells servers on one database apart: 0 to 1023.
    pub fn new(node: u16) -> Self {
        Self {
            node: i64::from(node) & ((1 << NODE_BITS) - 1),
            last: AtomicI64::new(0),
        }
    }

    pub fn next(&self) -> i64 {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_millis() as i64);
        let earliest = (now - EPOCH_MILLISECONDS).max(0) << SEQUENCE_BITS;
        let step = |last: i64| Some(earliest.max(last + 1));
        // The closure always answers, so both arms carry the last value.
        let (Ok(last) | Err(last)) = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
        let ticks = earliest.max(last + 1);
        let (milliseconds, sequence) = (ticks >> SEQUENCE_BITS, ticks & ((1 << SEQUENCE_BITS) - 1));
        milliseconds << (NODE_BITS + SEQUENCE_BITS) | self.node << SEQUENCE_BITS | sequence
    }
}

/// The smallest id that a thing made at this Unix time in milliseconds can have: for "since" conditions. Times outside
/// of what ids can tell (2025 to 2094) count as the nearest that they can.
pub fn first_id_at(milliseconds: i64) -> i64 {
    let latest = i64::MAX >> (NODE_BITS + SEQUENCE_BITS);
    milliseconds.saturating_sub(EPOCH_MILLISECONDS).clamp(0, latest) << (NODE_BITS + SEQUENCE_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::HashSet, thread};

    #[test]
    fn ids_are_unique_across_threads_and_grow() {
        let generator = IdGenerator::new(3);
        let all: Vec<Vec<i64>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..20_000).map(|_| generator.next()).collect::<Vec<_>>()))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(all.iter().all(|ids| ids.is_sorted()));
        assert_eq!(all.iter().flatten().collect::<HashSet<_>>().len(), 80_000);
        assert!(
            all.iter()
                .flatten()
                .all(|id| *id > 0 && (id >> SEQUENCE_BITS) & 1023 == 3)
        );
    }

    #[test]
    fn time_goes_in_and_comes_out() {
        let before = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
        let id = IdGenerator::new(0).next();
        assert!((0..1000).contains(&(types::milliseconds_of(id) - before)));
        assert!(first_id_at(types::milliseconds_of(id)) <= id);
        assert!(first_id_at(i64::MAX) > id && first_id_at(i64::MIN) == 0);
    }
}
