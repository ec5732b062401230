//! A post of the demo, and short ways to write one.

/// A post. `key` names it for those that answer or quote it.
pub struct Line {
    pub key: &'static str,
    pub by: &'static str,
    /// Hours before now.
    pub hours_ago: f64,
    pub text: &'static str,
    pub reply_to: &'static str,
    pub quote_of: &'static str,
    /// Names of scenes with their descriptions.
    pub photos: &'static [(&'static str, &'static str)],
    /// How well it is liked: 0 not at all, 3 by most.
    pub liked: u32,
    pub pinned: bool,
}

pub const fn post(key: &'static str, by: &'static str, hours_ago: f64, liked: u32, text: &'static str) -> Line {
    Line {
        key,
        by,
        hours_ago,
        text,
        reply_to: "",
        quote_of: "",
        photos: &[],
        liked,
        pinned: false,
    }
}

pub const fn reply(
    reply_to: &'static str,
    key: &'static str,
    by: &'static str,
    hours_ago: f64,
    liked: u32,
    text: &'static str,
) -> Line {
    Line {
        reply_to,
        ..post(key, by, hours_ago, liked, text)
    }
}

pub const fn quote(
    quote_of: &'static str,
    key: &'static str,
    by: &'static str,
    hours_ago: f64,
    liked: u32,
    text: &'static str,
) -> Line {
    Line {
        quote_of,
        ..post(key, by, hours_ago, liked, text)
    }
}

pub const fn photos(line: Line, photos: &'static [(&'static str, &'static str)]) -> Line {
    Line { photos, ..line }
}
