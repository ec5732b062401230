//! Host names in running text.

use super::characters::{is_host_character, is_international_host_character};
use super::{run_end, tld};

/// Longest host name in characters (RFC 1035); what is longer is no host at all.
const MAX_CHARACTERS: usize = 253;

/// One label with its dot.
struct Label {
    end: usize,
    underscore: bool,
}

/// The labels that follow one another from one place on.
struct Chain {
    labels: Vec<Label>,
    end: usize,
    too_long: bool,
}

/// What a search for a host name came to.
pub(super) enum Host {
    /// End of the host name.
    Found(usize),
    /// There is none, nor at any later place before `dead_until` that follows a dot (`every`: at any place there).
    Missing { dead_until: usize, every: bool },
}

/// A host name of ASCII letters, digits and accented Latin letters with a known top-level domain: `example.co.jp`.
pub(super) fn scan(text: &str, start: usize) -> Host {
    let chain = chain_at(text, start, is_host_character);
    if chain.too_long {
        let belongs = |character| is_host_character(character) || matches!(character, '-' | '_' | '.');
        return Host::Missing {
            dead_until: run_end(text, chain.end, belongs),
            every: true,
        };
    }
    match domain_end(text, &chain, true) {
        Some(end) => Host::Found(end),
        None => Host::Missing {
            dead_until: chain.end,
            every: chain.labels.iter().all(|label| !label.underscore),
        },
    }
}

/// A host name of characters of any script, as it may stand behind `https://`.
pub(super) fn scan_international(text: &str, start: usize) -> Option<usize> {
    let chain = chain_at(text, start, is_international_host_character);
    if chain.too_long {
        None
    } else {
        domain_end(text, &chain, false)
    }
}

/// Labels begin and end with an ordinary character and may hold `-` and `_` between.
fn chain_at(text: &str, start: usize, belongs: fn(char) -> bool) -> Chain {
    let mut chain = Chain {
        labels: Vec::new(),
        end: start,
        too_long: false,
    };
    let (mut ends_well, mut underscore) = (false, false);
    for (count, (offset, character)) in text.get(start..).unwrap_or_default().char_indices().enumerate() {
        let position = start + offset;
        if count > MAX_CHARACTERS {
            return Chain {
                end: position,
                too_long: true,
                ..chain
            };
        }
        let begins = position == chain.labels.last().map_or(start, |label| label.end);
        match character {
            '.' if ends_well => {
                chain.labels.push(Label {
                    end: position + 1,
                    underscore,
                });
                (ends_well, underscore) = (false, false);
            }
            '-' | '_' if !begins => {
                ends_well = false;
                underscore |= character == '_';
            }
            character if belongs(character) => ends_well = true,
            _ => break,
        }
        chain.end = position + character.len_utf8();
    }
    chain
}

/// The last label with a top-level domain behind it ends the host; that label may not hold an underscore.
fn domain_end(text: &str, chain: &Chain, punycode: bool) -> Option<usize> {
    chain
        .labels
        .iter()
        .rev()
        .filter(|label| !label.underscore)
        .find_map(|label| {
            tld::scan(text, label.end).or_else(|| if punycode { punycode_end(text, label.end) } else { None })
        })
}

/// An encoded top-level domain: `xn--` and at least one character.
fn punycode_end(text: &str, start: usize) -> Option<usize> {
    let prefix_end = start + 4;
    if !text.get(start..prefix_end)?.eq_ignore_ascii_case("xn--") {
        return None;
    }
    let end = run_end(text, prefix_end, |character| {
        character.is_ascii_alphanumeric() || character == '-'
    });
    (end > prefix_end).then_some(end)
}
