//! Three communities of the demo, one of each level, with what their members say.

use super::{
    Error, failed, painted,
    posts::{Line, post, reply},
    scenes::SCENES,
    seed::{Seed, with_entities},
};
use media::{Media, MediaKind};
use store::{DemoPost, Store, first_id_at};
use types::{AccountId, Audience, CommunityDraft, CommunityName, CommunityRule, JoinLevel, handle};

struct Community {
    slug: &'static str,
    name: &'static str,
    description: &'static str,
    topics: &'static str,
    level: JoinLevel,
    rules: &'static [(&'static str, &'static str)],
    /// The first founded it, the second is a moderator.
    members: &'static [&'static str],
    /// Asks to join, or is invited.
    waiting: &'static str,
    lines: &'static [Line],
}

const COMMUNITIES: &[Community] = &[
    Community {
        slug: "dawn-chorus",
        name: "Dawn chorus",
        description: "Who sang, where, and how much too early. Everybody with a voice is welcome.",
        topics: "birdsong dawn",
        level: JoinLevel::Open,
        rules: &[
            ("Sing, do not shout", "Volume is no argument before six."),
            ("Say where you heard it", "A street or a tree is enough."),
        ],
        members: &[
            "rossignol",
            "marsh_warbler",
            "merle_noir",
            "grey_heron",
            "huppe_fasciee",
        ],
        waiting: "",
        lines: &[
            post(
                "chorus_first",
                "rossignol",
                30.0,
                3,
                "Premier chant à 4 h 12, pont du canal. Le #dawn est à nous.",
            ),
            reply(
                "chorus_first",
                "chorus_merle",
                "merle_noir",
                29.5,
                1,
                "4 h 10, toit de la gare. Je dis ça, je ne dis rien.",
            ),
            post(
                "chorus_warbler",
                "marsh_warbler",
                6.0,
                2,
                "Today's programme: two blackbirds, half a starling, and one alarm clock. #birdsong",
            ),
        ],
    },
    Community {
        slug: "canal-watch",
        name: "Canal watch",
        description: "Water levels, reeds and visitors on the canal. Please ask to join and say where you fish.",
        topics: "canal water",
        level: JoinLevel::Request,
        rules: &[
            ("Facts first", "Say what you saw before you say what you think of it."),
            ("No nests", "Do not tell where anybody breeds."),
            ("Share the fish", ""),
        ],
        members: &["grey_heron", "cormoran_quai", "rossignol"],
        waiting: "huppe_fasciee",
        lines: &[
            post(
                "canal_level",
                "grey_heron",
                20.0,
                2,
                "The water at the lock is two feathers lower than on Monday. #canal",
            ),
            reply(
                "canal_level",
                "canal_cormoran",
                "cormoran_quai",
                19.0,
                1,
                "Confirmé depuis le quai. Les poissons aussi l’ont remarqué.",
            ),
        ],
    },
    Community {
        slug: "roost-council",
        name: "Roost council",
        description: "Who sleeps where. By invitation.",
        topics: "night",
        level: JoinLevel::Invite,
        rules: &[(
            "What is said in the oak stays readable",
            "Anybody may read it, so be kind.",
        )],
        members: &["tawny_owl", "grey_heron"],
        waiting: "mesange_bleue",
        lines: &[post(
            "roost_oak",
            "tawny_owl",
            9.0,
            2,
            "The oak is full. The ash has two places left, facing south, quiet neighbours.",
        )],
    },
];

/// Founds them and lets people in the way that everybody comes in; what they say is from before.
pub async fn add(store: &Store, media: &Media, seed: &Seed) -> Result<(), Error> {
    for (index, community) in COMMUNITIES.iter().enumerate() {
        let founded = found(store, seed, community).await.map_err(failed)?;
        if let Some(scene) = SCENES.get(index) {
            let founder = seed.account(community.members.first().copied().unwrap_or_default());
            let bytes = painted(|| scene.paint(1500, 500)).await?;
            let cover = media
                .save(store, founder, MediaKind::Banner, bytes, None)
                .await
                .map_err(failed)?;
            store
                .set_community_cover(founder, founded.id, Some(&cover.key))
                .await
                .map_err(failed)?;
        }
        let posts: Vec<DemoPost> = (0..)
            .zip(community.lines)
            .map(|(place, line)| row(seed, &founded, community, line, place))
            .collect();
        store.insert_demo_posts(&posts).await.map_err(failed)?;
        for post in &posts {
            for member in community.members {
                let account = seed.account(member);
                if account.0 != post.author_id {
                    store.like(account, types::PostId(post.id)).await.map_err(failed)?;
                }
            }
        }
    }
    Ok(())
}

