//! Who may come in, and how often it may be tried.

use super::{Bound, Part, bound, time};
use crate::{config::Config, http::limits::COUNTED_ADDRESSES};
use app::accounts::RESETS_WAITING;
use std::time::Duration;
use store::{
    MailTokenKind, SESSION_DAYS,
    bounds::{
        KNOWN_BROWSER_DAYS, MAILS_PER_HOUR, MOST_ACCOUNTS, MOST_BROWSERS, MOST_SESSIONS, NEARBY_SECONDS, TOKEN_HOURS,
        TRIES_FROM_ADDRESS, TRIES_FROM_EVERYWHERE, TRIES_FROM_NETWORK,
    },
    passwords::{HASHES, LONGEST_WAIT},
};

const ACCOUNT: &str = "an account";
const WHOLE: &str = "the instance";
const LIMITED: &str = "429 with the time to wait";

pub fn parts(config: &Config) -> Vec<Part> {
    vec![
        Part {
            title: "Log-ins",
            bounds: log_ins(config),
        },
        Part {
            title: "Sessions and links",
            bounds: sessions(),
        },
    ]
}

fn log_ins(config: &Config) -> Vec<Bound> {
    let nearby = |count: u32| {
        let seconds = Duration::from_secs(u64::from(NEARBY_SECONDS));
        format!("{count} in {}", time(seconds))
    };
    let untried = "429 with the time to wait, right or wrong";
    vec![
        bound(
            "Sign-ups",
            config.limits.sign_ups_per_hour,
            "a network address and hour",
            LIMITED,
        )
        .set_by("sign_ups_per_hour"),
        bound(
            "Tries to log in or to reset a password",
            config.limits.log_ins_per_hour,
            "a network address and hour",
            LIMITED,
        )
        .set_by("log_ins_per_hour"),
        bound(
            "Addresses counted for these",
            COUNTED_ADDRESSES,
            WHOLE,
            "those that rest are forgotten",
        ),
        bound(
            "Wrong passwords from a browser that is not known",
            nearby(TRIES_FROM_ADDRESS),
            "an account and network address",
            untried,
        ),
        bound(
            "Wrong passwords from browsers that are not known",
            nearby(TRIES_FROM_NETWORK),
            "an account and network",
            untried,
        ),
        bound(
            "Wrong passwords from browsers that are not known",
            format!("{TRIES_FROM_EVERYWHERE} in an hour"),
            ACCOUNT,
            untried,
        ),
        bound(
            "Wrong passwords from a known browser",
            nearby(TRIES_FROM_ADDRESS),
            "an account and browser",
            untried,
        ),
        bound(
            "Wrong passwords before what cannot be undone",
            nearby(TRIES_FROM_ADDRESS),
            ACCOUNT,
            untried,
        ),
        bound(
            "Known browsers",
            MOST_BROWSERS,
            ACCOUNT,
            "the one used least lately is forgotten",
        ),
        bound(
            "Time for which a browser is known",
            format!("{KNOWN_BROWSER_DAYS} days"),
            "a browser, from its last log-in",
            "it is forgotten",
        ),
        bound("Passwords hashed at a time (19 MB each)", HASHES, WHOLE, "waits"),
        bound("Wait for that", time(LONGEST_WAIT), "a request", "503"),
    ]
}

fn sessions() -> Vec<Bound> {
    let hours = |kind: MailTokenKind| format!("{} h", kind.hours());
    vec![
        bound(
            "Accounts signed in",
            MOST_ACCOUNTS,
            "a browser",
            "the one used least lately is signed out",
        ),
        bound("Sessions", MOST_SESSIONS, ACCOUNT, "the one used least lately ends"),
        bound(
            "Life of a session that is not used",
            format!("{SESSION_DAYS} days"),
            "a session",
            "it ends",
        ),
        bound(
            "Mails of a kind asked for",
            MAILS_PER_HOUR,
            "an account and hour",
            LIMITED,
        ),
        bound("Password resets that wait for their turn", RESETS_WAITING, WHOLE, "503"),
        bound(
            "Life of a link to set a password",
            hours(MailTokenKind::ResetPassword),
            "a link",
            "it is worth nothing",
        ),
        bound(
            "Life of a link to confirm an address",
            hours(MailTokenKind::VerifyEmail),
            "a link",
            "it is worth nothing",
        ),
        bound(
            "Life of a token for another program in a space",
            format!("{TOKEN_HOURS} h"),
            "a token",
            "it is worth nothing",
        ),
    ]
}
