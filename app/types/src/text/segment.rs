//! A post's text taken apart for display: plain text and entities in turn.

use super::characters::{is_handle_character, is_hashtag_character};
use super::entity::{Entity, EntityKind, Mentioned, order};
use super::look_alike::shown_url;
use super::url::scheme_length;
use std::borrow::Cow;

/// Longest address that is shown in full, in characters.
const MAX_DISPLAY: usize = 30;

/// A piece of a text. `text` is the piece as it stands there: all of them together are the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    Text(&'a str),
    /// `handle` without the sign: of the account that was meant, or as typed.
    Mention {
        text: &'a str,
        handle: Cow<'a, str>,
    },
    /// `tag` as typed, without the sign.
    Hashtag {
        text: &'a str,
        tag: &'a str,
    },
    /// `symbol` as typed, without the sign.
    Cashtag {
        text: &'a str,
        symbol: &'a str,
    },
    /// `href` always begins with `http://` or `https://`; `display` is short and without it.
    Url {
        text: &'a str,
        href: String,
        display: String,
    },
}

impl<'a> Segment<'a> {
    /// The piece as it stands in the text.
    pub fn text(&self) -> &'a str {
        match self {
            Segment::Text(text)
            | Segment::Mention { text, .. }
            | Segment::Hashtag { text, .. }
            | Segment::Cashtag { text, .. }
            | Segment::Url { text, .. } => text,
        }
    }
}

/// Takes a text apart. The entities may come from the database, in any order and even for another text: what does not
/// fit stays plain text. Joined together, the segments' texts are the text.
pub fn segments<'a>(text: &'a str, entities: &[Entity]) -> Vec<Segment<'a>> {
    let mut ordered = entities.to_vec();
    order(&mut ordered);
    let mut segments = Vec::with_capacity(entities.len() * 2 + 1);
    let mut position = 0;
    for entity in &ordered {
        let (start, end) = (entity.start as usize, entity.end as usize);
        // `get` refuses ranges that overlap the last piece, leave the text or cut a character.
        let Some(before) = text.get(position..start) else {
            continue;
        };
        let Some(segment) = link(entity, text) else { continue };
        if !before.is_empty() {
            segments.push(Segment::Text(before));
        }
        segments.push(segment);
        position = end;
    }
    if let Some(rest) = text.get(position..).filter(|rest| !rest.is_empty()) {
        segments.push(Segment::Text(rest));
    }
    segments
}

/// The piece for an entity, none where the text there has not the form of one.
fn link<'a>(entity: &Entity, whole: &'a str) -> Option<Segment<'a>> {
    let text = entity.text(whole);
    let value = entity.value(whole);
    let signed = value.len() < text.len();
    let holds = |belongs: fn(char) -> bool| signed && !value.is_empty() && value.chars().all(belongs);
    match entity.kind {
        EntityKind::Mention => holds(is_handle_character).then(|| match &entity.mentioned {
            Some(Mentioned::Nobody) => Segment::Text(text),
            Some(Mentioned::Handle(handle)) if handle.chars().all(is_handle_character) => Segment::Mention {
                text,
                handle: Cow::Owned(handle.clone()),
            },
            _ => Segment::Mention {
                text,
                handle: Cow::Borrowed(value),
            },
        }),
        EntityKind::Hashtag => holds(is_hashtag_character).then_some(Segment::Hashtag { text, tag: value }),
        EntityKind::Cashtag => {
            let belongs = |character: char| is_handle_character(character) || character == '.';
            holds(belongs).then_some(Segment::Cashtag { text, symbol: value })
        }
        EntityKind::Url => {
            let spoiled = text.is_empty() || text.contains(|character: char| character.is_whitespace());
            (!spoiled).then(|| Segment::Url {
                text,
                href: url_href(text),
                display: url_display(text),
            })
        }
    }
}

/// What a link to an address points to: `https://` is put before it where it has no scheme.
pub fn url_href(url: &str) -> String {
    if scheme_length(url) > 0 {
        url.to_owned()
    } else {
        format!("https://{url}")
    }
}

/// What a link to an address shows: no scheme, no lone slash at the end, at most 30 characters and then an ellipsis. A
/// host that passes for another is shown in its ASCII form, see [`shown_url`].
pub fn url_display(url: &str) -> String {
    let shown = shown_url(url);
    let bare = shown.get(scheme_length(&shown)..).unwrap_or(&shown);
    let bare = bare
        .strip_suffix('/')
        .filter(|host| !host.contains('/'))
        .unwrap_or(bare);
    match bare.char_indices().nth(MAX_DISPLAY) {
        Some((end, _)) => format!("{}…", bare.get(..end).unwrap_or(bare)),
        None => bare.to_owned(),
    }
}
