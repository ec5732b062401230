//! Communities of a random world, what is said in them, and what their moderators take away.

use super::{
    judge::{For, Person, Piece, Place},
    world::{PEOPLE, World, canary},
};
use rand::{Rng, rngs::StdRng};
use std::collections::BTreeSet;
use types::{Audience, CommunityDraft, CommunityRule, ModeratorAction, NewPost, ReportReason, Reported};

impl World {
    /// Public people found communities, join them, say something there and answer one another.
    pub(super) async fn found_communities(&mut self, dice: &mut StdRng) {
        let public: Vec<Person> = (0..PEOPLE)
            .filter(|person| !self.facts.protected.contains(person))
            .collect();
        for place in 0..2 {
            let founder = public[place];
            let draft = CommunityDraft {
                name: format!("Roost {place}"),
                ..CommunityDraft::default()
            };
            let slug = format!("roost-{place}");
            let store = &self.app.store;
            let rules = [kindness()];
            let roost = store.create_community(self.accounts[founder], &slug, &draft, &rules);
            let roost = roost.await.unwrap();
            let mut members = vec![founder];
            for person in public.iter().copied().filter(|person| *person != founder) {
                if dice.random_bool(0.6) {
                    let joined = store.join_community(self.accounts[person], roost.id, "");
                    joined.await.unwrap();
                    members.push(person);
                }
            }
            self.communities.push(roost.clone());
            self.facts.roosts.push(members.iter().copied().collect());
            let mut first = None;
            for author in members.iter().copied().chain(members.iter().copied()) {
                let answers = first.filter(|_| dice.random_bool(0.5));
                let new = NewPost {
                    text: format!("{0} #{0}", canary(self.posts.len())),
                    reply_to: answers.map(|first: Place| self.posts[first]),
                    audience: if answers.is_some() {
                        Audience::Public
                    } else {
                        Audience::Community(roost.id)
                    },
                    ..NewPost::default()
                };
                let piece = Piece {
                    author,
                    audience: For::Community(place),
                    with: None,
                    answers,
                    deleted: false,
                };
                first = first.or(Some(self.posts.len()));
                self.publish(new, piece).await;
            }
        }
    }

    /// Who answers for each community now: who does is no secret, and moves when somebody goes.
    pub(super) async fn keep_communities(&mut self) {
        for roost in &self.communities {
            let answering: Vec<i64> =
                sqlx::query_scalar("select account_id from community_members where community_id = $1 and role > 0")
                    .bind(roost.id.0)
                    .fetch_all(self.app.store.pool())
                    .await
                    .unwrap();
            let keepers = (0..PEOPLE).filter(|person| answering.contains(&self.accounts[*person].0));
            self.facts.keepers.push(keepers.collect());
        }
    }

    /// Posts in communities are reported, and some of them hidden.
    pub(super) async fn moderate(&mut self, dice: &mut StdRng) {
        let store = &self.app.store;
        for (place, piece) in &self.facts.pieces {
            let For::Community(roost) = piece.audience else {
                continue;
            };
            let (community, post) = (self.communities[roost].id, self.posts[*place]);
            let reason = ReportReason::Rule(kindness().title);
            for reporter in (0..PEOPLE).filter(|_| dice.random_bool(0.2)) {
                // Refused for own posts, and where there is no post for them.
                let _ = store
                    .report(self.accounts[reporter], Reported::Post(post), &reason, "unkind")
                    .await;
            }
            if dice.random_bool(0.6) {
                continue;
            }
            let moderators: BTreeSet<Person> = self.facts.keepers[roost].clone();
            for moderator in &moderators {
                let deed = store.judge_post(
                    self.accounts[*moderator],
                    community,
                    post,
                    ModeratorAction::Hide,
                    "unkind",
                );
                // Refused for own posts, and to those who do not see it.
                if deed.await.is_ok() {
                    self.facts.hidden.insert(*place, moderators.clone());
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
