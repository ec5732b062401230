//! What every part of the app stands on and no feature owns: the state of the page, what server functions share, forms,
//! times and numbers, the live connection.

pub mod address;
pub mod api;
pub mod context;
pub mod form_error;
pub mod forms;
pub mod infinite_scroll;
pub mod initial_state;
pub mod language;
pub mod lazy;
pub mod live;
pub mod load_failed;
pub mod moved;
pub mod not_found;
pub mod numbers;
pub mod page;
pub mod person_line;
pub mod plain_forms;
pub mod post_events;
pub mod route_segments;
#[cfg(not(target_family = "wasm"))]
pub mod services;
pub mod share;
pub mod shown_account;
pub mod space_events;
pub mod space_links;
pub mod space_refusals;
pub mod talking;
pub mod text;
pub mod time;
pub mod type_ahead;
