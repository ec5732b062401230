//! HTTP tests: the real router and all its layers on a real Postgres, one database per test. One program, so that it is
//! linked once; each feature has its file.

mod accounts;
mod circles;
mod closing;
mod co_posts;
mod co_posts_ends;
mod co_posts_rights;
mod communities;
mod communities_races;
mod communities_rights;
mod live;
mod log_in;
mod media;
mod moderation;
mod notifications;
mod operation;
mod oracle;
mod postgres;
mod posts;
mod process;
mod profiles;
mod relations;
mod relations_blocks;
mod replies;
mod reports;
mod search;
mod settings;
mod space_recordings;
mod spaces;
mod spaces_rights;
mod spaces_rooms;
mod support;
mod timelines;
mod timelines_pages;
mod timelines_visibility;
mod visibility;
