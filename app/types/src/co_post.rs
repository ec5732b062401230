//! Co-posts: one post by two. What may become of one, and of the invitation before it, without a database or a page.

use crate::{AccountCard, InvitationId, Photo, ReplyRule, Rule, text::Entity};
use serde::{Deserialize, Serialize};

/// The operator's flag for the right to start co-posts, by its name in the database and at the terminal.
pub const CO_POSTS: &str = "co-posts";

/// How something that two write together stands. An invitation that is over and a post that is deleted are both gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoPostState {
    /// The invitee has not answered; only the two see it. While the account of one of them is closed for now, the other
    /// does not see it either, and nobody can accept it.
    Pending,
    /// A post by two.
    Published,
    /// The account of the inviter is closed for now, and the post is away with it.
    Away,
    /// A post by the inviter alone.
    Ordinary,
    Gone,
}

/// What happens to it: by one of the two, or because one of them stands otherwise now. Closed is suspended, deactivated
/// or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoPostDeed {
    Accept,
    Decline,
    Withdraw,
    Leave,
    /// By the inviter; nobody else can.
    Delete,
    /// By either, of the other.
    Block,
    /// The invitee does not follow the inviter any more.
    Unfollow,
    InviterProtected,
    CoAuthorProtected,
    InviterClosed,
    CoAuthorClosed,
    /// The suspension was lifted, or the account brought back.
    InviterReturned,
    /// For good, with everything that they wrote.
    InviterDeleted,
    CoAuthorDeleted,
}

impl CoPostState {
    /// How it stands after a deed; none where the deed is not possible. What is gone or ordinary never becomes a
    /// co-post again.
    pub fn after(self, deed: CoPostDeed) -> Option<Self> {
        use CoPostDeed as Deed;
        match (self, deed) {
            (Self::Pending, Deed::Accept) => Some(Self::Published),
            (Self::Pending, Deed::Decline | Deed::Withdraw | Deed::Block) => Some(Self::Gone),
            (Self::Pending, Deed::InviterDeleted | Deed::CoAuthorDeleted) => Some(Self::Gone),
            // An invitation never expires: whether it can be accepted is asked when it is.
            (Self::Pending, Deed::Unfollow | Deed::InviterProtected | Deed::CoAuthorProtected) => Some(Self::Pending),
            (Self::Pending, Deed::InviterClosed | Deed::CoAuthorClosed | Deed::InviterReturned) => Some(Self::Pending),
            (Self::Published, Deed::Leave | Deed::Block | Deed::CoAuthorClosed | Deed::CoAuthorDeleted) => {
                Some(Self::Ordinary)
            }
            (Self::Published, Deed::InviterProtected | Deed::CoAuthorProtected) => Some(Self::Ordinary),
            (Self::Published, Deed::Unfollow) => Some(Self::Published),
            (Self::Published, Deed::InviterClosed) => Some(Self::Away),
            (Self::Away, Deed::InviterReturned) => Some(Self::Published),
            (Self::Away, Deed::CoAuthorClosed | Deed::CoAuthorDeleted | Deed::CoAuthorProtected) => {
                Some(Self::Ordinary)
            }
            (Self::Away, Deed::Unfollow | Deed::InviterClosed) => Some(Self::Away),
            (Self::Published | Self::Away | Self::Ordinary, Deed::InviterDeleted) => Some(Self::Gone),
            (Self::Published | Self::Ordinary, Deed::Delete) => Some(Self::Gone),
            _ => None,
        }
    }
}

/// Why somebody cannot be, or become, the co-author of a post. Those whom a block parts from the author do not exist
/// for them and are not even named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoAuthorBar {
    /// Their account is protected.
    Protected,
    /// They do not follow the author.
    NotFollowing,
    /// The author's own account is protected.
    AuthorProtected,
}

impl CoAuthorBar {
    /// The same as a refusal.
    pub fn rule(self) -> Rule {
        match self {
            Self::Protected => Rule::CoAuthorProtected,
            Self::NotFollowing => Rule::CoAuthorNotFollowing,
            Self::AuthorProtected => Rule::CoPostPublicOnly,
        }
    }
}

