//! The search box: a plain form that leads to the results.

use base::address::in_address;
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::hooks::use_navigate;
use locales::{t, t_string, use_i18n};
use types::search::MAX_QUERY;
use ui::{Icon, IconName};

/// `id` must be the only one on the page. `query` is what stands in it at first, `filter` the tab that it stays on.
#[component]
pub fn SearchBox(
    id: &'static str,
    #[prop(optional, into)] query: String,
    #[prop(default = None)] filter: Option<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let input = NodeRef::<html::Input>::new();
    let kept = filter.clone();
    let submit = move |event: SubmitEvent| {
        let Some(input) = input.get_untracked() else { return };
        event.prevent_default();
        let text = input.value();
        if text.trim().is_empty() {
            return;
        }
        let filter = kept
            .as_ref()
            .map(|filter| format!("&f={}", in_address(filter)))
            .unwrap_or_default();
        navigate(
            &format!("/search?q={}{filter}", in_address(text.trim())),
            Default::default(),
        );
    };
    view! {
        <form class="search-box" role="search" action="/search" on:submit=submit>
            <label class="visually-hidden" for=id>
                {t!(i18n, timelines.search)}
            </label>
            <Icon name=IconName::Search />
            <input
                type="search"
                name="q"
                id=id
                node_ref=input
                value=query
                maxlength=MAX_QUERY
                autocomplete="off"
                enterkeyhint="search"
                placeholder=move || t_string!(i18n, timelines.search_placeholder)
            />
            {filter.map(|filter| view! { <input type="hidden" name="f" value=filter /> })}
            <button class="visually-hidden" type="submit">
                {t!(i18n, timelines.search)}
            </button>
        </form>
    }
}
