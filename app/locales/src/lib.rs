//! Every string of the interface, in English and French: `t!(i18n, posts.like)` for views, `t_string!` for text.

// Generated: 2.5 MB, for which clippy alone takes half a minute, twice.
#![allow(clippy::all)]

include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));

pub use i18n::*;
pub use leptos_i18n::{I18nContext, Locale as LocaleTrait, t, t_string, td, td_string};
