//! Spaces: rooms in which people talk live.

use crate::{AccountCard, CircleId, CommunityId, NotAnId, SpaceId, SpaceMaySpeak, SpaceRole};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Limits of the product contract (§6): characters, topics, spaces that one person has planned at a time, days that a
/// replay is kept, people invited to a private space.
pub const MAX_SPACE_NAME: usize = 70;
pub const MAX_SPACE_TOPICS: usize = 3;
pub const MAX_PLANNED_SPACES: u32 = 10;
pub const REPLAY_DAYS: u32 = 30;
pub const MAX_SPACE_GUESTS: usize = 100;
/// Characters of one caption.
pub const MAX_CAPTION: usize = 500;

/// Who may know of a space, enter it and hear its replay. As text, for forms and menus: `public`, `followers`,
/// `invited`, `circle-` and `community-` with the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpaceAudience {
    #[default]
    Public,
    Followers,
    Circle(CircleId),
    /// Its members.
    Community(CommunityId),
    /// Those whom the host named.
    Invited,
}

impl fmt::Display for SpaceAudience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Followers => f.write_str("followers"),
            Self::Circle(circle) => write!(f, "circle-{circle}"),
            Self::Community(community) => write!(f, "community-{community}"),
            Self::Invited => f.write_str("invited"),
        }
    }
}

impl FromStr for SpaceAudience {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match text {
            "public" => Ok(Self::Public),
            "followers" => Ok(Self::Followers),
            "invited" => Ok(Self::Invited),
            _ => match text.split_once('-').ok_or(NotAnId)? {
                ("circle", id) => id.parse().map(Self::Circle),
                ("community", id) => id.parse().map(Self::Community),
                _ => Err(NotAnId),
            },
        }
    }
}

/// Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpacePhase {
    Upcoming { at: i64 },
    Live { since: i64 },
    Ended { at: i64 },
}

/// A space by name and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceName {
    pub id: SpaceId,
    pub name: String,
}

impl SpaceName {
    pub fn path(&self) -> String {
        format!("/spaces/{}", self.id)
    }
}

/// A space in a list, on a post that links to it, in the pill of Home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpaceCard {
    pub id: SpaceId,
    pub name: String,
    pub topics: Vec<String>,
    pub audience: SpaceAudience,
    /// Of the circle or community, for those who may know it.
    pub audience_name: Option<String>,
    pub phase: SpacePhase,
    /// Who answers for it now.
    pub host: AccountCard,
    /// The others with a microphone, in the order in which they got it.
    pub speakers: Vec<AccountCard>,
    pub listeners: u32,
    pub recording: bool,
    /// The viewer started it.
    pub is_mine: bool,
    /// The viewer asked to be reminded.
    pub reminded: bool,
    /// How long the replay takes, in seconds, while there is one.
    pub replay_seconds: Option<u32>,
}

impl SpaceCard {
    pub fn path(&self) -> String {
        format!("/spaces/{}", self.id)
    }
}

/// The space that a text leads to first, whatever the host: the card under a post shows only what its reader may know.
/// Read from the words and not from the text's entities, which leave out addresses of this very machine.
pub fn linked_space(text: &str) -> Option<SpaceId> {
    text.split_whitespace().find_map(|word| {
        let (_, rest) = word.split_once("://")?;
        let (_, path) = rest.split_once('/')?;
        let id = path.strip_prefix("spaces/")?;
        id.trim_end_matches(|character: char| !character.is_ascii_digit())
            .parse()
            .ok()
    })
}

/// Where an address leads among the pages of spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpacesAddress {
    List,
    Space(SpaceId),
}

impl SpacesAddress {
    /// Of a path, by the route that it takes and not by its letters: `/spaces/7/` and `/spaces//07` are `/spaces/7`.
    pub fn of(path: &str) -> Option<Self> {
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        match (segments.next(), segments.next(), segments.next()) {
            (Some("spaces"), None, None) => Some(Self::List),
            (Some("spaces"), Some(id), None) => id.parse().ok().map(Self::Space),
            _ => None,
        }
    }
}

/// What the host fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceDraft {
    pub name: String,
    pub topics: Vec<String>,
    pub audience: SpaceAudience,
    pub may_speak: SpaceMaySpeak,
    /// When it is planned for, in milliseconds since 1970; none: now.
    pub at: Option<i64>,
    pub recording: bool,
    /// Handles, for [`SpaceAudience::Invited`].
    pub guests: Vec<String>,
    /// Names the request, at most 64 characters: sent again with the same, it makes nothing new.
    #[serde(default)]
    pub key: Option<String>,
}

