//! What pages say that were loaded before topics: a message for each kind. They go on as they are until they are loaded
//! anew, which may be days.

use serde::Deserialize;
use types::{
    PostId, SpaceId,
    live::{Feed, Topic},
};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Message {
    Watch { posts: Vec<PostId> },
    WatchSpaces { spaces: Vec<SpaceId> },
    WatchFeed { feed: Option<Feed>, after: Option<PostId> },
}

/// Topics that take the place of others of their kind.
pub(crate) struct Earlier {
    pub topics: Vec<Topic>,
    pub after: Option<PostId>,
    pub replaced: fn(&Topic) -> bool,
}

impl Earlier {
    pub fn read(text: &str) -> Option<Self> {
        Some(match serde_json::from_str(text).ok()? {
            Message::Watch { posts } => Self {
                topics: posts.into_iter().map(Topic::Post).collect(),
                after: None,
                replaced: |topic| matches!(topic, Topic::Post(_)),
            },
            Message::WatchSpaces { spaces } => Self {
                topics: spaces.into_iter().map(Topic::Space).collect(),
                after: None,
                replaced: |topic| matches!(topic, Topic::Space(_)),
            },
            Message::WatchFeed { feed, after } => Self {
                topics: feed.into_iter().map(Topic::Feed).collect(),
                after,
                replaced: |topic| matches!(topic, Topic::Feed(_)),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_before_is_understood() {
        let posts = Earlier::read(r#"{"type":"watch","posts":["7"]}"#).unwrap();
        assert_eq!(posts.topics, [Topic::Post(PostId(7))]);
        assert!((posts.replaced)(&Topic::Post(PostId(8))) && !(posts.replaced)(&Topic::Feed(Feed::Latest)));
        let spaces = Earlier::read(r#"{"type":"watch_spaces","spaces":["7"]}"#).unwrap();
        assert_eq!(spaces.topics, [Topic::Space(SpaceId(7))]);
        let feed = Earlier::read(r#"{"type":"watch_feed","feed":{"of":"latest"},"after":"3"}"#).unwrap();
        assert_eq!(
            (feed.topics, feed.after),
            (vec![Topic::Feed(Feed::Latest)], Some(PostId(3)))
        );
        let none = Earlier::read(r#"{"type":"watch_feed","feed":null,"after":null}"#).unwrap();
        assert!(none.topics.is_empty() && (none.replaced)(&Topic::Feed(Feed::Latest)));
        assert!(Earlier::read(r#"{"type":"watch","topics":[]}"#).is_none() && Earlier::read("null").is_none());
    }
}
