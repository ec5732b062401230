//! The program `piaf`: command line, settings, HTTP, voices of spaces, and what runs beside requests.

pub mod cli;
pub mod config;
mod failure;
pub mod http;
pub mod ops;
pub mod spaces;

pub use failure::Failure;
