//! Enums that columns keep as numbers. A number that stands for nothing here, such as one that a later version wrote, is
//! an error: it never becomes a value that opens something.

use crate::internal;
use types::{NumberEnum, Result};

/// What a number of a column stands for.
pub(crate) fn known<T: NumberEnum>(number: i16) -> Result<T> {
    T::from_number(number).ok_or_else(|| unknown::<T>(number))
}

/// The error of a number that stands for nothing.
pub(crate) fn unknown<T>(number: i16) -> types::Error {
    let name = std::any::type_name::<T>();
    internal(&format!("{number} is no number of {name}"))
}
