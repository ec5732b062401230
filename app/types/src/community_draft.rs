//! What is typed about a community, and its limits.

use crate::{
    CommunityRule, Error, Field, JoinLevel, MAX_COMMUNITY_DESCRIPTION, MAX_COMMUNITY_NAME, MAX_RULE_DETAIL,
    MAX_RULE_TITLE, MAX_RULES, MAX_SLUG, MAX_TOPIC, MAX_TOPICS, Result, Rule, text,
};
use serde::{Deserialize, Serialize};

/// Words of addresses below `/c/` and `/communities/` that would be mistaken for something else.
const RESERVED_SLUGS: &[&str] = &["new", "admin", "settings", "about", "members", "moderation"];

/// What an admin decides about a community, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityDraft {
    pub name: String,
    pub description: String,
    /// Separated by commas or spaces, with or without `#`.
    pub topics: String,
    pub level: JoinLevel,
}

impl CommunityDraft {
    /// As it is kept, with the topics apart; refuses what is empty, too long or too much, at its field.
    pub fn validate(&self) -> Result<(Self, Vec<String>)> {
        let name = text::clean_line(&self.name);
        if name.is_empty() {
            return Err(Error::invalid(Field::CommunityName, Rule::Required));
        }
        at_most(Field::CommunityName, &name, MAX_COMMUNITY_NAME)?;
        let description = text::clean_line(&self.description);
        at_most(Field::Description, &description, MAX_COMMUNITY_DESCRIPTION)?;
        let mut topics = Vec::<String>::new();
        for word in self.topics.split([',', ' ', '\n', ';']) {
            let topic = text::tag_key(word.trim()).replace('\0', "");
            if !topic.is_empty() && !topics.contains(&topic) {
                at_most(Field::Topics, &topic, MAX_TOPIC)?;
                topics.push(topic);
            }
        }
        if topics.len() > MAX_TOPICS {
            let max = MAX_TOPICS as u32;
            return Err(Error::invalid(Field::Topics, Rule::TooMany { max }));
        }
        let kept = Self {
            name,
            description,
            topics: topics.join(" "),
            level: self.level,
        };
        Ok((kept, topics))
    }
}

/// The end of a community's address: lower-case letters, digits and hyphens, 3 to 30.
pub fn validate_slug(slug: &str) -> Result<String> {
    let slug = slug.trim().to_lowercase();
    let known = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
    if slug.is_empty() {
        return Err(Error::invalid(Field::Slug, Rule::Required));
    }
    at_most(Field::Slug, &slug, MAX_SLUG)?;
    if slug.len() < 3 {
        return Err(Error::invalid(Field::Slug, Rule::TooShort { min: 3 }));
    }
    if !slug.bytes().all(known) || slug.starts_with('-') || slug.ends_with('-') {
        return Err(Error::invalid(Field::Slug, Rule::SlugForm));
    }
    if RESERVED_SLUGS.contains(&slug.as_str()) {
        return Err(Error::invalid(Field::Slug, Rule::SlugTaken));
    }
    Ok(slug)
}

/// What an address could be for a community of this name; empty where nothing of it can stand in one.
pub fn suggest_slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in text::unaccented(name).chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX_SLUG);
    slug.trim_end_matches('-').to_owned()
}

/// The rules as they are kept: those without a title and a text are left out.
pub fn validate_rules(rules: &[CommunityRule]) -> Result<Vec<CommunityRule>> {
    let mut kept = Vec::new();
    for rule in rules {
        let title = text::clean_line(&rule.title);
        let detail = text::clean_line(&rule.detail);
        if title.is_empty() && detail.is_empty() {
            continue;
        }
        if title.is_empty() {
            return Err(Error::invalid(Field::RuleTitle, Rule::Required));
        }
        at_most(Field::RuleTitle, &title, MAX_RULE_TITLE)?;
        at_most(Field::RuleDetail, &detail, MAX_RULE_DETAIL)?;
        kept.push(CommunityRule { title, detail });
    }
    if kept.len() > MAX_RULES {
        let max = MAX_RULES as u32;
        return Err(Error::invalid(Field::RuleTitle, Rule::TooMany { max }));
    }
    Ok(kept)
}

fn at_most(field: Field, text: &str, max: usize) -> Result<()> {
    if text.chars().count() > max {
        let max = max as u32;
        return Err(Error::invalid(field, Rule::TooLong { max }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_short_and_plain() {
        assert_eq!(validate_slug(" Birds-of-Lyon "), Ok("birds-of-lyon".to_owned()));
        for (slug, rule) in [
            ("", Rule::Required),
            ("ab", Rule::TooShort { min: 3 }),
            ("-abc", Rule::SlugForm),
            ("a_b_c", Rule::SlugForm),
            ("été", Rule::SlugForm),
            ("new", Rule::SlugTaken),
        ] {
            assert_eq!(validate_slug(slug), Err(Error::invalid(Field::Slug, rule)), "{slug}");
        }
        assert_eq!(suggest_slug("Les Mésanges & co!"), "les-mesanges-co");
        assert_eq!(suggest_slug("鳥"), "");
    }

    #[test]
    fn what_an_admin_types_is_cleaned() {
        let draft = CommunityDraft {
            name: "  Birds  of\nLyon ".to_owned(),
            description: String::new(),
            topics: "#Birds, birds lyon".to_owned(),
            level: JoinLevel::Request,
        };
        let (kept, topics) = draft.validate().unwrap();
        assert_eq!(
            (kept.name.as_str(), topics.as_slice()),
            ("Birds of Lyon", ["birds".to_owned(), "lyon".to_owned()].as_slice())
        );
        let long = CommunityDraft {
            name: "é".repeat(31),
            ..draft.clone()
        };
        assert_eq!(
            long.validate().unwrap_err(),
            Error::invalid(Field::CommunityName, Rule::TooLong { max: 30 })
        );
        let many = CommunityDraft {
            topics: "a b c d e f".to_owned(),
            ..draft
        };
        assert_eq!(
            many.validate().unwrap_err(),
            Error::invalid(Field::Topics, Rule::TooMany { max: 5 })
        );
    }

    #[test]
    fn rules_have_titles_and_are_ten_at_most() {
        let rule = |title: &str, detail: &str| CommunityRule {
            title: title.to_owned(),
            detail: detail.to_owned(),
        };
        let kept = validate_rules(&[rule(" Be kind ", ""), rule("", " ")]).unwrap();
        assert_eq!(kept, [rule("Be kind", "")]);
        assert_eq!(
            validate_rules(&[rule("", "why")]),
            Err(Error::invalid(Field::RuleTitle, Rule::Required))
        );
        let eleven: Vec<_> = (0..11).map(|number| rule(&number.to_string(), "")).collect();
        assert_eq!(
            validate_rules(&eleven),
            Err(Error::invalid(Field::RuleTitle, Rule::TooMany { max: 10 }))
        );
    }
}
