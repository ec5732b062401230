//! Addresses in running text: with `http://` or `https://`, or bare (`example.com/path`).

use std::ops::Range;

use super::characters::{
    is_before_url, is_host_character, is_path_character, is_path_end, is_query_character, is_query_end,
};
use super::host::{self, Host};
use super::{character_at, character_before, punycode, run_end, utf16_length};

/// Longest address in UTF-16 code units, scheme included, host in its ASCII form.
const MAX_URL_LENGTH: usize = 4096;
/// Longest path of the short addresses that hold nothing but one word.
const MAX_SHORT_WORD: usize = 40;
const SHORT_HOST: &str = "t.co/";

/// Whether addresses without `http://` or `https://` count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare {
    Include,
    Leave,
}

/// Byte ranges of all addresses.
pub(super) fn scan(text: &str, bare: Bare) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains('.') {
        return found;
    }
    let mut dead = Dead::default();
    // The character before an address must lie behind the previous address.
    let mut floor = 0;
    let mut start = 0;
    while let Some(character) = character_at(text, start) {
        let next = start + character.len_utf8();
        let before = character_before(text, start);
        let begins = before.is_none_or(|before| start - before.len_utf8() >= floor && is_before_url(before));
        if !begins || !is_host_character(character) {
            start = next;
            continue;
        }
        let Some(candidate) = candidate_at(text, start, before, &mut dead) else {
            start = next;
            continue;
        };
        // A candidate that is refused is passed over as a whole, too.
        floor = candidate.end;
        start = candidate.end;
        if let Some(end) = accept(text, &candidate, before, bare) {
            found.push(candidate.start..end);
        }
    }
    found
}

/// Text of the form of an address.
struct Candidate {
    start: usize,
    host: Range<usize>,
    end: usize,
}

/// Where no bare host name can begin, known from an earlier search; keeps long runs of labels from being searched again
/// and again.
#[derive(Default)]
struct Dead {
    until: usize,
    every: bool,
}

fn candidate_at(text: &str, start: usize, before: Option<char>, dead: &mut Dead) -> Option<Candidate> {
    let scheme = scheme_length(text.get(start..)?);
    if scheme == 0 && start < dead.until && (dead.every || before == Some('.')) {
        return None;
    }
    let host_start = start + scheme;
    let host_end = match host::scan(text, host_start) {
        Host::Found(end) => end,
        Host::Missing { dead_until, every } if scheme == 0 => {
            *dead = Dead {
                until: dead_until,
                every,
            };
            return None;
        }
        Host::Missing { .. } => host::scan_international(text, host_start)?,
    };
    let end = query_end(text, path_end(text, port_end(text, host_end)));
    Some(Candidate {
        start,
        host: host_start..host_end,
        end,
    })
}

/// Applies the rules that look at a whole address; gives its end.
fn accept(text: &str, candidate: &Candidate, before: Option<char>, bare: Bare) -> Option<usize> {
    let has_scheme = candidate.host.start > candidate.start;
    let mut end = candidate.end;
    if has_scheme {
        end = short_end(text, candidate)?;
    } else if bare == Bare::Leave || matches!(before, Some('-' | '_' | '.' | '/')) {
        return None;
    }
    let host = text.get(candidate.host.clone())?;
    let ascii_host = punycode::host_length(host)?;
    let length = utf16_length(text.get(candidate.start..end)?) + ascii_host - utf16_length(host);
    let scheme = if has_scheme { 0 } else { "https://".len() };
    (length + scheme <= MAX_URL_LENGTH).then_some(end)
}

/// Short addresses (`https://t.co/word`) end behind their word and query; none where the word is too long.
fn short_end(text: &str, candidate: &Candidate) -> Option<usize> {
    let word_start = candidate.host.start + SHORT_HOST.len();
    if !text
        .get(candidate.host.start..word_start)
        .is_some_and(|host| host.eq_ignore_ascii_case(SHORT_HOST))
    {
        return Some(candidate.end);
    }
    let word_end = run_end(text, word_start, |character| character.is_ascii_alphanumeric());
    match word_end - word_start {
        0 => Some(candidate.end),
        1..=MAX_SHORT_WORD => Some(query_end(text, word_end)),
        _ => None,
    }
}

/// Length of `http://` or `https://` in any case at the start of a text, 0 where it is missing.
pub(super) fn scheme_length(text: &str) -> usize {
    let has = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    ["https://", "http://"]
        .into_iter()
        .find(|scheme| has(scheme))
        .map_or(0, str::len)
}

fn port_end(text: &str, start: usize) -> usize {
    if character_at(text, start) != Some(':') {
        return start;
    }
    let end = run_end(text, start + 1, |character| character.is_ascii_digit());
    if end > start + 1 { end } else { start }
}

/// A slash and then ordinary characters and balanced parentheses, without the punctuation at the end.
fn path_end(text: &str, start: usize) -> usize {
    if character_at(text, start) != Some('/') {
        return start;
    }
    let mut position = start + 1;
    let mut end = position;
    while let Some(character) = character_at(text, position) {
        if character == '(' {
            let Some(closed) = parentheses_end(text, position) else {
                break;
            };
            position = closed;
            end = closed;
        } else if is_path_character(character) {
            position += character.len_utf8();
            if is_path_end(character) {
                end = position;
            }
        } else {
            break;
        }
    }
    end
}

/// End of a pair of parentheses with something in it and at most one pair inside.
fn parentheses_end(text: &str, start: usize) -> Option<usize> {
    let outer = run_end(text, start + 1, is_path_character);
    match character_at(text, outer)? {
        ')' => (outer > start + 1).then_some(outer + 1),
        '(' => {
            let inner = run_end(text, outer + 1, is_path_character);
            if inner == outer + 1 || character_at(text, inner) != Some(')') {
                return None;
            }
            let close = run_end(text, inner + 1, is_path_character);
            (character_at(text, close) == Some(')')).then_some(close + 1)
        }
        _ => None,
    }
}

/// A question mark and at least one ordinary character, without the punctuation at the end.
fn query_end(text: &str, start: usize) -> usize {
    if character_at(text, start) != Some('?') {
        return start;
    }
    let end = run_end(text, start + 1, is_query_character);
    let query = text.get(start + 1..end).unwrap_or_default();
    query.rfind(is_query_end).map_or(start, |last| start + 1 + last + 1)
}
