//! Who may see what, written from the product's contract (§5) alone: it shares no code with `store`.

use super::space_expectation::Room;
use std::collections::{BTreeMap, BTreeSet};

pub type Person = usize;
pub type Place = usize;

/// For whom a post is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum For {
    Everybody,
    Followers,
    Circle(Place),
    /// Anybody reads a community.
    Community(Place),
}

#[derive(Clone, Debug)]
pub struct Piece {
    pub author: Person,
    /// Who wrote it together with the author.
    pub with: Option<Person>,
    pub audience: For,
    pub answers: Option<Place>,
    pub deleted: bool,
}

#[derive(Clone, Debug)]
pub struct Ring {
    pub owner: Person,
    pub members: BTreeSet<Person>,
    pub given_up: bool,
}

/// Everything that bears on who sees what. `None` as viewer is somebody who is signed out.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub protected: BTreeSet<Person>,
    pub suspended: BTreeSet<Person>,
    /// (who, whom)
    pub follows: BTreeSet<(Person, Person)>,
    pub blocks: BTreeSet<(Person, Person)>,
    pub rings: Vec<Ring>,
    pub pieces: BTreeMap<Place, Piece>,
    /// What waits for a co-author's answer: the two who know of it.
    pub waiting: BTreeMap<Place, [Person; 2]>,
    /// What moderators took away, with who they are.
    pub hidden: BTreeMap<Place, BTreeSet<Person>>,
    /// Who belongs to which community, and who answers for it.
    pub roosts: Vec<BTreeSet<Person>>,
    pub keepers: Vec<BTreeSet<Person>>,
    pub rooms: Vec<Room>,
}

impl Facts {
    /// Whether somebody exists for the viewer at all: not suspended, and no block either way.
    pub fn exists(&self, viewer: Option<Person>, person: Person) -> bool {
        let blocked = viewer
            .is_some_and(|viewer| self.blocks.contains(&(viewer, person)) || self.blocks.contains(&(person, viewer)));
        !self.suspended.contains(&person) && !blocked
    }

    /// Whether the viewer may see the post.
    pub fn sees(&self, viewer: Option<Person>, place: Place) -> bool {
        if let Some(two) = self.waiting.get(&place) {
            return viewer.is_some_and(|viewer| two.contains(&viewer));
        }
        let Some(piece) = self.pieces.get(&place) else {
            return false;
        };
        if piece.deleted || !self.exists(viewer, piece.author) {
            return false;
        }
        let own = viewer == Some(piece.author);
        if !own && piece.with.is_some_and(|with| !self.exists(viewer, with)) {
            return false;
        }
        let follows = viewer.is_some_and(|viewer| self.follows.contains(&(viewer, piece.author)));
        // A protected account's posts are for its followers whatever else they are.
        if self.protected.contains(&piece.author) && !own && !follows {
            return false;
        }
        match piece.audience {
            For::Everybody => true,
            For::Community(_) => {
                let moderators = self.hidden.get(&place);
                let moderates =
                    |moderators: &BTreeSet<Person>| viewer.is_some_and(|viewer| moderators.contains(&viewer));
                own || moderators.is_none_or(moderates)
            }
            For::Followers => own || follows,
            For::Circle(ring) => viewer.is_some_and(|viewer| self.is_inside(viewer, ring, own)),
        }
    }

    /// The owner and the members are inside; of a circle given up its owner keeps the own posts, others nothing.
    pub fn is_inside(&self, viewer: Person, ring: Place, own: bool) -> bool {
        let ring = &self.rings[ring];
        if !self.exists(Some(viewer), ring.owner) {
            return false;
        }
        if viewer == ring.owner {
            !ring.given_up || own
        } else {
            !ring.given_up && ring.members.contains(&viewer)
        }
    }

    /// How many answers to a post the viewer may know of.
    pub fn answers(&self, viewer: Option<Person>, place: Place) -> usize {
        let answers = self.pieces.iter().filter(|(_, piece)| piece.answers == Some(place));
        answers.filter(|(answer, _)| self.sees(viewer, **answer)).count()
    }

    /// How many posts of somebody the viewer may know of at their profile, where those of communities do not stand.
    pub fn posts(&self, viewer: Option<Person>, author: Person) -> usize {
        let own = |piece: &Piece| {
            let by = piece.author == author || piece.with == Some(author);
            by && !matches!(piece.audience, For::Community(_))
        };
        let posts = self.pieces.iter().filter(|(_, piece)| own(piece));
        posts.filter(|(place, _)| self.sees(viewer, **place)).count()
    }
}