/// What decides whether two may write together, besides that they exist for each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoAuthorStanding {
    pub author_protected: bool,
    pub protected: bool,
    pub follows: bool,
}

impl CoAuthorStanding {
    /// None where they may.
    pub fn bar(self) -> Option<CoAuthorBar> {
        match self {
            Self {
                author_protected: true, ..
            } => Some(CoAuthorBar::AuthorProtected),
            Self { protected: true, .. } => Some(CoAuthorBar::Protected),
            Self { follows: false, .. } => Some(CoAuthorBar::NotFollowing),
            _ => None,
        }
    }
}

/// Somebody whom the author looks for as a co-author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoAuthorCandidate {
    pub card: AccountCard,
    /// Why they cannot be.
    pub bar: Option<CoAuthorBar>,
}

/// What waits for an answer: the post as it will be, frozen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoPostInvitation {
    pub id: InvitationId,
    pub inviter: AccountCard,
    pub invitee: AccountCard,
    pub text: String,
    pub entities: Vec<Entity>,
    pub photos: Vec<Photo>,
    pub reply_rule: ReplyRule,
    /// Why it cannot be accepted as things stand.
    pub bar: Option<CoAuthorBar>,
}

/// The invitations of one account, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CoPostInvitations {
    pub received: Vec<CoPostInvitation>,
    pub sent: Vec<CoPostInvitation>,
}

#[cfg(test)]
mod tests {
    use super::{CoPostDeed::*, CoPostState::*, *};

    const STATES: [CoPostState; 5] = [Pending, Published, Away, Ordinary, Gone];

    /// Every deed with the state after it, for each state in the order of [`STATES`].
    const TABLE: [(CoPostDeed, [Option<CoPostState>; 5]); 14] = [
        (Accept, [Some(Published), None, None, None, None]),
        (Decline, [Some(Gone), None, None, None, None]),
        (Withdraw, [Some(Gone), None, None, None, None]),
        (Leave, [None, Some(Ordinary), None, None, None]),
        (Delete, [None, Some(Gone), None, Some(Gone), None]),
        (Block, [Some(Gone), Some(Ordinary), None, None, None]),
        (Unfollow, [Some(Pending), Some(Published), Some(Away), None, None]),
        (InviterProtected, [Some(Pending), Some(Ordinary), None, None, None]),
        (
            CoAuthorProtected,
            [Some(Pending), Some(Ordinary), Some(Ordinary), None, None],
        ),
        (InviterClosed, [Some(Pending), Some(Away), Some(Away), None, None]),
        (
            CoAuthorClosed,
            [Some(Pending), Some(Ordinary), Some(Ordinary), None, None],
        ),
        (InviterReturned, [Some(Pending), None, Some(Published), None, None]),
        (InviterDeleted, [Some(Gone), Some(Gone), Some(Gone), Some(Gone), None]),
        (
            CoAuthorDeleted,
            [Some(Gone), Some(Ordinary), Some(Ordinary), None, None],
        ),
    ];

    #[test]
    fn every_deed_in_every_state() {
        for (deed, expected) in TABLE {
            assert_eq!(STATES.map(|state| state.after(deed)), expected, "{deed:?}");
        }
    }

    #[test]
    fn the_first_thing_in_the_way_is_named() {
        let well = CoAuthorStanding {
            follows: true,
            ..CoAuthorStanding::default()
        };
        assert_eq!(well.bar(), None);
        let bar = |author_protected, protected, follows| {
            CoAuthorStanding {
                author_protected,
                protected,
                follows,
            }
            .bar()
        };
        assert_eq!(bar(false, false, false), Some(CoAuthorBar::NotFollowing));
        assert_eq!(bar(false, true, false), Some(CoAuthorBar::Protected));
        assert_eq!(bar(true, true, true), Some(CoAuthorBar::AuthorProtected));
    }
}
