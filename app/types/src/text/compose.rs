//! Normalisation form C (Unicode Standard Annex 15): accents composed with their letters. Written here because the
//! usual crate would add a quarter of the size budget to the browser's copy; the tests compare the two.

use std::borrow::Cow;
use std::sync::LazyLock;

/// Four lines, made from the tables of Unicode 17, each in the order of its first characters:
/// 1. triples of a composed character and the two that it consists of;
/// 2. words of a first character and what it and each of its successors is replaced by;
/// 3. words of a character and the characters that it is always taken apart into;
/// 4. triples of first and last character of a combining class, and that class plus 0x100.
const DATA: &str = include_str!("normalization.txt");

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::read(DATA));

// Hangul syllables are composed by arithmetic: 19 leading, 21 vowel, 27 trailing letters.
const SYLLABLES: u32 = 0xac00;
const LEADING: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
/// One before the first trailing letter.
const TRAILING: u32 = 0x11a7;
const VOWEL_COUNT: u32 = 21;
const TRAILING_COUNT: u32 = 28;
const SYLLABLE_COUNT: u32 = 19 * VOWEL_COUNT * TRAILING_COUNT;

/// The lines of [`DATA`], ready to be searched.
struct Tables {
    /// Composed, first, second.
    pairs: Vec<[char; 3]>,
    /// First character, and the replacements from that one on.
    replaced: Vec<(char, &'static str)>,
    /// Character and its parts.
    divided: Vec<(char, &'static str)>,
    /// First, last, class.
    classes: Vec<[char; 3]>,
    /// Second characters of pairs.
    seconds: Vec<char>,
}

impl Tables {
    fn read(data: &'static str) -> Tables {
        let mut lines = data.lines();
        let mut line = || lines.next().unwrap_or_default();
        let pairs = triples(line());
        let mut seconds: Vec<char> = Vec::new();
        for &[_, _, second] in &pairs {
            if !seconds.contains(&second) {
                seconds.push(second);
            }
        }
        Tables {
            pairs,
            replaced: words(line()),
            divided: words(line()),
            classes: triples(line()),
            seconds,
        }
    }

    /// Canonical combining class; 0 for what starts a combination.
    fn class(&self, character: char) -> u8 {
        let index = self.classes.partition_point(|&[_, last, _]| last < character);
        let class = self.classes.get(index).filter(|&&[first, ..]| first <= character);
        class.map_or(0, |&[_, _, class]| (u32::from(class) & 0xff) as u8)
    }

    /// The two characters that compose a character.
    fn halves(&self, character: char) -> Option<[char; 2]> {
        let index = self
            .pairs
            .binary_search_by_key(&character, |&[composed, ..]| composed)
            .ok()?;
        self.pairs.get(index).map(|&[_, first, second]| [first, second])
    }

    /// The one character that stands for another in every normal form.
    fn replacement(&self, character: char) -> Option<char> {
        let following = self.replaced.partition_point(|&(first, _)| first <= character);
        let (first, replacements) = self.replaced.get(following.checked_sub(1)?)?;
        replacements
            .chars()
            .nth((u32::from(character) - u32::from(*first)) as usize)
    }

    /// The parts of a character that is never composed again.
    fn parts(&self, character: char) -> Option<&'static str> {
        let index = self
            .divided
            .binary_search_by_key(&character, |&(whole, _)| whole)
            .ok()?;
        self.divided.get(index).map(|&(_, parts)| parts)
    }

    /// Whether a text of such characters is composed already.
    fn is_inert(&self, character: char) -> bool {
        let code = u32::from(character);
        let is_jamo =
            (VOWELS..VOWELS + VOWEL_COUNT).contains(&code) || (TRAILING..TRAILING + TRAILING_COUNT).contains(&code);
        !is_jamo
            && self.class(character) == 0
            && !self.seconds.contains(&character)
            && self.replacement(character).is_none()
            && self.parts(character).is_none()
    }

    /// Takes a character apart into the last level of parts.
    fn decompose(&self, character: char, output: &mut Vec<(char, u8)>) {
        let syllable = u32::from(character).wrapping_sub(SYLLABLES);
        if syllable < SYLLABLE_COUNT {
            let (block, trailing) = (syllable / TRAILING_COUNT, syllable % TRAILING_COUNT);
            let letters = [
                LEADING + block / VOWEL_COUNT,
                VOWELS + block % VOWEL_COUNT,
                TRAILING + trailing,
            ];
            let count = if trailing == 0 { 2 } else { 3 };
            output.extend(
                letters
                    .into_iter()
                    .take(count)
                    .filter_map(char::from_u32)
                    .map(|letter| (letter, 0)),
            );
            return;
        }
        if let Some(halves) = self.halves(character) {
            halves.into_iter().for_each(|half| self.decompose(half, output));
        } else if let Some(replacement) = self.replacement(character) {
            self.decompose(replacement, output);
        } else if let Some(parts) = self.parts(character) {
            parts.chars().for_each(|part| self.decompose(part, output));
        } else {
            output.push((character, self.class(character)));
        }
    }

    fn compose(&self, first: char, second: char) -> Option<char> {
        let (one, other) = (u32::from(first), u32::from(second));
        let (leading, vowel) = (one.wrapping_sub(LEADING), other.wrapping_sub(VOWELS));
        if leading < SYLLABLE_COUNT / VOWEL_COUNT / TRAILING_COUNT && vowel < VOWEL_COUNT {
            return char::from_u32(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
        }
        let (syllable, trailing) = (one.wrapping_sub(SYLLABLES), other.wrapping_sub(TRAILING));
        if syllable < SYLLABLE_COUNT
            && syllable.is_multiple_of(TRAILING_COUNT)
            && (1..TRAILING_COUNT).contains(&trailing)
        {
            return char::from_u32(one + trailing);
        }
        if !self.seconds.contains(&second) {
            return None;
        }
        self.pairs
            .iter()
            .find(|&&[_, one, other]| (one, other) == (first, second))
            .map(|&[composed, ..]| composed)
    }
}

fn triples(line: &str) -> Vec<[char; 3]> {
    let characters: Vec<char> = line.chars().collect();
    characters.as_chunks().0.to_vec()
}

/// First characters of words, and the rest of the words.
fn words(line: &'static str) -> Vec<(char, &'static str)> {
    let divide = |word: &'static str| {
        let mut characters = word.chars();
        characters.next().map(|first| (first, characters.as_str()))
    };
    line.split(' ').filter_map(divide).collect()
}

/// Puts marks in the order of their classes; those of one class keep theirs. Takes time in proportion to the number of
/// marks, however many somebody heaps up.
fn order_marks(marks: &mut [(char, u8)]) {
    if marks.is_sorted_by_key(|&(_, class)| class) {
        return;
    }
    let unordered = marks.to_vec();
    let in_order = (1..=u8::MAX).flat_map(|class| unordered.iter().filter(move |mark| mark.1 == class));
    for (slot, mark) in marks.iter_mut().zip(in_order) {
        *slot = *mark;
    }
}

/// A text in normalisation form C: letters and their marks are one character where there is one.
pub fn composed(text: &str) -> String {
    compose(text).into_owned()
}

/// A text without the marks on its letters: `é` becomes `e`.
pub fn unaccented(text: &str) -> String {
    let mut parts = Vec::with_capacity(text.len());
    text.chars()
        .for_each(|character| TABLES.decompose(character, &mut parts));
    parts
        .into_iter()
        .filter(|(_, class)| *class == 0)
        .map(|(character, _)| character)
        .collect()
}

/// A text in normalisation form C; borrowed where it has that form already.
pub(super) fn compose(text: &str) -> Cow<'_, str> {
    // Below the combining diacritics nothing composes.
    if text
        .chars()
        .all(|character| character < '\u{300}' || TABLES.is_inert(character))
    {
        return Cow::Borrowed(text);
    }
    let mut characters = Vec::with_capacity(text.len());
    text.chars()
        .for_each(|character| TABLES.decompose(character, &mut characters));
    // Marks behind the same letter stand in the order of their classes.
    for run in characters.chunk_by_mut(|_, &(_, class)| class != 0) {
        // The first character of a run is the letter; only at the start of the text it may be a mark, too.
        let marks = usize::from(run.first().is_some_and(|&(_, class)| class == 0));
        order_marks(run.get_mut(marks..).unwrap_or_default());
    }

