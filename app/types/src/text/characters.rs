//! Classes of characters that the scanners ask for, as the twitter-text project defines them.

use super::tables::{DIGIT_ZEROS, MARKS};

/// White space of Unicode, with the Mongolian vowel separator.
#[rustfmt::skip]
pub fn is_space(character: char) -> bool {
    matches!(character, '\u{9}'..='\u{d}' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Marks, embeddings, overrides and isolates that change the direction of text.
pub fn is_directional(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that make a post invalid: byte order marks and noncharacters.
pub fn is_forbidden(character: char) -> bool {
    matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// What a handle consists of.
pub fn is_handle_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Latin letters with accents, and the combining diacritics.
#[rustfmt::skip]
pub fn is_latin_accent(character: char) -> bool {
    matches!(character, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{253}' | '\u{254}'
        | '\u{256}' | '\u{257}' | '\u{259}' | '\u{25b}' | '\u{263}' | '\u{268}' | '\u{26f}' | '\u{272}' | '\u{289}'
        | '\u{28b}' | '\u{2bb}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
}

/// Letters and marks: a hashtag needs one at least.
pub fn is_hashtag_letter(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphabetic();
    }
    // Alphabetic holds letters, letter-like numbers, circled letters and most marks; the table adds the other marks.
    let circled = matches!(character, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}');
    (character.is_alphabetic() && !character.is_numeric() && !circled) || contains(MARKS, character)
}

/// Everything that may stand in a hashtag: letters, marks, decimal digits and some joining characters.
pub fn is_hashtag_character(character: char) -> bool {
    is_handle_character(character)
        || !character.is_ascii()
            && (is_hashtag_letter(character) || is_decimal_digit(character) || is_hashtag_joiner(character))
}

#[rustfmt::skip]
fn is_hashtag_joiner(character: char) -> bool {
    matches!(character, '\u{b7}' | '\u{5be}' | '\u{5f3}' | '\u{5f4}' | '\u{f0b}' | '\u{f0c}' | '\u{200c}' | '\u{200d}'
        | '\u{3003}' | '\u{301c}' | '\u{309b}' | '\u{309c}' | '\u{30a0}' | '\u{30fb}' | '\u{a67e}' | '\u{ff5e}')
}

fn is_decimal_digit(character: char) -> bool {
    let code = u32::from(character);
    let following = DIGIT_ZEROS.partition_point(|&zero| zero <= code);
    following
        .checked_sub(1)
        .and_then(|index| DIGIT_ZEROS.get(index))
        .is_some_and(|zero| code - zero < 10)
}

/// Whether one of the sorted, inclusive ranges holds the character.
pub(super) fn contains(ranges: &[(u32, u32)], character: char) -> bool {
    let code = u32::from(character);
    let index = ranges.partition_point(|&(_, end)| end < code);
    ranges.get(index).is_some_and(|&(start, _)| start <= code)
}

/// A character of a host name that is recognised without `https://` before it.
pub(super) fn is_host_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || is_latin_accent(character)
}

/// A character of an internationalised host name; those are recognised behind `https://` only.
pub(super) fn is_international_host_character(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let punctuation = matches!(character, '\u{2000}'..='\u{206f}' | '\u{3001}' | '\u{3002}');
    !(punctuation || is_space(character) || is_directional(character) || is_forbidden(character))
}

/// Whether an address may begin behind this character.
pub(super) fn is_before_url(character: char) -> bool {
    !(character.is_ascii_alphanumeric()
        || matches!(character, '@' | '＠' | '$' | '#' | '＃')
        || is_forbidden(character))
}

#[rustfmt::skip]
pub(super) fn is_path_character(character: char) -> bool {
    is_path_end(character)
        || matches!(character, '!' | '*' | '\'' | ';' | ':' | ',' | '.' | '$' | '%' | '[' | ']' | '\u{2013}' | '~' | '|'
            | '&' | '@')
}

/// What the path of an address may end with, so that the full stop of a sentence is left out.
pub(super) fn is_path_end(character: char) -> bool {
    is_host_character(character) || matches!(character, '=' | '_' | '#' | '/' | '-' | '+' | '\u{400}'..='\u{4ff}')
}

#[rustfmt::skip]
pub(super) fn is_query_character(character: char) -> bool {
    is_query_end(character)
        || matches!(character, '!' | '?' | '*' | '\'' | '(' | ')' | ';' | ':' | '+' | '$' | '%' | '[' | ']' | '.' | ','
            | '~' | '|' | '@')
}

pub(super) fn is_query_end(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '&' | '=' | '#' | '/')
}
