//! Behaviour beyond the conformance cases.

mod random;

use unicode_normalization::char::is_combining_mark;

use super::characters::{is_hashtag_character, is_hashtag_letter};
use super::extract::{Bare, cashtags, hashtags, mentions_or_lists, urls};
use super::*;

#[test]
fn post_is_measured_and_its_entities_found() {
    let text = "Salut @Sam, voir #Été et $ABC : example.com/a?b=c. 👨‍👩‍👧‍👦";
    let parsed = parse(text);
    let found: Vec<(EntityKind, &str)> = parsed
        .entities
        .iter()
        .map(|entity| (entity.kind, entity.value(text)))
        .collect();
    assert_eq!(
        found,
        [
            (EntityKind::Mention, "Sam"),
            (EntityKind::Hashtag, "Été"),
            (EntityKind::Cashtag, "ABC"),
            (EntityKind::Url, "example.com/a?b=c"),
        ]
    );
    assert_eq!(parsed.weighted_length, 32 + 23 + 2 + 2);
    assert!(parsed.valid);
    assert_eq!(parsed.permillage, 59 * 1000 / 280);
    assert_eq!(parsed.valid_utf16 as usize, utf16_length(text));
    assert_eq!(parsed.entities[0].handle(text), Some("Sam"));
    assert_eq!(parsed.entities[1].tag(text).map(tag_key).as_deref(), Some("été"));
    assert_eq!(parsed.entities[1].handle(text), None);
}

#[test]
fn limits_of_length_are_exact() {
    assert!(!parse("").valid);
    assert!(!parse(" \n ").valid);
    assert!(parse(&"a".repeat(280)).valid);
    assert!(!parse(&"a".repeat(281)).valid);
    assert!(parse(&"日".repeat(140)).valid);
    assert!(!parse(&"日".repeat(141)).valid);
    assert_eq!(parse(&"a".repeat(300)).valid_utf16, 280);
    let long_url = format!("https://example.com/{}", "a".repeat(4_000));
    assert_eq!(parse(&long_url).weighted_length, 23);
    let too_long_url = format!("https://example.com/{}", "a".repeat(5_000));
    assert_eq!(parse(&too_long_url).weighted_length, 5_020);
    assert_eq!(parse("e\u{301}").weighted_length, 1);
    assert_eq!(parse("©").weighted_length, 1);
    let huge = "example.com ".repeat(MAX_PARSED_BYTES / 12 + 1);
    assert!(!parse(&huge).valid && parse(&huge).entities.is_empty());
}

#[test]
fn mentions_longer_than_a_handle_are_text() {
    assert_eq!(parse("@abcdefghijklmno").entities.len(), 1);
    assert!(parse("@abcdefghijklmnop").entities.is_empty());
    let text = "@sam/list";
    assert_eq!(parse(text).entities[0].text(text), "@sam");
}

#[test]
fn addresses_without_scheme_and_of_other_scripts_are_found() {
    let found = |text| {
        urls(text, Bare::Include)
            .into_iter()
            .map(|url| text[url].to_owned())
            .collect::<Vec<String>>()
    };
    assert_eq!(found("http://www.日本語.com/x"), ["http://www.日本語.com/x"]);
    assert_eq!(
        found("(see https://a.example.com/b_(c).)"),
        ["https://a.example.com/b_(c)"]
    );
    assert_eq!(
        found("mail sam@example.com or https://sam@example.com"),
        [] as [&str; 0]
    );
    assert_eq!(found("日本語.com"), [] as [&str; 0]);
}

#[test]
fn segments_link_only_what_has_the_right_form() {
    let text = "@sam javascript:alert(1) HTTPS://Example.com/ plain";
    let entity = |kind, start, end| Entity {
        kind,
        start,
        end,
        mentioned: None,
    };
    let pieces = segments(
        text,
        &[
            entity(EntityKind::Url, 5, 24),
            entity(EntityKind::Mention, 0, 4),
            entity(EntityKind::Url, 25, 45),
            entity(EntityKind::Hashtag, 46, 51),
        ],
    );
    assert_eq!(
        pieces,
        [
            Segment::Mention {
                text: "@sam",
                handle: "sam".into(),
            },
            Segment::Text(" "),
            Segment::Url {
                text: "javascript:alert(1)",
                href: "https://javascript:alert(1)".to_owned(),
                display: "javascript:alert(1)".to_owned(),
            },
            Segment::Text(" "),
            Segment::Url {
                text: "HTTPS://Example.com/",
                href: "HTTPS://Example.com/".to_owned(),
                display: "Example.com".to_owned(),
            },
            Segment::Text(" plain"),
        ]
    );
    assert_eq!(url_display("https://example.com/a/"), "example.com/a/");
    assert_eq!(
        url_display(&format!("http://example.com/{}", "é".repeat(40)))
            .chars()
            .count(),
        31
    );
}

#[test]
fn excerpts_end_between_characters_as_readers_see_them() {
    assert_eq!(excerpt("a  b\n\nc", 10), "a b c");
    assert_eq!(excerpt("abcdef", 6), "abcdef");
    assert_eq!(excerpt("abcdef", 5), "abcd…");
    assert_eq!(excerpt("ab cd", 4), "ab…");
    assert_eq!(excerpt("👨‍👩‍👧‍👦🇫🇷e\u{301}x", 3), "👨‍👩‍👧‍👦🇫🇷…");
    assert_eq!(excerpt("a\u{202e}bc\u{2066}", 5), "abc");
    assert_eq!(excerpt("abc", 0), "");
    assert_eq!(excerpt("abc", 1), "…");
    assert_eq!(excerpt(&format!("a{}b", "\u{300}".repeat(500)), 5), "ab");
}

