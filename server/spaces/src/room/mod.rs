//! The rules of a live audio room, as a pure state machine: time comes in as milliseconds since the Unix epoch, what
//! people want comes in as [`Action`]s, and out come [`Effect`]s (who is to be told what) or a [`Refusal`].
//!
//! What a room cannot know, the caller says with each action: [`Actor::admitted`] (the audience lets this person in,
//! and nobody blocks them) and [`Actor::followed`] (the host follows them). Serialised, a room is its own snapshot.

mod act;
mod effect;
mod moderate;
mod presence;
mod seats;
mod tick;

#[cfg(test)]
mod model;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod presence_tests;
#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;

pub use effect::{Effect, EndedBy, News, OutBy, To};
pub use presence::{End, Way};

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use types::{AccountId, PostId};
pub use types::{
    REACTIONS, SpaceAction as Action, SpaceMaySpeak as MaySpeak, SpaceRefusal as Refusal, SpaceRole as Role,
};

pub const MAX_COHOSTS: usize = 2;
/// Besides the host and the co-hosts: 13 microphones in all.
pub const MAX_SPEAKERS: usize = 10;
pub const MAX_PINS: usize = 3;
/// Requests and invitations that may wait at the same time, each.
pub const MAX_WAITING: usize = 500;
/// How far ahead a space can be planned, in milliseconds.
pub const MAX_AHEAD: u64 = 30 * 24 * 60 * 60 * 1000;
/// A notice goes out this long before a planned start, in milliseconds.
pub const NOTICE_AHEAD: u64 = 30 * 60 * 1000;
/// A planned space that nobody started ends this long after its time, in milliseconds.
pub const LAPSE_AFTER: u64 = 24 * 60 * 60 * 1000;
/// A co-host takes over this long after the host's connection was lost, in milliseconds.
pub const TAKEOVER_AFTER: u64 = 60 * 1000;
/// Without a co-host the space ends this long after the host's connection was lost, in milliseconds.
pub const END_AFTER: u64 = 5 * 60 * 1000;
/// Others than the host keep their place this long without a connection, in milliseconds.
pub const PLACE_KEPT: u64 = 60 * 1000;
/// A page that is loaded anew is back within this time, in milliseconds: until then nobody is told that it was closed.
pub const GRACE: u64 = 3 * 1000;
/// The page of whoever opened a room may take this long until it is there, in milliseconds.
pub const ARRIVAL: u64 = 15 * 1000;
/// Unmuted people without a connection that speaks are muted after this, in milliseconds: a connection that broke is made
/// anew within it.
pub const VOICE_KEPT: u64 = 4 * 1000;
/// The same after a restart of the server, which all connections have to come back from.
pub const VOICE_KEPT_OVER_RESTART: u64 = 15 * 1000;
/// One reaction a person in this time, in milliseconds.
pub const REACTION_PAUSE: u64 = 300;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    Scheduled { at: u64 },
    Live { since: u64 },
    Ended { at: u64, by: EndedBy },
}

/// The one who acts, and what the caller found out about them for this action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub person: AccountId,
    /// The space's audience includes them and no block stands between them and the host.
    pub admitted: bool,
    /// The host follows them.
    pub followed: bool,
}

/// One person in the room. Between the loss of a connection and [`PLACE_KEPT`] they still are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    pub role: Role,
    pub muted: bool,
    pub captions: bool,
    /// When the connection was lost.
    pub away_since: Option<u64>,
    /// When the others are to be told so; none: they were.
    #[serde(default)]
    away_told_at: Option<u64>,
    /// When they are muted unless a connection that speaks has come.
    #[serde(default)]
    mute_at: Option<u64>,
    #[serde(default)]
    ways: presence::Ways,
    reacted_at: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    pub post: PostId,
    pub by: AccountId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    phase: Phase,
    host: AccountId,
    /// Who made the space; returns as a co-host if another became host meanwhile.
    founder: AccountId,
    may_speak: MaySpeak,
    recording: bool,
    noticed: bool,
    people: BTreeMap<AccountId, Present>,
    /// Those with a microphone besides the host, in the order in which they got it.
    seats: Vec<AccountId>,
    requests: Vec<AccountId>,
    invitations: BTreeMap<AccountId, Role>,
    barred: BTreeSet<AccountId>,
    pins: Vec<Pin>,
}

impl Room {
    /// A space that is live at once; its host is in it, muted.
    pub fn open(host: AccountId, may_speak: MaySpeak, recording: bool, now: u64) -> Self {
        let mut room = Self::empty(host, may_speak, recording, Phase::Live { since: now });
        room.people.insert(host, Present::host());
        room
    }