    let mut composed: Vec<char> = Vec::with_capacity(characters.len());
    // Where the letter stands that marks are composed with, and the class of the last mark that was not.
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    for (character, class) in characters {
        if let Some(index) = starter
            && (last_class == 0 && composed.len() == index + 1 || last_class < class)
            && let Some(slot) = composed.get_mut(index)
            && let Some(both) = TABLES.compose(*slot, character)
        {
            *slot = both;
            continue;
        }
        if class == 0 {
            starter = Some(composed.len());
        }
        last_class = class;
        composed.push(character);
    }
    let composed: String = composed.into_iter().collect();
    if composed == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(composed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    fn check(text: &str) {
        let expected: String = text.nfc().collect();
        assert_eq!(
            compose(text),
            expected,
            "{text:?} {:x?}",
            text.chars().map(u32::from).collect::<Vec<_>>()
        );
    }

    #[test]
    fn every_character_composes_like_the_reference() {
        for character in '\u{0}'..=char::MAX {
            check(character.encode_utf8(&mut [0; 4]));
            let taken_apart: String = std::iter::once(character).nfd().collect();
            if taken_apart.chars().ne([character]) {
                check(&taken_apart);
            }
        }
    }

    #[test]
    fn any_sequence_composes_like_the_reference() {
        let mut seed = 0x5eed_u64;
        let mut below = |limit: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % limit
        };
        for _ in 0..200_000 {
            let text: String = (0..below(7))
                .filter_map(|_| {
                    let code = match below(8) {
                        0 => 0x41 + below(0x40),
                        1 => 0xc0 + below(0x180),
                        2 | 3 => 0x300 + below(0x70),
                        4 => 0x1100 + below(0x100),
                        5 => 0xac00 + below(0x2ba4),
                        6 => 0x900 + below(0x500),
                        _ => below(0x3_0000),
                    };
                    char::from_u32(code as u32)
                })
                .collect();
            check(&text);
        }
    }

    #[test]
    fn composed_text_is_not_copied() {
        for text in ["", "Été", "日本語のテキスト", "😀 한국", "Ἀθῆναι", "é"] {
            assert!(matches!(compose(text), Cow::Borrowed(_)), "{text}");
        }
        assert_eq!(compose("e\u{301}te\u{301}"), "été");
    }
}
