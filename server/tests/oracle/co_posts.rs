//! Co-posts of a random fixture: published ones, some of which were left, and invitations that wait.

use super::{
    expectation::{Person, PlantedPost, Position, PostAudience},
    fixture::{Fixture, PEOPLE, canary},
};
use crate::media::upload;
use types::{NewPhoto, NewPost};

/// Positions from here on belong to invitations, so that their words differ from those of posts.
const WAITING: Position = 500;

impl Fixture {
    /// Public people invite their public followers. In turn one accepts, one accepts and leaves, and one does not answer.
    pub(super) async fn create_co_posts(&mut self) {
        let public = |fixture: &Self, person: Person| !fixture.facts.protected.contains(&person);
        let mut pairs: Vec<(Person, Person)> = self.facts.follows.iter().copied().collect();
        pairs.retain(|(follower, followed)| public(self, *follower) && public(self, *followed));
        for (turn, (with, author)) in pairs.into_iter().take(18).enumerate() {
            let waits = turn % 3 == 2;
            let position = if waits { WAITING + turn } else { self.posts.len() };
            let mut new = NewPost {
                text: format!("{} #{}", canary(position), canary(position)),
                ..NewPost::default()
            };
            if turn % 4 == 2 {
                let photo = upload(&self.browsers[author]).await;
                new.photos.push(NewPhoto {
                    id: photo.id,
                    alt: format!("described {}", canary(position)),
                });
                let address = types::media::url(&photo.key, types::media::Variant::Small);
                self.photos.push((position, address));
            }
            let store = &self.app.store;
            let (inviter, invitee) = (self.accounts[author], self.accounts[with]);
            let invitation = store.invite_co_author(inviter, invitee, &new, None).await.unwrap();
            if waits {
                self.facts.waiting.insert(position, [author, with]);
                continue;
            }
            let post = store.accept_co_post(invitee, invitation).await.unwrap();
            let left = turn % 3 == 1;
            if left {
                store.leave_co_post(invitee, post).await.unwrap();
            }
            self.posts.push(post);
            let post = PlantedPost {
                author,
                with: (!left).then_some(with),
                audience: PostAudience::Public,
                answers: None,
                deleted: false,
            };
            self.facts.posts.insert(position, post);
        }
    }

    /// A block removes the co-author, and ends invitations between the two. Then only the owner may see the photos.
    pub(super) fn end_co_posts_between(&mut self, two: [Person; 2]) {
        for post in self.facts.posts.values_mut() {
            if two.contains(&post.author) && post.with.is_some_and(|with| two.contains(&with)) {
                post.with = None;
            }
        }
        for waiting in self.facts.waiting.values_mut() {
            if two.contains(&waiting[0]) && two.contains(&waiting[1]) {
                *waiting = [waiting[0]; 2];
            }
        }
    }

    /// Removes somebody from all co-posts: a suspended or newly protected account has none.
    pub(super) fn remove_co_authors(&mut self, person: Person) {
        for post in self.facts.posts.values_mut() {
            if post.with == Some(person) || post.author == person {
                post.with = None;
            }
        }
    }

    /// Ends the invitations of somebody whose account is suspended.
    pub(super) fn end_invitations(&mut self, person: Person) {
        self.facts.waiting.retain(|_, waiting| waiting[0] != person);
        for waiting in self.facts.waiting.values_mut() {
            *waiting = waiting.map(|one| if one == person { waiting[0] } else { one });
        }
    }

    /// Somebody who may see a co-post blocks its co-author.
    pub(super) async fn block_a_co_author(&mut self) {
        let posts = self.facts.posts.iter();
        let found = posts.filter(|(_, post)| !post.deleted).find_map(|(position, post)| {
            let with = post.with?;
            let may_see = |person: &Person| *person != post.author && *person != with;
            let viewer = (0..PEOPLE - 1)
                .filter(may_see)
                .find(|person| self.facts.may_see(Some(*person), *position))?;
            Some((viewer, with))
        });
        let (viewer, with) = found.expect("a co-post that somebody may see");
        let store = &self.app.store;
        store.block(self.accounts[viewer], self.accounts[with]).await.unwrap();
        self.facts.blocks.insert((viewer, with));
        self.end_co_posts_between([viewer, with]);
        self.facts.follows.remove(&(viewer, with));
        self.facts.follows.remove(&(with, viewer));
        for circle in &mut self.facts.circles {
            if circle.owner == viewer {
                circle.members.remove(&with);
            } else if circle.owner == with {
                circle.members.remove(&viewer);
            }
        }
    }
}
