//! A list of people that goes on for as long as one reads.

use super::{
    api::{self, PeopleKind},
    person_row::PersonRow,
};
use base::{
    api::{ApiError, ApiResult},
    context::use_page,
    infinite_scroll::on_visible,
    load_failed::LoadFailed,
};
use leptos::{ev::MouseEvent, html, prelude::*, task::spawn_local};
use leptos_router::hooks::{use_location, use_query_map};
use locales::{t, t_string};
use std::sync::Arc;
use types::{Page, Person};
use ui::{Skeleton, SkeletonKind};

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
    let i18n = use_page().i18n;
    let waiting = move || {
        view! { <Skeleton kind=SkeletonKind::Person count=5 label=move || t_string!(i18n, common.loading) /> }
    };
    view! {
        <Suspense fallback=waiting>
            {move || {
                let (empty, actions) = (empty.clone(), actions.clone());
                Suspend::new(async move {
                    match first.await {
                        Ok(page) => view! { <Rows page source=source.get_untracked() empty actions /> }.into_any(),
                        Err(ApiError(error)) => {
                            view! { <LoadFailed error retry=move |()| first.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
fn Rows(page: Page<Person>, source: Source, empty: ViewFn, actions: Option<RowActions>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let (items, next) = (RwSignal::new(page.items), RwSignal::new(page.next));
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(false));
    let source = StoredValue::new(source);
    let load = move || {
        let Some(Some(cursor)) = next.try_get_untracked() else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(false);
        let Source { kind, handle } = source.get_value();
        spawn_local(async move {
            match api::people(kind, handle, Some(cursor)).await {
                Ok(page) => {
                    let _ = items.try_update(|items| items.extend(page.items));
                    let _ = next.try_set(page.next);
                }
                Err(error) => {
                    let _ = failed.try_set(true);
                    acting.refused(&error);
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let end = NodeRef::<html::Div>::new();
    on_visible(
        end,
        busy.into(),
        Callback::new(move |()| {
            if !failed.get_untracked() {
                load();
            }
        }),
    );
    let path = use_location().pathname;
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
        <ul class="people" aria-busy=move || if busy.get() { "true" } else { "false" }>
            <For each=move || items.get() key=|person| person.card.id let:person>
                <li>{rows.clone()(person)}</li>
            </For>
        </ul>
        <div class="feed__tail" node_ref=end>
            {move || {
                next.get()
                    .map(|cursor| {
                        view! {
                            <a
                                class="feed__more"
                                href=format!("{}?cursor={cursor}", path.get_untracked())
                                on:click=move |event: MouseEvent| {
                                    event.prevent_default();
                                    load();
                                }
                            >
                                {t!(i18n, profiles.load_more)}
                            </a>
                        }
                    })
            }}
        </div>
    }
}
