//! What an action in a room leads to: news for people, and commands for the engine.

use super::{MaySpeak, Role};
use serde::{Deserialize, Serialize};
use types::{AccountId, PostId};

/// One thing to tell, to these people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    pub to: To,
    pub news: News,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum To {
    Everyone,
    /// The host and the co-hosts.
    Hosts,
    One(AccountId),
    /// Those who asked to be reminded; the store knows them.
    Reminded,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// Half an hour to the planned start.
    Soon,
    Rescheduled {
        at: u64,
    },
    Started,
    Ended(EndedBy),
    /// Only hosts learn who listens; the others are told the number.
    Entered(AccountId),
    Listeners(usize),
    Away(AccountId),
    Back(AccountId),
    Role(AccountId, Role),
    Requested(AccountId),
    RequestGone(AccountId),
    Invited(Role),
    InvitationGone,
    Muted(AccountId, bool),
    /// The person is not in the room any more: their connections are to be closed.
    Out(AccountId, OutBy),
    /// The caller makes this a block of the whole account.
    Blocks {
        by: AccountId,
        person: AccountId,
    },
    MaySpeak(MaySpeak),
    Recording(bool),
    Reaction(AccountId, String),
    Pinned(PostId),
    Unpinned(PostId),
    Captions(AccountId, bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndedBy {
    Host,
    /// The host was away too long and nobody could take over.
    Absence,
    /// It was planned and never started.
    Lapse,
    /// Its founder's account is closed.
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutBy {
    Themself,
    /// The connection stayed lost.
    Absence,
    Removal,
    Block,
}

pub(super) fn everyone(news: News) -> Effect {
    Effect { to: To::Everyone, news }
}

pub(super) fn hosts(news: News) -> Effect {
    Effect { to: To::Hosts, news }
}

pub(super) fn one(person: AccountId, news: News) -> Effect {
    Effect {
        to: To::One(person),
        news,
    }
}
