//! HTTP tests: the real router and all its layers on a real Postgres, one database per test. One program, so that it is
//! linked once; each feature has its file.

mod accounts;
mod circles;
mod closing;
mod co_posts;
mod co_posts_ends;
mod co_posts_rights;
mod live;
mod log_in;
mod media;
mod notifications;
mod operation;
mod oracle;
mod postgres;
mod posts;
mod process;
mod profiles;
mod relations;
mod replies;
mod search;
mod settings;
mod support;
mod timelines;
mod timelines_visibility;
mod visibility;
