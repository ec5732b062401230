//! A draft as the browser keeps it.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};

/// Characters kept at most: nobody means to post a book.
const LONGEST: usize = 10_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub text: String,
    /// As `types` prints it: a text comes back for those for whom it was written, or for nobody until one chooses.
    #[serde(default)]
    pub audience: String,
    #[serde(default)]
    pub reply_rule: String,
    #[serde(default)]
    pub tried: Option<Tried>,
}

/// A try to send a draft of which no answer came, so that the next one is known for the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tried {
    pub key: String,
    pub content: String,
}

impl Kept {
    /// What the browser keeps under a key, if that is any text.
    pub fn read(key: &str) -> Option<Self> {
        let kept = storage()?.get_item(key).ok().flatten()?;
        let kept: Self = serde_json::from_str(&kept).ok()?;
        (!kept.text.is_empty()).then_some(kept)
    }

    /// Keeps it, or forgets it where there is no text.
    pub fn write(&self, key: &str) {
        let Some(storage) = storage() else { return };
        let mut kept = self.clone();
        if let Some((end, _)) = kept.text.char_indices().nth(LONGEST) {
            kept.text.truncate(end);
        }
        // A full storage loses the draft, not the text on the page.
        let _ = match serde_json::to_string(&kept) {
            Ok(json) if !self.text.trim().is_empty() => storage.set_item(key, &json),
            _ => storage.remove_item(key),
        };
    }

    pub fn append(&mut self, text: &str) {
        if self.text.trim().is_empty() {
            text.clone_into(&mut self.text);
        } else {
            self.text.push('\n');
            self.text.push_str(text);
        }
    }

    /// Takes out what was sent; what was written behind it meanwhile stays, and so does a text that was changed.
    pub fn remove_sent(&mut self, sent: &str) {
        self.tried = None;
        if let Some(rest) = self.text.strip_prefix(sent) {
            self.text = rest.trim_start().to_owned();
        }
    }

    /// Another draft behind this one. Where they are not for the same people, one has to choose.
    pub fn join(mut self, other: Self) -> Self {
        if self.text.trim().is_empty() {
            return Self { tried: None, ..other };
        }
        if self.audience != other.audience {
            self.audience.clear();
        }
        self.append(&other.text);
        self.tried = None;
        self
    }
}

/// None where the browser forbids storage.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str, audience: &str) -> Kept {
        Kept {
            text: text.to_owned(),
            audience: audience.to_owned(),
            ..Kept::default()
        }
    }

    #[test]
    fn only_what_was_sent_is_taken_out() {
        for (written, left) in [("Hello", ""), ("Hello and more", "and more"), ("Hullo", "Hullo")] {
            let mut kept = draft(written, "public");
            kept.remove_sent("Hello");
            assert_eq!(kept.text, left);
        }
    }

    #[test]
    fn two_drafts_for_different_people_are_for_nobody_yet() {
        assert_eq!(
            draft("", "public").join(draft("Psst", "circle-1")),
            draft("Psst", "circle-1")
        );
        assert_eq!(
            draft("One", "circle-1").join(draft("Two", "circle-1")),
            draft("One\nTwo", "circle-1")
        );
        assert_eq!(draft("One", "public").join(draft("Psst", "circle-1")).audience, "");
    }

    #[test]
    fn a_draft_keeps_its_audience_and_its_rule() {
        let kept = Kept {
            reply_rule: "nobody".to_owned(),
            ..draft("Psst", "circle-7")
        };
        let json = serde_json::to_string(&kept).unwrap();
        assert_eq!(serde_json::from_str::<Kept>(&json).unwrap(), kept);
    }
}
