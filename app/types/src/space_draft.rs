//! What is typed about a space, and its limits.

use crate::{
    Error, Field, MAX_SPACE_GUESTS, MAX_SPACE_NAME, MAX_SPACE_TOPICS, MAX_TOPIC, NotAnId, Result, Rule, SpaceAudience,
    SpaceDraft, SpaceMaySpeak, text,
};
use std::{fmt, str::FromStr};

impl SpaceDraft {
    /// As it is kept; refuses what is empty, too long or too much, at its field. Whether the time, the audience and the
    /// guests are possible the server decides.
    pub fn checked(&self) -> Result<Self> {
        let name = text::clean_line(&self.name);
        if name.is_empty() {
            return Err(Error::invalid(Field::SpaceName, Rule::Required));
        }
        at_most(Field::SpaceName, &name, MAX_SPACE_NAME)?;
        let mut topics = Vec::<String>::new();
        for topic in &self.topics {
            let topic = text::tag_key(text::clean_line(topic).as_str()).replace('\0', "");
            if !topic.is_empty() && !topics.contains(&topic) {
                at_most(Field::Topics, &topic, MAX_TOPIC)?;
                topics.push(topic);
            }
        }
        not_more(Field::Topics, topics.len(), MAX_SPACE_TOPICS)?;
        let guests = match self.audience {
            SpaceAudience::Invited => Self::checked_guests(&self.guests)?,
            _ => Vec::new(),
        };
        Ok(Self {
            name,
            topics,
            guests,
            audience: self.audience,
            may_speak: self.may_speak,
            at: self.at,
            recording: self.recording,
            key: self.key.clone(),
        })
    }

    /// Handles of people to invite, each once; refuses none and too many.
    pub fn checked_guests(typed: &[String]) -> Result<Vec<String>> {
        let mut guests = Vec::<String>::new();
        for guest in typed {
            let guest = guest.trim().trim_start_matches('@').to_lowercase();
            if !guest.is_empty() && !guests.contains(&guest) {
                guests.push(guest);
            }
        }
        if guests.is_empty() {
            return Err(Error::invalid(Field::Guests, Rule::Required));
        }
        not_more(Field::Guests, guests.len(), MAX_SPACE_GUESTS)?;
        Ok(guests)
    }

    /// The words of a field that takes several, parted by commas or spaces.
    pub fn words(text: &str) -> Vec<String> {
        let words = text.split([',', ' ', '\n', ';']).map(str::trim);
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }
}

impl fmt::Display for SpaceMaySpeak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for SpaceMaySpeak {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::from_name(text).ok_or(NotAnId)
    }
}

fn at_most(field: Field, text: &str, max: usize) -> Result<()> {
    if text.chars().count() > max {
        let max = max as u32;
        return Err(Error::invalid(field, Rule::TooLong { max }));
    }
    Ok(())
}

fn not_more(field: Field, count: usize, max: usize) -> Result<()> {
    if count > max {
        let max = max as u32;
        return Err(Error::invalid(field, Rule::TooMany { max }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_host_types_is_cleaned() {
        let draft = SpaceDraft {
            name: "  Night  of\nthe owls ".to_owned(),
            topics: SpaceDraft::words("#Owls, owls  night"),
            guests: SpaceDraft::words("@Ada ben,ada"),
            audience: SpaceAudience::Invited,
            ..SpaceDraft::default()
        };
        let kept = draft.checked().unwrap();
        assert_eq!(kept.name, "Night of the owls");
        assert_eq!(kept.topics, ["owls", "night"]);
        assert_eq!(kept.guests, ["ada", "ben"]);
        let open = SpaceDraft {
            audience: SpaceAudience::Public,
            ..draft
        };
        assert!(
            open.checked().unwrap().guests.is_empty(),
            "nobody is named for a public one"
        );
    }

    #[test]
    fn limits_name_their_field() {
        let named = |name: &str| SpaceDraft {
            name: name.to_owned(),
            ..SpaceDraft::default()
        };
        let refused = |draft: &SpaceDraft| draft.checked().unwrap_err();
        assert_eq!(
            refused(&named(" \u{200b} ")),
            Error::invalid(Field::SpaceName, Rule::Required)
        );
        assert!(named(&"é".repeat(70)).checked().is_ok());
        assert_eq!(
            refused(&named(&"é".repeat(71))),
            Error::invalid(Field::SpaceName, Rule::TooLong { max: 70 })
        );
        let draft = SpaceDraft {
            topics: SpaceDraft::words("a b c d"),
            ..named("Owls")
        };
        assert_eq!(refused(&draft), Error::invalid(Field::Topics, Rule::TooMany { max: 3 }));
        let draft = SpaceDraft {
            audience: SpaceAudience::Invited,
            ..named("Owls")
        };
        assert_eq!(refused(&draft), Error::invalid(Field::Guests, Rule::Required));
        let draft = SpaceDraft {
            guests: (0..101).map(|number| format!("bird{number}")).collect(),
            ..draft
        };
        assert_eq!(
            refused(&draft),
            Error::invalid(Field::Guests, Rule::TooMany { max: 100 })
        );
    }

    #[test]
    fn who_may_speak_is_said_as_it_is_read() {
        for rule in [SpaceMaySpeak::Everyone, SpaceMaySpeak::Followed, SpaceMaySpeak::Invited] {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        assert_eq!("nobody".parse::<SpaceMaySpeak>(), Err(NotAnId));
    }
}
