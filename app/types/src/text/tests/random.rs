//! Texts made by chance, and texts made to be slow.

use crate::text::extract::{Bare, reply_name, urls};
use crate::text::highlight::highlight;
use crate::text::*;

/// A small generator of pseudo-random numbers (xorshift), so that failures repeat.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// A text of pieces that the scanners care about, and of any characters.
    fn text(&mut self) -> String {
        const PIECES: [&str; 60] = [
            "@",
            "＠",
            "#",
            "＃",
            "$",
            "http://",
            "https://",
            "HTTP://",
            "t.co/",
            "example.com",
            "foo.co.jp",
            ".",
            ",",
            "-",
            "_",
            "/",
            "?",
            "=",
            "&",
            ":",
            "://",
            "(",
            ")",
            "((",
            "))",
            "[",
            "]",
            "xn--",
            "xn--p1ai",
            "sam",
            "rt",
            "RT",
            "a",
            "Z",
            "9",
            " ",
            "\n",
            "\r\n",
            "\t",
            "é",
            "e\u{301}",
            "\u{300}",
            "ß",
            "İ",
            "みんな",
            "日本",
            "ｱ",
            "한국",
            "پاکستان",
            "😀",
            "👨‍👩‍👧‍👦",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "🇫🇷",
            "1⃣",
            "\u{fe0f}",
            "\u{200d}",
            "\u{202e}",
            "\u{2066}",
            "\u{feff}",
            "\u{0}",
        ];
        let mut text = String::new();
        for _ in 0..self.below(24) {
            match self.below(12) {
                0 => text.extend(char::from_u32(self.below(0x11_0000) as u32)),
                1 => text.extend(char::from_u32(self.below(0x3000) as u32)),
                _ => text.push_str(PIECES[self.below(PIECES.len())]),
            }
        }
        text
    }
}

#[test]
fn nothing_panics_and_everything_fits_together() {
    let mut chance = Chance(0x5eed);
    for _ in 0..60_000 {
        let text = chance.text();
        let parsed = parse(&text);
        assert!(parsed.valid_utf16 as usize <= utf16_length(&text), "{text:?}");
        assert!(
            parsed.entities.windows(2).all(|pair| pair[0].end <= pair[1].start),
            "{text:?}"
        );
        for entity in &parsed.entities {
            assert!(
                !entity.text(&text).is_empty() && !entity.value(&text).is_empty(),
                "{text:?} {entity:?}"
            );
        }
        let pieces = segments(&text, &parsed.entities);
        assert_eq!(pieces.iter().map(Segment::text).collect::<String>(), text);
        let links = pieces.iter().filter(|piece| !matches!(piece, Segment::Text(_))).count();
        assert_eq!(links, parsed.entities.len(), "{text:?}");

        let limit = chance.below(20);
        assert!(unicode_segmentation::UnicodeSegmentation::graphemes(&*excerpt(&text, limit), true).count() <= limit);
        let (line, clean) = (clean_line(&text), clean_text(&text));
        assert_eq!(clean_line(&line), line, "{text:?}");
        assert_eq!(clean_text(&clean), clean, "{text:?}");
        let caret = chance.below(40);
        if let Some(token) = token_at(&text, caret) {
            assert!(
                token.start < token.end && text.get(token.start..token.end).is_some(),
                "{text:?}"
            );
            token.replace(&text, "@sam");
        }
        highlight(
            &text,
            &[
                (chance.below(9), chance.below(20)),
                (chance.below(30), chance.below(40)),
            ],
            "em",
        );
        let _ = (is_valid_url(&text, true), reply_name(&text));
        let key = tag_key(&text);
        assert_eq!(tag_key(&format!("#{key}")), key, "{text:?}");
    }
}

#[test]
fn segments_withstand_entities_of_other_texts() {
    let mut chance = Chance(77);
    let kinds = [
        EntityKind::Mention,
        EntityKind::Hashtag,
        EntityKind::Cashtag,
        EntityKind::Url,
    ];
    for _ in 0..40_000 {
        let text = chance.text();
        let entities: Vec<Entity> = (0..chance.below(6))
            .map(|_| {
                let offset = |chance: &mut Chance| match chance.below(9) {
                    0 => u32::MAX,
                    _ => chance.below(text.len() + 3) as u32,
                };
                Entity {
                    kind: kinds[chance.below(4)],
                    start: offset(&mut chance),
                    end: offset(&mut chance),
                    mentioned: None,
                }
            })
            .collect();
        let pieces = segments(&text, &entities);
        assert_eq!(
            pieces.iter().map(Segment::text).collect::<String>(),
            text,
            "{entities:?}"
        );
    }
}

/// Long texts made to be searched again and again: a search that starts anew at each character would not come to an end
/// here in any reasonable time. That they are done in milliseconds is for a benchmark to watch.
#[test]
fn hostile_texts_are_scanned_to_the_end() {
    for piece in [
        "a.",
        "a-",
        "a_",
        "a.a_",
        "a-a.b-b.",
        "é.",
        "http://",
        "http://é.",
        "(",
        "/(a(",
        "@",
        "@a",
        "#",
        "#1",
        "$a",
        "x.com/(",
        "x.com/?",
        "t.co/",
        "日.",
        "http://日.",
        "RT@",
        "1.",
        "xn--a.",
        "x.com ",
    ] {
        let text = piece.repeat(MAX_PARSED_BYTES / piece.len());
        let with_scheme = format!("https://{text}");
        parse(&text);
        urls(&with_scheme, Bare::Include);
        token_at(&text, text.len());
    }
}
