//! What a post that is being written refers to.

use serde::{Deserialize, Serialize};
use types::{Audience, Post, PostId};

/// What a new post refers to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum ComposeTarget {
    #[default]
    New,
    Reply(Post),
    Quote(Post),
}

impl ComposeTarget {
    pub fn reply_to(&self) -> Option<PostId> {
        if let Self::Reply(post) = self {
            Some(post.id)
        } else {
            None
        }
    }

    pub fn quote_of(&self) -> Option<PostId> {
        if let Self::Quote(post) = self {
            Some(post.id)
        } else {
            None
        }
    }

    /// What the composer offers first: an answer to a limited post is not for everybody either.
    pub(super) fn audience(&self, protected: bool) -> Audience {
        match self {
            Self::Reply(post) if matches!(post.audience, Audience::Circle(_) | Audience::Community(_)) => post.audience,
            _ if protected => Audience::Followers,
            Self::Reply(post) => post.audience,
            Self::New | Self::Quote(_) => Audience::Public,
        }
    }
}
