//! The addresses at which a client was heard.

use std::net::SocketAddr;

/// A client has a few networks, each in two families.
const MOST: usize = 8;
/// Clients check the address that they use every two to five seconds; when it stays away longer, in milliseconds, and
/// another one is checked, their network has changed without their knowledge.
const STALE: u64 = 8000;

/// The addresses of one connection that a check has opened, and the one where packets go.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    /// The latest last.
    known: Vec<SocketAddr>,
    selected: Option<(SocketAddr, u64)>,
}

/// What a check has changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// Packets go there from now on.
    pub selected: Option<SocketAddr>,
    /// Given up for the new one.
    pub forgotten: Option<SocketAddr>,
}

impl Addresses {
    pub fn selected(&self) -> Option<SocketAddr> {
        self.selected.map(|(address, _)| address)
    }

    /// A check has come from `address`.
    pub fn open(&mut self, address: SocketAddr, nominated: bool, now: u64) -> Change {
        let mut change = Change::default();
        self.known.retain(|known| *known != address);
        self.known.push(address);
        match &mut self.selected {
            Some((selected, checked_at)) if *selected == address => *checked_at = now,
            Some((_, checked_at)) if !nominated && now <= *checked_at + STALE => {}
            _ => {
                self.selected = Some((address, now));
                change.selected = Some(address);
            }
        }
        if self.known.len() > MOST {
            let selected = self.selected();
            let place = self.known.iter().position(|known| Some(*known) != selected);
            change.forgotten = place.map(|place| self.known.remove(place));
        }
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    #[test]
    fn the_first_then_the_nominated_then_the_one_that_is_left() {
        let mut addresses = Addresses::default();
        assert_eq!(addresses.open(address(1), false, 0).selected, Some(address(1)));
        assert_eq!(addresses.open(address(2), false, 10), Change::default());
        assert_eq!(addresses.open(address(2), true, 20).selected, Some(address(2)));
        addresses.open(address(2), false, 5000);
        assert_eq!(
            addresses.open(address(3), false, 13_000),
            Change::default(),
            "the other may still be in use"
        );
        assert_eq!(addresses.open(address(3), false, 13_001).selected, Some(address(3)));
    }

    #[test]
    fn a_few_are_kept_and_the_selected_one_always() {
        let mut addresses = Addresses::default();
        let forgotten = (1..=10).filter_map(|port| addresses.open(address(port), false, 0).forgotten);
        assert_eq!(forgotten.collect::<Vec<_>>(), [address(2), address(3)]);
        assert_eq!(addresses.selected(), Some(address(1)));
    }
}
