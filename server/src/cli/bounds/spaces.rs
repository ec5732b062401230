//! What a room holds, and how long it waits for somebody.

use super::{Bound, Part, bound, time};
use crate::{config::Config, spaces::recordings};
use ::spaces::{captions, recording, room, service, voice};
use std::time::Duration;

const REFUSED: &str = "refused with the reason";

pub fn parts(config: &Config) -> Vec<Part> {
    vec![
        Part {
            title: "Spaces",
            bounds: rooms(),
        },
        Part {
            title: "Voices and recordings",
            bounds: voices(config),
        },
    ]
}

fn milliseconds(count: u64) -> String {
    time(Duration::from_millis(count))
}

/// So many in a second, and at once.
fn pace((in_a_second, at_once): (u64, u64)) -> String {
    format!("{in_a_second} a second, {at_once} at once")
}

fn rooms() -> Vec<Bound> {
    let limited = "429 with the time to wait";
    vec![
        bound("Co-hosts", room::MAX_COHOSTS, "a space", REFUSED),
        bound("Speakers", room::MAX_SPEAKERS, "a space", REFUSED),
        bound(
            "Requests to speak that wait, and invitations",
            room::MAX_WAITING,
            "a space",
            REFUSED,
        ),
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
        bound("Spaces planned", types::MAX_PLANNED_SPACES, "an account", REFUSED),
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
            "Place of somebody who has no page open",
            milliseconds(room::PLACE_KEPT),
            "a person",
            "given up",
        ),
        bound(
            "Closed page of somebody on the stage that nobody is told of",
            milliseconds(room::GRACE),
            "a person",
            "shown as away",
        ),
        bound(
            "Wait for the page of whoever just started the space",
            milliseconds(room::ARRIVAL),
            "a space",
            "the host counts as away",
        ),
        bound(
            "Open microphone without a connection that sends",
            milliseconds(room::VOICE_KEPT),
            "a person",
            "muted",
        ),
        bound(
            "The same after a restart of the server",
            milliseconds(room::VOICE_KEPT_OVER_RESTART),
            "a person",
            "muted",
        ),
        bound("Actions", pace(service::ACTIONS), "a person", limited),
        bound("Offers of a voice", pace(service::OFFERS), "a person", limited),
        bound("Captions", pace(service::CAPTIONS), "a person", "left out"),
    ]
}

fn voices(config: &Config) -> Vec<Bound> {
    let packets = pace(voice::PACKETS);
    let (in_a_second, at_once) = voice::BYTES;
    vec![
        bound(
            "Connections of listeners and speakers",
            config.voice.connections,
            "the instance",
            "503",
        )
        .set_by("voice_connections"),
        bound("Packets of a voice", packets, "a connection", "left out"),
        bound(
            "Bytes of a voice",
            format!("{in_a_second} bytes a second, {at_once} bytes at once"),
            "a connection",
            "left out",
        ),
        bound(
            "Silence",
            milliseconds(voice::SILENCE),
            "a connection",
            "it counts as lost",
        ),
        bound(
            "Silence once its page is gone",
            milliseconds(voice::DOUBTED_SILENCE),
            "a connection",
            "it counts as lost",
        ),
        bound(
            "Life of a recording",
            format!("{} days", types::REPLAY_DAYS),
            "a space",
            "it is deleted",
        ),
        bound(
            "Pieces of sound that wait to be written",
            recording::QUEUE,
            "the instance",
            "left out, and counted",
        ),
        bound(
            "Orders that wait for the writer",
            recording::ORDERS,
            "the instance",
            "what is recorded ends, and it is logged",
        ),
        bound(
            "Files begun and finished that wait to be noted",
            recording::ROWS,
            "the instance",
            "noted before the mixing",
        ),
        bound(
            "Pieces of sound that wait for captions",
            captions::WAITING,
            "the instance",
            "left out, and logged",
        ),
        bound("Captions made at a time", captions::AT_ONCE, "the instance", "waits"),
        bound(
            "Captions that wait to be told",
            recordings::CAPTIONS,
            "the instance",
            "the next pieces wait",
        ),
    ]
}
