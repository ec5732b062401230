//! Lists of posts and the pages made of them: home, explore, tags, search, bookmarks, the start page.

mod anchor;
pub mod api;
mod bookmarks;
mod feed;
mod feed_cache;
mod feed_state;
mod first_page;
mod new_posts;
mod source;
mod tag;

pub use bookmarks::BookmarksPage;
pub use feed::{Feed, FeedList, FeedPlace, feed_resource, first_page};
pub use feed_cache::{FeedCache, provide_feed_cache, prune_feed_cache, use_feed_cache};
pub use first_page::FirstPage;
pub use source::{CommunityPart, FeedSource};
pub use tag::TagPage;