    /// A space planned for `at`.
    ///
    /// # Errors
    /// [`Refusal::BadTime`] when `at` is not within the next 30 days.
    pub fn schedule(host: AccountId, may_speak: MaySpeak, recording: bool, at: u64, now: u64) -> Result<Self, Refusal> {
        in_time(at, now)?;
        let mut room = Self::empty(host, may_speak, recording, Phase::Scheduled { at });
        room.noticed = at < now + NOTICE_AHEAD;
        Ok(room)
    }

    fn empty(host: AccountId, may_speak: MaySpeak, recording: bool, phase: Phase) -> Self {
        Self {
            phase,
            host,
            founder: host,
            may_speak,
            recording,
            noticed: false,
            people: BTreeMap::new(),
            seats: Vec::new(),
            requests: Vec::new(),
            invitations: BTreeMap::new(),
            barred: BTreeSet::new(),
            pins: Vec::new(),
        }
    }

    /// After a restart: everybody's connection is lost, roles and order are kept for those who come back in time.
    pub fn resume(&mut self, now: u64) {
        for present in self.people.values_mut() {
            present.away_since = Some(now);
            present.away_told_at = None;
            present.ways = presence::Ways::default();
            present.mute_at = None;
            present.await_voice(now + VOICE_KEPT_OVER_RESTART);
        }
    }

    pub fn phase(&self) -> Phase {
        self.phase
    }

    pub fn is_live(&self) -> bool {
        self.phase.is_live()
    }

    pub fn host(&self) -> AccountId {
        self.host
    }

    pub fn founder(&self) -> AccountId {
        self.founder
    }

    pub fn may_speak(&self) -> MaySpeak {
        self.may_speak
    }

    pub fn recording(&self) -> bool {
        self.recording
    }

    pub fn role(&self, person: AccountId) -> Option<Role> {
        self.people.get(&person).map(|present| present.role)
    }

    pub fn present(&self, person: AccountId) -> Option<&Present> {
        self.people.get(&person)
    }

    pub fn people(&self) -> impl Iterator<Item = (AccountId, &Present)> {
        self.people.iter().map(|(person, present)| (*person, present))
    }

    /// The host first, then those with a microphone in the order in which they got it.
    pub fn stage(&self) -> Vec<AccountId> {
        let host = self.people.contains_key(&self.host).then_some(self.host);
        host.into_iter().chain(self.seats.iter().copied()).collect()
    }

    /// Whose voice may be forwarded now.
    pub fn heard(&self) -> Vec<AccountId> {
        let unmuted = |person: &AccountId| self.people.get(person).is_some_and(|present| !present.muted);
        if self.is_live() {
            self.stage().into_iter().filter(unmuted).collect()
        } else {
            Vec::new()
        }
    }

    /// Those who listen now. Who is away keeps a place among them, and is not counted.
    pub fn listeners(&self) -> usize {
        self.people
            .values()
            .filter(|present| present.role == Role::Listener && present.away_since.is_none())
            .count()
    }

    /// Who asks for a microphone, the first first.
    pub fn requests(&self) -> &[AccountId] {
        &self.requests
    }

    pub fn invitation(&self, person: AccountId) -> Option<Role> {
        self.invitations.get(&person).copied()
    }

    pub fn is_barred(&self, person: AccountId) -> bool {
        self.barred.contains(&person)
    }

    /// Those who were put out for good.
    pub fn barred(&self) -> impl Iterator<Item = AccountId> {
        self.barred.iter().copied()
    }

    pub fn pins(&self) -> &[Pin] {
        &self.pins
    }
}

impl Phase {
    fn is_live(self) -> bool {
        matches!(self, Self::Live { .. })
    }
}

impl Present {
    /// Comes in by a connection that listens.
    fn listener() -> Self {
        Self {
            role: Role::Listener,
            muted: true,
            captions: false,
            away_since: None,
            away_told_at: None,
            mute_at: None,
            ways: presence::Ways {
                listens: true,
                ..presence::Ways::default()
            },
            reacted_at: 0,
        }
    }

    /// Opens the room from a page.
    fn host() -> Self {
        Self {
            role: Role::Host,
            ways: presence::Ways {
                page: true,
                ..presence::Ways::default()
            },
            ..Self::listener()
        }
    }
}

fn in_time(at: u64, now: u64) -> Result<(), Refusal> {
    if at > now && at - now <= MAX_AHEAD {
        Ok(())
    } else {
        Err(Refusal::BadTime)
    }
}
