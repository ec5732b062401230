//! Text rules: how long a post is, what in it is a mention, hashtag, cashtag or address, and how text is cleaned, cut
//! and taken apart for display. The same code runs in the browser and on the server.
//!
//! The rules are those of the public twitter-text project (configuration version 3); its conformance cases are the
//! tests of this module. Everything is scanned by hand: no regular expressions, so that the browser's copy stays small
//! and every scan is linear or bounded.

pub mod characters;
mod clean;
mod compose;
mod cut;
mod emoji;
mod entity;
pub mod extract;
pub mod highlight;
mod host;
mod look_alike;
mod punycode;
mod segment;
mod stack;
pub mod suggest;
mod tables;
mod tld;
mod url;
mod validate;
pub mod weight;

pub use clean::{MAX_LINE_BREAKS, clean_line, clean_text};
pub use compose::{composed, unaccented};
pub use cut::excerpt;
pub use entity::{Entity, EntityKind, Mentioned, entities, tag_key};
pub use look_alike::shown_url;
pub use segment::{Segment, segments, url_display, url_href};
pub use stack::MAX_MARKS;
pub use suggest::{Token, TokenKind, token_at};
pub use validate::is_valid_url;

/// How much weight a post may have.
pub const MAX_WEIGHTED_LENGTH: u32 = weight::VERSION_3.maximum;

/// Texts of more bytes than this are measured, but not searched for entities; the longest valid post (twelve addresses
/// of 4,096 characters) stays below it.
const MAX_PARSED_BYTES: usize = 64 * 1024;

/// What [`parse`] finds out about a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// Weight of the text in characters; see [`weight`] for the rules.
    pub weighted_length: u32,
    /// Neither blank, nor too long, nor with characters that no post may hold.
    pub valid: bool,
    /// Weight in thousandths of [`MAX_WEIGHTED_LENGTH`]; above 1,000 the text is too long.
    pub permillage: u32,
    /// How many UTF-16 code units from the start still fit; what lies behind may be marked in the composer.
    pub valid_utf16: u32,
    /// In the order of the text, without overlap.
    pub entities: Vec<Entity>,
}

/// Measures a post's text and finds its entities. The text should have gone through [`clean_text`].
pub fn parse(text: &str) -> Parsed {
    let entities = if text.len() <= MAX_PARSED_BYTES {
        entities(text, extract::Bare::Include)
    } else {
        Vec::new()
    };
    let measure = weight::measure_with(text, &weight::VERSION_3, Some(&entities));
    Parsed {
        weighted_length: measure.weighted_length,
        valid: measure.valid,
        permillage: measure.permillage,
        valid_utf16: measure.valid_utf16,
        entities,
    }
}

/// Byte offset of a UTF-16 offset as browsers give it; the end of the text where the offset lies behind it, the
/// character's start where it lies inside one.
pub fn byte_offset(text: &str, utf16: usize) -> usize {
    let mut units = 0;
    for (offset, character) in text.char_indices() {
        units += character.len_utf16();
        if units > utf16 {
            return offset;
        }
    }
    text.len()
}

/// Length of a text in UTF-16 code units, as browsers count it.
pub fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The character at a byte offset, none at the end of the text or off a character boundary.
fn character_at(text: &str, offset: usize) -> Option<char> {
    text.get(offset..)?.chars().next()
}

/// The character that ends at a byte offset.
fn character_before(text: &str, offset: usize) -> Option<char> {
    text.get(..offset)?.chars().next_back()
}

/// End of the run of characters that begins at `start` and satisfies `belongs`.
fn run_end(text: &str, start: usize, belongs: impl Fn(char) -> bool) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.find(|character| !belongs(character))
        .map_or(text.len(), |length| start + length)
}

#[cfg(test)]
mod tests;
