//! The program `piaf`: settings, command line, the private database, layers around all routes, start and end.

pub mod accounts;
pub mod application;
pub mod bounds;
pub mod canonical;
pub mod cli;
pub mod client_ip;
pub mod config;
pub mod connections;
pub mod cookies;
pub mod data_folder;
pub mod database;
pub mod demo;
pub mod device;
pub mod features;
pub mod form_memory;
pub mod headers;
pub mod health;
mod input;
pub mod jobs;
pub mod layers;
pub mod limits;
pub mod live_route;
pub mod log;
pub mod mail;
pub mod media_form;
pub mod media_routes;
pub mod memory;
pub mod methods;
pub mod origin;
pub mod pace;
pub mod page_account;
mod page_data;
pub mod pages;
pub mod postgres;
pub mod recordings;
mod refusals;
pub mod relay;
pub mod replay_routes;
mod request_id;
pub mod router;
pub mod serve;
pub mod session;
pub mod space_routes;
mod unfinished;
pub mod voice;

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

impl From<config::ConfigError> for Failure {
    /// The settings are wrong: exit code 2, like any wrong use.
    fn from(error: config::ConfigError) -> Self {
        Self {
            message: error.to_string(),
            code: 2,
        }
    }
}

impl From<postgres::PostgresError> for Failure {
    fn from(error: postgres::PostgresError) -> Self {
        Self::new(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error)
    }
}
