//! Turns the tables of people and posts into rows, the same ones each time but for the clock.

use super::{
    circles::{CIRCLES, Circle},
    people::{PEOPLE, Person},
    posts::{self, Line},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::HashMap;
use store::{DemoAccount, DemoCircle, DemoMark, DemoPost, first_id_at};
use types::{
    AccountId, Audience, CircleId, handle,
    text::{self, Entity, Mentioned, tag_key},
};

const HOUR: f64 = 3_600_000.0;
const DAY: i64 = 86_400_000;

/// All rows of the hand-written part.
pub struct Seed {
    /// Unix time in milliseconds that counts as now.
    pub now: i64,
    pub accounts: Vec<DemoAccount>,
    pub follows: Vec<(i64, i64, i64)>,
    pub circles: Vec<DemoCircle>,
    pub posts: Vec<DemoPost>,
    pub likes: Vec<DemoMark>,
    pub reposts: Vec<DemoMark>,
    pub bookmarks: Vec<DemoMark>,
    /// Account and post.
    pub pinned: Vec<(i64, i64)>,
    account_ids: HashMap<String, i64>,
    post_ids: HashMap<&'static str, i64>,
}

impl Seed {
    pub fn build(now: i64) -> Self {
        let account_ids = PEOPLE
            .iter()
            .enumerate()
            .map(|(index, person)| {
                (
                    handle::key(person.handle),
                    first_id_at(now - (70 + 9 * index as i64) * DAY) + index as i64,
                )
            })
            .collect();
        let post_ids = lines()
            .enumerate()
            .map(|(index, line)| {
                (
                    line.key,
                    first_id_at(now - (line.hours_ago * HOUR) as i64) + 16 * index as i64,
                )
            })
            .collect();
        let mut seed = Self {
            now,
            accounts: Vec::new(),
            follows: Vec::new(),
            circles: Vec::new(),
            posts: Vec::new(),
            likes: Vec::new(),
            reposts: Vec::new(),
            bookmarks: Vec::new(),
            pinned: Vec::new(),
            account_ids,
            post_ids,
        };
        seed.accounts = PEOPLE.iter().map(|person| seed.account_row(person)).collect();
        seed.circles = CIRCLES
            .iter()
            .enumerate()
            .map(|(index, circle)| seed.circle_row(index, circle))
            .collect();
        seed.posts = lines().map(|line| seed.post_row(line)).collect();
        seed.pinned = posts::lines()
            .filter(|line| line.pinned)
            .map(|line| (seed.account(line.by).0, seed.post(line.key)))
            .collect();
        let mut random = StdRng::seed_from_u64(11);
        seed.add_follows(&mut random);
        seed.add_marks(&mut random);
        seed
    }

    /// What somebody writes in; empty for an unknown handle.
    pub fn language(&self, handle: &str) -> &'static str {
        let person = PEOPLE.iter().find(|person| person.handle == handle);
        person.map_or("", |person| person.language)
    }

    /// Account 0, which nobody has, for an unknown handle; the test below knows them all.
    pub fn account(&self, handle: &str) -> AccountId {
        AccountId(self.account_ids.get(&handle::key(handle)).copied().unwrap_or_default())
    }

    pub fn post(&self, key: &str) -> i64 {
        self.post_ids.get(key).copied().unwrap_or_default()
    }

    fn account_row(&self, person: &Person) -> DemoAccount {
        DemoAccount {
            id: self.account(person.handle).0,
            handle: person.handle.to_owned(),
            display_name: person.display_name.to_owned(),
            bio: person.bio.to_owned(),
            place: person.place.to_owned(),
            website: person.website.to_owned(),
            protected: person.protected,
        }
    }

    fn circle(&self, index: usize) -> CircleId {
        CircleId(first_id_at(self.now - 40 * DAY) + index as i64)
    }

    fn circle_row(&self, index: usize, circle: &Circle) -> DemoCircle {
        DemoCircle {
            id: self.circle(index).0,
            owner_id: self.account(circle.owner).0,
            name: circle.name.to_owned(),
            emoji: circle.emoji.to_owned(),
            members: circle.members.iter().map(|handle| self.account(handle).0).collect(),
        }
    }

    fn post_row(&self, line: &Line) -> DemoPost {
        let by_key = |key: &str| lines().find(|other| other.key == key);
        let mut root = line;
        while let Some(above) = by_key(root.reply_to) {
            root = above;
        }
        let author = PEOPLE.iter().find(|person| person.handle == line.by);
        let protected = author.is_some_and(|author| author.protected);
        DemoPost {
            id: self.post(line.key),
            author_id: self.account(line.by).0,
            language: author.map_or("", |author| author.language).to_owned(),
            audience: match Circle::of(line) {
                Some((index, _)) => Audience::Circle(self.circle(index)),
                None if protected => Audience::Followers,
                None => Audience::Public,
            },
            reply_to_id: by_key(line.reply_to).map(|above| self.post(above.key)),
            reply_to_author_id: by_key(line.reply_to).map(|above| self.account(above.by).0),
            root_id: self.post(root.key),
            quote_of_id: by_key(line.quote_of).map(|quoted| self.post(quoted.key)),
            has_media: !line.photos.is_empty(),
            ..with_entities(line.text, |handle| self.account_ids.get(handle).copied())
        }
    }

    /// People follow the famous most of all; the protected one is followed by the owl alone and follows nearly all.
    fn add_follows(&mut self, random: &mut StdRng) {
        for follower in PEOPLE {
            for followed in PEOPLE {
                let wants = if followed.protected {
                    ["tawny_owl", "grey_heron"].contains(&follower.handle)
                } else {
                    random.random_bool([0.0, 0.35, 0.6, 0.85][followed.fame.min(3) as usize])
                };
                if wants && follower.handle != followed.handle {
                    let since = (self.now - random.random_range(1..60) * DAY) / 1000;
                    self.follows
                        .push((self.account(follower.handle).0, self.account(followed.handle).0, since));
                }
            }
        }
    }

    fn add_marks(&mut self, random: &mut StdRng) {
        let mut number = 0;
        for line in lines() {
            let circle = Circle::of(line);
            let author = PEOPLE.iter().find(|person| person.handle == line.by);
            let protected = author.is_some_and(|author| author.protected);
            for person in PEOPLE.iter().filter(|person| person.handle != line.by) {
                let sees = match circle {
                    Some((_, circle)) => circle.admits(person.handle),
                    None => !protected || ["tawny_owl", "grey_heron"].contains(&person.handle),
                };
                if !sees {
                    continue;
                }
                number += 1;
                let later = random.random_range(0.05..0.95) * line.hours_ago.min(30.0) * HOUR;
                let mark = DemoMark {
                    account_id: self.account(person.handle).0,
                    post_id: self.post(line.key),
                    id: first_id_at(self.now - (line.hours_ago * HOUR) as i64 + later as i64) + (number << 12),
                };
                if random.random_bool([0.0, 0.18, 0.45, 0.8][line.liked.min(3) as usize]) {
                    self.likes.push(mark);
                }
                if !protected
                    && circle.is_none()
                    && line.reply_to.is_empty()
                    && random.random_bool([0.0, 0.02, 0.07, 0.2][line.liked.min(3) as usize])
                {
                    self.reposts.push(DemoMark {
                        id: mark.id + 1,
                        ..mark
                    });
                }
                if random.random_bool(0.04) {
                    self.bookmarks.push(DemoMark {
                        id: mark.id + 2,
                        ..mark
                    });
                }
            }
        }
    }
}

