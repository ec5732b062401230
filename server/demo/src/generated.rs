//! A crowd for measurements: many accounts, posts, circles and communities with the skew of real places. A few are followed, answered and
//! liked by very many, most by a handful.

use super::{
    generated_groups::Groups,
    seed::{Seed, with_entities},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use store::{DemoAccount, DemoMark, DemoMarkKind, DemoPost, Store, first_id_at};
use types::{Audience, Result};

/// Rows in one statement.
const BATCH: usize = 4000;
/// Posts of one account on average, and the days over which they are spread.
const POSTS_EACH: u32 = 150;
const DAYS: i64 = 60;
const DAY: i64 = 86_400_000;

const KINDS: &[&str] = &[
    "Wren",
    "Plover",
    "Dunlin",
    "Siskin",
    "Linnet",
    "Curlew",
    "Gannet",
    "Dipper",
    "Godwit",
    "Whimbrel",
    "Bunting",
    "Knot",
    "Pinson",
    "Verdier",
    "Bruant",
    "Courlis",
    "Grive",
    "Sittelle",
    "Pipit",
    "Troglodyte",
    "Loriot",
    "Milan",
    "Fauvette",
    "Butor",
];
const NATURES: &[&str] = &[
    "Patient", "Muddy", "Distant", "Early", "Salty", "Windy", "Quiet", "Second", "Humble", "Upper", "Old", "Western",
];
const OPENINGS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "Saw the fog lift over",
            "Nobody told me about",
            "Third attempt today at",
            "A short note on",
            "Still thinking of",
            "Found a dry place near",
            "The wind changed while I watched",
        ],
    ),
    (
        "fr",
        &[
            "Le brouillard se lève sur",
            "Personne ne m’avait parlé de",
            "Troisième essai aujourd’hui avec",
            "Une courte note sur",
            "Je repense encore à",
            "Un endroit sec près de",
            "Le vent a tourné devant",
        ],
    ),
];
const THINGS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the old bridge",
            "the reeds",
            "the mill stream",
            "burrow maintenance",
            "the night ferry",
            "the harbour lamps",
            "a very slow snail",
            "the north cliff",
        ],
    ),
    (
        "fr",
        &[
            "le vieux pont",
            "les roseaux",
            "le moulin",
            "l’entretien des terriers",
            "le bac de nuit",
            "les lampes du port",
            "un escargot très lent",
            "la falaise du nord",
        ],
    ),
];
const ENDINGS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "and it was worth it.",
            "— more tomorrow.",
            "and nobody else was there.",
            "before breakfast, of course.",
            "with a little help.",
            "as every year.",
        ],
    ),
    (
        "fr",
        &[
            "et cela valait la peine.",
            "— la suite demain.",
            "et il n’y avait personne.",
            "avant le petit-déjeuner, bien sûr.",
            "avec un peu d’aide.",
            "comme chaque année.",
        ],
    ),
];
const TAGS: &[&str] = &[
    "#dawnchorus",
    "#fogwick",
    "#brumeval",
    "#swiftlife",
    "#marée",
    "#jardin",
    "#winter",
    "#nuit",
    "#recette",
    "#renovation",
    "#carnetderoute",
    "#migration",
    "#météo",
    "#birdsong",
    "#smallvictories",
];

/// Adds `count` posts, their authors, follows, likes and reposts.
pub async fn add(store: &Store, seed: &Seed, password_hash: &str, count: u32) -> Result<()> {
    let mut random = StdRng::seed_from_u64(42);
    let members = (count / POSTS_EACH).clamp(20, 20_000) as usize;
    let accounts: Vec<DemoAccount> = (0..members)
        .map(|index| account(index, seed.now, &mut random))
        .collect();
    for batch in accounts.chunks(BATCH) {
        store.insert_demo_accounts(batch, password_hash).await?;
    }
    let crowd: Vec<i64> = accounts.iter().map(|account| account.id).collect();
    add_follows(store, seed, &crowd, &mut random).await?;
    let groups = Groups::add(store, seed, &crowd, &mut random).await?;
    let mut done: Vec<(i64, i64, i64)> = Vec::with_capacity(count as usize);
    let step = DAYS * DAY / i64::from(count.max(1));
    let mut posts = Vec::with_capacity(BATCH);
    for index in 0..count {
        // From old to new, so that everybody answers what is there.
        let time = seed.now - DAYS * DAY + step * i64::from(index);
        // The low bits keep ids apart from all others, however many fall into one millisecond.
        let id = first_id_at(time) + (1 << 21) + i64::from(index % (1 << 20));
        let mut post = post(id, &crowd, &done, &mut random);
        if !groups.take(&mut post, &mut random) {
            done.push((id, post.author_id, post.root_id));
        }
        posts.push(post);
        if posts.len() == BATCH || index + 1 == count {
            store.insert_demo_posts(&posts).await?;
            add_marks(store, &posts, &crowd, seed.now, &mut random).await?;
            posts.clear();
        }
    }
    Ok(())
}

fn account(index: usize, now: i64, random: &mut StdRng) -> DemoAccount {
    let (kind, nature) = (
        KINDS[index % KINDS.len()],
        NATURES[(index / KINDS.len()) % NATURES.len()],
    );
    DemoAccount {
        id: first_id_at(now - random.random_range(DAYS + 5..400) * DAY) + (1 << 20) + index as i64,
        // Letters only: digits could look like another's letters, which the database refuses.
        handle: format!("{}_{}", &kind.to_lowercase()[..3], letters(index)),
        display_name: format!("{nature} {kind}"),
        bio: format!("One of many in the crowd, number {}.", index + 1),
        ..DemoAccount::default()
    }
}

