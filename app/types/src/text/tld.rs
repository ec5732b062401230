//! The list of top-level domains.

use super::character_at;

/// All top-level domains in lower case, sorted by bytes, with one space between them.
const DOMAINS: &str = include_str!("tlds.txt");
/// Bytes of the longest entry.
const MAX_BYTES: usize = 33;

/// End of the longest top-level domain that begins at `start` and is not followed by a character that would belong to
/// the same word (`.com` is none in `.comic` or `.com@`).
pub(super) fn scan(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let mut found = None;
    for (offset, character) in rest.char_indices() {
        let end = offset + character.len_utf8();
        if end > MAX_BYTES {
            break;
        }
        let follows = character_at(rest, end);
        if character.is_ascii() && !character.is_ascii_alphabetic() {
            break;
        }
        if !follows.is_some_and(|next| next.is_ascii_alphanumeric() || matches!(next, '@' | '+' | '-'))
            && rest.get(..end).is_some_and(is_known)
        {
            found = Some(start + end);
        }
    }
    found
}

/// Looks a word up in the list, without regard to the case of ASCII letters.
fn is_known(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let list = DOMAINS.trim_end().as_bytes();
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let is_space = |byte: &u8| *byte == b' ';
        let start = list[low..middle]
            .iter()
            .rposition(is_space)
            .map_or(low, |position| low + position + 1);
        let end = list[middle..high]
            .iter()
            .position(is_space)
            .map_or(high, |position| middle + position);
        match list[start..end].cmp(word.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start.saturating_sub(1).max(low),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_is_sorted_and_every_entry_is_found() {
        let words: Vec<&str> = DOMAINS.split_whitespace().collect();
        assert!(words.len() > 1_500);
        assert!(words.is_sorted());
        for word in &words {
            assert!(word.len() <= MAX_BYTES, "{word}");
            assert!(is_known(word), "{word}");
            assert!(!is_known(&format!("{word}q0")), "{word}");
        }
        assert!(is_known("COM") && !is_known("") && !is_known(" ") && !is_known("com net"));
    }

    #[test]
    fn word_must_end_with_the_domain() {
        assert_eq!(scan("com/x", 0), Some(3));
        assert_eq!(scan("comic", 0), None);
        assert_eq!(scan("com@", 0), None);
        assert_eq!(scan("comだよ", 0), Some(3));
        assert_eq!(scan("भारतम्", 0), Some("भारतम्".len()));
        assert_eq!(scan("vermögensberatung", 0), Some("vermögensberatung".len()));
    }
}