async fn found(store: &Store, seed: &Seed, community: &Community) -> types::Result<CommunityName> {
    let draft = CommunityDraft {
        name: community.name.to_owned(),
        description: community.description.to_owned(),
        topics: community.topics.to_owned(),
        level: community.level,
    };
    let rule = |(title, detail): &(&str, &str)| CommunityRule {
        title: (*title).to_owned(),
        detail: (*detail).to_owned(),
    };
    let rules: Vec<CommunityRule> = community.rules.iter().map(rule).collect();
    let mut members = community.members.iter().map(|member| seed.account(member));
    let founder = members.next().unwrap_or_default();
    let founded = store.create_community(founder, community.slug, &draft, &rules).await?;
    let mut second = None::<AccountId>;
    for member in members {
        match community.level {
            JoinLevel::Open => {}
            JoinLevel::Request => {
                store.join_community(member, founded.id, "I live by the water.").await?;
                store.answer_join_request(founder, founded.id, member, true, "").await?;
            }
            JoinLevel::Invite => store.invite_to_community(founder, founded.id, member).await?,
        }
        store.join_community(member, founded.id, "").await?;
        second = second.or(Some(member));
    }
    if let Some(second) = second {
        store
            .set_community_role(founder, founded.id, second, types::CommunityRole::Moderator, false)
            .await?;
    }
    if !community.waiting.is_empty() {
        let waiting = seed.account(community.waiting);
        match community.level {
            JoinLevel::Invite => store.invite_to_community(founder, founded.id, waiting).await?,
            _ => {
                store
                    .join_community(waiting, founded.id, "I only pass twice a year, but I look closely.")
                    .await?;
            }
        }
    }
    Ok(founded)
}

fn row(seed: &Seed, founded: &CommunityName, community: &Community, line: &Line, place: i64) -> DemoPost {
    let id = |line: &Line| first_id_at(seed.now - (line.hours_ago * 3_600_000.0) as i64) + 8;
    let above = community.lines.iter().find(|other| other.key == line.reply_to);
    let account = |handle: &str| Some(seed.account(&handle::key(handle)).0).filter(|id| *id != 0);
    DemoPost {
        id: id(line) + place,
        author_id: seed.account(line.by).0,
        language: seed.language(line.by).to_owned(),
        audience: Audience::Community(founded.id),
        reply_to_id: above.map(|above| id(above) + place_of(community, above)),
        reply_to_author_id: above.map(|above| seed.account(above.by).0),
        root_id: above.map_or(id(line) + place, |above| id(above) + place_of(community, above)),
        ..with_entities(line.text, account)
    }
}

fn place_of(community: &Community, line: &Line) -> i64 {
    (0..)
        .zip(community.lines)
        .find(|(_, other)| other.key == line.key)
        .map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::PEOPLE;

    #[test]
    fn one_of_each_level_as_people_could_have_made_them() {
        for level in JoinLevel::ALL {
            assert!(COMMUNITIES.iter().any(|community| community.level == level));
        }
        for community in COMMUNITIES {
            assert_eq!(types::validate_slug(community.slug).as_deref(), Ok(community.slug));
            for line in community.lines {
                assert!(community.members.contains(&line.by), "{}", line.key);
                assert!(types::text::parse(line.text).valid, "{}", line.key);
            }
            for handle in community.members {
                let person = PEOPLE.iter().find(|person| person.handle == *handle);
                assert!(person.is_some_and(|person| !person.protected), "{handle}");
            }
        }
    }
}
