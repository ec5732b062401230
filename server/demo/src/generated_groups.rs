//! Circles and communities of the crowd, so that measurements read as many audiences as a grown instance has.

use super::seed::Seed;
use rand::{Rng, rngs::StdRng};
use store::{DemoCircle, DemoPost, Store, first_id_at};
use types::{AccountId, Audience, CircleId, CommunityDraft, Result};

const COMMUNITIES: usize = 200;
const CIRCLES: usize = 200;
/// Members of each.
const MEMBERS: usize = 30;
/// Every third has this one in it, from whose home measurements are taken.
const READER: &str = "rossignol";
const DAY: i64 = 86_400_000;

/// Each with somebody who writes in it.
pub struct Groups(Vec<(Audience, i64)>);

impl Groups {
    pub async fn add(store: &Store, seed: &Seed, crowd: &[i64], random: &mut StdRng) -> Result<Self> {
        let reader = seed.account(READER);
        let mut groups = Vec::with_capacity(COMMUNITIES + CIRCLES);
        let mut members = |index: usize, owner: i64| {
            let mut members: Vec<i64> = (0..MEMBERS)
                .map(|_| crowd[random.random_range(0..crowd.len())])
                .collect();
            if index.is_multiple_of(3) {
                members.push(reader.0);
            }
            members.sort_unstable();
            members.dedup();
            members.retain(|member| *member != owner);
            members
        };
        for index in 0..COMMUNITIES {
            let founder = crowd[index % crowd.len()];
            let draft = CommunityDraft {
                name: format!("Reed bed {}", index + 1),
                description: "One of many in the crowd.".to_owned(),
                topics: "reeds".to_owned(),
                ..CommunityDraft::default()
            };
            let slug = format!("reed-bed-{}", index + 1);
            let community = store.create_community(AccountId(founder), &slug, &draft, &[]).await?.id;
            for member in members(index, founder) {
                store.join_community(AccountId(member), community, "").await?;
            }
            groups.push((Audience::Community(community), founder));
        }
        let circles: Vec<DemoCircle> = (0..CIRCLES)
            .map(|index| {
                let owner_id = crowd[index % crowd.len()];
                DemoCircle {
                    id: first_id_at(seed.now - 50 * DAY) + index as i64,
                    owner_id,
                    name: "Hedge".to_owned(),
                    emoji: String::new(),
                    members: members(index, owner_id),
                }
            })
            .collect();
        store.insert_demo_circles(&circles).await?;
        groups.extend(
            circles
                .iter()
                .map(|circle| (Audience::Circle(CircleId(circle.id)), circle.owner_id)),
        );
        Ok(Self(groups))
    }

    /// One of seven first posts is for a group, by somebody who writes there; true where it was.
    pub fn take(&self, post: &mut DemoPost, random: &mut StdRng) -> bool {
        let takes = post.reply_to_id.is_none() && post.quote_of_id.is_none() && random.random_ratio(1, 7);
        if takes {
            (post.audience, post.author_id) = self.0[random.random_range(0..self.0.len())];
        }
        takes
    }
}
