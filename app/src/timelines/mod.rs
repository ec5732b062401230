//! Lists of posts and the pages made of them: home, explore, tags, search, bookmarks, the start page.

mod anchor;
pub mod api;
mod bookmarks;
mod explore;
mod feed;
mod feed_state;
mod home;
mod landing;
mod memory;
mod new_posts;
mod search;
mod source;
mod tag;

pub use bookmarks::BookmarksPage;
pub use explore::ExplorePage;
pub use feed::{Feed, FeedList, FeedPlace, FirstPage, feed_resource, first_page};
pub use home::HomePage;
pub use landing::LandingPage;
pub use memory::{FeedMemory, provide_feed_memory, tend_feed_memory, use_feed_memory};
pub use search::SearchPage;
pub use source::{CommunityPart, FeedSource};
pub use tag::TagPage;
