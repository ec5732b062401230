//! Ids and keys: an id tells that something exists and when it was made, so none of what is hidden from somebody may
//! leave in a body, a header, a cursor or a frame.

use super::{
    expectation::{Person, Position, PostAudience},
    fixture::{Fixture, PEOPLE},
    space_expectation::SpaceAudience,
};
use crate::support::Answer;
use std::collections::{BTreeSet, HashMap};
use types::AccountId;

/// Who may know an id.
enum Known {
    /// Whoever sees the post.
    Post(Position),
    /// The circle's owner and members, and who sees a post in it.
    Circle(Position),
    Space(Position),
    /// An account: all for whom it is there, and who blocks it.
    Account(Person),
    People(BTreeSet<Person>),
}

/// Everything with an id that somebody may not know.
pub struct Secrets {
    numbers: Vec<(i64, String, Known)>,
    /// Keys of pictures.
    keys: Vec<(String, Known)>,
}

/// What is hidden from one viewer.
pub struct Hidden {
    numbers: HashMap<i64, String>,
    keys: Vec<String>,
}

impl Fixture {
    /// Everybody pins a post that is not public, at a profile that everybody may open.
    pub(super) async fn pin(&self) {
        for (position, post) in &self.facts.posts {
            if !matches!(post.audience, PostAudience::Public | PostAudience::Community(_)) {
                let (account, post) = (self.accounts[post.author], self.posts[*position]);
                // The last pin that is accepted stays.
                let _ = self.app.store.pin_post(account, Some(post)).await;
            }
        }
    }

    pub async fn secrets(&self) -> Secrets {
        let mut secrets = Secrets {
            numbers: Vec::new(),
            keys: Vec::new(),
        };
        let mut add = |number: i64, what: String, known| secrets.numbers.push((number, what, known));
        for (position, post) in self.posts.iter().enumerate() {
            add(post.0, format!("post {position}"), Known::Post(position));
        }
        for (position, circle) in self.circles.iter().enumerate() {
            add(circle.0, format!("circle {position}"), Known::Circle(position));
        }
        for (position, space) in self.spaces.iter().enumerate() {
            add(space.0, format!("space {position}"), Known::Space(position));
        }
        for (person, account) in self.accounts.iter().enumerate() {
            add(account.0, format!("account {person}"), Known::Account(person));
        }
        let positions: HashMap<i64, Position> = self.posts.iter().map(|post| post.0).zip(0..).collect();
        for (id, post) in self
            .pairs(
                "select id, post_id from media where post_id is not null
                 union all select id, post_id from likes
                 union all select id, post_id from reposts
                 union all select id, post_id from bookmarks",
            )
            .await
        {
            // Every post is one of the fixture's.
            if let Some(position) = positions.get(&post) {
                add(
                    id,
                    format!("picture or mark of post {position}"),
                    Known::Post(*position),
                );
            }
        }
        // An event's id is that of the notification which came of it; nobody else learns of it.
        for (what, query) in [
            ("report", "select id, 0::bigint from reports"),
            ("session", "select id, account_id from sessions"),
            (
                "invitation",
                "select id, inviter_id from co_post_invitations
                 union all select id, invitee_id from co_post_invitations",
            ),
            (
                "event",
                "select o.id, coalesce(n.recipient_id, 0)
                 from outbox o left join notifications n on n.id = o.id",
            ),
        ] {
            let mut of: HashMap<i64, BTreeSet<Person>> = HashMap::new();
            for (id, account) in self.pairs(query).await {
                let person = self.accounts.iter().position(|known| *known == AccountId(account));
                of.entry(id).or_default().extend(person);
            }
            for (id, people) in of {
                add(id, format!("{what} of {people:?}"), Known::People(people));
            }
        }
        for (position, address) in &self.photos {
            let key = address.split('/').nth(2).expect("a key").to_owned();
            secrets.keys.push((key, Known::Post(*position)));
        }
        secrets
    }

    async fn pairs(&self, query: &'static str) -> Vec<(i64, i64)> {
        sqlx::query_as(query)
            .fetch_all(self.app.store.pool())
            .await
            .expect("pairs of ids")
    }

