//! Which list of posts a feed shows.

use serde::{Deserialize, Serialize};
use types::{AccountId, Audience, CommunityId, Post, live::Feed, search::SearchFilter, text::tag_key};

/// A list of posts, as server functions are asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedSource {
    Home,
    /// The latest public posts.
    Latest,
    Tag(String),
    Search {
        query: String,
        filter: SearchFilter,
    },
    Bookmarks,
    ProfilePosts(AccountId),
    ProfileReplies(AccountId),
    ProfileMedia(AccountId),
    ProfileLikes(AccountId),
    Community {
        community: CommunityId,
        part: CommunityPart,
    },
}

/// What of a community's posts a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommunityPart {
    #[default]
    Latest,
    Top,
    Media,
}

impl CommunityPart {
    pub const ALL: [Self; 3] = [Self::Top, Self::Latest, Self::Media];

    /// As `f=` of the address names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Latest => "latest",
            Self::Media => "media",
        }
    }

    /// `Latest` for what is none of the names.
    pub fn parse(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|part| part.name() == name)
            .unwrap_or_default()
    }
}

impl FeedSource {
    /// As the live connection knows it; none for lists that do not grow at their beginning with new posts, or of whose
    /// new posts it tells without being asked.
    pub fn watched(&self) -> Option<Feed> {
        Some(match *self {
            Self::Latest => Feed::Latest,
            Self::Tag(ref tag) => Feed::Tag { tag: tag_key(tag) },
            Self::ProfilePosts(account) => Feed::ProfilePosts { account },
            Self::ProfileReplies(account) => Feed::ProfileReplies { account },
            Self::ProfileMedia(account) => Feed::ProfileMedia { account },
            Self::Community {
                community,
                part: CommunityPart::Latest,
            } => Feed::Community {
                community,
                photos: false,
            },
            Self::Community {
                community,
                part: CommunityPart::Media,
            } => Feed::Community {
                community,
                photos: true,
            },
            Self::Home
            | Self::Search { .. }
            | Self::Bookmarks
            | Self::ProfileLikes(_)
            | Self::Community {
                part: CommunityPart::Top,
                ..
            } => return None,
        })
    }

    /// Whether a post that the viewer just published belongs on top of the list.
    pub fn takes(&self, post: &Post) -> bool {
        match self {
            Self::Home => post
                .parent
                .as_ref()
                .is_none_or(|parent| parent.author_id == post.author.id),
            Self::Latest => post.parent.is_none() && post.audience == Audience::Public,
            Self::ProfilePosts(account) => {
                *account == post.author.id && post.parent.is_none() && post.community.is_none()
            }
            Self::ProfileReplies(account) => {
                *account == post.author.id && post.parent.is_some() && post.community.is_none()
            }
            Self::ProfileMedia(account) => {
                *account == post.author.id && !post.photos.is_empty() && post.community.is_none()
            }
            Self::Community { community, part } => {
                post.audience == Audience::Community(*community)
                    && post.parent.is_none()
                    && (*part != CommunityPart::Media || !post.photos.is_empty())
            }
            Self::Tag(_) | Self::Search { .. } | Self::Bookmarks | Self::ProfileLikes(_) => false,
        }
    }

    /// Whether it lists what this account wrote.
    pub fn is_by(&self, account: AccountId) -> bool {
        matches!(self, Self::ProfilePosts(of) | Self::ProfileMedia(of) if *of == account)
    }

    /// Whether posts of somebody whom the viewer mutes stay in the list.
    pub fn keeps_muted(&self, account: AccountId) -> bool {
        match self {
            Self::ProfilePosts(of) | Self::ProfileReplies(of) | Self::ProfileMedia(of) => *of == account,
            Self::Bookmarks => true,
            Self::Home
            | Self::Latest
            | Self::Tag(_)
            | Self::Search { .. }
            | Self::ProfileLikes(_)
            | Self::Community { .. } => false,
        }
    }
}