#[test]
fn lines_are_cleaned() {
    assert_eq!(clean_line("  Edith \n\t Piaf\u{a0} "), "Edith Piaf");
    assert_eq!(clean_line("S\u{202e}am\u{0}\u{200b}"), "Sam");
    assert_eq!(clean_line("\u{200d}\u{fe0f}\u{3164} \u{2066}"), "");
    assert_eq!(clean_line("👨‍👩‍👧 ❤️"), "👨‍👩‍👧 ❤️");
    assert_eq!(clean_line("می‌خواهم"), "می‌خواهم");
}

#[test]
fn texts_are_cleaned() {
    assert_eq!(clean_text("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
    assert_eq!(clean_text("a\n\n\n\n\n\nb\n\n"), "a\n\n\nb");
    assert_eq!(clean_text("a\n \n\t\n  \n \nb  \n "), "a\n\n\nb");
    assert_eq!(clean_text("\n  a\u{7}\u{feff} b\tc"), "\n  a b c");
    assert_eq!(clean_text("\u{202b}שלום\u{202c}"), "\u{202b}שלום\u{202c}");
    assert_eq!(clean_text(" \n "), "");
}

#[test]
fn tags_that_look_alike_have_one_key() {
    for (tag, key) in [
        ("#Été", "été"),
        ("E\u{301}te\u{301}", "été"),
        ("＃ｔａｇ１", "tag1"),
        ("カタカナ", "カタカナ"),
        ("ÀÉ", "àé"),
    ] {
        assert_eq!(tag_key(tag), key);
    }
}

#[test]
fn token_is_found_at_the_caret() {
    let found = |text: &str, caret| {
        token_at(text, caret).map(|token| (token.kind, text[token.start..token.end].to_owned(), token.query))
    };
    let mention = |word: &str, query: &str| Some((TokenKind::Mention, word.to_owned(), query.to_owned()));
    let hashtag = |word: &str, query: &str| Some((TokenKind::Hashtag, word.to_owned(), query.to_owned()));
    assert_eq!(found("hi @sam there", 5), mention("@sam", "s"));
    assert_eq!(found("hi @sam there", 7), mention("@sam", "sam"));
    assert_eq!(found("hi @sam there", 3), None);
    assert_eq!(found("hi @sam there", 8), None);
    assert_eq!(found("@", 1), mention("@", ""));
    assert_eq!(found("mail sam@exam", 13), None);
    // The emoji are two UTF-16 code units each.
    assert_eq!(found("😀😀 #été!", 7), hashtag("#été", "é"));
    assert_eq!(found("a#b", 3), None);
    assert_eq!(found("see https://example.com/@sam", 28), None);
    assert_eq!(found("#1", 2), hashtag("#1", "1"));
    assert_eq!(found("@sam", 99), mention("@sam", "sam"));
}

#[test]
fn token_is_replaced_and_the_caret_moves_behind_it() {
    let replace = |text: &str, caret| token_at(text, caret).map(|token| token.replace(text, "@sam_w"));
    assert_eq!(replace("😀 @s", 5), Some(("😀 @sam_w ".to_owned(), 10)));
    assert_eq!(replace("@sa there", 3), Some(("@sam_w there".to_owned(), 7)));
    assert_eq!(replace("(@sa)", 3), Some(("(@sam_w )".to_owned(), 8)));
}

#[test]
fn utf16_offsets_become_byte_offsets() {
    assert_eq!(
        (0..7).map(|offset| byte_offset("a😀é", offset)).collect::<Vec<_>>(),
        [0, 1, 1, 5, 7, 7, 7]
    );
    assert_eq!(utf16_length("a😀é"), 4);
}

#[test]
fn every_mark_belongs_to_hashtags() {
    for character in '\u{0}'..=char::MAX {
        if is_combining_mark(character) {
            assert!(is_hashtag_letter(character), "{:x}", u32::from(character));
        }
        // Every decimal digit is numeric; other numeric characters are not among the tag's digits.
        if is_hashtag_character(character) && character.is_numeric() {
            assert!(!is_hashtag_letter(character), "{:x}", u32::from(character));
        }
    }
    for (tag, whole) in [
        ("#½a", false),
        ("#²a", false),
        ("#Ⅷa", false),
        ("#٣a", true),
        ("#ⓐa", false),
    ] {
        assert_eq!(hashtags(tag).len(), usize::from(whole), "{tag}");
    }
}

#[test]
fn tables_are_sorted() {
    for ranges in [tables::MARKS, tables::STACKING, tables::PICTOGRAPHS] {
        assert!(ranges.iter().all(|(start, end)| start <= end));
        assert!(ranges.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
    assert!(tables::DIGIT_ZEROS.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
}

#[test]
fn lists_and_cashtags_keep_to_their_length() {
    let list = format!("@sam/{}", "a".repeat(30));
    assert_eq!(mentions_or_lists(&list)[0].end, "@sam/".len() + 25);
    assert_eq!(cashtags("$ABCDEF $ABCDEFG $A.BC $A.BCD").len(), 3);
}
