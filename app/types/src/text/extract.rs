//! Finds mentions, lists, hashtags, cashtags and addresses in text. All positions are byte offsets and always lie on
//! character boundaries.

use std::ops::Range;

use super::characters::{
    is_directional, is_handle_character, is_hashtag_character, is_hashtag_letter, is_latin_accent, is_space,
};
pub use super::url::Bare;
use super::{character_at, character_before, run_end, url};

/// Longest name that is recognised behind an at sign; Piaf's own handles are shorter.
const MAX_NAME: usize = 20;
/// Longest list name, first letter included.
const MAX_LIST: usize = 25;
const MAX_CASHTAG: usize = 6;
const MAX_CASHTAG_SUFFIX: usize = 2;

/// `@name` or `@name/list` in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionOrList {
    /// Where the at sign stands.
    pub start: usize,
    /// The name without the sign.
    pub name: Range<usize>,
    /// End of the whole, the list with its slash included.
    pub end: usize,
}

/// Addresses: see [`Bare`].
pub fn urls(text: &str, bare: Bare) -> Vec<Range<usize>> {
    url::scan(text, bare)
}

/// Mentions and lists; also those that are part of an address.
pub fn mentions_or_lists(text: &str) -> Vec<MentionOrList> {
    let mut found = Vec::new();
    let mut floor = 0;
    for (start, sign) in text.char_indices().filter(|&(_, character)| is_at_sign(character)) {
        if !may_precede_mention(text, start, floor) {
            continue;
        }
        let Some(name) = name_at(text, start + sign.len_utf8()) else {
            continue;
        };
        let end = list_end(text, name.end);
        floor = end;
        if !spoils_mention(text, end) {
            found.push(MentionOrList { start, name, end });
        }
    }
    found
}

/// The name that a text answers to: a mention at its very start.
pub fn reply_name(text: &str) -> Option<&str> {
    let start = run_end(text, 0, |character| is_space(character) || is_directional(character));
    let sign = character_at(text, start).filter(|&character| is_at_sign(character))?;
    let name = name_at(text, start + sign.len_utf8())?;
    if spoils_mention(text, name.end) {
        None
    } else {
        text.get(name)
    }
}

/// Hashtags with their sign; also those that are part of an address.
pub fn hashtags(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut floor = 0;
    for (start, sign) in text.char_indices().filter(|&(_, character)| is_hash_sign(character)) {
        let before = character_before(text, start);
        if !before.is_none_or(|before| start - before.len_utf8() >= floor && may_precede_hashtag(before)) {
            continue;
        }
        let tag = start + sign.len_utf8();
        // A number sign that is drawn as an emoji or a key is no hash sign.
        if matches!(character_at(text, tag), Some('\u{fe0f}' | '\u{20e3}')) {
            continue;
        }
        let end = run_end(text, tag, is_hashtag_character);
        if !text.get(tag..end).is_some_and(|tag| tag.contains(is_hashtag_letter)) {
            continue;
        }
        floor = end;
        let spoiled = character_at(text, end).is_some_and(is_hash_sign) || follows_scheme(text, end);
        if !spoiled {
            found.push(start..end);
        }
    }
    found
}

/// Cashtags with their sign: `$` and up to six letters, optionally a dot or underscore and two letters.
pub fn cashtags(text: &str) -> Vec<Range<usize>> {
    text.match_indices('$')
        .filter_map(|(start, _)| cashtag_end(text, start).map(|end| start..end))
        .collect()
}

fn cashtag_end(text: &str, start: usize) -> Option<usize> {
    let before = character_before(text, start);
    if !before.is_none_or(|before| is_space(before) || is_directional(before)) {
        return None;
    }
    let is_letter = |character: char| character.is_ascii_alphabetic();
    let symbol = start + 1;
    let end = run_end(text, symbol, is_letter);
    if !(1..=MAX_CASHTAG).contains(&(end - symbol)) {
        return None;
    }
    let ends_word =
        |offset| character_at(text, offset).is_none_or(|next| is_space(next) || next.is_ascii_punctuation());
    if matches!(character_at(text, end), Some('.' | '_')) {
        let suffix_end = run_end(text, end + 1, is_letter);
        if (1..=MAX_CASHTAG_SUFFIX).contains(&(suffix_end - end - 1)) && ends_word(suffix_end) {
            return Some(suffix_end);
        }
    }
    ends_word(end).then_some(end)
}

pub(super) fn is_at_sign(character: char) -> bool {
    matches!(character, '@' | '＠')
}

pub(super) fn is_hash_sign(character: char) -> bool {
    matches!(character, '#' | '＃')
}

pub(super) fn may_precede_hashtag(before: char) -> bool {
    matches!(before, '\u{fe0e}' | '\u{fe0f}') || !(before == '&' || is_hashtag_character(before))
}

/// A mention does not follow a letter, so that e-mail addresses are left alone, except behind a `RT`. What stands
/// before the sign must not belong to an earlier mention, which ended at `floor`.
pub(super) fn may_precede_mention(text: &str, start: usize, floor: usize) -> bool {
    let Some(before) = character_before(text, start) else {
        return true;
    };
    if start - before.len_utf8() < floor {
        return false;
    }
    if !(is_handle_character(before) || matches!(before, '!' | '#' | '$' | '%' | '&' | '*') || is_at_sign(before)) {
        return true;
    }
    let Some(forward) = start.checked_sub(2).filter(|&forward| forward >= floor) else {
        return false;
    };
    text.get(forward..start)
        .is_some_and(|word| word.eq_ignore_ascii_case("rt"))
        && character_before(text, forward)
            .is_none_or(|before| !(is_handle_character(before) || matches!(before, '+' | '~' | '.' | '-')))
}

/// Range of the name that begins at `start`, cut at [`MAX_NAME`] characters.
fn name_at(text: &str, start: usize) -> Option<Range<usize>> {
    let end = run_end(text, start, is_handle_character).min(start + MAX_NAME);
    (end > start).then_some(start..end)
}

/// End of the `/list` behind a name; the name's end where there is none.
fn list_end(text: &str, name_end: usize) -> usize {
    let list = name_end + 1;
    if character_at(text, name_end) != Some('/') || !character_at(text, list).is_some_and(|c| c.is_ascii_alphabetic()) {
        return name_end;
    }
    let belongs = |character| is_handle_character(character) || character == '-';
    run_end(text, list, belongs).min(list + MAX_LIST)
}

/// What follows tells that a would-be mention is an e-mail address, a longer word or an address.
fn spoils_mention(text: &str, end: usize) -> bool {
    character_at(text, end).is_some_and(|next| is_at_sign(next) || is_latin_accent(next)) || follows_scheme(text, end)
}

fn follows_scheme(text: &str, end: usize) -> bool {
    text.get(end..).is_some_and(|rest| rest.starts_with("://"))
}
