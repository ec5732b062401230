//! What people type into the search box, taken apart (product contract §10): `"phrase"`, `OR`, `-`, `from:`, `to:`,
//! `@`, `#`, `since:`, `until:`, `filter:media|links|replies`, `min_likes:`. Every input is a query: what is no operator
//! is a word, what means nothing is left out.

use crate::{
    text::{composed, tag_key},
    word_enum,
};
use time::{Date, Month};

/// Characters of a query that count; the rest is cut off.
pub const MAX_QUERY: usize = 500;
/// Conditions of a query that count; the rest is left out.
pub const MAX_CONDITIONS: usize = 40;

/// One thing that a post can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Words in this order, beside each other; often only one.
    Words(String),
    /// As [`tag_key`] writes it, without `#`.
    Tag(String),
    /// Handles: lower case, without `@`.
    Mention(String),
    From(String),
    To(String),
    /// Unix milliseconds, at or after.
    Since(i64),
    /// Unix milliseconds, before.
    Until(i64),
    Media,
    Links,
    Replies,
    MinLikes(i32),
}

/// Alternatives, of which a post must have one; with `negated`, none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub negated: bool,
    pub any_of: Vec<Term>,
}

/// A parsed query: all conditions hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    pub conditions: Vec<Condition>,
}

/// Which results a search page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchFilter {
    #[default]
    Top,
    Latest,
    People,
    Media,
    Communities,
}

word_enum!(SearchFilter {
    Top = "top",
    Latest = "latest",
    People = "people",
    Media = "media",
    Communities = "communities",
});

impl SearchFilter {
    /// `Top` for what is none of the names.
    pub fn parse(name: &str) -> Self {
        Self::from_name(name).unwrap_or_default()
    }
}

/// A piece of the query between spaces, quotation marks kept together.
struct Piece {
    negated: bool,
    quoted: bool,
    text: String,
}

impl SearchQuery {
    /// Never fails; an empty query has no conditions.
    pub fn parse(query: &str) -> Self {
        let mut conditions: Vec<Condition> = Vec::new();
        let mut join_next = false;
        for piece in pieces(query) {
            if !piece.quoted && !piece.negated && piece.text == "OR" {
                join_next = !conditions.is_empty();
                continue;
            }
            let Some(term) = term(&piece) else {
                continue;
            };
            match conditions.last_mut() {
                Some(last) if join_next && !last.negated && !piece.negated => last.any_of.push(term),
                _ => conditions.push(Condition {
                    negated: piece.negated,
                    any_of: vec![term],
                }),
            }
            join_next = false;
        }
        conditions.truncate(MAX_CONDITIONS);
        Self { conditions }
    }

    /// The words that may name a person: of words, phrases, tags and mentions that are wanted. Lower case.
    pub fn names(&self) -> Vec<String> {
        self.conditions
            .iter()
            .filter(|condition| !condition.negated)
            .flat_map(|condition| &condition.any_of)
            .filter_map(|term| match term {
                Term::Words(text) | Term::Tag(text) | Term::Mention(text) | Term::From(text) => Some(text),
                _ => None,
            })
            .flat_map(|text| {
                let text = composed(text).to_lowercase();
                let words = text.split(separates_names).filter(|word| !word.is_empty());
                words.map(str::to_owned).collect::<Vec<_>>()
            })
            .collect()
    }
}

/// Whether a character cannot stand in a name. Marks can: in Thai and Hindi they are letters.
fn separates_names(character: char) -> bool {
    let punctuation = character.is_ascii() || matches!(character, '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3003}');
    character.is_whitespace() || punctuation && !character.is_alphanumeric() && character != '_'
}

/// Cuts at spaces outside of quotation marks. A mark that is never closed reaches to the end.
fn pieces(query: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut characters = query
        .chars()
        .take(MAX_QUERY)
        .filter(|character| *character != '\0')
        .peekable();
    loop {
        while characters.next_if(|character| character.is_whitespace()).is_some() {}
        let Some(&first) = characters.peek() else {
            return pieces;
        };
        let negated = first == '-' || first == '−';
        if negated {
            characters.next();
        }
        let quoted = characters.next_if(|character| is_quotation_mark(*character)).is_some();
        let mut text = String::new();
        for character in characters.by_ref() {
            if (quoted && is_quotation_mark(character)) || (!quoted && character.is_whitespace()) {
                break;
            }
            text.push(character);
        }
        pieces.push(Piece { negated, quoted, text });
    }
}

fn is_quotation_mark(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '«' | '»')
}

