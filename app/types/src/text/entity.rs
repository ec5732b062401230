//! Entities: what in a post's text is more than text. They are stored beside the text.

use serde::{Deserialize, Serialize};

use super::compose::compose;
use super::extract::{self, Bare};
use crate::{AccountId, handle};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    Mention,
    Hashtag,
    Cashtag,
    Url,
}

/// Whom a mention is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mentioned {
    /// As posts are stored: the account that had the handle then.
    Account(AccountId),
    /// As posts are shown: the handle of that account today.
    Handle(String),
    /// As posts are shown: the account is not there, and somebody else has the handle now.
    Nobody,
}

/// A part of a text, its sign (`@`, `#`, `$`) included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    pub kind: EntityKind,
    /// Byte offset into the UTF-8 text.
    pub start: u32,
    /// Byte offset behind the last character.
    pub end: u32,
    /// Of a mention: none where the handle as written is all that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentioned: Option<Mentioned>,
}

impl Entity {
    /// The entity as it stands in the text, sign included; empty where the offsets do not fit the text.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The handle, tag, symbol or address without its sign.
    pub fn value<'a>(&self, text: &'a str) -> &'a str {
        let whole = self.text(text);
        match self.kind {
            EntityKind::Mention => whole.strip_prefix(extract::is_at_sign),
            EntityKind::Hashtag => whole.strip_prefix(extract::is_hash_sign),
            EntityKind::Cashtag => whole.strip_prefix('$'),
            EntityKind::Url => None,
        }
        .unwrap_or(whole)
    }

    /// The mentioned handle as typed, without the sign; look it up by [`handle::key`].
    pub fn handle<'a>(&self, text: &'a str) -> Option<&'a str> {
        (self.kind == EntityKind::Mention).then(|| self.value(text))
    }

    /// The hashtag as typed, without the sign; look it up by [`tag_key`].
    pub fn tag<'a>(&self, text: &'a str) -> Option<&'a str> {
        (self.kind == EntityKind::Hashtag).then(|| self.value(text))
    }
}

/// Finds all entities, in the order of the text and without overlap. Of two that overlap the one that begins earlier
/// stays; at the same place an address wins. Names longer than a handle can be are no mentions.
pub fn entities(text: &str, bare: Bare) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut add = |kind, start: usize, end: usize| {
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
            found.push(Entity {
                kind,
                start,
                end,
                mentioned: None,
            });
        }
    };
    for url in extract::urls(text, bare) {
        add(EntityKind::Url, url.start, url.end);
    }
    for tag in extract::hashtags(text) {
        add(EntityKind::Hashtag, tag.start, tag.end);
    }
    for mention in extract::mentions_or_lists(text) {
        if mention.name.len() <= handle::MAX_LENGTH {
            add(EntityKind::Mention, mention.start, mention.name.end);
        }
    }
    for tag in extract::cashtags(text) {
        add(EntityKind::Cashtag, tag.start, tag.end);
    }
    order(&mut found);
    let mut end = 0;
    found.retain(|entity| {
        let keep = entity.start >= end;
        if keep {
            end = entity.end;
        }
        keep
    });
    found
}

/// Sorts entities by where they begin; those that begin at the same place keep their order.
pub(super) fn order(entities: &mut [Entity]) {
    entities.sort_by_key(|entity| entity.start);
}

/// The form under which a hashtag is stored and looked up: without its sign, composed, full-width letters as ASCII,
/// lower case. Two tags with the same key are the same tag.
pub fn tag_key(tag: &str) -> String {
    let tag = tag.strip_prefix(extract::is_hash_sign).unwrap_or(tag);
    let narrow: String = tag.chars().map(narrow).collect();
    compose(&narrow.to_lowercase()).into_owned()
}

/// The ASCII character of a full-width one.
fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        _ => character,
    }
}
