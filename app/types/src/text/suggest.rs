//! Suggestions while typing: the handle or hashtag in which the caret stands.

use super::characters::{is_handle_character, is_hashtag_character};
use super::extract::{Bare, is_at_sign, is_hash_sign, may_precede_hashtag, may_precede_mention, urls};
use super::{byte_offset, character_before, run_end, utf16_length};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Mention,
    Hashtag,
}

/// A handle or hashtag that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    /// Byte offset of the sign.
    pub start: usize,
    /// Byte offset behind the word, which may go on behind the caret.
    pub end: usize,
    /// What stands between the sign and the caret: what suggestions should begin with. May be empty.
    pub query: String,
}

impl Token {
    /// Puts a suggestion (with its sign) in the token's place, with a space behind it. Gives the new text and the
    /// caret's new place in UTF-16 code units.
    pub fn replace(&self, text: &str, suggestion: &str) -> (String, usize) {
        let (Some(before), Some(after)) = (text.get(..self.start), text.get(self.end..)) else {
            return (text.to_owned(), utf16_length(text));
        };
        let space = if after.starts_with(char::is_whitespace) {
            ""
        } else {
            " "
        };
        let replaced = format!("{before}{suggestion}{space}{after}");
        // Behind the space, also where it was there before.
        let caret = utf16_length(before) + utf16_length(suggestion) + 1;
        (replaced, caret)
    }
}

/// The token in which the caret stands; `caret_utf16` counts UTF-16 code units as browsers do. None outside of words
/// with `@` or `#`, and inside addresses.
pub fn token_at(text: &str, caret_utf16: usize) -> Option<Token> {
    let caret = byte_offset(text, caret_utf16);
    let token = mention_at(text, caret).or_else(|| hashtag_at(text, caret))?;
    let in_url = urls(text, Bare::Include)
        .iter()
        .any(|url| url.start < token.end && token.start < url.end);
    (!in_url).then_some(token)
}

fn mention_at(text: &str, caret: usize) -> Option<Token> {
    let (start, query) = word_before(text, caret, is_at_sign, is_handle_character)?;
    let end = run_end(text, caret, is_handle_character);
    may_precede_mention(text, start, 0).then_some(Token {
        kind: TokenKind::Mention,
        start,
        end,
        query,
    })
}

fn hashtag_at(text: &str, caret: usize) -> Option<Token> {
    let (start, query) = word_before(text, caret, is_hash_sign, is_hashtag_character)?;
    let end = run_end(text, caret, is_hashtag_character);
    let begins = character_before(text, start).is_none_or(may_precede_hashtag);
    begins.then_some(Token {
        kind: TokenKind::Hashtag,
        start,
        end,
        query,
    })
}

/// Where the sign stands before the word that ends at the caret, and that word.
fn word_before(
    text: &str,
    caret: usize,
    is_sign: fn(char) -> bool,
    belongs: fn(char) -> bool,
) -> Option<(usize, String)> {
    let before = text.get(..caret)?;
    let word = before.trim_end_matches(belongs).len();
    let sign = before
        .get(..word)?
        .chars()
        .next_back()
        .filter(|&character| is_sign(character))?;
    Some((word - sign.len_utf8(), before.get(word..)?.to_owned()))
}
