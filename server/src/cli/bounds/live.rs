//! What open pages are told.

use super::{Bound, Part, bound, bytes, time};
use crate::http::{
    limits::{GUEST_SOCKETS, SOCKETS},
    live::{MAX_MESSAGE, MAX_WAITING},
};
use std::time::Duration;
use store::bounds::{FEED_LOOKED_AT, FEED_TOLD, MOST_TOLD_OF_SPACE, TOLD_AGAIN_DAYS};
use types::live::{MOST_FEEDS, MOST_POSTS, MOST_SPACES};

const WHOLE: &str = "the instance";
const ADDRESS: &str = "a network address (/64 of IPv6)";
const SOCKET: &str = "a socket";
const BUSY: &str = "503 at once, to be tried again";
const ENDS: &str = "the socket ends";
const UNWATCHED: &str = "the others are not watched";

pub fn parts() -> Vec<Part> {
    vec![
        Part {
            title: "Live sockets",
            bounds: sockets(),
        },
        Part {
            title: "What is told live",
            bounds: told(),
        },
    ]
}

fn sockets() -> Vec<Bound> {
    let loads_anew = "the socket ends, and the page loads anew";
    vec![
        bound("Sockets", SOCKETS.per_address, ADDRESS, BUSY),
        bound("Sockets", live::MOST_PER_ACCOUNT, "an account", "the new one ends"),
        bound("Sockets of visitors", GUEST_SOCKETS.most, WHOLE, BUSY),
        bound("Sockets of visitors", GUEST_SOCKETS.per_address, ADDRESS, BUSY),
        bound("Message of a page", bytes(MAX_MESSAGE as u64), "a message", ENDS),
        bound("Messages of a page", live::MOST_MESSAGES, "a socket and minute", ENDS),
        bound("Silence", time(live::SILENCE), SOCKET, ENDS),
        bound("Messages that wait for a slow page", live::QUEUE, SOCKET, loads_anew),
        bound(
            "Bytes that wait for a slow page",
            bytes(MAX_WAITING as u64),
            SOCKET,
            ENDS,
        ),
        bound("Time to take a message", time(live::PATIENCE), SOCKET, ENDS),
        bound("Posts watched", MOST_POSTS, SOCKET, UNWATCHED),
        bound(
            "Of these, posts that are announced and not shown yet",
            base::live::MOST_ANNOUNCED,
            "a page",
            UNWATCHED,
        ),
        bound("Spaces watched", MOST_SPACES, SOCKET, UNWATCHED),
        bound(
            "Lists watched",
            MOST_FEEDS,
            SOCKET,
            "the new one takes the place of the one before",
        ),
    ]
}

fn told() -> Vec<Bound> {
    let next = "waits for the next telling";
    vec![
        bound(
            "Events told to a page that was away",
            live::MOST_MISSED,
            SOCKET,
            "the page loads anew",
        ),
        bound(
            "Posts looked at for a list of a page that was away",
            FEED_LOOKED_AT,
            "a list",
            "those before are loaded with the list",
        ),
        bound(
            "Posts told to such a list",
            FEED_TOLD,
            "a list",
            "those before are loaded with the list",
        ),
        bound(
            "Cursor that a page is given",
            format!(
                "{} ago, in steps of {} s",
                time(live::TOLD_WITHIN),
                live::CURSOR_STEP_SECONDS
            ),
            "a ping",
            "a page that was away is told a little again",
        ),
        bound("Events applied at a time", live::BATCH, WHOLE, "the next are next"),
        bound("Numbers are told every", time(live::GATHERING), WHOLE, next),
        bound(
            "People told how things stand for them",
            live::MOST_PEOPLE,
            "a telling",
            next,
        ),
        bound(
            "People with counts of their own",
            live::MOST_OWN_COUNTS,
            "a post that is watched",
            "all are told the counts that everybody may know",
        ),
        bound(
            "Pairs of such a post and somebody who watches it",
            live::MOST_PAIRS,
            "a telling",
            next,
        ),
        bound(
            "Followers told of a live space",
            MOST_TOLD_OF_SPACE,
            "a space",
            "the others see it on their pages",
        ),
        bound(
            "A deed that was taken back and is done again is news again after",
            time(Duration::from_secs(TOLD_AGAIN_DAYS.unsigned_abs().into()) * 86_400),
            "a deed",
            "until then it is not told anew",
        ),
    ]
}
