//! Marks on one letter. Any number of them may stand behind a letter, and browsers draw them all, over the lines around.

use super::characters::{contains, is_directional, is_forbidden, is_space};
use super::tables::STACKING;

/// Marks that one letter keeps. Unicode calls 30 safe for programs (UAX #15, stream-safe text); what languages need is
/// less: Tibetan and pointed Hebrew come to five.
pub const MAX_MARKS: usize = 6;

/// Counts the marks behind each letter of a text.
#[derive(Default)]
pub(super) struct Stack(usize);

impl Stack {
    /// Whether the next character of the text stays.
    pub fn admits(&mut self, character: char) -> bool {
        if is_mark(character) {
            self.0 += 1;
            self.0 <= MAX_MARKS
        } else {
            // What is not seen begins no new letter: marks behind it are drawn on the one before.
            if !(is_joining(character) || is_unseen(character) || is_directional(character)) {
                self.0 = 0;
            }
            true
        }
    }
}

/// Marks that are drawn on the letter before them.
pub(super) fn is_mark(character: char) -> bool {
    character >= '\u{300}' && contains(STACKING, character)
}

/// Characters that only act on their neighbours: joiners, variation selectors, the tags of flags.
pub(super) fn is_joining(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

/// Characters without any form of their own: no name needs them, and a text of nothing else is empty.
#[rustfmt::skip]
pub(super) fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{200b}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{16fe4}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}')
}

/// Whether something of the text is seen: a mark or a joiner alone is not.
pub(super) fn is_seen(character: char) -> bool {
    !(is_mark(character)
        || is_joining(character)
        || is_unseen(character)
        || is_space(character)
        || is_directional(character)
        || is_forbidden(character)
        || character.is_control())
}

#[cfg(test)]
mod tests {
    use super::super::{clean_line, clean_text};
    use super::*;

    #[test]
    fn stacked_marks_are_cut_to_what_languages_need() {
        let stacked = |marks: usize| format!("Z{}", "\u{300}".repeat(marks));
        assert_eq!(clean_text(&stacked(180)), stacked(MAX_MARKS));
        assert_eq!(clean_line(&stacked(180)), stacked(MAX_MARKS));
        // Other kinds of mark, mixed, and behind joiners.
        let mixed: String = ['\u{364}', '\u{5b0}', '\u{64b}', '\u{e38}', '\u{20dd}', '\u{489}']
            .repeat(30)
            .into_iter()
            .collect();
        assert_eq!(clean_text(&format!("Z{mixed}")).chars().count(), 1 + MAX_MARKS);
        for between in ["\u{200d}", "\u{200b}", "\u{200e}", "\u{ad}"] {
            let joined = format!("Z{}", format!("{between}\u{301}\u{301}").repeat(30));
            assert_eq!(
                clean_text(&joined).chars().filter(|mark| is_mark(*mark)).count(),
                MAX_MARKS
            );
        }
    }

    #[test]
    fn what_people_write_stays_whole() {
        for text in [
            "Vie\u{302}\u{323}t Nam",
            "שַׁבָּת שָׁל֔וֹם",
            "ที่นี่ น้ำ",
            "क्षत्रिय",
            "བསྒྲུབས",
            "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣",
            "e\u{301}t\u{e9}",
            "الْحَمْدُ لِلَّٰهِ",
        ] {
            assert_eq!(clean_text(text), text);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_empty() {
        for text in [
            "\u{1d173}",
            "\u{301}",
            "\u{1d159}",
            "\u{200d}\u{301}",
            "\u{2065}",
            "\u{fff0}",
            "\u{e0001}\u{300}",
        ] {
            assert_eq!(clean_line(text), "", "{text:?}");
            assert_eq!(clean_text(text), "", "{text:?}");
        }
        assert_eq!(clean_line("a\u{301}\u{1d173}"), "a\u{301}");
    }
}
