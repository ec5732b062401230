//! Circles: named groups of people, known to their owner alone.

use crate::{AccountCard, CircleId, Error, Field, Result, Rule};
use serde::{Deserialize, Serialize};

/// People in one circle (product contract §5); the database holds it.
pub const MAX_CIRCLE_MEMBERS: u32 = 150;
/// Characters of a name.
pub const MAX_CIRCLE_NAME: usize = 40;
/// Characters of an emoji: some are sequences of many.
const MAX_EMOJI: usize = 32;

/// A circle as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Circle {
    pub id: CircleId,
    pub name: String,
    pub emoji: String,
    pub members: u32,
}

impl Circle {
    /// Address of its page, for its owner.
    pub fn path(&self) -> String {
        format!("/circles/{}", self.id)
    }

    /// Emoji and name.
    pub fn title(&self) -> String {
        format!("{} {}", self.emoji, self.name).trim_start().to_owned()
    }

    /// Name and emoji as they are kept; `Required` without a name, `TooLong` beyond the limits.
    pub fn validate(name: &str, emoji: &str) -> Result<(String, String)> {
        let name = crate::text::clean_line(name);
        if name.is_empty() {
            return Err(Error::invalid(Field::CircleName, Rule::Required));
        }
        if name.chars().count() > MAX_CIRCLE_NAME {
            let max = MAX_CIRCLE_NAME as u32;
            return Err(Error::invalid(Field::CircleName, Rule::TooLong { max }));
        }
        let emoji = emoji.trim();
        if emoji.chars().count() > MAX_EMOJI || emoji.chars().any(|sign| sign.is_ascii() && !sign.is_ascii_digit()) {
            return Err(Error::invalid(Field::Emoji, Rule::EmojiForm));
        }
        Ok((name, emoji.to_owned()))
    }
}

/// Somebody with whether they are in a circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircleMembership {
    pub card: AccountCard,
    pub is_in: bool,
}

/// What a post of a circle tells those in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCircle {
    pub owner_handle: String,
    /// Name with emoji, for the owner alone.
    pub name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_has_a_name_and_perhaps_an_emoji() {
        let kept = Circle::validate("  Close\n friends ", " 🐦 ").unwrap();
        assert_eq!(kept, ("Close friends".to_owned(), "🐦".to_owned()));
        assert_eq!(Circle::validate("x", "").unwrap().1, "");
        assert!(Circle::validate("x", "1️⃣").is_ok() && Circle::validate("x", "👩‍👩‍👧‍👦").is_ok());
        assert_eq!(
            Circle::validate(" ", "").unwrap_err(),
            Error::invalid(Field::CircleName, Rule::Required)
        );
        assert_eq!(
            Circle::validate(&"é".repeat(41), "").unwrap_err(),
            Error::invalid(Field::CircleName, Rule::TooLong { max: 40 })
        );
        assert_eq!(
            Circle::validate("x", "<b>").unwrap_err(),
            Error::invalid(Field::Emoji, Rule::EmojiForm)
        );
    }
}
