//! Nothing leaks: in random worlds every output is asked by everybody, and what it answers is compared with what an
//! independent judge allows. `ORACLE_WORLDS` says how many worlds (`make oracle`); each makes some forty thousand checks.

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
use endpoints::{SILENT, outputs};
use fixture::{PEOPLE, World, canary};
use futures::future::join_all;
use secrets::Hidden;
use spaces::air_canary;
use std::{collections::BTreeSet, net::SocketAddr};
use types::{Error, Post, Result, SpaceId, live::ServerMessage};

/// What was found: how often it was looked, and what was there that must not be.
#[derive(Default)]
struct Found {
    checks: usize,
    shown: usize,
    leaks: BTreeSet<String>,
}

impl Found {
    fn check(&mut self, right: bool, wrong: impl FnOnce() -> String) {
        self.checks += 1;
        if !right {
            self.leaks.insert(wrong());
        }
    }
}

/// Asks everything as everybody.
async fn look(world: &World) -> Found {
    let address = world.app.listen().await;
    let secrets = &world.secrets().await;
    let viewers = (0..PEOPLE).map(Some).chain([None]);
    let found = join_all(viewers.map(|viewer| async move {
        let guest = world.app.browser();
        let browser = viewer.map_or(&guest, |person| &world.browsers[person]);
        // A suspended account is signed out.
        let viewer = viewer.filter(|person| !world.facts.suspended.contains(person));
        let hidden = world.hidden_from(viewer, secrets);
        let mut found = Found::default();
        read_outputs(world, viewer, browser, &hidden, &mut found).await;
        read_posts(world, viewer, browser, &mut found).await;
        read_spaces(world, viewer, browser, &mut found).await;
        read_live(world, viewer, address, browser, &hidden, &mut found).await;
        change_hidden(world, viewer, browser, &mut found).await;
        found
    }))
    .await;
    found.into_iter().fold(Found::default(), |mut all, found| {
        all.checks += found.checks;
        all.shown += found.shown;
        all.leaks.extend(found.leaks);
        all
    })
}

/// No output carries the word or the id of anything that the viewer may not see.
async fn read_outputs(world: &World, viewer: Option<usize>, browser: &Browser, hidden: &Hidden, found: &mut Found) {
    for output in outputs(world) {
        let answer = browser.get(&output.address).await;
        let ids = hidden.in_answer(&answer, &output.address);
        found.check(ids.is_empty(), || {
            format!("{viewer:?} {} tells ids: {ids:?}", output.route)
        });
        let mut body = answer.body;
        // What one asked for oneself is no answer.
        let asked = output.address.split(['=', '/', '&']).next_back().unwrap_or_default();
        if asked.strip_prefix("canary").is_some_and(|number| !number.is_empty()) {
            body = body
                .replace(&format!("/tags/{asked}"), "")
                .replace(&format!("#{asked}"), "");
            if world.posts.len() > 1 && output.route == "/tags/{tag}" {
                body = body.replace(asked, "");
            }
        }
        for place in (0..world.posts.len()).chain(world.facts.waiting.keys().copied()) {
            let shows = body.contains(&canary(place));
            if world.facts.sees(viewer, place) {
                found.shown += usize::from(shows);
            } else {
                found.check(!shows, || format!("{viewer:?} {} shows {place}", output.route));
            }
        }
        for (place, room) in world.facts.rooms.iter().enumerate() {
            let shows = body.contains(&air_canary(place));
            if world.facts.hears(viewer, room) {
                found.shown += usize::from(shows);
            } else {
                found.check(!shows, || format!("{viewer:?} {} shows space {place}", output.route));
            }
        }
    }
}

/// Spaces, what was said there and their recordings are there exactly when the judge says so.
async fn read_spaces(world: &World, viewer: Option<usize>, browser: &Browser, found: &mut Found) {
    for (place, (id, room)) in world.spaces.iter().zip(&world.facts.rooms).enumerate() {
        let hears = world.facts.hears(viewer, room);
        for function in ["show", "card"] {
            let answer: Result<serde_json::Value> = browser
                .ask(&format!("/api/spaces/{function}"), &[("space", &id.to_string())])
                .await;
            found.check(answer.is_ok() == hears, || {
                format!("{viewer:?} spaces/{function} {place}: {hears}, {answer:?}")
            });
        }
        let page = browser.get(&format!("/spaces/{id}")).await;
        found.check((page.status == 200) == hears, || {
            format!("{viewer:?} page of space {place}: {}", page.status)
        });
        for (method, deed) in [("whep", "listens"), ("whip", "speaks")] {
            // As if time passed: nobody is told that this was a lot at once.
            world.app.services.spaces.clock().advance(10_000);
            let answer = offer(browser, *id, method, "v=0").await;
            found.check(answer.status != 201, || format!("{viewer:?} {deed} in {place}"));
            if !hears {
                let missing = offer(browser, SpaceId(7), method, "v=0").await;
                found.check((answer.status, &answer.body) == (missing.status, &missing.body), || {
                    format!("{viewer:?} {deed} in {place}: {} {}", answer.status, answer.body)
                });
            }
        }
    }
}