    fn may_know(&self, viewer: Option<Person>, known: &Known) -> bool {
        let facts = &self.facts;
        match known {
            Known::Post(position) => facts.may_see(viewer, *position),
            Known::Circle(circle) => {
                let of_circle = |audience: PostAudience| audience == PostAudience::Circle(*circle);
                let mut posts = facts.posts.iter().filter(|(_, post)| of_circle(post.audience));
                let mut spaces = facts.spaces.iter();
                viewer.is_some_and(|viewer| {
                    facts.circles[*circle].owner == viewer || facts.is_inside(viewer, *circle, false)
                }) || posts.any(|(position, _)| facts.may_see(viewer, *position))
                    || spaces.any(|space| {
                        matches!(space.audience, SpaceAudience::Circle(of) if of == *circle)
                            && facts.may_hear(viewer, space)
                    })
            }
            Known::Space(position) => facts.may_hear(viewer, &facts.spaces[*position]),
            Known::Account(person) => {
                let blocks = viewer.is_some_and(|viewer| facts.blocks.contains(&(viewer, *person)));
                facts.exists(viewer, *person) || blocks && !facts.suspended.contains(person)
            }
            Known::People(people) => viewer.is_some_and(|viewer| people.contains(&viewer)),
        }
    }

    pub fn hidden_from(&self, viewer: Option<Person>, secrets: &Secrets) -> Hidden {
        assert!(viewer.is_none_or(|person| person < PEOPLE));
        let numbers = secrets.numbers.iter();
        let keys = secrets.keys.iter();
        Hidden {
            numbers: numbers
                .filter(|(_, _, known)| !self.may_know(viewer, known))
                .map(|(number, what, _)| (*number, what.clone()))
                .collect(),
            keys: keys
                .filter(|(_, known)| !self.may_know(viewer, known))
                .map(|(key, _)| key.clone())
                .collect(),
        }
    }
}

impl Hidden {
    /// Hidden ids in the headers and in the body of an answer. Ids that the address itself contains do not count.
    pub fn in_answer(&self, answer: &Answer, asked: &str) -> Vec<String> {
        let mut found = self.in_text(&answer.body, asked);
        for (name, value) in &answer.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            let shown = self.in_text(&value, asked);
            found.extend(shown.into_iter().map(|what| format!("{what} in {name}")));
        }
        found
    }

    pub fn in_text(&self, text: &str, asked: &str) -> Vec<String> {
        let asked: BTreeSet<i64> = numbers(asked).collect();
        let shown: BTreeSet<i64> = numbers(text).filter(|number| !asked.contains(number)).collect();
        let shown = shown.iter().filter_map(|number| self.numbers.get(number).cloned());
        let keys = self.keys.iter().filter(|key| text.contains(*key));
        shown.chain(keys.map(|key| format!("picture {key}"))).collect()
    }
}

/// Runs of digits that could be ids.
fn numbers(text: &str) -> impl Iterator<Item = i64> + '_ {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() >= 12)
        .filter_map(|digits| digits.parse().ok())
}

#[test]
fn ids_are_found_wherever_they_stand() {
    let hidden = Hidden {
        numbers: HashMap::from([(247_519_113_772_072_960, "post 7".to_owned())]),
        keys: vec!["Zm9vYmFy".to_owned()],
    };
    for text in [
        "247519113772072960",
        r#"__RESOLVED_RESOURCES[1] = "{\"id\":\"247519113772072960\"}";"#,
        "/home?after=247519113772072960.247519113772072999",
        "<article id=\"post-247519113772072960\">",
    ] {
        assert_eq!(hidden.in_text(text, "/home"), ["post 7"], "{text}");
        assert!(hidden.in_text(text, "/@wren/247519113772072960").is_empty(), "{text}");
    }
    assert_eq!(hidden.in_text("/media/Zm9vYmFy/small", ""), ["picture Zm9vYmFy"]);
    assert!(hidden.in_text("1247519113772072960 247519113772072961", "").is_empty());
}