/// A space's page for one viewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpacePage {
    pub card: SpaceCard,
    pub may_speak: SpaceMaySpeak,
    /// Of a live space, for a viewer who is in it.
    pub room: Option<RoomState>,
    pub mine: MyPlace,
    /// This server itself writes down what those say who agreed to captions: browsers need not.
    pub writes_captions: bool,
    pub recording: Recording,
    /// Who was invited to a private space; for its host.
    pub guests: Vec<AccountCard>,
    /// Those with a microphone in a live space whom the viewer blocks.
    #[serde(default)]
    pub blocked: Vec<AccountCard>,
}

/// What everybody in a room knows of it. Told anew, as a whole, whenever it changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomState {
    pub phase: SpacePhase,
    pub may_speak: SpaceMaySpeak,
    pub recording: bool,
    /// The host first, then those with a microphone in the order in which they got it.
    pub stage: Vec<OnStage>,
    /// How many listen.
    pub listeners: u32,
    /// Some of them: those who do not hide what they listen to.
    pub faces: Vec<AccountCard>,
    pub pins: Vec<crate::PostId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnStage {
    pub card: AccountCard,
    pub role: SpaceRole,
    pub muted: bool,
    /// Agreed to captions of what they say.
    pub captions: bool,
    /// Their connection is lost for the moment.
    pub away: bool,
}

/// What one person knows of a room besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPlace {
    /// None: not in the room.
    pub role: Option<SpaceRole>,
    pub muted: bool,
    /// A connection of theirs listens, on this page or elsewhere.
    #[serde(default)]
    pub listens: bool,
    /// Asked for a microphone.
    pub requested: bool,
    /// Is offered the microphone of a speaker or the place of a co-host.
    pub invitation: Option<SpaceRole>,
    /// Who asks for a microphone, the first first; for hosts.
    pub requests: Vec<AccountCard>,
    /// Who listens, at most 200; for hosts.
    pub listeners: Vec<AccountCard>,
}

/// What became of a recording once its space is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recording {
    /// Nothing was recorded, or nobody was heard.
    #[default]
    None,
    /// The voices are being made into one file.
    Mixing,
    Ready(Replay),
    /// They could not be; they are kept as long as a replay would be, and the founder can have it tried again.
    Failed,
    /// Deleted, or its time is over.
    Gone,
}

/// What can be heard afterwards. Times are milliseconds from the replay's beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// Ogg with Opus; answers ranges.
    pub audio: String,
    /// WebVTT, where there are captions.
    pub captions: Option<String>,
    pub milliseconds: u32,
    /// What the host cut from the recording's beginning.
    pub trimmed: u32,
    /// Until when it is kept, in milliseconds since 1970.
    pub until: i64,
    pub voices: Vec<ReplayVoice>,
}

/// When somebody spoke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayVoice {
    pub card: AccountCard,
    pub spans: Vec<(u32, u32)>,
}

/// One piece of what somebody said; a later revision of the same `number` by the same speaker replaces it. Times are
/// milliseconds from the space's start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    pub speaker: crate::AccountId,
    pub number: u32,
    pub revision: u32,
    pub start: u32,
    pub end: u32,
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_audience_say_the_same() {
        for audience in [
            SpaceAudience::Public,
            SpaceAudience::Followers,
            SpaceAudience::Circle(CircleId(42)),
            SpaceAudience::Community(CommunityId(42)),
            SpaceAudience::Invited,
        ] {
            assert_eq!(audience.to_string().parse(), Ok(audience));
        }
        assert_eq!("circle-x".parse::<SpaceAudience>(), Err(NotAnId));
    }

    #[test]
    fn addresses_of_spaces_are_known_by_their_route() {
        for path in ["/spaces/7", "/spaces/7/", "//spaces//7"] {
            assert_eq!(
                SpacesAddress::of(path),
                Some(SpacesAddress::Space(SpaceId(7))),
                "{path}"
            );
        }
        for path in ["/spaces", "/spaces/"] {
            assert_eq!(SpacesAddress::of(path), Some(SpacesAddress::List), "{path}");
        }
        for path in [
            "/",
            "/spacesuit",
            "/spaces/1/whip",
            "/spaces/x",
            "/@spaces",
            "/home/spaces",
            "/Spaces/1",
        ] {
            assert_eq!(SpacesAddress::of(path), None, "{path}");
        }
    }

    #[test]
    fn a_text_leads_to_a_space() {
        for text in [
            "Join https://piaf.example/spaces/42!",
            "http://127.0.0.1:8000/spaces/42",
            "https://piaf.example/about and https://piaf.example/spaces/42 and https://piaf.example/spaces/43",
        ] {
            assert_eq!(linked_space(text), Some(SpaceId(42)), "{text}");
        }
        for text in [
            "/spaces/42",
            "https://piaf.example/spaces/",
            "https://piaf.example/spaces/x42",
            "spaces/42",
        ] {
            assert_eq!(linked_space(text), None, "{text}");
        }
    }
}
