//! The table against what it is a table of.

use super::*;
use crate::http::layers::page_account::CHOOSING;
use std::collections::BTreeSet;

#[test]
fn no_route_stands_twice() {
    let mut known = BTreeSet::new();
    for route in routes() {
        assert!(known.insert((route.method.to_string(), route.path)), "{}", route.path);
        assert_eq!(at(route.method, route.path), Some(route));
    }
}

#[test]
fn the_written_table_is_the_one_that_the_program_goes_by() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/ROUTES.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == table(),
        "docs/ROUTES.md is not what `piaf routes` prints; write it anew with `piaf routes > docs/ROUTES.md`"
    );
}

#[test]
fn functions_are_those_of_the_app() {
    let functions = leptos::server_fn::axum::server_fn_paths();
    let ours: BTreeSet<(String, &str)> = functions.map(|(path, method)| (method.to_string(), path)).collect();
    let table: BTreeSet<(String, &str)> = routes()
        .filter(|route| route.endpoint == Endpoint::Function)
        .map(|route| (route.method.to_string(), route.path))
        .collect();
    assert_eq!(
        table, ours,
        "left: the table of routes; right: the app's server functions"
    );
}

/// An address of this route.
fn example(path: &str) -> String {
    let filled = path
        .replace("{post_id}", "4711")
        .replace("{circle_id}", "4711")
        .replace("{space_id}", "4711");
    filled.replace(['{', '}'], "")
}

#[test]
fn pages_are_those_of_the_app() {
    let pages: Vec<&str> = routes()
        .filter(|route| route.endpoint.is_page())
        .map(|route| route.path)
        .collect();
    let examples: Vec<String> = pages.iter().map(|path| example(path)).collect();
    let (found, count) = app::pages_at(&examples);
    for (path, found) in pages.iter().zip(&found) {
        assert!(found.is_some(), "{path} is no page of the app");
    }
    let shown: BTreeSet<_> = found.into_iter().flatten().collect();
    assert_eq!(shown.len(), count, "a page of the app is not in the table of routes");
}

#[test]
fn functions_that_choose_an_account_are_there() {
    for path in CHOOSING {
        assert!(at(Method::Post, path).is_some(), "{path}");
    }
}

/// Sources in which a router is put together, and why.
const ROUTERS: [(&str, &str); 2] = [
    ("http/router.rs", "builds the table"),
    ("http/health.rs", "the metrics' own address, where operators alone are"),
];

#[test]
fn nothing_is_routed_beside_the_table() {
    for (path, text) in sources(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let adds = [
            ".route(",
            ".route_service(",
            ".nest(",
            ".nest_service(",
            ".fallback_service(",
        ];
        let known = path.ends_with("tests.rs") || ROUTERS.iter().any(|(file, _)| path.ends_with(file));
        assert!(
            known || !adds.iter().any(|call| code.contains(call)),
            "{} adds a route beside the table in http/routes",
            path.display()
        );
    }
}

#[test]
fn pages_name_functions_by_their_types() {
    let mut found = Vec::new();
    for (path, text) in sources(concat!(env!("CARGO_MANIFEST_DIR"), "/../app/src")) {
        let names = text.matches("\"/api/").count();
        if names > 0 && !path.ends_with("app/src/api.rs") {
            found.push(path);
        }
    }
    assert!(
        found.is_empty(),
        "use `api::Name::PATH` in place of an address: {found:?}"
    );
}

/// All Rust sources below a folder.
fn sources(folder: &str) -> Vec<(std::path::PathBuf, String)> {
    let (mut folders, mut found) = (vec![std::path::PathBuf::from(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 10, "the sources are elsewhere");
    found
}
