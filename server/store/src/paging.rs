//! Pages of lists: they go by key, which an address may carry openly or sealed.

use crate::sealed::{self, List};

/// Rows of a page at most, whatever the caller asks for.
pub const MAX_LIMIT: u32 = 100;
/// Before everything: ids have 63 bits.
pub(crate) const NEWEST: i64 = i64::MAX;

/// A key from an address; what is none counts as the beginning of the list.
pub(crate) fn key(text: &str) -> Option<i64> {
    text.parse().ok().filter(|key| *key > 0)
}

/// The same in a list whose keys may be sealed.
pub(crate) fn key_in(list: List, text: &str) -> Option<i64> {
    key(text).or_else(|| sealed::open(list, text)).filter(|key| *key > 0)
}

/// The key to go on before.
pub(crate) fn before(cursor: Option<&str>) -> i64 {
    cursor.and_then(key).unwrap_or(NEWEST)
}

/// The same in a list whose keys may be sealed.
pub(crate) fn before_in(list: List, cursor: Option<&str>) -> i64 {
    cursor.and_then(|text| key_in(list, text)).unwrap_or(NEWEST)
}

/// Rows to read for a page of `limit`: one more tells whether it goes on.
pub(crate) fn rows_for(limit: u32) -> i64 {
    i64::from(limit.clamp(1, MAX_LIMIT)) + 1
}
