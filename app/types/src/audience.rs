//! For whom a post is.

use crate::{CircleId, CommunityId, NotAnId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Who may see a post. Subscribers and mentioned follow with their features. As text, for forms and menus: `public`,
/// `followers`, `circle-` and `community-` with the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    #[default]
    Public,
    Followers,
    Circle(CircleId),
    /// Anybody may read it, members find it in their home.
    Community(CommunityId),
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Followers => f.write_str("followers"),
            Self::Circle(circle) => write!(f, "circle-{circle}"),
            Self::Community(community) => write!(f, "community-{community}"),
        }
    }
}

impl FromStr for Audience {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match text {
            "public" => Ok(Self::Public),
            "followers" => Ok(Self::Followers),
            _ => match text.split_once('-').ok_or(NotAnId)? {
                ("circle", id) => id.parse().map(Self::Circle),
                ("community", id) => id.parse().map(Self::Community),
                _ => Err(NotAnId),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_audience_say_the_same() {
        for audience in [
            Audience::Public,
            Audience::Followers,
            Audience::Circle(CircleId(42)),
            Audience::Community(CommunityId(42)),
        ] {
            assert_eq!(audience.to_string().parse(), Ok(audience));
        }
        for text in [
            "",
            "everyone",
            "circle-",
            "circle-0",
            "circle-x",
            "community-",
            "town-7",
        ] {
            assert_eq!(text.parse::<Audience>(), Err(NotAnId), "{text}");
        }
    }
}
