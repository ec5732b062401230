//! The topics on the page: what the live connection asks to be told of.

use leptos::prelude::*;
use std::collections::HashMap;
use types::live::Topic;

/// With how often each stands on the page.
#[derive(Clone, Copy, Default)]
pub struct Topics(RwSignal<HashMap<Topic, u32>>);

impl Topics {
    /// Says that the topic is on the page for as long as the caller's owner lives. Only in the browser.
    pub(super) fn watch(self, topic: Topic) {
        let shown = self.0;
        Effect::new(move |_| {
            shown.update(|shown| *shown.entry(topic.clone()).or_default() += 1);
            let topic = topic.clone();
            on_cleanup(move || {
                let _ = shown.try_update(|shown| {
                    if let Some(times) = shown.get_mut(&topic) {
                        *times -= 1;
                        if *times == 0 {
                            shown.remove(&topic);
                        }
                    }
                });
            });
        });
    }

    pub(super) fn track(self) {
        self.0.track();
    }

    pub(super) fn contains(self, topic: &Topic) -> bool {
        self.0.with_untracked(|shown| shown.contains_key(topic))
    }

    /// Those which `one` knows.
    pub(super) fn each<T>(self, one: impl Fn(&Topic) -> Option<T>) -> Vec<T> {
        self.0.with_untracked(|shown| shown.keys().filter_map(one).collect())
    }
}
