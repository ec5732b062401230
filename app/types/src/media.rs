//! Addresses of pictures. Every picture has an unguessable key and a few derived sizes.

use crate::word_enum;

/// Longest side of a photo's `small` and `large`, in pixels.
pub const SMALL_SIDE: u32 = 680;
pub const LARGE_SIDE: u32 = 2048;

/// Derived sizes. Photos: `small` (longest side ≤ 680 px), `large` (≤ 2048 px), `tiny` (≤ 32 px, the placeholder).
/// Avatars: `small` 96 px, `large` 400 px, square. Banners: `small` 600 × 200, `large` 1500 × 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    Tiny,
    Small,
    Large,
}

word_enum!(Variant {
    Tiny = "tiny",
    Small = "small",
    Large = "large",
});

/// Address of a picture in a size.
pub fn url(key: &str, variant: Variant) -> String {
    format!("/media/{key}/{}", variant.name())
}
