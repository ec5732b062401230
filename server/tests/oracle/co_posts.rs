//! Co-posts of a random world: published ones, some of which were left, and invitations that wait.

use super::{
    expectation::{For, Person, Piece, Place},
    fixture::{PEOPLE, World, canary},
};
use crate::media::upload;
use types::{NewPhoto, NewPost};

/// Words of invitations stand apart from those of posts.
const WAITING: Place = 500;

impl World {
    /// Everybody public invites each public follower, in turn: one to accept, one who leaves again, one who waits.
    pub(super) async fn write_together(&mut self) {
        let public = |world: &Self, person: Person| !world.facts.protected.contains(&person);
        let mut pairs: Vec<(Person, Person)> = self.facts.follows.iter().copied().collect();
        pairs.retain(|(follower, followed)| public(self, *follower) && public(self, *followed));
        for (turn, (with, author)) in pairs.into_iter().take(18).enumerate() {
            let waits = turn % 3 == 2;
            let place = if waits { WAITING + turn } else { self.posts.len() };
            let mut new = NewPost {
                text: format!("{} #{}", canary(place), canary(place)),
                ..NewPost::default()
            };
            if turn % 4 == 2 {
                let photo = upload(&self.browsers[author]).await;
                new.photos.push(NewPhoto {
                    id: photo.id,
                    alt: format!("described {}", canary(place)),
                });
                let address = types::media::url(&photo.key, types::media::Variant::Small);
                self.photos.push((place, address));
            }
            let store = &self.app.store;
            let (inviter, invitee) = (self.accounts[author], self.accounts[with]);
            let invitation = store.invite_co_author(inviter, invitee, &new, None).await.unwrap();
            if waits {
                self.facts.waiting.insert(place, [author, with]);
                continue;
            }
            let post = store.accept_co_post(invitee, invitation).await.unwrap();
            let left = turn % 3 == 1;
            if left {
                store.leave_co_post(invitee, post).await.unwrap();
            }
            self.posts.push(post);
            let piece = Piece {
                author,
                with: (!left).then_some(with),
                audience: For::Everybody,
                answers: None,
                deleted: false,
            };
            self.facts.pieces.insert(place, piece);
        }
    }

    /// A block ends what two have together. The photos of an invitation that is over are their owner's alone again.
    pub(super) fn part(&mut self, two: [Person; 2]) {
        for piece in self.facts.pieces.values_mut() {
            if two.contains(&piece.author) && piece.with.is_some_and(|with| two.contains(&with)) {
                piece.with = None;
            }
        }
        for waiting in self.facts.waiting.values_mut() {
            if two.contains(&waiting[0]) && two.contains(&waiting[1]) {
                *waiting = [waiting[0]; 2];
            }
        }
    }

    /// Nobody has anything published together with somebody who is closed or newly protected. A suspended inviter's posts
    /// are away whoever is beside them.
    pub(super) fn forget_together(&mut self, person: Person) {
        for piece in self.facts.pieces.values_mut() {
            if piece.with == Some(person) || piece.author == person {
                piece.with = None;
            }
        }
    }

    /// Invitations end with either account.
    pub(super) fn forget_waiting(&mut self, person: Person) {
        self.facts.waiting.retain(|_, waiting| waiting[0] != person);
        for waiting in self.facts.waiting.values_mut() {
            *waiting = waiting.map(|one| if one == person { waiting[0] } else { one });
        }
    }

    /// Somebody who could see a co-post blocks its co-author.
    pub(super) async fn block_a_co_author(&mut self) {
        let pieces = self.facts.pieces.iter();
        let found = pieces.filter(|(_, piece)| !piece.deleted).find_map(|(place, piece)| {
            let with = piece.with?;
            let sees = |person: &Person| *person != piece.author && *person != with;
            let viewer = (0..PEOPLE - 1)
                .filter(sees)
                .find(|person| self.facts.sees(Some(*person), *place))?;
            Some((viewer, with))
        });
        let (viewer, with) = found.expect("a co-post that somebody sees");
        let store = &self.app.store;
        store.block(self.accounts[viewer], self.accounts[with]).await.unwrap();
        self.facts.blocks.insert((viewer, with));
        self.part([viewer, with]);
        self.facts.follows.remove(&(viewer, with));
        self.facts.follows.remove(&(with, viewer));
        for ring in &mut self.facts.rings {
            if ring.owner == viewer {
                ring.members.remove(&with);
            } else if ring.owner == with {
                ring.members.remove(&viewer);
            }
        }
    }
}
