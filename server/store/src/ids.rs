//! Makes time-sortable ids without asking the database.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
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

    /// Goes on after `id`, whoever gave it, also where the system's clock is behind it. Answers how far behind.
    pub fn resume_after(&self, id: i64) -> Duration {
        let milliseconds = id.max(0) >> (NODE_BITS + SEQUENCE_BITS);
        // The whole millisecond is taken: another node's number may stand above this one's in it.
        let last = milliseconds << SEQUENCE_BITS | ((1 << SEQUENCE_BITS) - 1);
        self.last.fetch_max(last, Ordering::Relaxed);
        Duration::from_millis(u64::try_from(milliseconds - clock()).unwrap_or(0))
    }

    /// An id as great as the last one given; 0 before the first.
    pub fn last(&self) -> i64 {
        let ticks = self.last.load(Ordering::Relaxed);
        let (milliseconds, sequence) = (ticks >> SEQUENCE_BITS, ticks & ((1 << SEQUENCE_BITS) - 1));
        milliseconds << (NODE_BITS + SEQUENCE_BITS) | self.node << SEQUENCE_BITS | sequence
    }

    pub fn node(&self) -> i16 {
        // Ten bits.
        self.node as i16
    }

    pub fn next(&self) -> i64 {
        let earliest = clock().max(0) << SEQUENCE_BITS;
        let step = |last: i64| Some(earliest.max(last + 1));
        // The closure always answers, so both arms carry the last value.
        let (Ok(last) | Err(last)) = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
        let ticks = earliest.max(last + 1);
        let (milliseconds, sequence) = (ticks >> SEQUENCE_BITS, ticks & ((1 << SEQUENCE_BITS) - 1));
        milliseconds << (NODE_BITS + SEQUENCE_BITS) | self.node << SEQUENCE_BITS | sequence
    }
}

/// How much greater an id gets in this time.
pub(crate) fn span_of(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(0) << (NODE_BITS + SEQUENCE_BITS)
}

/// Milliseconds of the system's clock, as ids count them.
fn clock() -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64);
    now - EPOCH_MILLISECONDS
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
    fn ids_go_on_from_the_greatest_given_though_the_clock_is_behind() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
        let ahead = first_id_at(now + 86_400_000) | 3 << SEQUENCE_BITS | 7;
        let generator = IdGenerator::new(0);
        assert_eq!(generator.last(), 0);
        let behind = generator.resume_after(ahead);
        assert!(behind > Duration::from_secs(86_390), "{behind:?}");
        let next = generator.next();
        assert!(next > ahead && generator.next() > next && generator.last() > next);
        // What lies in the past changes nothing.
        assert_eq!(generator.resume_after(first_id_at(now - 1000)), Duration::ZERO);
        assert!(generator.next() > next);
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
