//! People and how they stand to each other: profiles, follows, blocks, mutes, circles.

pub(crate) mod circles;
pub(crate) mod lists;
pub(crate) mod profiles;
pub(crate) mod relations;
