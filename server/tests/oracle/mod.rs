//! Nothing leaks: in random fixtures everybody asks every endpoint, and each answer is compared with the expectation of an
//! independent rule. `ORACLE_FIXTURES` says how many fixtures (`make oracle`); each makes some forty thousand checks.

mod co_posts;
mod communities;
mod endpoints;
mod expectation;
mod fixture;
mod planted;
mod secrets;
mod space_expectation;
mod spaces;

use crate::{
    live::Socket,
    support::{Browser, offer},
};
use endpoints::{ASKED_APART, endpoints};
use fixture::{Fixture, PEOPLE, canary};
use futures::future::join_all;
use secrets::Hidden;
use server::http::routes::routes;
use spaces::space_canary;
use std::{collections::BTreeSet, net::SocketAddr};
use types::{Error, Post, Result, SpaceId, live::ServerMessage};

/// What a run found: the number of checks, the number of visible words, and the leaks.
#[derive(Default)]
struct Findings {
    checks: usize,
    shown: usize,
    leaks: BTreeSet<String>,
}

impl Findings {
    fn check(&mut self, right: bool, wrong: impl FnOnce() -> String) {
        self.checks += 1;
        if !right {
            self.leaks.insert(wrong());
        }
    }
}

/// Asks every endpoint as everybody.
async fn look(fixture: &Fixture) -> Findings {
    let address = fixture.app.listen().await;
    let secrets = &fixture.secrets().await;
    let viewers = (0..PEOPLE).map(Some).chain([None]);
    let found = join_all(viewers.map(|viewer| async move {
        let guest = fixture.app.browser();
        let browser = viewer.map_or(&guest, |person| &fixture.browsers[person]);
        // A suspended account is signed out.
        let viewer = viewer.filter(|person| !fixture.facts.suspended.contains(person));
        let hidden = fixture.hidden_from(viewer, secrets);
        let mut found = Findings::default();
        read_endpoints(fixture, viewer, browser, &hidden, &mut found).await;
        read_posts(fixture, viewer, browser, &mut found).await;
        read_spaces(fixture, viewer, browser, &mut found).await;
        read_live(fixture, viewer, address, browser, &hidden, &mut found).await;
        change_hidden(fixture, viewer, browser, &mut found).await;
        found
    }))
    .await;
    found.into_iter().fold(Findings::default(), |mut all, found| {
        all.checks += found.checks;
        all.shown += found.shown;
        all.leaks.extend(found.leaks);
        all
    })
}

/// No endpoint carries the word or the id of anything that the viewer may not see.
async fn read_endpoints(
    fixture: &Fixture,
    viewer: Option<usize>,
    browser: &Browser,
    hidden: &Hidden,
    found: &mut Findings,
) {
    for endpoint in endpoints(fixture) {
        let answer = browser.get(&endpoint.address).await;
        let ids = hidden.in_answer(&answer, &endpoint.address);
        found.check(ids.is_empty(), || {
            format!("{viewer:?} {} tells ids: {ids:?}", endpoint.route)
        });
        let mut body = answer.body;
        // The word that the address itself contains is not an answer.
        let asked = endpoint.address.split(['=', '/', '&']).next_back().unwrap_or_default();
        if asked.strip_prefix("canary").is_some_and(|number| !number.is_empty()) {
            body = body
                .replace(&format!("/tags/{asked}"), "")
                .replace(&format!("#{asked}"), "");
            if fixture.posts.len() > 1 && endpoint.route == "/tags/{tag}" {
                body = body.replace(asked, "");
            }
        }
        for position in (0..fixture.posts.len()).chain(fixture.facts.waiting.keys().copied()) {
            let shows = body.contains(&canary(position));
            if fixture.facts.may_see(viewer, position) {
                found.shown += usize::from(shows);
            } else {
                found.check(!shows, || format!("{viewer:?} {} shows {position}", endpoint.route));
            }
        }
        for (position, space) in fixture.facts.spaces.iter().enumerate() {
            let shows = body.contains(&space_canary(position));
            if fixture.facts.may_hear(viewer, space) {
                found.shown += usize::from(shows);
            } else {
                found.check(!shows, || {
                    format!("{viewer:?} {} shows space {position}", endpoint.route)
                });
            }
        }
    }
}

