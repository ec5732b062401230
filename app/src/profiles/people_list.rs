//! A list of people that goes on for as long as one reads.

use super::api::{self, PeopleKind};
use crate::relations::PersonRow;
use base::{
    api::ApiResult,
    loaded::{Waiting, loaded},
    paged_list::{ListEnd, PagedList},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{t_string, use_i18n};
use std::sync::Arc;
use types::{Page, Person};
use ui::SkeletonKind;

/// Which list: its kind, and the profile that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub kind: PeopleKind,
    pub handle: Option<String>,
}

/// A resource for a list; `?cursor=` goes on with it on pages without script. Make it in the page's `data`.
pub(super) fn people_resource(
    source: impl Fn() -> Source + Send + Sync + 'static,
) -> Resource<ApiResult<Page<Person>>> {
    let query = use_query_map();
    let cursor = move || query.with(|query| query.get("cursor"));
    Resource::new_blocking(
        move || (source(), cursor()),
        |(source, cursor)| async move { api::people(source.kind, source.handle, cursor).await },
    )
}

/// What stands at the end of a row in place of *Follow*.
pub(super) type RowActions = Arc<dyn Fn(&Person) -> AnyView + Send + Sync>;

/// The list with what stands in its place while it loads and when it could not.
#[component]
pub(super) fn PeopleList(
    first: Resource<ApiResult<Page<Person>>>,
    #[prop(into)] source: Signal<Source>,
    /// In place of a list with nobody in it.
    #[prop(into)]
    empty: ViewFn,
    #[prop(optional)] actions: Option<RowActions>,
) -> impl IntoView {
    loaded(first, Waiting::skeleton(SkeletonKind::Person, 5), move |page| {
        let (empty, actions) = (empty.clone(), actions.clone());
        view! { <Rows page source=source.get_untracked() empty actions /> }.into_any()
    })
}

#[component]
fn Rows(page: Page<Person>, source: Source, empty: ViewFn, actions: Option<RowActions>) -> impl IntoView {
    let i18n = use_i18n();
    let same = |one: &Person, other: &Person| one.card.id == other.card.id;
    let PagedList { items, paging } = PagedList::new(page, same, move |cursor| {
        api::people(source.kind, source.handle.clone(), Some(cursor))
    });
    let rows = move |person: Person| {
        let actions = actions.clone().map(|actions| {
            let person = person.clone();
            ViewFn::from(move || actions(&person))
        });
        match actions {
            Some(actions) => view! { <PersonRow person actions /> }.into_any(),
            None => view! { <PersonRow person /> }.into_any(),
        }
    };
    view! {
        {move || items.with(Vec::is_empty).then(|| empty.run())}
        <ul class="people" aria-busy=move || if paging.busy.get() { "true" } else { "false" }>
            <For each=move || items.get() key=|person| person.card.id let:person>
                <li>{rows.clone()(person)}</li>
            </For>
        </ul>
        <ListEnd
            paging
            more=move || t_string!(i18n, profiles.load_more)
            skeleton=SkeletonKind::Person
        />
    }
}
