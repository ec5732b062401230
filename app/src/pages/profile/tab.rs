//! The parts of a profile.

use crate::timelines::FeedSource;
use base::address::in_address;
use locales::{I18nContext, Locale, t_string};
use types::AccountId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Posts,
    Replies,
    Media,
    Likes,
}

impl Tab {
    pub const ALL: [Self; 4] = [Self::Posts, Self::Replies, Self::Media, Self::Likes];

    /// From the last word of the address.
    pub fn parse(word: Option<&str>) -> Self {
        match word {
            Some("replies") => Self::Replies,
            Some("media") => Self::Media,
            Some("likes") => Self::Likes,
            _ => Self::Posts,
        }
    }

    pub fn path(self, handle: &str) -> String {
        let handle = in_address(handle);
        match self {
            Self::Posts => format!("/@{handle}"),
            Self::Replies => format!("/@{handle}/replies"),
            Self::Media => format!("/@{handle}/media"),
            Self::Likes => format!("/@{handle}/likes"),
        }
    }

    pub fn source(self, account: AccountId) -> FeedSource {
        match self {
            Self::Posts => FeedSource::ProfilePosts(account),
            Self::Replies => FeedSource::ProfileReplies(account),
            Self::Media => FeedSource::ProfileMedia(account),
            Self::Likes => FeedSource::ProfileLikes(account),
        }
    }

    pub fn label(self, i18n: I18nContext<Locale>) -> &'static str {
        match self {
            Self::Posts => t_string!(i18n, profiles.tab_posts),
            Self::Replies => t_string!(i18n, profiles.tab_replies),
            Self::Media => t_string!(i18n, profiles.tab_media),
            Self::Likes => t_string!(i18n, profiles.tab_likes),
        }
    }

    /// What stands there while there is nothing: title and text.
    pub fn empty(self, i18n: I18nContext<Locale>, handle: String, mine: bool) -> (String, String) {
        match (self, mine) {
            (Self::Posts, true) => (
                t_string!(i18n, profiles.no_posts_mine).into(),
                t_string!(i18n, profiles.no_posts_mine_text).into(),
            ),
            (Self::Posts, false) => (
                t_string!(i18n, profiles.no_posts, handle = handle),
                t_string!(i18n, profiles.no_posts_text).into(),
            ),
            (Self::Replies, _) => (
                t_string!(i18n, profiles.no_replies).into(),
                t_string!(i18n, profiles.no_replies_text).into(),
            ),
            (Self::Media, _) => (
                t_string!(i18n, profiles.no_media).into(),
                t_string!(i18n, profiles.no_media_text).into(),
            ),
            (Self::Likes, _) => (
                t_string!(i18n, profiles.no_likes).into(),
                t_string!(i18n, profiles.no_likes_text).into(),
            ),
        }
    }
}
