//! Pages for people who are signed in: others log in first, and come back to the page that they asked for.

use crate::address::in_address;
use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_location};

/// Where one logs in. Log-in leads to a page of this instance afterwards, with its query.
pub fn log_in_address(next: &str) -> String {
    format!("/login?next={}", in_address(next))
}

/// In place of a page that is not for visitors.
#[component]
pub fn LogInFirst() -> AnyView {
    let location = use_location();
    let (path, query) = (location.pathname.get_untracked(), location.search.get_untracked());
    let next = match query.trim_start_matches('?') {
        "" => path,
        query => format!("{path}?{query}"),
    };
    view! { <Redirect path=log_in_address(&next) /> }.into_any()
}
