//! What open pages may watch.

use crate::{AccountId, CommunityId, PostId, SpaceId};
use serde::{Deserialize, Serialize};

/// Posts that one page watches.
pub const MOST_POSTS: usize = 200;
/// Spaces that one page watches.
pub const MOST_SPACES: usize = 50;
/// Lists that one page watches.
pub const MOST_FEEDS: usize = 1;

/// What a page is told of while it is open. Whoever watches a topic is told what happens to it, as far as they may know
/// of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Its counts, its replies, its end.
    Post(PostId),
    /// Its beginning, its changes, its end.
    Space(SpaceId),
    /// Posts that come into a list.
    Feed(Feed),
    /// What is somebody's alone, such as the number of their unread notifications. All their pages watch it unasked, and
    /// no other page may.
    Account(AccountId),
}

impl Topic {
    /// Topics of the same kind that one page may ask for at a time.
    pub fn most(&self) -> usize {
        match self {
            Self::Post(_) => MOST_POSTS,
            Self::Space(_) => MOST_SPACES,
            Self::Feed(_) => MOST_FEEDS,
            Self::Account(_) => 0,
        }
    }
}

/// A list that grows at its beginning and that a page may watch; home is told of without being asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Feed {
    /// The latest public posts.
    Latest,
    Tag {
        tag: String,
    },
    ProfilePosts {
        account: AccountId,
    },
    ProfileReplies {
        account: AccountId,
    },
    ProfileMedia {
        account: AccountId,
    },
    Community {
        community: CommunityId,
        photos: bool,
    },
}
