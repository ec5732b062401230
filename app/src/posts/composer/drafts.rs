//! Texts that are being written. Every composer for the same thing shares one, in the page and in the browser's
//! storage, so that nothing is lost when the page is left.

use super::ComposeTarget;
use leptos::prelude::*;
use std::collections::HashMap;
use types::AccountId;

/// Characters kept at most: nobody means to post a book.
const LONGEST: usize = 10_000;

/// The drafts of this page.
#[derive(Clone, Copy)]
pub(super) struct Drafts(StoredValue<HashMap<String, ArcRwSignal<String>>>);

impl Drafts {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }

    /// The text for a target. Starts with what the browser keeps of it, after hydration.
    pub(super) fn text(self, account: AccountId, target: &ComposeTarget, first: String) -> RwSignal<String> {
        let key = key(account, target);
        let known = self.0.with_value(|drafts| drafts.get(&key).cloned());
        let (text, fresh) = match known {
            Some(text) => (text, false),
            None => (ArcRwSignal::new(first), true),
        };
        if fresh {
            self.0.update_value(|drafts| {
                drafts.insert(key.clone(), text.clone());
            });
        }
        let text = RwSignal::from(text);
        Effect::new(move |kept: Option<()>| {
            let now = text.get();
            if kept.is_none() && now.is_empty() {
                if let Some(draft) = read(&key) {
                    text.set(draft);
                }
            } else {
                write(&key, &now);
            }
        });
        text
    }
}

impl Drafts {
    /// Puts a text behind what is being written, once.
    pub(super) fn add(self, account: AccountId, target: &ComposeTarget, text: &str) {
        let key = key(account, target);
        let known = self.0.with_value(|drafts| drafts.get(&key).cloned());
        let before = match &known {
            Some(draft) => draft.get_untracked(),
            None => read(&key).unwrap_or_default(),
        };
        if before.contains(text) {
            return;
        }
        let whole = if before.trim().is_empty() {
            text.to_owned()
        } else {
            format!("{before}\n{text}")
        };
        match known {
            Some(draft) => draft.set(whole),
            None => self.0.update_value(|drafts| {
                drafts.insert(key, ArcRwSignal::new(whole));
            }),
        }
    }

    /// Forgets a draft that was posted, in every composer and in the browser.
    pub(super) fn clear(self, account: AccountId, target: &ComposeTarget) {
        let key = key(account, target);
        if let Some(text) = self.0.with_value(|drafts| drafts.get(&key).cloned()) {
            text.set(String::new());
        }
        write(&key, "");
    }
}

fn key(account: AccountId, target: &ComposeTarget) -> String {
    match target {
        ComposeTarget::New => format!("piaf-draft:{account}:new"),
        ComposeTarget::Reply(post) => format!("piaf-draft:{account}:reply:{}", post.id),
        ComposeTarget::Quote(post) => format!("piaf-draft:{account}:quote:{}", post.id),
    }
}

/// None where the browser forbids storage.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn read(key: &str) -> Option<String> {
    storage()?
        .get_item(key)
        .ok()
        .flatten()
        .filter(|draft| !draft.is_empty())
}

fn write(key: &str, text: &str) {
    let Some(storage) = storage() else { return };
    // A full storage loses the draft, not the text on the page.
    let _ = if text.trim().is_empty() {
        storage.remove_item(key)
    } else {
        storage.set_item(key, &text.chars().take(LONGEST).collect::<String>())
    };
}
