//! A list that is read page by page, and its end: more comes by itself when one gets near, without script a link leads
//! on, and a failure stands where the next page would.

use crate::{api::ApiResult, forms::error_text, infinite_scroll::on_visible};
use leptos::{ev::MouseEvent, html, prelude::*, task::spawn_local, text_prop::TextProp};
use leptos_router::hooks::use_location;
use locales::{t, use_i18n};
use std::{future::Future, pin::Pin, sync::Arc};
use types::{Error, Page};
use ui::{Button, Notice, Skeleton, SkeletonKind, Tone};

type NextCursor = Pin<Box<dyn Future<Output = ApiResult<Option<String>>>>>;

/// How a list goes on. It knows cursors, not what is listed.
#[derive(Clone, Copy)]
pub struct Paging {
    /// Where the next page begins; none where the list ends.
    pub next: RwSignal<Option<String>>,
    /// The next page is on its way.
    pub busy: RwSignal<bool>,
    /// Why it did not come.
    pub error: RwSignal<Option<Error>>,
    load: StoredValue<Arc<dyn Fn(String) -> NextCursor + Send + Sync>>,
}

impl Paging {
    /// `load` takes in the page at a cursor and tells where the one after it begins.
    pub fn new<F>(next: Option<String>, load: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ApiResult<Option<String>>> + 'static,
    {
        Self {
            next: RwSignal::new(next),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            load: StoredValue::new(Arc::new(move |cursor| -> NextCursor { Box::pin(load(cursor)) })),
        }
    }

    /// Loads the next page, once at a time.
    pub fn load_more(self) {
        let Some(Some(cursor)) = self.next.try_get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let page = self.load.with_value(|load| load(cursor));
        spawn_local(async move {
            // The list may have gone meanwhile: then nobody waits for the answer.
            match page.await {
                Ok(next) => drop(self.next.try_set(next)),
                Err(error) => drop(self.error.try_set(Some(error.0))),
            }
            let _ = self.busy.try_set(false);
        });
    }
}

/// A list that grows at its end only.
pub struct PagedList<T: Send + Sync + 'static> {
    pub items: RwSignal<Vec<T>>,
    pub paging: Paging,
}

impl<T: Send + Sync + 'static> Clone for PagedList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for PagedList<T> {}

impl<T: Send + Sync + 'static> PagedList<T> {
    /// From its first page on. What is there already stays where it is: a list that changed between two pages repeats
    /// some.
    pub fn new<F>(
        first: Page<T>,
        is_same: impl Fn(&T, &T) -> bool + Send + Sync + 'static,
        load: impl Fn(String) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ApiResult<Page<T>>> + 'static,
    {
        let items = RwSignal::new(first.items);
        let is_same = Arc::new(is_same);
        let paging = Paging::new(first.next, move |cursor| {
            let (page, is_same) = (load(cursor), is_same.clone());
            async move {
                let page = page.await?;
                let _ = items.try_update(|items| append(items, page.items, &*is_same));
                Ok(page.next)
            }
        });
        Self { items, paging }
    }
}

fn append<T>(items: &mut Vec<T>, more: Vec<T>, is_same: &dyn Fn(&T, &T) -> bool) {
    for item in more {
        if !items.iter().any(|known| is_same(known, &item)) {
            items.push(item);
        }
    }
}

/// The end of a list.
#[component]
pub fn ListEnd(
    paging: Paging,
    /// What the link says.
    #[prop(into)]
    more: TextProp,
    /// The cursor's name in the address.
    #[prop(default = "cursor")]
    name: &'static str,
    /// What comes, in grey, while it loads.
    #[prop(optional)]
    skeleton: SkeletonKind,
    /// Something else is loading: what is put on top may leave the end near as well.
    #[prop(optional, into)]
    also_busy: Signal<bool>,
    /// In place of the link when everything was read.
    #[prop(optional, into)]
    end: ViewFn,
) -> AnyView {
    let i18n = use_i18n();
    let place = NodeRef::<html::Div>::new();
    // After a failure the person decides.
    let load_on = move |()| {
        if paging.error.with_untracked(Option::is_none) {
            paging.load_more();
        }
    };
    let busy = Signal::derive(move || paging.busy.get() || also_busy.get());
    on_visible(place, busy, Callback::new(load_on));
    let location = use_location();
    let (path, query) = (location.pathname, location.search);
    let address = move |cursor: &str| {
        let path = path.get_untracked();
        query.with_untracked(|query| page_address(&path, query, name, cursor))
    };
    let load = move |event: MouseEvent| {
        event.prevent_default();
        paging.load_more();
    };
    let tail = move || {
        if let Some(error) = paging.error.get() {
            return view! {
                <div class="list__failed">
                    <Notice tone=Tone::Danger alert=true>
                        {error_text(i18n, &error)}
                    </Notice>
                    <Button on_click=move |_| paging.load_more()>{t!(i18n, common.try_again)}</Button>
                </div>
            }
            .into_any();
        }
        if paging.busy.get() {
            return view! { <Skeleton kind=skeleton count=2 /> }.into_any();
        }
        match paging.next.get() {
            Some(cursor) => {
                let more = more.clone();
                view! {
                    <a class="list__more" href=address(&cursor) on:click=load>
                        {move || more.get()}
                    </a>
                }
                .into_any()
            }
            None => end.run(),
        }
    };
    view! {
        <div class="list__tail" node_ref=place>
            {tail}
        </div>
    }
    .into_any()
}

/// The address of the page that shows what comes at `cursor`; everything else of the query stays.
fn page_address(path: &str, query: &str, name: &str, cursor: &str) -> String {
    let is_kept = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
    let mut address = format!("{path}?");
    for pair in query.trim_start_matches('?').split('&').filter(is_kept) {
        address.push_str(pair);
        address.push('&');
    }
    address + name + "=" + cursor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_join_without_repetition() {
        let mut items = vec![9, 8, 7];
        append(&mut items, vec![8, 6], &|one, other| one == other);
        assert_eq!(items, [9, 8, 7, 6]);
    }

    #[test]
    fn the_next_page_keeps_the_rest_of_the_address() {
        let address = |query| page_address("/search", query, "cursor", "7-a");
        assert_eq!(address(""), "/search?cursor=7-a");
        assert_eq!(address("?q=a&cursor=9&f=top"), "/search?q=a&f=top&cursor=7-a");
        assert_eq!(
            page_address("/@ada/1", "hidden=true", "after", "3"),
            "/@ada/1?hidden=true&after=3"
        );
    }
}