/// What is said in public, then what is said in circles.
fn lines() -> impl Iterator<Item = &'static Line> {
    posts::lines().chain(CIRCLES.iter().flat_map(|circle| circle.lines))
}

/// Text, entities, tags and mentions of a post, as its author's composer would find them.
pub fn with_entities(text: &str, account_of: impl Fn(&str) -> Option<i64>) -> DemoPost {
    let mut found: Vec<Entity> = text::parse(text).entities;
    for entity in &mut found {
        let account = entity.handle(text).and_then(|handle| account_of(&handle::key(handle)));
        entity.mentioned = account.map(|id| Mentioned::Account(AccountId(id)));
    }
    DemoPost {
        text: text.to_owned(),
        entities: serde_json::to_string(&found).unwrap_or_else(|_| "[]".to_owned()),
        tags: found
            .iter()
            .filter_map(|entity| entity.tag(text))
            .map(|written| (tag_key(written), written.to_owned()))
            .collect(),
        mentioned: found
            .iter()
            .filter_map(|entity| entity.handle(text))
            .filter_map(|handle| account_of(&handle::key(handle)))
            .collect(),
        ..DemoPost::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{now, scenes::SCENES};
    use types::{MAX_ALT, MAX_BIO, MAX_DISPLAY_NAME, MAX_PHOTOS, MAX_PLACE};

    #[test]
    fn people_and_posts_fit_the_limits_and_each_other() {
        for person in PEOPLE {
            assert_eq!(handle::parse(person.handle).as_deref(), Ok(person.handle));
            assert!(
                person.display_name.chars().count() <= MAX_DISPLAY_NAME,
                "{}",
                person.handle
            );
            assert!(
                person.bio.chars().count() <= MAX_BIO && person.place.chars().count() <= MAX_PLACE,
                "{}",
                person.handle
            );
        }
        for (index, line) in lines().enumerate() {
            assert!(PEOPLE.iter().any(|person| person.handle == line.by), "{}", line.key);
            assert!(text::parse(line.text).valid, "{} is too long", line.key);
            assert!(line.photos.len() <= MAX_PHOTOS);
            for (name, alt) in line.photos {
                assert!(
                    SCENES.iter().any(|scene| scene.name == *name) && alt.len() <= MAX_ALT,
                    "{name}"
                );
            }
            for other in [line.reply_to, line.quote_of].into_iter().filter(|key| !key.is_empty()) {
                let earlier = lines().take(index).find(|earlier| earlier.key == other);
                assert!(
                    earlier.is_some_and(|earlier| {
                        let in_one_circle = Circle::of(earlier).map(|of| of.0) == Circle::of(line).map(|of| of.0);
                        earlier.hours_ago > line.hours_ago && in_one_circle
                    }),
                    "{} answers {other}",
                    line.key
                );
            }
        }
    }

    #[test]
    fn nobody_but_followers_marks_protected_posts() {
        let seed = Seed::build(now());
        let nightjar = seed.account("nightjar").0;
        let protected: Vec<i64> = seed
            .posts
            .iter()
            .filter(|post| post.author_id == nightjar)
            .map(|post| post.id)
            .collect();
        assert!(!protected.is_empty());
        for mark in seed
            .likes
            .iter()
            .chain(&seed.reposts)
            .filter(|mark| protected.contains(&mark.post_id))
        {
            assert!(
                seed.follows
                    .iter()
                    .any(|follow| follow.0 == mark.account_id && follow.1 == nightjar)
            );
        }
    }

    #[test]
    fn nobody_outside_a_circle_marks_its_posts() {
        let seed = Seed::build(now());
        for post in &seed.posts {
            let Audience::Circle(id) = post.audience else { continue };
            let circle = seed
                .circles
                .iter()
                .find(|circle| circle.id == id.0)
                .expect("its circle");
            assert!(id.0 < post.id && !seed.reposts.iter().any(|mark| mark.post_id == post.id));
            let marks = seed.likes.iter().chain(&seed.bookmarks);
            for mark in marks.filter(|mark| mark.post_id == post.id) {
                assert!(mark.account_id == circle.owner_id || circle.members.contains(&mark.account_id));
            }
        }
    }
}
