//! Leaks that a test makes on purpose. The oracle must find them.

use super::{
    Findings,
    fixture::{Fixture, PEOPLE},
    look, read_endpoints, read_posts, read_spaces,
};
use crate::support::TestApp;
use std::collections::BTreeSet;

/// The checks find every leak of rules that forget one clause each.
#[tokio::test]
async fn planted_leaks_are_found() {
    let fixture = Fixture::new(7).await;
    let rule = function(&fixture.app, "visible_posts").await;
    let circle = function(&fixture.app, "circle_admits").await;
    let space = function(&fixture.app, "visible_spaces").await;
    for (forgotten, original, changed) in [
        (
            "deletion",
            &rule,
            rule.replace("where p.deleted_at is null", "where true"),
        ),
        ("suspension", &rule, rule.replace("and a.status = 0", "")),
        (
            "blocks",
            &rule,
            rule.replace("from blocks b where", "from blocks b where false and"),
        ),
        (
            "the co-author's blocks",
            &rule,
            rule.replace("p.co_author_id is null", "true"),
        ),
        (
            "protection",
            &rule,
            rule.replace("(p.audience = 0 and not a.protected)", "(p.audience = 0)"),
        ),
        (
            "audience",
            &rule,
            rule.replace(
                "(p.audience = 0 and not a.protected)",
                "(p.audience in (0, 1) and not a.protected)",
            ),
        ),
        (
            "circles",
            &rule,
            rule.replace("circle_admits(viewer, p.audience_id, p.author_id)", "true"),
        ),
        (
            "own replies",
            &rule,
            rule.replace(
                "(p.author_id = viewer and p.audience in (0, 1))",
                "(p.author_id = viewer)",
            ),
        ),
        ("membership", &circle, circle.replace("and m.account_id = viewer", "")),
        (
            "given up",
            &circle,
            circle.replace("c.closed_at is null or author = viewer", "true"),
        ),
        (
            "removal from a space",
            &space,
            space.replace("p.account_id = viewer and p.barred", "false"),
        ),
        (
            "a space's guests",
            &space,
            space.replace("g.account_id = viewer", "true"),
        ),
        (
            "a space's blocks",
            &space,
            space.replace("from blocks b where", "from blocks b where false and"),
        ),
    ] {
        assert_ne!(original, &changed, "{forgotten}");
        replace(&fixture.app, &changed).await;
        let mut found = Findings::default();
        for viewer in (0..PEOPLE - 1).map(Some).chain([None]) {
            let guest = fixture.app.browser();
            let browser = viewer.map_or(&guest, |person| &fixture.browsers[person]);
            if original == &space {
                read_spaces(&fixture, viewer, browser, &mut found).await;
            } else {
                read_posts(&fixture, viewer, browser, &mut found).await;
            }
        }
        replace(&fixture.app, original).await;
        assert!(!found.leaks.is_empty(), "a rule without {forgotten} went unnoticed");
    }
    assert_eq!(
        look(&fixture).await.leaks,
        BTreeSet::new(),
        "and the rule itself is right"
    );
}

/// An id of something hidden is found in a page that shows no word of it.
#[tokio::test]
async fn a_planted_id_is_found() {
    let fixture = Fixture::new(7).await;
    let secrets = fixture.secrets().await;
    let hidden = fixture.hidden_from(None, &secrets);
    let guest = fixture.app.browser();
    let mut found = Findings::default();
    read_endpoints(&fixture, None, &guest, &hidden, &mut found).await;
    assert_eq!(found.leaks, BTreeSet::new());
    let open = (0..PEOPLE - 1).find(|person| !fixture.facts.protected.contains(person));
    let position = (0..fixture.posts.len()).find(|position| !fixture.facts.may_see(None, *position));
    let (open, position) = (open.expect("somebody"), position.expect("a hidden post"));
    sqlx::query("update accounts set bio = 'see ' || $2 where id = $1")
        .bind(fixture.accounts[open].0)
        .bind(fixture.posts[position].to_string())
        .execute(fixture.app.store.pool())
        .await
        .expect("planted");
    read_endpoints(&fixture, None, &guest, &hidden, &mut found).await;
    for route in ["/@{handle}", "/api/profiles/show"] {
        let leak = format!("None {route} tells ids: [\"post {position}\"]");
        assert!(found.leaks.contains(&leak), "{leak}: {:#?}", found.leaks);
    }
}

async fn function(app: &TestApp, name: &str) -> String {
    sqlx::query_scalar("select pg_get_functiondef(oid) from pg_proc where proname = $1")
        .bind(name)
        .fetch_one(app.store.pool())
        .await
        .expect("a function")
}

async fn replace(app: &TestApp, definition: &str) {
    // Safe: the definition that the schema itself has, or that one with a clause taken out by this file.
    sqlx::query(sqlx::AssertSqlSafe(definition))
        .execute(app.store.pool())
        .await
        .expect("replaced");
}
