//! What is being written. Every composer for the same thing shares one draft, in the page and in the browser's storage,
//! so that nothing is lost when the page is left: the text with those for whom it is meant.

use super::{
    kept::{Kept, Tried},
    target::ComposeTarget,
};
use base::api::new_request_key;
use leptos::prelude::*;
use std::{collections::HashMap, time::Duration};
use types::{AccountId, Audience};

/// The drafts of this page.
#[derive(Clone, Copy)]
pub(super) struct Drafts(StoredValue<HashMap<String, Shared>>);

/// As all composers for the same thing share it.
#[derive(Clone)]
struct Shared {
    text: ArcRwSignal<String>,
    audience: ArcRwSignal<String>,
    reply_rule: ArcRwSignal<String>,
    /// The last try to send it.
    tried: ArcRwSignal<Option<Tried>>,
}

impl Shared {
    fn new(first: Kept) -> Self {
        Self {
            text: ArcRwSignal::new(first.text),
            audience: ArcRwSignal::new(first.audience),
            reply_rule: ArcRwSignal::new(first.reply_rule),
            tried: ArcRwSignal::new(first.tried),
        }
    }

    fn set(&self, kept: Kept) {
        // The text last: with it the composer shows what it is.
        self.audience.set(kept.audience);
        self.reply_rule.set(kept.reply_rule);
        self.tried.set(kept.tried);
        self.text.set(kept.text);
    }

    fn get(&self) -> Kept {
        Kept {
            text: self.text.get(),
            audience: self.audience.get(),
            reply_rule: self.reply_rule.get(),
            tried: self.tried.get(),
        }
    }

    fn get_untracked(&self) -> Kept {
        untrack(|| self.get())
    }
}

/// One draft, in one composer.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub text: RwSignal<String>,
    /// As `types` prints it; empty where the one who writes has to choose.
    pub audience: RwSignal<String>,
    pub reply_rule: RwSignal<String>,
    shared: StoredValue<Shared>,
}

impl Draft {
    /// Names a try to send `content`: the same words for the same content, until it was sent.
    pub fn request_key(self, content: &str) -> Option<String> {
        let shared = self.shared.try_get_value()?;
        let tried = shared.tried.get_untracked().filter(|tried| tried.content == content);
        let tried = tried.unwrap_or_else(|| Tried {
            key: new_request_key(),
            content: content.to_owned(),
        });
        let key = tried.key.clone();
        shared.tried.set(Some(tried));
        Some(key)
    }
}

impl Drafts {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }

    /// The draft for a target, on the page of a group one of its own. Starts with `first`, and after hydration with what
    /// the browser keeps of it.
    pub(super) fn open(
        self,
        account: AccountId,
        target: &ComposeTarget,
        group: Option<Audience>,
        first: Kept,
    ) -> Draft {
        let key = key(account, target, group);
        let known = self.0.with_value(|drafts| drafts.get(&key).cloned());
        let shared = known.unwrap_or_else(|| {
            let shared = Shared::new(first);
            self.0.update_value(|drafts| {
                drafts.insert(key.clone(), shared.clone());
            });
            shared
        });
        let draft = Draft {
            text: RwSignal::from(shared.text.clone()),
            audience: RwSignal::from(shared.audience.clone()),
            reply_rule: RwSignal::from(shared.reply_rule.clone()),
            shared: StoredValue::new(shared.clone()),
        };
        Effect::new(move |before: Option<()>| {
            let now = shared.get();
            if before.is_some() || !now.text.is_empty() {
                now.write(&key);
            } else if let Some(kept) = Kept::read(&key) {
                let shared = shared.clone();
                // After the menus have taken over what they show: they would undo it.
                set_timeout(
                    move || {
                        if shared.text.with_untracked(String::is_empty) {
                            shared.set(kept);
                        }
                    },
                    Duration::ZERO,
                );
            }
        });
        draft
    }

    /// Puts a text behind what is being written, once.
    pub(super) fn add(self, account: AccountId, target: &ComposeTarget, first: Kept, text: &str) {
        let key = key(account, target, None);
        let known = self.0.with_value(|drafts| drafts.get(&key).cloned());
        let mut draft = match &known {
            Some(shared) => shared.get_untracked(),
            None => Kept::read(&key).unwrap_or(first),
        };
        if draft.text.contains(text) {
            return;
        }
        draft.append(text);
        match known {
            Some(shared) => shared.set(draft),
            None => self.0.update_value(|drafts| {
                drafts.insert(key, Shared::new(draft));
            }),
        }
    }

    /// Takes what was sent out of a draft, in every composer and in the browser; what was written meanwhile stays.
    pub(super) fn sent(self, account: AccountId, target: &ComposeTarget, group: Option<Audience>, text: &str) {
        let key = key(account, target, group);
        let known = self.0.with_value(|drafts| drafts.get(&key).cloned());
        let mut left = known.as_ref().map(Shared::get_untracked).unwrap_or_default();
        left.remove_sent(text);
        left.write(&key);
        if let Some(shared) = known {
            shared.set(left);
        }
    }

    /// Hands the drafts of this page over to another account of this browser, for the next page to show.
    pub(super) fn hand_over(self, from: AccountId, to: AccountId) {
        let (from, to) = (prefix(from), prefix(to));
        let drafts = self.0.with_value(|drafts| {
            let drafts = drafts.iter().map(|(key, shared)| (key.clone(), shared.get_untracked()));
            drafts.collect::<Vec<_>>()
        });
        for (key, draft) in drafts {
            let Some(rest) = key.strip_prefix(&from).filter(|_| !draft.text.trim().is_empty()) else {
                continue;
            };
            let new_key = format!("{to}{rest}");
            Kept::read(&new_key).unwrap_or_default().join(draft).write(&new_key);
            Kept::default().write(&key);
        }
    }
}

fn prefix(account: AccountId) -> String {
    format!("piaf-draft:{account}:")
}

fn key(account: AccountId, target: &ComposeTarget, group: Option<Audience>) -> String {
    let prefix = prefix(account);
    match (target, group) {
        (ComposeTarget::New, Some(group)) => format!("{prefix}new:{group}"),
        (ComposeTarget::New, None) => format!("{prefix}new"),
        (ComposeTarget::Reply(post), _) => format!("{prefix}reply:{}", post.id),
        (ComposeTarget::Quote(post), _) => format!("{prefix}quote:{}", post.id),
    }
}
