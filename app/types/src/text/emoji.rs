//! Emoji sequences: several characters that are drawn, and counted, as one.

use super::character_at;
use super::characters::contains;
use super::tables::PICTOGRAPHS;

const EMOJI_PRESENTATION: char = '\u{fe0f}';
const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';
const BLACK_FLAG: char = '\u{1f3f4}';
/// Parts of the longest recommended sequences (families, kisses).
const MAX_PARTS: usize = 4;
/// Letters of the longest region in a flag (`gbeng`) and one to spare.
const MAX_FLAG_LETTERS: usize = 6;
/// Pictographs that stand behind a joiner in the sequences that Unicode recommends. Others do not join, so that a row of
/// joined emoji does not count as one.
const JOINED: &str =
    "♀♂⚕⚖⚧✈❤☠❄➡↔↕⬛🌈🔥🩹💨💫🌫🗨🦺💥🟩🟫🎓🎤🎨🏫🏭🍳🌾🍼🎄💻💼🔧🔬🚀🚒🦯🦰🦱🦲🦳🦼🦽👦👧👨👩👶🧑🧒💋🤝🫲🐰🩰";

/// Length in bytes of the emoji sequence (Unicode Technical Standard 51) at the start of a text.
pub(super) fn sequence_length(text: &str) -> Option<usize> {
    let first = character_at(text, 0)?;
    if first.is_ascii_digit() || matches!(first, '#' | '*') {
        return keycap_length(text);
    }
    if is_regional_indicator(first) {
        let second = character_at(text, first.len_utf8()).filter(|&second| is_regional_indicator(second))?;
        return Some(first.len_utf8() + second.len_utf8());
    }
    let mut end = part_end(text, 0)?;
    for _ in 1..MAX_PARTS {
        if character_at(text, end) != Some(JOINER) {
            break;
        }
        let joined = end + JOINER.len_utf8();
        if !character_at(text, joined).is_some_and(|character| JOINED.contains(character)) {
            break;
        }
        let Some(joined_end) = part_end(text, joined) else {
            break;
        };
        end = joined_end;
    }
    Some(end)
}

/// A digit, `#` or `*` in a key.
fn keycap_length(text: &str) -> Option<usize> {
    let mut end = 1;
    if character_at(text, end) == Some(EMOJI_PRESENTATION) {
        end += EMOJI_PRESENTATION.len_utf8();
    }
    (character_at(text, end) == Some(KEYCAP)).then_some(end + KEYCAP.len_utf8())
}

/// A pictograph with its skin tone and its presentation, or a regional flag.
fn part_end(text: &str, start: usize) -> Option<usize> {
    let base = character_at(text, start).filter(|&base| !base.is_ascii() && contains(PICTOGRAPHS, base))?;
    let mut end = start + base.len_utf8();
    if base == BLACK_FLAG
        && let Some(flag_end) = flag_end(text, end)
    {
        return Some(flag_end);
    }
    if let Some(tone) = character_at(text, end).filter(|tone| ('\u{1f3fb}'..='\u{1f3ff}').contains(tone)) {
        end += tone.len_utf8();
    }
    if character_at(text, end) == Some(EMOJI_PRESENTATION) {
        end += EMOJI_PRESENTATION.len_utf8();
    } else if base < '\u{100}' {
        // The signs for copyright and registered trade mark are text by themselves.
        return None;
    }
    Some(end)
}

/// The letters behind a black flag that make it the flag of a region.
fn flag_end(text: &str, start: usize) -> Option<usize> {
    let mut end = start;
    for letters in 0..=MAX_FLAG_LETTERS {
        let tag = character_at(text, end)?;
        end += tag.len_utf8();
        match tag {
            '\u{e007f}' => return (letters > 0).then_some(end),
            '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}' => {}
            _ => return None,
        }
    }
    None
}

fn is_regional_indicator(character: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recommended_sequences_are_one() {
        for emoji in [
            "😀",
            "🇫🇷",
            "1⃣",
            "#️⃣",
            "👍🏽",
            "❤️",
            "👨‍👩‍👧‍👦",
            "🧑🏿‍❤️‍💋‍🧑🏻",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "🏳️‍🌈",
            "🏴‍☠️",
            "🐻‍❄️",
            "👁️‍🗨️",
            "©️",
            "🙂‍↔️",
        ] {
            assert_eq!(sequence_length(emoji), Some(emoji.len()), "{emoji}");
        }
    }

    #[test]
    fn text_is_no_emoji_and_sequences_do_not_grow_without_end() {
        for text in ["", "a", "1", "#", "©", "é", "🇫", "\u{200d}"] {
            assert_eq!(sequence_length(text), None, "{text}");
        }
        let joined = "😀\u{200d}".repeat(50);
        assert_eq!(sequence_length(&joined), Some("😀".len()));
        let family = "👨\u{200d}".repeat(50);
        assert_eq!(
            sequence_length(&family),
            Some("👨\u{200d}".len() * 4 - "\u{200d}".len())
        );
    }
}
