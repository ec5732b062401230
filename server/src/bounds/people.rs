//! What people may do, how often, and how long it may be.

use super::{Bound, Part, bound, time};
use crate::config::Config;
use spaces::room;
use std::time::Duration;
use store::{
    POSTS_PER_DAY, POSTS_PER_HALF_HOUR, SESSION_DAYS,
    bounds::{
        FOLLOWS_A_DAY, FOUNDED_A_DAY, JOIN_REQUESTS_LISTED, MAILS_PER_HOUR, MAX_CHARACTERS, MAX_LIMIT, MOST_ACCOUNTS,
        MOST_CIRCLES, MOST_SESSIONS, NOTIFICATIONS_READ, RENAMINGS_PER_DAY, REPORTS_A_DAY, STARTED_A_DAY,
        UNATTACHED_FOR, UPLOADS_PER_HOUR,
    },
};

const ACCOUNT: &str = "an account";
const REFUSED: &str = "refused with the reason";

pub fn parts(config: &Config) -> Vec<Part> {
    vec![
        Part {
            title: "What an account does",
            bounds: deeds(),
        },
        Part {
            title: "Texts",
            bounds: texts(),
        },
        Part {
            title: "Spaces",
            bounds: spaces(config),
        },
    ]
}

fn deeds() -> Vec<Bound> {
    let limited = "429 with the time to wait";
    vec![
        bound("Posts", POSTS_PER_DAY, "an account and day", limited),
        bound("Posts", POSTS_PER_HALF_HOUR, "an account and half hour", limited),
        bound("Follows", FOLLOWS_A_DAY, "an account and day", limited),
        bound("Reports", REPORTS_A_DAY, "an account and day", limited),
        bound(
            "Changes of the handle",
            RENAMINGS_PER_DAY,
            "an account and day",
            limited,
        ),
        bound("Communities founded", FOUNDED_A_DAY, "an account and day", limited),
        bound("Spaces started", STARTED_A_DAY, "an account and day", limited),
        bound("Uploads", UPLOADS_PER_HOUR, "an account and hour", limited),
        bound(
            "Mails of a kind asked for",
            MAILS_PER_HOUR,
            "an account and hour",
            limited,
        ),
        bound("Uploads without a post", time(UNATTACHED_FOR), "a picture", "deleted"),
        bound("Circles", MOST_CIRCLES, ACCOUNT, REFUSED),
        bound("Members", types::MAX_CIRCLE_MEMBERS, "a circle", REFUSED),
        bound(
            "Invitations by a member",
            types::MEMBER_INVITATIONS,
            "a member and community",
            REFUSED,
        ),
        bound(
            "Requests to join that are shown",
            JOIN_REQUESTS_LISTED,
            "a community",
            "the next come when those are answered",
        ),
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
            "Way back after leaving",
            format!("{} days", types::RETURN_DAYS),
            ACCOUNT,
            "it is deleted",
        ),
        bound(
            "Entries of a page",
            MAX_LIMIT,
            "a request",
            "the next page has the rest",
        ),
        bound(
            "Notifications looked at",
            NOTIFICATIONS_READ,
            "a request",
            "the next page has the rest",
        ),
        bound(
            "Conditions of a search",
            types::search::MAX_CONDITIONS,
            "a search",
            "the others are left out",
        ),
    ]
}

fn texts() -> Vec<Bound> {
    let characters = |count: usize| format!("{count} characters");
    vec![
        bound(
            "Post, as counted by the composer",
            types::text::MAX_WEIGHTED_LENGTH,
            "a post",
            REFUSED,
        ),
        bound("Post, however it counts", characters(MAX_CHARACTERS), "a post", REFUSED),
        bound("Description", characters(types::MAX_ALT), "a picture", REFUSED),
        bound("Display name", characters(types::MAX_DISPLAY_NAME), ACCOUNT, REFUSED),
        bound("Biography", characters(types::MAX_BIO), ACCOUNT, REFUSED),
        bound("Handle", characters(types::handle::MAX_LENGTH), ACCOUNT, REFUSED),
        bound("Mail address", characters(types::MAX_EMAIL), ACCOUNT, REFUSED),
        bound(
            "Password, least",
            characters(types::password::MIN_CHARACTERS),
            ACCOUNT,
            REFUSED,
        ),
        bound(
            "Password",
            format!("{} bytes", types::password::MAX_BYTES),
            ACCOUNT,
            REFUSED,
        ),
        bound(
            "Name of a circle",
            characters(types::MAX_CIRCLE_NAME),
            "a circle",
            REFUSED,
        ),
        bound(
            "Name of a community",
            characters(types::MAX_COMMUNITY_NAME),
            "a community",
            REFUSED,
        ),
        bound(
            "Description of a community",
            characters(types::MAX_COMMUNITY_DESCRIPTION),
            "a community",
            REFUSED,
        ),
        bound("Rules", types::MAX_RULES, "a community", REFUSED),
        bound("Topics", types::MAX_TOPICS, "a community", REFUSED),
        bound(
            "Note of a report",
            characters(types::MAX_REPORT_NOTE),
            "a report",
            REFUSED,
        ),
        bound(
            "Reason",
            characters(types::MAX_REASON),
            "a moderator's decision",
            REFUSED,
        ),
        bound("Search", characters(types::search::MAX_QUERY), "a search", REFUSED),
    ]
}

fn spaces(config: &Config) -> Vec<Bound> {
    let milliseconds = |count: u64| time(Duration::from_millis(count));
    vec![
        bound(
            "Connections of listeners and speakers",
            config.voice.connections,
            "the instance",
            "503",
        )
        .set_by("voice_connections"),
        bound("Co-hosts", room::MAX_COHOSTS, "a space", REFUSED),
        bound("Speakers", room::MAX_SPEAKERS, "a space", REFUSED),
        bound("Requests to speak that wait", room::MAX_WAITING, "a space", REFUSED),
        bound("Posts pinned", room::MAX_PINS, "a space", REFUSED),
        bound(
            "Reactions",
            format!("one in {}", milliseconds(room::REACTION_PAUSE)),
            "a person",
            "left out",
        ),
        bound(
            "Caption",
            format!("{} characters", types::MAX_CAPTION),
            "a caption",
            "left out",
        ),
        bound(
            "People invited to a private space",
            types::MAX_SPACE_GUESTS,
            "a space",
            REFUSED,
        ),
        bound("Spaces planned", types::MAX_PLANNED_SPACES, ACCOUNT, REFUSED),
        bound("Plan ahead", milliseconds(room::MAX_AHEAD), "a space", REFUSED),
        bound(
            "Wait for a host who dropped out, with co-hosts",
            milliseconds(room::TAKEOVER_AFTER),
            "a space",
            "a co-host takes over",
        ),
        bound(
            "Wait for a host who dropped out, alone",
            milliseconds(room::END_AFTER),
            "a space",
            "the space ends",
        ),
        bound(
            "Wait for a planned space to begin",
            milliseconds(room::LAPSE_AFTER),
            "a space",
            "it lapses",
        ),
        bound(
            "Life of a recording",
            format!("{} days", types::REPLAY_DAYS),
            "a space",
            "it is deleted",
        ),
        bound(
            "Pieces of sound that wait to be written",
            spaces::recording::QUEUE,
            "the instance",
            "left out, and logged",
        ),
        bound(
            "Pieces of sound that wait for captions",
            spaces::captions::WAITING,
            "the instance",
            "left out",
        ),
        bound(
            "Captions made at a time",
            spaces::captions::AT_ONCE,
            "the instance",
            "waits",
        ),
    ]
}
