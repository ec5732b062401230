//! Lists of posts, the search, and who learns of a new post.

pub(crate) mod fan_out;
pub(crate) mod feeds;
pub(crate) mod lists;
pub(crate) mod search;
pub(crate) mod search_parameters;
pub(crate) mod trends;
