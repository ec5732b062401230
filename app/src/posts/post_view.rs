//! Where a post stands, for those who show it.

/// Where a post stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PostView {
    #[default]
    Feed,
    /// Above the post in focus.
    Ancestor,
    /// The post that a conversation page is about.
    Focus,
    Reply,
}

impl PostView {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Ancestor => "ancestor",
            Self::Focus => "focus",
            Self::Reply => "reply",
        }
    }
}

/// Place in a line that joins posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thread {
    Start,
    Middle,
    End,
}

impl Thread {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}
