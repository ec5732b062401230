//! A random instance: people who follow, block and protect their accounts, circles, and posts. Each post contains a word
//! that appears nowhere else.

use super::expectation::{Facts, Person, PlantedCircle, PlantedPost, Position, PostAudience};
use crate::{
    media::upload,
    support::{Browser, TestApp},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use types::{AccountId, Audience, CircleId, CommunityName, NewPhoto, NewPost, PostId, SpaceId};

pub const PEOPLE: usize = 8;
const POSTS: usize = 64;
const HANDLES: [&str; PEOPLE] = ["wren", "lark", "rook", "finch", "swift", "crane", "egret", "heron"];

pub struct Fixture {
    pub app: TestApp,
    pub facts: Facts,
    pub browsers: Vec<Browser>,
    pub accounts: Vec<AccountId>,
    pub circles: Vec<CircleId>,
    pub communities: Vec<CommunityName>,
    pub posts: Vec<PostId>,
    pub spaces: Vec<SpaceId>,
    /// Words of the posts with photos, with the address of the photo.
    pub photos: Vec<(Position, String)>,
}

/// The word of a post. Its text, its tag and the description of its photo contain it.
pub fn canary(position: Position) -> String {
    format!("canary{position:03}x")
}

pub fn handle(person: Person) -> &'static str {
    HANDLES[person]
}

