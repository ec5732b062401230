//! Addresses of pictures. Every picture has an unguessable key and a few derived sizes.

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

impl Variant {
    pub const ALL: [Self; 3] = [Self::Tiny, Self::Small, Self::Large];

    pub fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Large => "large",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.name() == name)
    }
}

/// Address of a picture in a size.
pub fn url(key: &str, variant: Variant) -> String {
    format!("/media/{key}/{}", variant.name())
}
