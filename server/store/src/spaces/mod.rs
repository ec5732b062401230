//! Spaces: started, entered, recorded.

pub(crate) mod captions;
pub(crate) mod guests;
pub(crate) mod lists;
pub(crate) mod mixing;
pub(crate) mod people;
pub(crate) mod recordings;
pub(crate) mod space;
