//! For whom a post is.

use crate::{CircleId, NotAnId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Who may see a post. Communities, subscribers and mentioned follow with their features. As text, for forms and menus:
/// `public`, `followers`, `circle-` with the circle's id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    #[default]
    Public,
    Followers,
    Circle(CircleId),
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Followers => f.write_str("followers"),
            Self::Circle(circle) => write!(f, "circle-{circle}"),
        }
    }
}

impl FromStr for Audience {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match text {
            "public" => Ok(Self::Public),
            "followers" => Ok(Self::Followers),
            _ => text.strip_prefix("circle-").ok_or(NotAnId)?.parse().map(Self::Circle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_audience_say_the_same() {
        for audience in [Audience::Public, Audience::Followers, Audience::Circle(CircleId(42))] {
            assert_eq!(audience.to_string().parse(), Ok(audience));
        }
        for text in ["", "everyone", "circle-", "circle-0", "circle-x"] {
            assert_eq!(text.parse::<Audience>(), Err(NotAnId), "{text}");
        }
    }
}
