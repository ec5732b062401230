//! Communities of a random fixture, the posts in them, and the posts that their moderators hide.

use super::{
    expectation::{Person, PlantedPost, Position, PostAudience},
    fixture::{Fixture, PEOPLE, canary},
};
use rand::{Rng, rngs::StdRng};
use std::collections::BTreeSet;
use types::{Audience, CommunityDraft, CommunityRule, ModeratorAction, NewPost, ReportReason, Reported};

impl Fixture {
    /// Public people create communities, join them, post there and answer one another.
    pub(super) async fn create_communities(&mut self, rng: &mut StdRng) {
        let public: Vec<Person> = (0..PEOPLE)
            .filter(|person| !self.facts.protected.contains(person))
            .collect();
        for position in 0..2 {
            let founder = public[position];
            let draft = CommunityDraft {
                name: format!("Community {position}"),
                ..CommunityDraft::default()
            };
            let slug = format!("community-{position}");
            let store = &self.app.store;
            let rules = [kindness()];
            let community = store.create_community(self.accounts[founder], &slug, &draft, &rules);
            let community = community.await.unwrap();
            let mut members = vec![founder];
            for person in public.iter().copied().filter(|person| *person != founder) {
                if rng.random_bool(0.6) {
                    let joined = store.join_community(self.accounts[person], community.id, "");
                    joined.await.unwrap();
                    members.push(person);
                }
            }
            self.communities.push(community.clone());
            self.facts.members.push(members.iter().copied().collect());
            let mut first = None;
            for author in members.iter().copied().chain(members.iter().copied()) {
                let answers = first.filter(|_| rng.random_bool(0.5));
                let new = NewPost {
                    text: format!("{0} #{0}", canary(self.posts.len())),
                    reply_to: answers.map(|first: Position| self.posts[first]),
                    audience: if answers.is_some() {
                        Audience::Public
                    } else {
                        Audience::Community(community.id)
                    },
                    ..NewPost::default()
                };
                let post = PlantedPost {
                    author,
                    audience: PostAudience::Community(position),
                    with: None,
                    answers,
                    deleted: false,
                };
                first = first.or(Some(self.posts.len()));
                self.publish(new, post).await;
            }
        }
    }

    /// Reads who moderates each community now. The list is public, and it changes when somebody leaves.
    pub(super) async fn load_moderators(&mut self) {
        for community in &self.communities {
            let ids: Vec<i64> =
                sqlx::query_scalar("select account_id from community_members where community_id = $1 and role > 0")
                    .bind(community.id.0)
                    .fetch_all(self.app.store.pool())
                    .await
                    .unwrap();
            let moderators = (0..PEOPLE).filter(|person| ids.contains(&self.accounts[*person].0));
            self.facts.moderators.push(moderators.collect());
        }
    }

    /// People report posts in communities, and moderators hide some of them.
    pub(super) async fn moderate(&mut self, rng: &mut StdRng) {
        let store = &self.app.store;
        for (position, post) in &self.facts.posts {
            let PostAudience::Community(number) = post.audience else {
                continue;
            };
            let (community, post) = (self.communities[number].id, self.posts[*position]);
            let reason = ReportReason::Rule(kindness().title);
            for reporter in (0..PEOPLE).filter(|_| rng.random_bool(0.2)) {
                // Refused for own posts, and where there is no post for them.
                let _ = store
                    .report(self.accounts[reporter], Reported::Post(post), &reason, "unkind")
                    .await;
            }
            if rng.random_bool(0.6) {
                continue;
            }
            let moderators: BTreeSet<Person> = self.facts.moderators[number].clone();
            for moderator in &moderators {
                let action = store.judge_post(
                    self.accounts[*moderator],
                    community,
                    post,
                    ModeratorAction::Hide,
                    "unkind",
                );
                // Refused for own posts, and to those who do not see it.
                if action.await.is_ok() {
                    self.facts.hidden.insert(*position, moderators.clone());
                }
            }
        }
    }
}

fn kindness() -> CommunityRule {
    CommunityRule {
        title: "Be kind".to_owned(),
        detail: String::new(),
    }
}