/// Spaces, their captions and their recordings are there exactly when they are expected.
async fn read_spaces(fixture: &Fixture, viewer: Option<usize>, browser: &Browser, found: &mut Findings) {
    for (position, (id, space)) in fixture.spaces.iter().zip(&fixture.facts.spaces).enumerate() {
        let may_hear = fixture.facts.may_hear(viewer, space);
        for function in ["show", "card"] {
            let answer: Result<serde_json::Value> = browser
                .ask(&format!("/api/spaces/{function}"), &[("space", &id.to_string())])
                .await;
            found.check(answer.is_ok() == may_hear, || {
                format!("{viewer:?} spaces/{function} {position}: {may_hear}, {answer:?}")
            });
        }
        let page = browser.get(&format!("/spaces/{id}")).await;
        found.check((page.status == 200) == may_hear, || {
            format!("{viewer:?} page of space {position}: {}", page.status)
        });
        for (method, action) in [("whep", "listens"), ("whip", "speaks")] {
            // Time passes for the rooms, so that nobody meets a rate limit.
            fixture.app.services.spaces.clock().advance(10_000);
            let answer = offer(browser, *id, method, "v=0").await;
            found.check(answer.status != 201, || format!("{viewer:?} {action} in {position}"));
            if !may_hear {
                let missing = offer(browser, SpaceId(7), method, "v=0").await;
                found.check((answer.status, &answer.body) == (missing.status, &missing.body), || {
                    format!("{viewer:?} {action} in {position}: {} {}", answer.status, answer.body)
                });
            }
        }
    }
}

/// Post, photo and counts are there exactly when they are expected; hidden and missing are answered alike.
async fn read_posts(fixture: &Fixture, viewer: Option<usize>, browser: &Browser, found: &mut Findings) {
    for (position, id) in fixture.posts.iter().enumerate() {
        let may_see = fixture.facts.may_see(viewer, position);
        let post: Result<Post> = browser.ask("/api/posts/show", &[("post_id", &id.to_string())]).await;
        found.check(post.is_ok() == may_see, || {
            format!("{viewer:?} posts/show {position}: {may_see}")
        });
        if let Ok(post) = post {
            let answers = fixture.facts.answers(viewer, position);
            found.check(post.counts.replies as usize == answers, || {
                format!(
                    "{viewer:?} counts {} answers to {position}, not {answers}",
                    post.counts.replies
                )
            });
        }
    }
    for (position, address) in &fixture.photos {
        let may_see = fixture.facts.may_see(viewer, *position);
        let status = browser.get(address).await.status;
        found.check((status == 200) == may_see, || {
            format!("{viewer:?} photo of {position}: {status}")
        });
    }
    for (person, name) in (0..PEOPLE).map(|person| (person, fixture::handle(person))) {
        let answer: Result<serde_json::Value> = browser.ask("/api/profiles/show", &[("handle", name)]).await;
        // The profile of somebody whom the viewer blocks has no number of posts.
        let shown = answer.ok().and_then(|answer| answer["Found"]["posts"].as_u64());
        let posts = fixture.facts.posts(viewer, person) as u64;
        found.check(shown.is_none_or(|shown| shown == posts), || {
            format!("{viewer:?} counts {shown:?} posts of {name}, not {posts}")
        });
    }
}

