//! Who may see what, by a rule of its own: it follows the product's contract (§5) and shares no code with `store`.

use super::space_expectation::PlantedSpace;
use std::collections::{BTreeMap, BTreeSet};

pub type Person = usize;
pub type Position = usize;

/// For whom a post is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PostAudience {
    Public,
    Followers,
    Circle(Position),
    /// Anybody reads a community.
    Community(Position),
}

#[derive(Clone, Debug)]
pub struct PlantedPost {
    pub author: Person,
    /// The co-author.
    pub with: Option<Person>,
    pub audience: PostAudience,
    pub answers: Option<Position>,
    pub deleted: bool,
}

#[derive(Clone, Debug)]
pub struct PlantedCircle {
    pub owner: Person,
    pub members: BTreeSet<Person>,
    pub given_up: bool,
}

/// Everything that decides who may see what. The viewer `None` is somebody who is signed out.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub protected: BTreeSet<Person>,
    pub suspended: BTreeSet<Person>,
    /// (who, whom)
    pub follows: BTreeSet<(Person, Person)>,
    pub blocks: BTreeSet<(Person, Person)>,
    pub circles: Vec<PlantedCircle>,
    pub posts: BTreeMap<Position, PlantedPost>,
    /// Posts that wait for a co-author's answer, with the two people who know of them.
    pub waiting: BTreeMap<Position, [Person; 2]>,
    /// Posts that moderators have hidden, with those moderators.
    pub hidden: BTreeMap<Position, BTreeSet<Person>>,
    /// The members and the moderators of each community.
    pub members: Vec<BTreeSet<Person>>,
    pub moderators: Vec<BTreeSet<Person>>,
    pub spaces: Vec<PlantedSpace>,
}

impl Facts {
    /// Whether somebody exists for the viewer at all: not suspended, and no block either way.
    pub fn exists(&self, viewer: Option<Person>, person: Person) -> bool {
        let blocked = viewer
            .is_some_and(|viewer| self.blocks.contains(&(viewer, person)) || self.blocks.contains(&(person, viewer)));
        !self.suspended.contains(&person) && !blocked
    }

    /// Whether the viewer may see the post.
    pub fn may_see(&self, viewer: Option<Person>, position: Position) -> bool {
        if let Some(two) = self.waiting.get(&position) {
            return viewer.is_some_and(|viewer| two.contains(&viewer));
        }
        let Some(post) = self.posts.get(&position) else {
            return false;
        };
        if post.deleted || !self.exists(viewer, post.author) {
            return false;
        }
        let own = viewer == Some(post.author);
        if !own && post.with.is_some_and(|with| !self.exists(viewer, with)) {
            return false;
        }
        let follows = viewer.is_some_and(|viewer| self.follows.contains(&(viewer, post.author)));
        // A protected account's posts are for its followers whatever else they are.
        if self.protected.contains(&post.author) && !own && !follows {
            return false;
        }
        match post.audience {
            PostAudience::Public => true,
            PostAudience::Community(_) => {
                let moderators = self.hidden.get(&position);
                let moderates =
                    |moderators: &BTreeSet<Person>| viewer.is_some_and(|viewer| moderators.contains(&viewer));
                own || moderators.is_none_or(moderates)
            }
            PostAudience::Followers => own || follows,
            PostAudience::Circle(circle) => viewer.is_some_and(|viewer| self.is_inside(viewer, circle, own)),
        }
    }

    /// The owner and the members are inside. Of a deleted circle, the owner keeps the own posts and others keep nothing.
    pub fn is_inside(&self, viewer: Person, circle: Position, own: bool) -> bool {
        let circle = &self.circles[circle];
        if !self.exists(Some(viewer), circle.owner) {
            return false;
        }
        if viewer == circle.owner {
            !circle.given_up || own
        } else {
            !circle.given_up && circle.members.contains(&viewer)
        }
    }

    /// How many answers to a post the viewer may know of.
    pub fn answers(&self, viewer: Option<Person>, position: Position) -> usize {
        let answers = self.posts.iter().filter(|(_, post)| post.answers == Some(position));
        answers.filter(|(answer, _)| self.may_see(viewer, **answer)).count()
    }

    /// How many posts of somebody the viewer may know of at their profile, which leaves out posts in communities.
    pub fn posts(&self, viewer: Option<Person>, author: Person) -> usize {
        let own = |post: &PlantedPost| {
            let by = post.author == author || post.with == Some(author);
            by && !matches!(post.audience, PostAudience::Community(_))
        };
        let posts = self.posts.iter().filter(|(_, post)| own(post));
        posts.filter(|(position, _)| self.may_see(viewer, **position)).count()
    }
}