/// Post, photo and counts are there exactly when the judge says so; hidden and missing are answered alike.
async fn read_posts(world: &World, viewer: Option<usize>, browser: &Browser, found: &mut Found) {
    for (place, id) in world.posts.iter().enumerate() {
        let sees = world.facts.sees(viewer, place);
        let post: Result<Post> = browser.ask("/api/posts/show", &[("post_id", &id.to_string())]).await;
        found.check(post.is_ok() == sees, || {
            format!("{viewer:?} posts/show {place}: {sees}")
        });
        if let Ok(post) = post {
            let answers = world.facts.answers(viewer, place);
            found.check(post.counts.replies as usize == answers, || {
                format!(
                    "{viewer:?} counts {} answers to {place}, not {answers}",
                    post.counts.replies
                )
            });
        }
    }
    for (place, address) in &world.photos {
        let sees = world.facts.sees(viewer, *place);
        let status = browser.get(address).await.status;
        found.check((status == 200) == sees, || {
            format!("{viewer:?} photo of {place}: {status}")
        });
    }
    for (person, name) in (0..PEOPLE).map(|person| (person, fixture::handle(person))) {
        let answer: Result<serde_json::Value> = browser.ask("/api/profiles/show", &[("handle", name)]).await;
        // Whom one blocks oneself shows a header without posts.
        let shown = answer.ok().and_then(|answer| answer["Found"]["posts"].as_u64());
        let posts = world.facts.posts(viewer, person) as u64;
        found.check(shown.is_none_or(|shown| shown == posts), || {
            format!("{viewer:?} counts {shown:?} posts of {name}, not {posts}")
        });
    }
}

/// The live socket tells how a watched post stands, or that it is gone, and never more.
async fn read_live(
    world: &World,
    viewer: Option<usize>,
    address: SocketAddr,
    browser: &Browser,
    hidden: &Hidden,
    found: &mut Found,
) {
    let (mut socket, cursor) = Socket::open(address, browser).await;
    let heard = socket.watch(&world.posts).await;
    // The posts watched were named by the asker.
    let asked: Vec<String> = world.posts.iter().map(ToString::to_string).collect();
    let told = format!("{cursor} {}", serde_json::to_string(&heard).expect("messages"));
    let ids = hidden.in_text(&told, &asked.join(" "));
    found.check(ids.is_empty(), || format!("{viewer:?} live tells ids: {ids:?}"));
    for (place, id) in world.posts.iter().enumerate() {
        let sees = world.facts.sees(viewer, place);
        let told = heard
            .iter()
            .any(|message| matches!(message, ServerMessage::Counts { post_id, .. } if post_id == id));
        found.check(told == sees, || format!("{viewer:?} live counts of {place}: {told}"));
        let gone = heard.contains(&ServerMessage::Gone { post_id: *id });
        found.check(gone != sees, || format!("{viewer:?} live end of {place}: {gone}"));
    }
}

/// Who may not see a post can do nothing with it, and is told what is told of a missing one.
async fn change_hidden(world: &World, viewer: Option<usize>, browser: &Browser, found: &mut Found) {
    if viewer.is_none() {
        return;
    }
    for (place, id) in world
        .posts
        .iter()
        .enumerate()
        .filter(|(place, _)| !world.facts.sees(viewer, *place))
    {
        let id = id.to_string();
        let field = [("post_id", &*id)];
        for deed in ["like", "bookmark", "repost"] {
            let answer: Result<types::Counts> = browser.call(&format!("/api/posts/{deed}"), &field).await;
            found.check(answer == Err(Error::NotFound), || {
                format!("{viewer:?} {deed} {place}: {answer:?}")
            });
        }
        let answer: Result<()> = browser
            .call("/api/posts/hide_reply", &[("post_id", &id), ("hidden", "true")])
            .await;
        found.check(answer == Err(Error::NotFound), || {
            format!("{viewer:?} hides {place}: {answer:?}")
        });
        for field in ["reply_to", "quote_of"] {
            let answer: Result<Post> = browser.call("/api/posts/create", &[("text", "x"), (field, &id)]).await;
            let answer = answer.err();
            found.check(answer == Some(Error::NotFound), || {
                format!("{viewer:?} {field} {place}: {answer:?}")
            });
        }
    }
}

#[tokio::test]
async fn nothing_leaks_in_random_worlds() {
    let worlds = std::env::var("ORACLE_WORLDS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(1);
    let first = std::env::var("ORACLE_SEED")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(1);
    let mut checks = 0;
    for seed in first..first + worlds {
        let world = World::new(seed).await;
        let found = look(&world).await;
        assert!(found.leaks.is_empty(), "seed {seed}: {:#?}", found.leaks);
        // An instance that shows nothing would leak nothing.
        assert!(found.shown > 5_000, "seed {seed} shows only {}", found.shown);
        checks += found.checks;
        println!("seed {seed}: {} checks, {} shown", found.checks, found.shown);
    }
    assert!(checks >= 20_000 * worlds as usize, "{checks}");
}

#[tokio::test]
async fn every_route_is_registered() {
    let world = World::new(1).await;
    let mut known: BTreeSet<&str> = outputs(&world).iter().map(|output| output.route).collect();
    known.extend(SILENT);
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path);
    let routes: BTreeSet<&str> = app::PAGES.iter().copied().chain(functions).collect();
    let unknown: Vec<_> = routes.iter().filter(|route| !known.contains(**route)).collect();
    assert!(
        unknown.is_empty(),
        "register them in tests/oracle/endpoints.rs: {unknown:?}"
    );
    let gone: Vec<_> = SILENT
        .iter()
        .filter(|route| !routes.contains(**route) && **route != "/live")
        .collect();
    assert!(gone.is_empty(), "these are no routes any more: {gone:?}");
}
