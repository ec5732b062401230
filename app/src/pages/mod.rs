//! Pages that put several features together: they stand on all of them, and none knows them.

mod explore;
mod home;
mod landing;
mod manage;
mod profile;
mod search;

pub use explore::ExplorePage;
pub use home::HomePage;
pub use landing::LandingPage;
pub use manage::ManagePage;
pub use profile::ProfilePage;
pub use search::SearchPage;
