//! A random world: people who follow, block and shut themselves off, circles, and posts of which each carries a word
//! that stands nowhere else.

use super::expectation::{Facts, For, Person, Piece, Place, Ring};
use crate::{
    media::upload,
    support::{Browser, TestApp},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use types::{AccountId, Audience, CircleId, CommunityName, NewPhoto, NewPost, PostId, SpaceId};

pub const PEOPLE: usize = 8;
const POSTS: usize = 64;
const HANDLES: [&str; PEOPLE] = ["wren", "lark", "rook", "finch", "swift", "crane", "egret", "heron"];

pub struct World {
    pub app: TestApp,
    pub facts: Facts,
    pub browsers: Vec<Browser>,
    pub accounts: Vec<AccountId>,
    pub circles: Vec<CircleId>,
    pub communities: Vec<CommunityName>,
    pub posts: Vec<PostId>,
    pub spaces: Vec<SpaceId>,
    /// Words of the posts with photos, with the address of the photo.
    pub photos: Vec<(Place, String)>,
}

/// The word of a post; its text, its tag and the description of its photo carry it.
pub fn canary(place: Place) -> String {
    format!("canary{place:03}x")
}

pub fn handle(person: Person) -> &'static str {
    HANDLES[person]
}

impl World {
    pub async fn new(seed: u64) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        let app = TestApp::new().await;
        let mut world = Self {
            facts: Facts::default(),
            browsers: Vec::new(),
            accounts: Vec::new(),
            circles: Vec::new(),
            communities: Vec::new(),
            posts: Vec::new(),
            spaces: Vec::new(),
            photos: Vec::new(),
            app,
        };
        for person in HANDLES {
            world.browsers.push(world.app.sign_up(person).await);
            world
                .accounts
                .push(world.app.store.account_by_handle(person).await.unwrap());
        }
        world.relate(&mut dice).await;
        world.draw_circles(&mut dice).await;
        for place in 0..POSTS {
            world.write(&mut dice, place).await;
        }
        world.talk_in_circles().await;
        world.found_communities(&mut dice).await;
        world.write_together().await;
        world.go_on_air(&mut dice).await;
        world.pin().await;
        world.shake(&mut dice).await;
        world.keep_communities().await;
        world.moderate(&mut dice).await;
        world.app.settle().await;
        world
    }

    async fn relate(&mut self, dice: &mut StdRng) {
        for who in 0..PEOPLE {
            for whom in (0..PEOPLE).filter(|whom| *whom != who) {
                if dice.random_bool(0.45) {
                    self.app
                        .store
                        .follow(self.accounts[who], self.accounts[whom])
                        .await
                        .unwrap();
                    self.facts.follows.insert((who, whom));
                }
            }
        }
        for person in 0..2 {
            self.app.store.set_protected(self.accounts[person], true).await.unwrap();
            self.facts.protected.insert(person);
        }
    }

    async fn draw_circles(&mut self, dice: &mut StdRng) {
        for number in 0..4 {
            let owner = dice.random_range(0..PEOPLE);
            let circle = self
                .app
                .store
                .create_circle(self.accounts[owner], "Ring", "")
                .await
                .unwrap();
            let mut members = std::collections::BTreeSet::new();
            for person in (0..PEOPLE).filter(|person| *person != owner) {
                if dice.random_bool(0.4) {
                    let added = self
                        .app
                        .store
                        .add_to_circle(self.accounts[owner], circle.id, self.accounts[person]);
                    added.await.unwrap();
                    members.insert(person);
                }
            }
            self.circles.push(circle.id);
            self.facts.rings.push(Ring {
                owner,
                members,
                given_up: false,
            });
            assert_eq!(self.circles.len(), number + 1);
        }
    }

    /// A post, an answer or a quote, for whom the dice say.
    async fn write(&mut self, dice: &mut StdRng, place: Place) {
        let mut author = dice.random_range(0..PEOPLE);
        let mut audience = match dice.random_range(0..10) {
            0..=3 => For::Everybody,
            4..=5 => For::Followers,
            _ => {
                let ring = dice.random_range(0..self.circles.len());
                author = self.facts.rings[ring].owner;
                For::Circle(ring)
            }
        };
        let mut new = NewPost {
            text: format!(
                "{} #{} @{}",
                canary(place),
                canary(place),
                HANDLES[dice.random_range(0..PEOPLE)]
            ),
            ..NewPost::default()
        };
        let mut answers = None;
        if place > 8 && dice.random_bool(0.4) {
            let other = dice.random_range(0..place);
            author = dice.random_range(0..PEOPLE);
            audience = if dice.random_bool(0.7) {
                For::Everybody
            } else {
                For::Followers
            };
            if self.facts.sees(Some(author), other) {
                let piece = &self.facts.pieces[&other];
                let open = piece.audience == For::Everybody && !self.facts.protected.contains(&piece.author);
                if open && dice.random_bool(0.3) {
                    new.quote_of = Some(self.posts[other]);
                } else {
                    new.reply_to = Some(self.posts[other]);
                    answers = Some(other);
                    if let For::Circle(ring) = piece.audience {
                        audience = For::Circle(ring);
                    }
                }
            }
        }
        // What a protected account posts is for its followers at most.
        if self.facts.protected.contains(&author) && audience == For::Everybody {
            audience = For::Followers;
        }
        new.audience = match audience {
            For::Everybody => Audience::Public,
            For::Followers => Audience::Followers,
            For::Circle(ring) => Audience::Circle(self.circles[ring]),
            For::Community(place) => Audience::Community(self.communities[place].id),
        };
        if new.reply_to.is_some() && matches!(new.audience, Audience::Circle(_)) {
            new.audience = Audience::Public;
        }
        if dice.random_bool(0.2) {
            let photo = upload(&self.browsers[author]).await;
            new.photos.push(NewPhoto {
                id: photo.id,
                alt: format!("described {}", canary(place)),
            });
            self.photos
                .push((place, types::media::url(&photo.key, types::media::Variant::Small)));
        }
        let piece = Piece {
            author,
            with: None,
            audience,
            answers,
            deleted: false,
        };
        self.publish(new, piece).await;
        for person in 0..PEOPLE {
            let (account, post) = (self.accounts[person], self.posts[place]);
            if self.facts.sees(Some(person), place) && dice.random_bool(0.25) {
                self.app.store.like(account, post).await.unwrap();
                self.app.store.bookmark(account, post).await.unwrap();
                // Refused for what is not for everybody.
                let _ = self.app.store.repost(account, post).await;
            }
        }
    }

    pub(super) async fn publish(&mut self, new: NewPost, piece: Piece) {
        let place = self.posts.len();
        let id = self.app.store.create_post(self.accounts[piece.author], &new).await;
        self.posts
            .push(id.unwrap_or_else(|error| panic!("{place}: {error}: {new:?}")));
        self.facts.pieces.insert(place, piece);
    }

    /// In every circle its owner says something, and each member who sees it answers.
    async fn talk_in_circles(&mut self) {
        for (ring, circle) in self.circles.clone().into_iter().enumerate() {
            let Ring { owner, members, .. } = self.facts.rings[ring].clone();
            let first = self.posts.len();
            for author in [owner].into_iter().chain(members) {
                let answers = (author != owner).then_some(first);
                if answers.is_some_and(|first| !self.facts.sees(Some(author), first)) {
                    continue;
                }
                let new = NewPost {
                    text: canary(self.posts.len()),
                    reply_to: answers.map(|first| self.posts[first]),
                    audience: if answers.is_some() {
                        Audience::Public
                    } else {
                        Audience::Circle(circle)
                    },
                    ..NewPost::default()
                };
                let piece = Piece {
                    author,
                    with: None,
                    audience: For::Circle(ring),
                    answers,
                    deleted: false,
                };
                self.publish(new, piece).await;
            }
        }
    }

    /// Much changes after it was written, liked and reposted.
    async fn shake(&mut self, dice: &mut StdRng) {
        for _ in 0..4 {
            let (who, whom) = (dice.random_range(0..PEOPLE), dice.random_range(0..PEOPLE));
            if who != whom && self.facts.exists(Some(who), whom) {
                self.app
                    .store
                    .block(self.accounts[who], self.accounts[whom])
                    .await
                    .unwrap();
                self.facts.blocks.insert((who, whom));
                self.part([who, whom]);
                self.facts.follows.remove(&(who, whom));
                self.facts.follows.remove(&(whom, who));
                for ring in &mut self.facts.rings {
                    if ring.owner == who {
                        ring.members.remove(&whom);
                    } else if ring.owner == whom {
                        ring.members.remove(&who);
                    }
                }
            }
        }
        for ring in 0..2 {
            let owner = self.accounts[self.facts.rings[ring].owner];
            let Some(person) = self.facts.rings[ring].members.iter().next().copied() else {
                continue;
            };
            self.app
                .store
                .remove_from_circle(owner, self.circles[ring], self.accounts[person])
                .await
                .unwrap();
            self.facts.rings[ring].members.remove(&person);
            let Some(person) = self.facts.rings[ring].members.iter().next().copied() else {
                continue;
            };
            self.app
                .store
                .leave_circle(self.accounts[person], self.circles[ring])
                .await
                .unwrap();
            self.facts.rings[ring].members.remove(&person);
        }
        let owner = self.accounts[self.facts.rings[3].owner];
        self.app
            .store
            .delete_circle(owner, self.circles[3], false)
            .await
            .unwrap();
        self.facts.rings[3].given_up = true;
        self.facts.rings[3].members.clear();
        for _ in 0..6 {
            let place = dice.random_range(0..POSTS);
            let author = self.accounts[self.facts.pieces[&place].author];
            if !self.facts.pieces[&place].deleted {
                self.app.store.delete_post(author, self.posts[place]).await.unwrap();
                self.facts.pieces.get_mut(&place).unwrap().deleted = true;
            }
        }
        // Newly protected, with public posts from before; and one suspended.
        self.app.store.set_protected(self.accounts[2], true).await.unwrap();
        self.facts.protected.insert(2);
        self.forget_together(2);
        self.app.store.suspend(HANDLES[PEOPLE - 1]).await.unwrap();
        self.facts.suspended.insert(PEOPLE - 1);
        self.forget_together(PEOPLE - 1);
        self.forget_waiting(PEOPLE - 1);
        self.block_a_co_author().await;
    }
}