/// What a piece asks for; none where it holds nothing to look for.
fn term(piece: &Piece) -> Option<Term> {
    let text = piece.text.trim();
    if piece.quoted {
        return words(text);
    }
    if let Some((operator, value)) = text.split_once(':')
        && !value.is_empty()
    {
        let name = || handle(value.trim_start_matches(['@', '＠']));
        let operator = match operator.to_ascii_lowercase().as_str() {
            "from" => name().map(Term::From),
            "to" => name().map(Term::To),
            "since" => day(value).map(Term::Since),
            "until" => day(value).map(Term::Until),
            "min_likes" | "min_faves" => value.parse().ok().map(|likes: u32| Term::MinLikes(clamp(likes))),
            "filter" => match value.to_ascii_lowercase().as_str() {
                "media" | "images" => Some(Term::Media),
                "links" => Some(Term::Links),
                "replies" => Some(Term::Replies),
                _ => None,
            },
            _ => None,
        };
        return operator.or_else(|| words(text));
    }
    if let Some(tag) = text.strip_prefix(['#', '＃'])
        && tag.chars().any(char::is_alphanumeric)
        && tag.chars().count() <= 140
    {
        return Some(Term::Tag(tag_key(tag)));
    }
    if let Some(name) = text.strip_prefix(['@', '＠']).and_then(handle) {
        return Some(Term::Mention(name));
    }
    words(text)
}

fn clamp(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn words(text: &str) -> Option<Term> {
    text.chars()
        .any(char::is_alphanumeric)
        .then(|| Term::Words(text.to_owned()))
}

fn handle(text: &str) -> Option<String> {
    let fits = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    fits.then(|| text.to_ascii_lowercase())
}

/// Unix milliseconds at which a day (`YYYY-MM-DD`) begins in UTC.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    Some(date.midnight().assume_utc().unix_timestamp() * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(term: Term) -> Condition {
        Condition {
            negated: false,
            any_of: vec![term],
        }
    }

    fn not(term: Term) -> Condition {
        Condition {
            negated: true,
            any_of: vec![term],
        }
    }

    fn word(text: &str) -> Term {
        Term::Words(text.into())
    }

    #[test]
    fn words_and_phrases_and_exclusions() {
        let query = SearchQuery::parse("  rust \"slow food\" -cats -\"bad day\" ");
        assert_eq!(
            query.conditions,
            [
                one(word("rust")),
                one(word("slow food")),
                not(word("cats")),
                not(word("bad day"))
            ]
        );
        assert_eq!(SearchQuery::parse("« bon jour »").conditions, [one(word("bon jour"))]);
    }

    #[test]
    fn or_joins_what_stands_beside_it() {
        let query = SearchQuery::parse("a b OR #c OR from:d e");
        let joined = Condition {
            negated: false,
            any_of: vec![word("b"), Term::Tag("c".into()), Term::From("d".into())],
        };
        assert_eq!(query.conditions, [one(word("a")), joined, one(word("e"))]);
        // Only in capitals, and only between two terms.
        assert_eq!(SearchQuery::parse("OR a OR").conditions, [one(word("a"))]);
        assert_eq!(SearchQuery::parse("a or b").conditions.len(), 3);
        assert_eq!(
            SearchQuery::parse("a OR -b").conditions,
            [one(word("a")), not(word("b"))]
        );
    }

    #[test]
    fn every_operator() {
        let query = SearchQuery::parse(
            "from:@Ada to:bob @Cy #Jo2024 since:2025-01-01 until:2025-01-02 filter:media -filter:replies filter:links min_likes:5",
        );
        let day = 1_735_689_600_000;
        assert_eq!(
            query.conditions,
            [
                one(Term::From("ada".into())),
                one(Term::To("bob".into())),
                one(Term::Mention("cy".into())),
                one(Term::Tag("jo2024".into())),
                one(Term::Since(day)),
                one(Term::Until(day + 86_400_000)),
                one(Term::Media),
                not(Term::Replies),
                one(Term::Links),
                one(Term::MinLikes(5)),
            ]
        );
    }

    #[test]
    fn what_is_no_operator_is_a_word() {
        for text in [
            "from:",
            "from:a-b",
            "since:2025-13-01",
            "since:yesterday",
            "filter:cats",
            "http://a.b",
            "10:30",
            "@a-b",
        ] {
            assert_eq!(SearchQuery::parse(text).conditions, [one(word(text))], "{text}");
        }
        for text in [
            "", "  ", "-", "\"", "\"\"", "!!!", "#", "@", "OR", "--", ":", "-\"", "🐦",
        ] {
            assert_eq!(SearchQuery::parse(text).conditions, [], "{text}");
        }
    }

    #[test]
    fn names_are_what_a_person_could_be_called() {
        assert_eq!(
            SearchQuery::parse("@Ada \"Love Lace\" -bob min_likes:3").names(),
            ["ada", "love", "lace"]
        );
        // Letters with separate marks are one with those that have them built in; marks that are letters stay.
        assert_eq!(SearchQuery::parse("Zoe\u{301} ก่า").names(), ["zo\u{e9}", "ก่า"]);
    }

    #[test]
    fn length_is_bounded() {
        let query = SearchQuery::parse(&"a ".repeat(100_000));
        assert_eq!(query.conditions.len(), MAX_CONDITIONS);
        let query = SearchQuery::parse(&"é".repeat(100_000));
        assert_eq!(query.conditions, [one(word(&"é".repeat(MAX_QUERY)))]);
    }
}
