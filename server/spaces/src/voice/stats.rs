//! Counters of the forwarder.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// What went through, counted since the start.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Stats {
            $($(#[$doc])* pub $name: u64,)*
        }

        #[derive(Debug, Default)]
        pub(crate) struct Counters {
            $(pub $name: AtomicU64,)*
        }

        impl Counters {
            pub fn read(&self) -> Stats {
                Stats { $($name: self.$name.load(Ordering::Relaxed),)* }
            }
        }
    };
}

counters! {
    /// Datagrams that came.
    received,
    /// Datagrams with a voice that went out.
    forwarded,
    /// Datagrams that the system did not take.
    unsent,
    /// Not what the protocols allow, or not genuine.
    malformed,
    /// From an address that no check has opened.
    unknown,
    /// More than one participant may send.
    limited,
    /// Genuine, of somebody who is not heard.
    muted,
    /// Genuine, but silent, or all slots are taken.
    unheard,
    /// Handed to a recording.
    copied,
    /// Not handed to a recording, because it was not fast enough.
    uncopied,
    /// Reports of receivers and senders; not read.
    reports,
    /// Events that nobody fetched in time.
    events_lost,
    /// Faults in reading a datagram that were caught.
    faults,
}

pub(crate) fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}