/// The live socket sends the counts of a watched post, or that it is gone, and never more.
async fn read_live(
    fixture: &Fixture,
    viewer: Option<usize>,
    address: SocketAddr,
    browser: &Browser,
    hidden: &Hidden,
    found: &mut Findings,
) {
    let (mut socket, cursor) = Socket::open(address, browser).await;
    let heard = socket.watch(&fixture.posts).await;
    // The viewer named the watched posts.
    let asked: Vec<String> = fixture.posts.iter().map(ToString::to_string).collect();
    let told = format!("{cursor} {}", serde_json::to_string(&heard).expect("messages"));
    let ids = hidden.in_text(&told, &asked.join(" "));
    found.check(ids.is_empty(), || format!("{viewer:?} live tells ids: {ids:?}"));
    for (position, id) in fixture.posts.iter().enumerate() {
        let may_see = fixture.facts.may_see(viewer, position);
        let told = heard
            .iter()
            .any(|message| matches!(message, ServerMessage::Counts { post_id, .. } if post_id == id));
        found.check(told == may_see, || {
            format!("{viewer:?} live counts of {position}: {told}")
        });
        let gone = heard.contains(&ServerMessage::Gone { post_id: *id });
        found.check(gone != may_see, || format!("{viewer:?} live end of {position}: {gone}"));
    }
}

/// Who may not see a post can change nothing about it, and gets the answer for a missing post.
async fn change_hidden(fixture: &Fixture, viewer: Option<usize>, browser: &Browser, found: &mut Findings) {
    if viewer.is_none() {
        return;
    }
    for (position, id) in fixture
        .posts
        .iter()
        .enumerate()
        .filter(|(position, _)| !fixture.facts.may_see(viewer, *position))
    {
        let id = id.to_string();
        let field = [("post_id", &*id)];
        for action in ["like", "bookmark", "repost"] {
            let answer: Result<types::Counts> = browser.call(&format!("/api/posts/{action}"), &field).await;
            found.check(answer == Err(Error::NotFound), || {
                format!("{viewer:?} {action} {position}: {answer:?}")
            });
        }
        let answer: Result<()> = browser
            .call("/api/posts/hide_reply", &[("post_id", &id), ("hidden", "true")])
            .await;
        found.check(answer == Err(Error::NotFound), || {
            format!("{viewer:?} hides {position}: {answer:?}")
        });
        for field in ["reply_to", "quote_of"] {
            let answer: Result<Post> = browser.call("/api/posts/create", &[("text", "x"), (field, &id)]).await;
            let answer = answer.err();
            found.check(answer == Some(Error::NotFound), || {
                format!("{viewer:?} {field} {position}: {answer:?}")
            });
        }
    }
}

#[tokio::test]
async fn nothing_leaks_in_random_worlds() {
    let fixtures = std::env::var("ORACLE_FIXTURES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(1);
    let first = std::env::var("ORACLE_SEED")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(1);
    let mut checks = 0;
    for seed in first..first + fixtures {
        let fixture = Fixture::new(seed).await;
        let found = look(&fixture).await;
        assert!(found.leaks.is_empty(), "seed {seed}: {:#?}", found.leaks);
        // An instance that shows nothing leaks nothing, and such a run proves nothing.
        assert!(found.shown > 5_000, "seed {seed} shows only {}", found.shown);
        checks += found.checks;
        println!("seed {seed}: {} checks, {} shown", found.checks, found.shown);
    }
    assert!(checks >= 20_000 * fixtures as usize, "{checks}");
}

#[tokio::test]
async fn every_route_with_content_is_asked() {
    let fixture = Fixture::new(1).await;
    let apart = ASKED_APART.map(|(route, _)| route);
    let asked: BTreeSet<&str> = endpoints(&fixture)
        .iter()
        .map(|endpoint| endpoint.route)
        .chain(apart)
        .collect();
    let with_content: BTreeSet<&str> = routes().filter(|route| route.content).map(|route| route.path).collect();
    let forgotten: Vec<_> = with_content.difference(&asked).collect();
    assert!(
        forgotten.is_empty(),
        "ask them in tests/oracle/endpoints.rs: {forgotten:?}"
    );
    let without: Vec<_> = asked.difference(&with_content).collect();
    assert!(
        without.is_empty(),
        "these return no content by the table of routes: {without:?}"
    );
}
