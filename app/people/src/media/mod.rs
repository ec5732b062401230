//! Pictures in pages: photos of a post and their viewer, photos on their way into a post, pictures of a profile.

mod cutter;
mod drafts;
mod editor;
mod framing;
mod grid;
mod picker;
mod profile_picture;
mod upload;
mod viewer;

pub use drafts::{PhotoDraft, PhotoDrafts, UploadState, carries_files};
pub use editor::PictureKind;
pub use grid::PhotoGrid;
pub use picker::{PhotoButton, PhotoPreviews, PlainPhotoInputs};
pub use profile_picture::ProfilePicture;
pub use viewer::{PhotoViewer, provide_photo_viewer};

/// File types that the server takes, for file inputs. Naming them, and not `image/*`, makes phones convert theirs.
pub const ACCEPTED_TYPES: &str = "image/jpeg,image/png,image/webp,image/avif";
