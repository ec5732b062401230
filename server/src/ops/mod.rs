//! What operates the program: its parts put together, start and end, the database, jobs, mail and the log.

pub mod application;
pub mod data_folder;
pub mod database;
pub mod jobs;
pub mod log;
pub mod mail;
pub mod memory;
pub mod postgres;
pub mod serve;
mod unfinished;
