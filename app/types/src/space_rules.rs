//! What people may do in a space: the words of the room (crate spaces holds the rules) and of the page.

use crate::{AccountId, PostId, number_enum, word_enum};
use serde::{Deserialize, Serialize};

/// Reactions on offer.
pub const REACTIONS: [&str; 8] = ["❤️", "👏", "😂", "😮", "😢", "💯", "👋", "✊"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpaceRole {
    Listener,
    Speaker,
    Cohost,
    Host,
}

number_enum!(SpaceRole {
    Listener = 0,
    Speaker = 1,
    Cohost = 2,
    Host = 3,
});

/// Who may ask for a microphone. An invitation reaches anybody, whatever stands here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpaceMaySpeak {
    #[default]
    Everyone,
    /// Those whom the host follows.
    Followed,
    /// Only those whom a host invites.
    Invited,
}

number_enum!(SpaceMaySpeak {
    Everyone = 0,
    Followed = 1,
    Invited = 2,
});
word_enum!(SpaceMaySpeak {
    Everyone = "everyone",
    Followed = "followed",
    Invited = "invited",
});

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpaceAction {
    /// The host opens a planned space.
    Start,
    Reschedule {
        at: u64,
    },
    /// Only before the start.
    SetRecording(bool),
    End,
    /// Comes in, or comes back after the connection was lost.
    Enter,
    Leave,
    /// The connection was lost.
    Drop,
    Request,
    WithdrawRequest,
    Approve(AccountId),
    Decline(AccountId),
    /// Offers a microphone (`SpaceRole::Speaker`) or the place of a co-host.
    Invite(AccountId, SpaceRole),
    Accept,
    DeclineInvitation,
    /// A speaker or co-host goes back to listening.
    StepDown,
    /// Sends a speaker or co-host back to listening.
    Demote(AccountId),
    Mute,
    Unmute,
    MuteOne(AccountId),
    MuteAll,
    /// Puts out for good; from this space alone.
    Remove(AccountId),
    /// Puts out for good, and blocks the whole account.
    Block(AccountId),
    SetMaySpeak(SpaceMaySpeak),
    React(String),
    Pin(PostId),
    Unpin(PostId),
    /// Agrees to captions of what one says.
    Captions(bool),
}

/// Why an action was not taken. Nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpaceRefusal {
    #[error("the space has not started")]
    NotStarted,
    #[error("the space has started")]
    Started,
    #[error("the space has ended")]
    Ended,
    #[error("not among those who may enter")]
    NotAdmitted,
    #[error("removed for good")]
    Barred,
    #[error("not in the space")]
    NotPresent,
    #[error("the role does not allow it")]
    NotAllowed,
    #[error("only the invited may speak")]
    OnlyInvited,
    #[error("only those whom the host follows may speak")]
    OnlyFollowed,
    #[error("all microphones are taken")]
    MicrophonesTaken,
    #[error("there are two co-hosts already")]
    CohostsTaken,
    #[error("has a microphone already")]
    HasMicrophone,
    #[error("has no microphone")]
    NoMicrophone,
    #[error("asked already")]
    AskedAlready,
    #[error("there is no such request")]
    NoRequest,
    #[error("there is no such invitation")]
    NoInvitation,
    #[error("too many are waiting")]
    TooManyWaiting,
    #[error("not a time within the next 30 days")]
    BadTime,
    #[error("three posts are pinned already")]
    PinsTaken,
    #[error("pinned already")]
    PinnedAlready,
    #[error("not pinned")]
    NotPinned,
    #[error("not one of the reactions")]
    NoSuchReaction,
    #[error("too fast")]
    TooFast,
}
