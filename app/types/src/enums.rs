//! Enums that are kept as numbers or travel as words. One list each says which value is which number or word, and both
//! directions come from it. What is in no list is nothing: it never becomes a value that opens something.

/// An enum that the database keeps as a number.
pub trait NumberEnum: Copy + 'static {
    /// Every value with its number.
    const NUMBERS: &'static [(Self, i16)];

    /// As the database keeps it.
    fn number(self) -> i16;

    /// None for a number that stands for nothing, such as one that a newer version wrote.
    fn from_number(number: i16) -> Option<Self> {
        let known = Self::NUMBERS.iter().find(|(_, known)| *known == number);
        known.map(|(value, _)| *value)
    }
}

/// `number_enum!(JoinLevel { Open = 0, Request = 1, Invite = 2 });`
#[macro_export]
macro_rules! number_enum {
    ($name:ident { $($value:ident = $number:literal),+ $(,)? }) => {
        impl $crate::NumberEnum for $name {
            const NUMBERS: &'static [(Self, i16)] = &[$((Self::$value, $number)),+];

            fn number(self) -> i16 {
                match self {
                    $(Self::$value => $number),+
                }
            }
        }
    };
}

/// `word_enum!(JoinLevel { Open = "open", Request = "request", Invite = "invite" });`
#[macro_export]
macro_rules! word_enum {
    ($name:ident { $($value:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$value),+];

            /// As forms and addresses carry it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $word),+
                }
            }

            /// None for what is none of the words.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.name() == name)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::NumberEnum;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Level {
        Low,
        High,
    }

    number_enum!(Level { Low = 1, High = 4 });
    word_enum!(Level { Low = "low", High = "high" });

    #[test]
    fn both_directions_agree_and_the_unknown_is_nothing() {
        for level in Level::ALL {
            assert_eq!(Level::from_number(level.number()), Some(level));
            assert_eq!(Level::from_name(level.name()), Some(level));
        }
        for number in [-1, 0, 2, 5] {
            assert_eq!(Level::from_number(number), None, "{number}");
        }
        for name in ["", "Low", "middle"] {
            assert_eq!(Level::from_name(name), None, "{name}");
        }
    }
}
