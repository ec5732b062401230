//! Who may answer a post (product contract §4, reply control).

use crate::{number_enum, word_enum};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Hours after which a conversation may be set to close.
pub const CLOSING_HOURS: [u32; 4] = [1, 24, 72, 168];

/// Set at the first post for the whole conversation. Those mentioned may always answer, except where nobody may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyRule {
    #[default]
    Everyone,
    /// People whom the author follows, and those mentioned.
    Followed,
    Mentioned,
    /// The author alone.
    Nobody,
}

number_enum!(ReplyRule {
    Everyone = 0,
    Followed = 1,
    Mentioned = 2,
    Nobody = 3,
});
word_enum!(ReplyRule {
    Everyone = "everyone",
    Followed = "followed",
    Mentioned = "mentioned",
    Nobody = "nobody",
});

impl fmt::Display for ReplyRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ReplyRule {
    type Err = crate::NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_name(text).ok_or(crate::NotAnId)
    }
}

/// How a conversation stands for the viewer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyControl {
    pub rule: ReplyRule,
    /// Unix time in milliseconds after which it is closed, or was.
    pub closes_at: Option<i64>,
    /// That time has come.
    pub closed: bool,
    /// Whether the viewer may answer now.
    pub open: bool,
    /// Whether it is the viewer's to decide: the first post is theirs.
    pub mine: bool,
}
