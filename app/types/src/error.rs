//! The one error that crosses from the server to the page. It says what the person can do about it; the cause of an
//! internal error stays in the log under the id that it names.

use crate::SpaceRefusal;
use serde::{Deserialize, Serialize};

/// Which part of a form a rule speaks of; `Form` where it is none in particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Form,
    Handle,
    DisplayName,
    Email,
    Password,
    NewPassword,
    Login,
    Bio,
    Place,
    Website,
    Birthday,
    Text,
    Media,
    Alt,
    Query,
    Audience,
    CoAuthor,
    CircleName,
    Emoji,
    CommunityName,
    Description,
    Slug,
    Topics,
    Message,
    RuleTitle,
    RuleDetail,
    Reason,
    SpaceName,
    SpaceTime,
    Guests,
}

/// Why an input was refused. Every rule has a sentence in each language (`errors` in the translation files).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Required,
    TooLong {
        max: u32,
    },
    TooShort {
        min: u32,
    },
    HandleCharacters,
    HandleReserved,
    HandleTaken,
    HandleLooksTaken,
    EmailForm,
    EmailTaken,
    PasswordWeak,
    PasswordWrong,
    /// Handle or e-mail and password do not go together; never says which.
    LoginWrong,
    AccountSuspended,
    /// The password is right; the owner may bring the account back for so many days.
    AccountDeactivated {
        days: u32,
    },
    LinkExpired,
    WebsiteForm,
    DateForm,
    TooYoung,
    TextEmpty,
    TextInvalid,
    MediaTooMany {
        max: u32,
    },
    MediaTooLarge {
        megabytes: u32,
    },
    /// Width times height is beyond what the server unpacks.
    MediaTooManyPixels {
        megapixels: u32,
    },
    MediaWrongKind,
    MediaBroken,
    ProtectedCannotBeReposted,
    CannotQuote,
    CannotFollowSelf,
    /// The circle has as many members as it may have.
    CircleFull {
        max: u32,
    },
    TooManyCircles {
        max: u32,
    },
    /// Oneself, or somebody who left a circle of this owner.
    CannotAddToCircle,
    EmojiForm,
    /// A reply stays in its conversation's circle, and begins none.
    AudienceOfReply,
    /// A circle that is given up, or was never the author's: it is not said which.
    AudienceGone,
    SlugForm,
    SlugTaken,
    /// More than `max` of something.
    TooMany {
        max: u32,
    },
    /// Only public accounts own or join communities.
    PublicAccountsOnly,
    InvitationNeeded,
    /// A block stands between the account and a moderator of the community.
    BarredByModerator,
    /// Banned from the community.
    BannedFromCommunity,
    /// They cannot be invited: in the community already, protected, or removed by its moderators.
    CannotInvite,
    /// Nobody of whom the person who asks may know has this handle.
    HandleUnknown,
    /// A member has given all invitations.
    NoInvitationsLeft,
    /// A community keeps an admin: hand it over first.
    LastAdmin,
    /// In a community only its members post, reply, like and repost.
    MembersOnly,
    /// The author of the first post lets only some answer, or closed the conversation.
    RepliesClosed,
    /// Nobody of that handle could be a co-author.
    CoAuthorUnknown,
    CoAuthorProtected,
    CoAuthorNotFollowing,
    /// Only a public account writes together with others, for everybody, and begins something with it.
    CoPostPublicOnly,
    /// The operator does not let this account start co-posts.
    CoPostsClosed,
    /// As many spaces are planned as may be.
    TooManySpaces {
        max: u32,
    },
    /// One is live already.
    SpaceIsLive,
    /// Not a time within the next 30 days.
    SpaceTimeForm,
    /// Not a circle or community of the person's.
    SpaceAudience,
    /// A room's own refusal.
    Space {
        refusal: SpaceRefusal,
    },
}

/// What every fallible server function answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Error {
    #[error("not signed in")]
    NotSignedIn,
    #[error("forbidden")]
    Forbidden,
    /// Also for what the viewer may not see.
    #[error("not found")]
    NotFound,
    #[error("{field:?}: {rule:?}")]
    Invalid { field: Field, rule: Rule },
    /// What was sent cannot be read: no form or JSON of the kind that is asked for, or no UTF-8.
    #[error("malformed")]
    Malformed,
    /// Somebody was faster; looking again helps.
    #[error("conflict")]
    Conflict,
    /// The page shows another account than the one that its browser is signed in with now: nothing was done.
    #[error("another account")]
    OtherAccount,
    /// Seconds until the next try makes sense.
    #[error("too many requests, again in {retry_after} s")]
    RateLimited { retry_after: u32 },
    /// The database or the network is away for a moment.
    #[error("unavailable")]
    Unavailable,
    /// The server's disk has no room for what was sent.
    #[error("storage full")]
    StorageFull,
    #[error("internal error {id}")]
    Internal { id: String },
}

/// The usual result of a function that a page may call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Shorthand for a refused input.
    pub fn invalid(field: Field, rule: Rule) -> Self {
        Self::Invalid { field, rule }
    }

    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Malformed => 400,
            Self::Invalid { .. } => 422,
            Self::Conflict | Self::OtherAccount => 409,
            Self::RateLimited { .. } => 429,
            Self::Unavailable => 503,
            Self::StorageFull => 507,
            Self::Internal { .. } => 500,
        }
    }
}
