//! Addresses that are not in use any more, or that are written otherwise.

use crate::api::set_page_status;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_query_map};

/// Leads on for good, with the query that was asked: the address of somebody who has another handle now, or one that
/// is spelled otherwise.
pub fn moved(path: String) -> AnyView {
    let query = use_query_map().with_untracked(|query| query.to_query_string());
    let options = NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    };
    let redirect = view! { <Redirect path=format!("{path}{query}") options /> }.into_any();
    set_page_status(301);
    redirect
}
