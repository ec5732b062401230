//! What feeds looked like when they were left: going back in history shows them as they were. Every other way to a
//! page loads it fresh.

use super::anchor::Anchor;
use base::post_events::{PostEvents, use_post_events};
use leptos::prelude::*;
use leptos_router::{hooks::use_location, location::Url};
use std::sync::Arc;
use types::TimelineItem;

/// Feeds remembered at most.
const KEPT: usize = 12;

/// A feed as it was left.
#[derive(Clone)]
pub(super) struct KeptFeed {
    pub address: String,
    pub items: Vec<Arc<TimelineItem>>,
    pub next: Option<String>,
    pub anchor: Option<Anchor>,
}

/// For the time of a visit; once, at the root.
#[derive(Clone, Copy)]
pub struct FeedCache {
    kept: StoredValue<Vec<KeptFeed>>,
    /// The address that a step in history led to, until one goes on from there.
    returning_to: StoredValue<Option<String>>,
}

/// Puts the memory in context. Once, at the root, before the router: browsers tell of a step in history in the order of
/// listening, and the page that the router shows asks here.
pub fn provide_feed_cache() {
    let memory = FeedCache {
        kept: StoredValue::new(Vec::new()),
        returning_to: StoredValue::new(None),
    };
    provide_context(memory);
    #[cfg(target_family = "wasm")]
    memory.notice_steps_in_history();
}

/// Forgets what is out of date. Once, in the shell, after the posts.
pub fn prune_feed_cache() {
    let Some(memory) = use_feed_cache() else { return };
    let location = use_location();
    Effect::new(move |_| {
        let now = location
            .pathname
            .with(|path| location.search.with(|query| address(path, query)));
        memory.returning_to.update_value(|returning| {
            returning.take_if(|returning| *returning != now);
        });
    });
    // Lists were made for somebody who still saw the account.
    let events = use_post_events();
    Effect::new(move |before: Option<()>| {
        events.muted_account.track();
        events.removed_account.track();
        if before.is_some() {
            memory.kept.update_value(Vec::clear);
        }
    });
}

pub fn use_feed_cache() -> Option<FeedCache> {
    use_context()
}

impl FeedCache {
    #[cfg(target_family = "wasm")]
    fn notice_steps_in_history(self) {
        use wasm_bindgen::{JsCast, closure::Closure};
        let notice = Closure::<dyn Fn()>::new(move || {
            let location = window().location();
            if let (Ok(path), Ok(query)) = (location.pathname(), location.search()) {
                self.returning_to
                    .set_value(Some(Url::unescape(&format!("{path}{query}"))));
            }
        });
        let callback = notice.as_ref().unchecked_ref();
        if window().add_event_listener_with_callback("popstate", callback).is_ok() {
            // Listens as long as the page lives.
            notice.forget();
        }
    }

    pub(super) fn keep(self, feed: KeptFeed) {
        self.kept.try_update_value(|kept| {
            kept.retain(|known| known.address != feed.address);
            if kept.len() >= KEPT {
                kept.remove(0);
            }
            kept.push(feed);
        });
    }

    pub(super) fn change(self, address: &str, change: impl FnOnce(&mut KeptFeed)) {
        self.kept.try_update_value(|kept| {
            if let Some(feed) = kept.iter_mut().find(|feed| feed.address == address) {
                change(feed);
            }
        });
    }

    /// The feed of this address, if a step in history leads there: with the numbers of now, without what is gone.
    pub(super) fn go_back_to(self, address: &str, events: PostEvents) -> Option<KeptFeed> {
        if self
            .returning_to
            .try_with_value(|returning| returning.as_deref() == Some(address))
            != Some(true)
        {
            return None;
        }
        let mut feed = self
            .kept
            .try_with_value(|kept| kept.iter().find(|feed| feed.address == address).cloned())
            .flatten()?;
        feed.items
            .retain_mut(|item| events.freshen(&mut Arc::make_mut(item).post));
        Some(feed)
    }
}

/// Addresses are compared as text that people read, because browsers and servers escape them differently.
pub(super) fn address(path: &str, query: &str) -> String {
    if query.is_empty() {
        Url::unescape(path)
    } else {
        Url::unescape(&format!("{path}?{query}"))
    }
}