impl Fixture {
    pub async fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let app = TestApp::new().await;
        let mut fixture = Self {
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
            fixture.browsers.push(fixture.app.sign_up(person).await);
            fixture
                .accounts
                .push(fixture.app.store.account_by_handle(person).await.unwrap());
        }
        fixture.relate(&mut rng).await;
        fixture.create_circles(&mut rng).await;
        for position in 0..POSTS {
            fixture.write(&mut rng, position).await;
        }
        fixture.post_in_circles().await;
        fixture.create_communities(&mut rng).await;
        fixture.create_co_posts().await;
        fixture.create_spaces(&mut rng).await;
        fixture.pin().await;
        fixture.mutate(&mut rng).await;
        fixture.load_moderators().await;
        fixture.moderate(&mut rng).await;
        fixture.app.settle().await;
        fixture
    }

    async fn relate(&mut self, rng: &mut StdRng) {
        for who in 0..PEOPLE {
            for whom in (0..PEOPLE).filter(|whom| *whom != who) {
                if rng.random_bool(0.45) {
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

    async fn create_circles(&mut self, rng: &mut StdRng) {
        for number in 0..4 {
            let owner = rng.random_range(0..PEOPLE);
            let circle = self
                .app
                .store
                .create_circle(self.accounts[owner], "Circle", "")
                .await
                .unwrap();
            let mut members = std::collections::BTreeSet::new();
            for person in (0..PEOPLE).filter(|person| *person != owner) {
                if rng.random_bool(0.4) {
                    let added = self
                        .app
                        .store
                        .add_to_circle(self.accounts[owner], circle.id, self.accounts[person]);
                    added.await.unwrap();
                    members.insert(person);
                }
            }
            self.circles.push(circle.id);
            self.facts.circles.push(PlantedCircle {
                owner,
                members,
                given_up: false,
            });
            assert_eq!(self.circles.len(), number + 1);
        }
    }

    /// A post, an answer or a quote, with a random audience.
    async fn write(&mut self, rng: &mut StdRng, position: Position) {
        let mut author = rng.random_range(0..PEOPLE);
        let mut audience = match rng.random_range(0..10) {
            0..=3 => PostAudience::Public,
            4..=5 => PostAudience::Followers,
            _ => {
                let circle = rng.random_range(0..self.circles.len());
                author = self.facts.circles[circle].owner;
                PostAudience::Circle(circle)
            }
        };
        let mut new = NewPost {
            text: format!(
                "{} #{} @{}",
                canary(position),
                canary(position),
                HANDLES[rng.random_range(0..PEOPLE)]
            ),
            ..NewPost::default()
        };
        let mut answers = None;
        if position > 8 && rng.random_bool(0.4) {
            let other = rng.random_range(0..position);
            author = rng.random_range(0..PEOPLE);
            audience = if rng.random_bool(0.7) {
                PostAudience::Public
            } else {
                PostAudience::Followers
            };
            if self.facts.may_see(Some(author), other) {
                let post = &self.facts.posts[&other];
                let open = post.audience == PostAudience::Public && !self.facts.protected.contains(&post.author);
                if open && rng.random_bool(0.3) {
                    new.quote_of = Some(self.posts[other]);
                } else {
                    new.reply_to = Some(self.posts[other]);
                    answers = Some(other);
                    if let PostAudience::Circle(circle) = post.audience {
                        audience = PostAudience::Circle(circle);
                    }
                }
            }
        }
        // Posts of a protected account reach its followers at most.
        if self.facts.protected.contains(&author) && audience == PostAudience::Public {
            audience = PostAudience::Followers;
        }
        new.audience = match audience {
            PostAudience::Public => Audience::Public,
            PostAudience::Followers => Audience::Followers,
            PostAudience::Circle(circle) => Audience::Circle(self.circles[circle]),
            PostAudience::Community(position) => Audience::Community(self.communities[position].id),
        };
        if new.reply_to.is_some() && matches!(new.audience, Audience::Circle(_)) {
            new.audience = Audience::Public;
        }
        if rng.random_bool(0.2) {
            let photo = upload(&self.browsers[author]).await;
            new.photos.push(NewPhoto {
                id: photo.id,
                alt: format!("described {}", canary(position)),
            });
            self.photos
                .push((position, types::media::url(&photo.key, types::media::Variant::Small)));
        }
        let post = PlantedPost {
            author,
            with: None,
            audience,
            answers,
            deleted: false,
        };
        self.publish(new, post).await;
        for person in 0..PEOPLE {
            let (account, post) = (self.accounts[person], self.posts[position]);
            if self.facts.may_see(Some(person), position) && rng.random_bool(0.25) {
                self.app.store.like(account, post).await.unwrap();
                self.app.store.bookmark(account, post).await.unwrap();
                // Refused for what is not for everybody.
                let _ = self.app.store.repost(account, post).await;
            }
        }
    }

    pub(super) async fn publish(&mut self, new: NewPost, post: PlantedPost) {
        let position = self.posts.len();
        let id = self.app.store.create_post(self.accounts[post.author], &new).await;
        self.posts
            .push(id.unwrap_or_else(|error| panic!("{position}: {error}: {new:?}")));
        self.facts.posts.insert(position, post);
    }

    /// In every circle the owner posts, and each member who may see the post answers.
    async fn post_in_circles(&mut self) {
        for (number, circle) in self.circles.clone().into_iter().enumerate() {
            let PlantedCircle { owner, members, .. } = self.facts.circles[number].clone();
            let first = self.posts.len();
            for author in [owner].into_iter().chain(members) {
                let answers = (author != owner).then_some(first);
                if answers.is_some_and(|first| !self.facts.may_see(Some(author), first)) {
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
                let post = PlantedPost {
                    author,
                    with: None,
                    audience: PostAudience::Circle(number),
                    answers,
                    deleted: false,
                };
                self.publish(new, post).await;
            }
        }
    }

    /// Changes relations, circles, posts and accounts after the posts were written, liked and reposted.
    async fn mutate(&mut self, rng: &mut StdRng) {
        for _ in 0..4 {
            let (who, whom) = (rng.random_range(0..PEOPLE), rng.random_range(0..PEOPLE));
            if who != whom && self.facts.exists(Some(who), whom) {
                self.app
                    .store
                    .block(self.accounts[who], self.accounts[whom])
                    .await
                    .unwrap();
                self.facts.blocks.insert((who, whom));
                self.end_co_posts_between([who, whom]);
                self.facts.follows.remove(&(who, whom));
                self.facts.follows.remove(&(whom, who));
                for circle in &mut self.facts.circles {
                    if circle.owner == who {
                        circle.members.remove(&whom);
                    } else if circle.owner == whom {
                        circle.members.remove(&who);
                    }
                }
            }
        }
        for circle in 0..2 {
            let owner = self.accounts[self.facts.circles[circle].owner];
            let Some(person) = self.facts.circles[circle].members.iter().next().copied() else {
                continue;
            };
            self.app
                .store
                .remove_from_circle(owner, self.circles[circle], self.accounts[person])
                .await
                .unwrap();
            self.facts.circles[circle].members.remove(&person);
            let Some(person) = self.facts.circles[circle].members.iter().next().copied() else {
                continue;
            };
            self.app
                .store
                .leave_circle(self.accounts[person], self.circles[circle])
                .await
                .unwrap();
            self.facts.circles[circle].members.remove(&person);
        }
        let owner = self.accounts[self.facts.circles[3].owner];
        self.app
            .store
            .delete_circle(owner, self.circles[3], false)
            .await
            .unwrap();
        self.facts.circles[3].given_up = true;
        self.facts.circles[3].members.clear();
        for _ in 0..6 {
            let position = rng.random_range(0..POSTS);
            let author = self.accounts[self.facts.posts[&position].author];
            if !self.facts.posts[&position].deleted {
                self.app.store.delete_post(author, self.posts[position]).await.unwrap();
                self.facts.posts.get_mut(&position).unwrap().deleted = true;
            }
        }
        // One account becomes protected and has public posts from before. One is suspended.
        self.app.store.set_protected(self.accounts[2], true).await.unwrap();
        self.facts.protected.insert(2);
        self.remove_co_authors(2);
        self.app.store.suspend(HANDLES[PEOPLE - 1]).await.unwrap();
        self.facts.suspended.insert(PEOPLE - 1);
        self.remove_co_authors(PEOPLE - 1);
        self.end_invitations(PEOPLE - 1);
        self.block_a_co_author().await;
    }
}
