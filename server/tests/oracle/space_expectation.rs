//! Who may know of a space and hear it, written from the product's contract (§5, §6) alone: it shares no code with
//! `store`.

use super::expectation::{Facts, Person, Place};
use std::collections::BTreeSet;

/// For whom a space is.
#[derive(Clone, Debug)]
pub enum Air {
    Everybody,
    Followers,
    Circle(Place),
    Members(Place),
    Guests(BTreeSet<Person>),
}

#[derive(Clone, Debug)]
pub struct Room {
    pub founder: Person,
    pub audience: Air,
    pub barred: BTreeSet<Person>,
}

impl Facts {
    /// Whether the viewer may know of a space, and hear it.
    pub fn hears(&self, viewer: Option<Person>, room: &Room) -> bool {
        if !self.exists(viewer, room.founder) {
            return false;
        }
        let Some(who) = viewer else {
            return matches!(room.audience, Air::Everybody) && !self.protected.contains(&room.founder);
        };
        let follows = self.follows.contains(&(who, room.founder));
        let kept_out = room.barred.contains(&who) || (self.protected.contains(&room.founder) && !follows);
        let parted = |other: &Person| self.blocks.contains(&(who, *other)) || self.blocks.contains(&(*other, who));
        who == room.founder
            || !kept_out
                && match &room.audience {
                    Air::Everybody => true,
                    Air::Followers => follows,
                    Air::Circle(ring) => self.is_inside(who, *ring, false),
                    Air::Members(roost) => {
                        self.roosts[*roost].contains(&who)
                            && !self.protected.contains(&who)
                            && !self.keepers[*roost].iter().any(parted)
                    }
                    Air::Guests(guests) => guests.contains(&who),
                }
    }
}
