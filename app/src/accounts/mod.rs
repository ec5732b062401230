//! Signing up, logging in and out, several accounts in one browser, links sent by mail.

pub mod api;
mod auth_frame;
#[cfg(not(target_family = "wasm"))]
pub mod cookie;
mod forgot;
mod live;
mod log_in;
mod log_out;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod mails;
mod menu;
mod reset;
#[cfg(not(target_family = "wasm"))]
mod resets;
pub mod rules;
mod sign_up;
mod verify;

pub use forgot::ForgotPage;
pub use live::{PasswordMeter, watch_handle};
pub use log_in::LogInPage;
pub use log_out::LogOutPage;
pub use menu::{AccountMenu, AccountSwitcher};
pub use reset::ResetPage;
pub use sign_up::SignUpPage;
pub use verify::VerifyPage;
#[cfg(not(target_family = "wasm"))]
pub use {
    mails::send as send_mail,
    resets::{MOST_WAITING as RESETS_WAITING, look_up as look_up_reset},
};
