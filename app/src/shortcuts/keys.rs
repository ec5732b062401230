//! Which key does what; `g` begins a pair.

/// Milliseconds within which the second key of a pair must follow.
const PAIR: f64 = 1500.0;

/// Something to press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    OfPost(&'static str),
    OfPage(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Next,
    Previous,
    Open,
    Press(Target),
    NewPost,
    Search,
    Go(&'static str),
    GoToProfile,
    ListShortcuts,
}

impl Action {
    /// Whether a key that is held down does it again and again.
    pub fn may_repeat(self) -> bool {
        matches!(self, Self::Next | Self::Previous)
    }
}

/// Remembers the first key of a pair.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys {
    /// When `g` was pressed.
    begun: Option<f64>,
}

impl Keys {
    /// What a key does at a time in milliseconds.
    pub fn press(&mut self, key: &str, now: f64) -> Option<Action> {
        if self.begun.take().is_some_and(|begun| now - begun <= PAIR) {
            return match key {
                "h" => Some(Action::Go("/home")),
                "e" => Some(Action::Go("/explore")),
                "n" => Some(Action::Go("/notifications")),
                "p" => Some(Action::GoToProfile),
                _ => None,
            };
        }
        match key {
            "g" => {
                self.begun = Some(now);
                None
            }
            "j" => Some(Action::Next),
            "k" => Some(Action::Previous),
            "o" => Some(Action::Open),
            "r" => Some(Action::Press(Target::OfPost("[data-kind=reply]"))),
            "t" => Some(Action::Press(Target::OfPost(".action[data-kind=repost]"))),
            "l" => Some(Action::Press(Target::OfPost("[data-kind=like]"))),
            "b" => Some(Action::Press(Target::OfPost("[data-kind=bookmark]"))),
            "n" => Some(Action::NewPost),
            "." => Some(Action::Press(Target::OfPage(".new-posts-pill"))),
            "/" => Some(Action::Search),
            "?" => Some(Action::ListShortcuts),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g_begins_a_pair_for_a_moment() {
        let mut keys = Keys::default();
        assert_eq!(keys.press("g", 0.0), None);
        assert_eq!(keys.press("h", 500.0), Some(Action::Go("/home")));
        assert_eq!(keys.press("h", 600.0), None);
        assert_eq!(keys.press("n", 700.0), Some(Action::NewPost));
        keys.press("g", 1000.0);
        assert_eq!(keys.press("n", 1100.0), Some(Action::Go("/notifications")));
        keys.press("g", 2000.0);
        assert_eq!(keys.press("j", 4000.0), Some(Action::Next));
        keys.press("g", 5000.0);
        assert_eq!(keys.press("j", 5100.0), None);
    }
}
