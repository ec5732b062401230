//! What people may do, how often, how long it may be, and how much of it is shown at once.

use super::{Bound, Part, bound, time};
use store::{
    POSTS_PER_DAY, POSTS_PER_HALF_HOUR,
    bounds::{
        CO_POST_INVITATIONS_LISTED, EXACT_MARKS, EXACT_REPLIES, FOLLOWS_A_DAY, FOUNDED_A_DAY, HANDLE_DAYS, HOME_ROUNDS,
        INVITED_A_DAY, JOIN_REQUESTS_LISTED, MARKS_AN_HOUR, MARKS_LOOKED_AT, MAX_ANCESTORS, MAX_CHARACTERS, MAX_LIMIT,
        MAX_TAG, MAX_THREAD, MOST_CIRCLES, NOTIFICATIONS_READ, PROFILE_POSTS_COUNTED, RENAMINGS_PER_DAY, REPLIES,
        REPORTS_A_DAY, SEALED, STARTED_A_DAY, TOP_MATCHES, UNATTACHED_FOR, UPLOADS_PER_HOUR,
    },
};

const ACCOUNT: &str = "an account";
const REFUSED: &str = "refused with the reason";

pub fn parts() -> Vec<Part> {
    vec![
        Part {
            title: "What an account does",
            bounds: deeds(),
        },
        Part {
            title: "Lists and counts",
            bounds: lists(),
        },
        Part {
            title: "Texts",
            bounds: texts(),
        },
    ]
}

fn deeds() -> Vec<Bound> {
    let limited = "429 with the time to wait";
    vec![
        bound("Posts", POSTS_PER_DAY, "an account and day", limited),
        bound("Posts", POSTS_PER_HALF_HOUR, "an account and half hour", limited),
        bound(
            "Likes, reposts, bookmarks, set or taken away; people unfollowed or blocked",
            MARKS_AN_HOUR,
            "an account and hour",
            limited,
        ),
        bound("Follows", FOLLOWS_A_DAY, "an account and day", limited),
        bound("Reports", REPORTS_A_DAY, "an account and day", limited),
        bound(
            "Changes of the handle",
            RENAMINGS_PER_DAY,
            "an account and day",
            limited,
        ),
        bound(
            "Handle that was given up",
            format!("{HANDLE_DAYS} days"),
            "a handle",
            "until then it is kept from others",
        ),
        bound("Communities founded", FOUNDED_A_DAY, "an account and day", limited),
        bound("Spaces started", STARTED_A_DAY, "an account and day", limited),
        bound(
            "Times that more people are invited to a private space",
            INVITED_A_DAY,
            "an account and day",
            limited,
        ),
        bound("Uploads", UPLOADS_PER_HOUR, "an account and hour", limited),
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
            "Way back after leaving",
            format!("{} days", types::RETURN_DAYS),
            ACCOUNT,
            "it is deleted",
        ),
    ]
}

fn lists() -> Vec<Bound> {
    let next = "the next page has the rest";
    let alike = "the number is the same for everybody";
    vec![
        bound("Entries of a page", MAX_LIMIT, "a request", next),
        bound(
            "Readings until a page of the home is full",
            HOME_ROUNDS,
            "a request, each twice the one before",
            next,
        ),
        bound(
            "Sealed place in a list, good until the server starts anew",
            format!("{SEALED} characters"),
            "a page of a list",
            "another one begins the list anew",
        ),
        bound("Notifications looked at", NOTIFICATIONS_READ, "a request", next),
        bound("Posts above the one that is shown", MAX_ANCESTORS, "a page", "left out"),
        bound("Posts by which an author goes on", MAX_THREAD, "a page", next),
        bound("Replies of a page", REPLIES, "a page", next),
        bound(
            "Matches that are ranked",
            TOP_MATCHES,
            "a search",
            "older ones stand among the latest",
        ),
        bound(
            "Conditions of a search",
            types::search::MAX_CONDITIONS,
            "a search",
            "the others are left out",
        ),
        bound(
            "Requests to join that are shown",
            JOIN_REQUESTS_LISTED,
            "a community",
            "the next come when those are answered",
        ),
        bound(
            "Invitations to co-posts that are shown",
            CO_POST_INVITATIONS_LISTED,
            "an account, received and sent each",
            "the next come when those are answered",
        ),
        bound(
            "Replies, and quotes, counted as the viewer sees them",
            EXACT_REPLIES,
            "a post",
            alike,
        ),
        bound(
            "Likes, and reposts, counted as the viewer sees them",
            EXACT_MARKS,
            "a post",
            alike,
        ),
        bound(
            "Likes, and reposts, of protected accounts looked at for that",
            MARKS_LOOKED_AT,
            "a post",
            "not counted",
        ),
        bound(
            "Posts of a profile counted as the viewer sees them",
            PROFILE_POSTS_COUNTED,
            "a profile",
            alike,
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
        bound("Hashtag, as it is found", characters(MAX_TAG), "a hashtag", "cut"),
        bound(
            "Marks on a letter",
            types::text::MAX_MARKS,
            "a letter of any text",
            "the others are left out",
        ),
        bound(
            "Line breaks in a row",
            types::text::MAX_LINE_BREAKS,
            "a text",
            "the others are left out",
        ),
        bound("Description", characters(types::MAX_ALT), "a picture", REFUSED),
        bound("Display name", characters(types::MAX_DISPLAY_NAME), ACCOUNT, REFUSED),
        bound("Biography", characters(types::MAX_BIO), ACCOUNT, REFUSED),
        bound("Place", characters(types::MAX_PLACE), ACCOUNT, REFUSED),
        bound("Website", characters(types::MAX_WEBSITE), ACCOUNT, REFUSED),
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
        bound(
            "Address of a community",
            characters(types::MAX_SLUG),
            "a community",
            REFUSED,
        ),
        bound("Rules", types::MAX_RULES, "a community", REFUSED),
        bound("Title", characters(types::MAX_RULE_TITLE), "a rule", REFUSED),
        bound("Detail", characters(types::MAX_RULE_DETAIL), "a rule", REFUSED),
        bound("Topics", types::MAX_TOPICS, "a community", REFUSED),
        bound("Topic", characters(types::MAX_TOPIC), "a topic", REFUSED),
        bound(
            "Words to the moderators",
            characters(types::MAX_REQUEST_MESSAGE),
            "a request to join",
            REFUSED,
        ),
        bound("Name of a space", characters(types::MAX_SPACE_NAME), "a space", REFUSED),
        bound("Topics", types::MAX_SPACE_TOPICS, "a space", REFUSED),
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
        bound(
            "What a refused form remembers without script",
            format!("{} bytes", types::MAX_FORM_MEMORY),
            "a form",
            "the longest fields are left out",
        ),
    ]
}
