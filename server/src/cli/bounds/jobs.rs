//! Work that is done beside the requests.

use super::{Bound, Part, bound, time};
use crate::ops::jobs::{CLEAN, MAIL, MIX, RESET};
use jobs::{Policy, Timing};
use std::time::Duration;
use store::jobs::{FAILED_DAYS, LONGEST_ERROR};

const SERVER: &str = "a server";
const WAITS: &str = "the others wait";

pub fn parts() -> Vec<Part> {
    let mut bounds = Vec::new();
    bounds.extend(kind(["Recordings mixed at a time", "Mixing", "Tries to mix"], &MIX));
    bounds.extend(kind(
        ["Mails sent at a time", "Sending a mail", "Tries to send a mail"],
        &MAIL,
    ));
    bounds.extend(kind(
        [
            "Password resets looked up at a time",
            "Looking a reset up",
            "Tries to look a reset up",
        ],
        &RESET,
    ));
    bounds.extend(kind(
        ["Cleanings of a kind at a time", "Cleaning", "Tries to clean"],
        &CLEAN[0],
    ));
    bounds.extend([
        bound(
            "A job is held, and held again while it runs",
            time(Timing::DEFAULT.hold),
            "a job",
            "another server, or the next start, takes it",
        ),
        bound(
            "Jobs are looked for, where nothing wakes",
            time(Timing::DEFAULT.look),
            SERVER,
            WAITS,
        ),
        bound(
            "A job that was given up is kept",
            time(Duration::from_secs(u64::from(FAILED_DAYS.unsigned_abs()) * 86_400)),
            "a job",
            "deleted",
        ),
        bound(
            "What went wrong, as it is kept",
            format!("{LONGEST_ERROR} characters"),
            "a job",
            "cut",
        ),
    ]);
    vec![Part { title: "Jobs", bounds }]
}

fn kind([at_a_time, one, tries]: [&'static str; 3], policy: &Policy) -> [Bound; 3] {
    let pauses = format!("{}, {} apart and more", policy.tries, time(policy.first_pause));
    let beyond = match policy.every {
        Some(_) => "waits for its next time",
        None => "given up, kept for the operator, and logged",
    };
    [
        bound(at_a_time, policy.at_once, SERVER, WAITS),
        bound(one, time(policy.deadline), "a try", "ended, and counts as failed"),
        bound(tries, pauses, "a job", beyond),
    ]
}
