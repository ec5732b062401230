//! Ids: 63 bits, time-sortable (41 bits of milliseconds since 2025, 10 of node, 12 of sequence), one type per kind.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// Milliseconds from the Unix epoch to 2025-01-01T00:00:00Z, where the ids' clock starts.
pub const EPOCH_MILLISECONDS: i64 = 1_735_689_600_000;

/// Unix time in milliseconds at which `id` was made.
pub fn milliseconds_of(id: i64) -> i64 {
    (id >> 22) + EPOCH_MILLISECONDS
}

/// The text is not a positive 63-bit number in decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// Unix time in milliseconds at which this was made.
            pub fn milliseconds(self) -> i64 {
                milliseconds_of(self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Takes decimal digits only, so that an address has one spelling.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if text.is_empty() || text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(NotAnId);
                }
                text.parse().map(Self).map_err(|_| NotAnId)
            }
        }

        // As text: a 63-bit number does not fit a JavaScript number, and forms carry text anyway.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|NotAnId| de::Error::custom("not an id"))
            }
        }
    };
}

id!(
    /// An account: a person's or an organisation's identity.
    AccountId
);
id!(
    /// A post, reply or quote.
    PostId
);
id!(
    /// A circle.
    CircleId
);
id!(
    /// A community.
    CommunityId
);
id!(
    /// An invitation to write a post together.
    InvitationId
);
id!(
    /// A space.
    SpaceId
);
id!(
    /// A report.
    ReportId
);
id!(
    /// A line of a community's log.
    LogId
);
id!(
    /// An uploaded file.
    MediaId
);
id!(
    /// A signed-in session.
    SessionId
);
id!(
    /// A notification.
    NotificationId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert_eq!("42".parse(), Ok(PostId(42)));
        for text in ["", "0", "042", "-1", "+1", "4 2", "9223372036854775808", "٤٢"] {
            assert_eq!(text.parse::<PostId>(), Err(NotAnId), "{text:?}");
        }
    }

    #[test]
    fn time_is_read_from_the_id() {
        assert_eq!(PostId(1000 << 22 | 7).milliseconds(), EPOCH_MILLISECONDS + 1000);
    }

    #[test]
    fn json_carries_text() {
        let json = serde_json::to_string(&PostId(i64::MAX)).unwrap();
        assert_eq!(json, "\"9223372036854775807\"");
        assert_eq!(serde_json::from_str::<PostId>(&json).unwrap(), PostId(i64::MAX));
    }
}