/// `index` in letters that nothing looks like: a, b, … ba, bb, …
fn letters(index: usize) -> String {
    const ALPHABET: &[u8] = b"abcdefghjkpqstuxyz";
    let (mut rest, mut text) = (index, String::new());
    for _ in 0..5 {
        text.insert(0, char::from(ALPHABET[rest % ALPHABET.len()]));
        rest /= ALPHABET.len();
    }
    text
}

/// A place in the crowd, the first ones more often than the last: evenly at 1, the more skewed the greater `power`.
fn skewed(count: usize, power: i32, random: &mut StdRng) -> usize {
    let part: f64 = random.random();
    (part.powi(power) * count as f64) as usize % count.max(1)
}

async fn add_follows(store: &Store, seed: &Seed, crowd: &[i64], random: &mut StdRng) -> Result<()> {
    let since = |random: &mut StdRng| (seed.now - random.random_range(1..DAYS) * DAY) / 1000;
    let mut follows = Vec::new();
    for (index, follower) in crowd.iter().enumerate() {
        for _ in 0..random.random_range(15..60) {
            let followed = crowd[skewed(crowd.len(), 3, random)];
            if followed != *follower {
                follows.push((*follower, followed, since(random)));
            }
        }
        let named = &seed.accounts[index % seed.accounts.len()];
        if !named.protected {
            follows.push((*follower, named.id, since(random)));
        }
    }
    for named in &seed.accounts {
        for _ in 0..80 {
            follows.push((named.id, crowd[skewed(crowd.len(), 3, random)], since(random)));
        }
    }
    for batch in follows.chunks(BATCH * 2) {
        store.insert_demo_follows(batch).await?;
    }
    Ok(())
}

fn post(id: i64, crowd: &[i64], done: &[(i64, i64, i64)], random: &mut StdRng) -> DemoPost {
    let author = crowd[skewed(crowd.len(), 2, random)];
    let language = random.random_range(0..OPENINGS.len());
    let mut text = [OPENINGS, THINGS, ENDINGS]
        .map(|parts| pick(parts[language].1, random))
        .join(" ");
    if random.random_bool(0.3) {
        text.push(' ');
        text.push_str(TAGS[skewed(TAGS.len(), 3, random)]);
    }
    if random.random_bool(0.05) {
        text.push_str(" https://reeds.example/notes");
    }
    let mut post = with_entities(&text, |_| None);
    post.id = id;
    post.author_id = author;
    post.language = OPENINGS[language].0.to_owned();
    post.root_id = id;
    let target = |random: &mut StdRng| done.get(answered(done.len(), random)?);
    if random.random_bool(0.35)
        && let Some((parent, parent_author, root)) = target(random)
    {
        (post.reply_to_id, post.reply_to_author_id, post.root_id) = (Some(*parent), Some(*parent_author), *root);
    } else if random.random_bool(0.06)
        && let Some((quoted, ..)) = target(random)
    {
        post.quote_of_id = Some(*quoted);
    }
    post
}

/// Which of the posts so far is answered: mostly a new one, sometimes an old one, and often the talk of the day (one in
/// 500) or of the week (one in 10,000), which gives conversations of some dozen and some hundred replies.
fn answered(count: usize, random: &mut StdRng) -> Option<usize> {
    let newest = count.checked_sub(1)?;
    Some(match random.random_range(0..20) {
        0 => newest / 10_000 * 10_000,
        1..5 => newest / 500 * 500,
        _ => newest - skewed(count, 4, random),
    })
}

fn pick<'a>(from: &[&'a str], random: &mut StdRng) -> &'a str {
    from[random.random_range(0..from.len())]
}

async fn add_marks(store: &Store, posts: &[DemoPost], crowd: &[i64], now: i64, random: &mut StdRng) -> Result<()> {
    let (mut likes, mut reposts) = (Vec::new(), Vec::new());
    for post in posts {
        // A tenth of all posts have most of the likes.
        let count = if random.random_bool(0.1) {
            random.random_range(5..40)
        } else {
            random.random_range(0..3)
        };
        for _ in 0..count {
            let at = (types::milliseconds_of(post.id) + random.random_range(1000..DAY)).min(now);
            let mark = DemoMark {
                account_id: crowd[random.random_range(0..crowd.len())],
                post_id: post.id,
                id: first_id_at(at) + random.random_range(0..1 << 22),
            };
            if random.random_bool(0.1) && post.audience == Audience::Public {
                reposts.push(mark)
            } else {
                likes.push(mark)
            }
        }
    }
    for batch in likes.chunks(BATCH * 2) {
        store.insert_demo_marks(DemoMarkKind::Like, batch).await?;
    }
    for batch in reposts.chunks(BATCH * 2) {
        store.insert_demo_marks(DemoMarkKind::Repost, batch).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use types::handle;

    #[test]
    fn handles_of_the_crowd_are_valid_and_do_not_look_alike() {
        let mut random = StdRng::seed_from_u64(1);
        let handles: Vec<String> = (0..20_000)
            .map(|index| account(index, 1 << 41, &mut random).handle)
            .collect();
        let skeletons: HashSet<String> = handles.iter().map(|handle| handle::skeleton(handle)).collect();
        assert_eq!(skeletons.len(), handles.len());
        assert!(handles.iter().all(|handle| handle::parse(handle).is_ok()));
    }
}
