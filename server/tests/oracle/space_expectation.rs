//! Who may know of a space and hear it, by a rule of its own: it follows the product's contract (§5, §6) and shares no
//! code with `store`.

use super::expectation::{Facts, Person, Position};
use std::collections::BTreeSet;

/// For whom a space is.
#[derive(Clone, Debug)]
pub enum SpaceAudience {
    Public,
    Followers,
    Circle(Position),
    Community(Position),
    Guests(BTreeSet<Person>),
}

#[derive(Clone, Debug)]
pub struct PlantedSpace {
    pub founder: Person,
    pub audience: SpaceAudience,
    pub barred: BTreeSet<Person>,
}

impl Facts {
    /// Whether the viewer may know of a space, and hear it.
    pub fn may_hear(&self, viewer: Option<Person>, space: &PlantedSpace) -> bool {
        if !self.exists(viewer, space.founder) {
            return false;
        }
        let Some(who) = viewer else {
            return matches!(space.audience, SpaceAudience::Public) && !self.protected.contains(&space.founder);
        };
        let follows = self.follows.contains(&(who, space.founder));
        let refused = space.barred.contains(&who) || (self.protected.contains(&space.founder) && !follows);
        let blocks_either_way =
            |other: &Person| self.blocks.contains(&(who, *other)) || self.blocks.contains(&(*other, who));
        who == space.founder
            || !refused
                && match &space.audience {
                    SpaceAudience::Public => true,
                    SpaceAudience::Followers => follows,
                    SpaceAudience::Circle(circle) => self.is_inside(who, *circle, false),
                    SpaceAudience::Community(community) => {
                        self.members[*community].contains(&who)
                            && !self.protected.contains(&who)
                            && !self.moderators[*community].iter().any(blocks_either_way)
                    }
                    SpaceAudience::Guests(guests) => guests.contains(&who),
                }
    }
}
