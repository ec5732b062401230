//! Why the program ends before its time.

use crate::{config::ConfigError, ops::postgres::PostgresError};
use std::fmt;

/// Why the program stops, as one sentence for the terminal, and with which exit code.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub code: u8,
}

impl Failure {
    /// Something went wrong: exit code 1.
    pub fn new(message: impl fmt::Display) -> Self {
        Self {
            message: message.to_string(),
            code: 1,
        }
    }
}

impl From<ConfigError> for Failure {
    /// The settings are wrong: exit code 2, like any wrong use.
    fn from(error: ConfigError) -> Self {
        Self {
            message: error.to_string(),
            code: 2,
        }
    }
}

impl From<PostgresError> for Failure {
    fn from(error: PostgresError) -> Self {
        Self::new(error)
    }
}

impl From<demo::Error> for Failure {
    fn from(error: demo::Error) -> Self {
        Self::new(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error)
    }
}
