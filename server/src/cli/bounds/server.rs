//! What the server bounds for its own sake.

use super::{Bound, Part, bound, bytes, time};
use crate::{
    config::{Config, SECRET},
    http::{
        connections::MAX_HEAD,
        layers::input::LONGEST_FILE,
        limits::{
            FORM_BYTES, MAX_BODY, MAX_UPLOAD, REQUESTS, REQUESTS_PER_ACCOUNT, STRAY_UPLOADS, UPLOAD_BYTES, UPLOADS,
        },
        media::form,
        pace::Pace,
        pages::MOST_RENDERINGS,
    },
    ops::serve::DRAIN_TIME,
    spaces::voices::MAX_OFFER,
};
use store::bounds::{KEY_DAYS, MAX_KEY, RECOUNTED_AT_A_TIME};
use types::{MAX_PHOTO_BYTES, MAX_PHOTOS, REFUSAL_STEP};

const BUSY: &str = "503 at once, to be tried again";
const WHOLE: &str = "the instance";
const ADDRESS: &str = "a network address (/64 of IPv6)";
const ACCOUNT: &str = "an account";

pub fn parts(config: &Config) -> Vec<Part> {
    vec![
        Part {
            title: "Connections",
            bounds: connections(config),
        },
        Part {
            title: "Requests and bodies",
            bounds: requests(),
        },
        Part {
            title: "Pictures",
            bounds: pictures(),
        },
        Part {
            title: "Mail, database, settings",
            bounds: background(config),
        },
    ]
}

fn connections(config: &Config) -> Vec<Bound> {
    let pace = Pace::DEFAULT;
    let cut = "the connection ends";
    vec![
        bound(
            "Open connections",
            config.http.connections,
            WHOLE,
            "one that has not asked for anything yet makes room; where there is none, the new one is refused at once",
        )
        .set_by("connections"),
        bound(
            "Open connections",
            config.http.connections_per_address,
            "a network address (/64 of IPv6), trusted proxies aside",
            "refused at once",
        )
        .set_by("connections_per_address"),
        bound(
            "Time until the head of a request is there",
            time(pace.head),
            "a connection, from its beginning or its last answer",
            cut,
        ),
        bound("Head of a request", bytes(MAX_HEAD as u64), "a request", "431"),
        bound(
            "Time in which an answer, or a message of a socket, may stand still",
            time(pace.stalled),
            "a connection",
            cut,
        ),
        bound(
            "Least rate of who takes an answer",
            format!("{} bytes/s", pace.least_rate),
            "a connection that was waited for that long",
            cut,
        ),
        bound(
            "Time for what runs when the server ends",
            time(DRAIN_TIME),
            WHOLE,
            "broken off",
        ),
    ]
}

fn requests() -> Vec<Bound> {
    let pace = Pace::DEFAULT;
    vec![
        bound("Requests being answered", REQUESTS.most, WHOLE, BUSY),
        bound("Requests being answered", REQUESTS.per_address, ADDRESS, BUSY),
        bound(
            "Requests being answered",
            REQUESTS_PER_ACCOUNT.per_account,
            ACCOUNT,
            BUSY,
        ),
        bound(
            "Time until an answer begins",
            time(pace.answer),
            "a request, its body aside",
            "503",
        ),
        bound("Pages rendered at a time", MOST_RENDERINGS, WHOLE, "503"),
        bound(
            "What is forbidden or not there is answered after a multiple of",
            time(REFUSAL_STEP),
            "a request",
            "the next multiple, so that what is hidden and what is missing take the same time",
        ),
        bound(
            "Address of a file of the site",
            format!("{LONGEST_FILE} bytes"),
            "a request",
            "404",
        ),
        bound(
            "Name of a request that may be sent again",
            format!("{MAX_KEY} characters"),
            "a request",
            "refused with the reason",
        ),
        bound(
            "Time for which such a request is done once",
            format!("{KEY_DAYS} days"),
            "a request",
            "it is done anew",
        ),
        bound(
            "Body of a form or a server function",
            bytes(MAX_BODY as u64),
            "a request",
            "413",
        ),
        bound("Time until such a body is there", time(pace.form), "a request", "408"),
        bound("Bodies of forms in memory", bytes(FORM_BYTES.most as u64), WHOLE, BUSY),
        bound(
            "Bodies of forms in memory",
            bytes(FORM_BYTES.per_address as u64),
            ADDRESS,
            BUSY,
        ),
        bound("Body of an upload", bytes(MAX_UPLOAD as u64), "a request", "413"),
        bound("Time until an upload is there", time(pace.upload), "a request", "408"),
        bound(
            "Least rate of a body",
            format!("{} bytes/s", pace.least_rate),
            "a request, after its grace",
            "408",
        ),
        bound("Grace of that rate", time(pace.grace), "a request", "408"),
        bound("Pause within a body", time(pace.pause), "a request", "408"),
        bound("Uploads on their way or at work", UPLOADS.most, WHOLE, "waits"),
        bound("Uploads on their way or at work", UPLOADS.per_address, ADDRESS, "waits"),
        bound("Uploads on their way or at work", UPLOADS.per_account, ACCOUNT, "waits"),
        bound("Wait for a place of an upload", time(pace.place), "a request", "503"),
        bound("Uploads in memory", bytes(UPLOAD_BYTES.most as u64), WHOLE, BUSY),
        bound(
            "Uploads in memory",
            bytes(UPLOAD_BYTES.per_address as u64),
            ADDRESS,
            BUSY,
        ),
        bound(
            "Uploads in memory",
            bytes(UPLOAD_BYTES.per_account as u64),
            ACCOUNT,
            BUSY,
        ),
        bound(
            "Uploads of nobody, which are read and thrown away",
            STRAY_UPLOADS.most,
            WHOLE,
            BUSY,
        ),
        bound(
            "Uploads of nobody, which are read and thrown away",
            STRAY_UPLOADS.per_address,
            ADDRESS,
            BUSY,
        ),
        bound("Parts of a form with files", form::MAX_PARTS, "a request", "refused"),
        bound(
            "Part that is no file",
            bytes(form::MAX_TEXT_BYTES as u64),
            "a part",
            "refused",
        ),
        bound("Offer of a voice", bytes(MAX_OFFER as u64), "a request", "413"),
    ]
}

fn pictures() -> Vec<Bound> {
    let refused = "refused with the reason";
    vec![
        bound("Photos", MAX_PHOTOS, "a post", refused),
        bound("File", bytes(MAX_PHOTO_BYTES as u64), "a picture", refused),
        bound(
            "Pixels",
            format!("{} million", media::MAX_MEGAPIXELS),
            "a picture",
            refused,
        ),
        bound("Side", format!("{} pixels", media::MAX_SIDE), "a picture", refused),
        bound("Pictures unpacked at a time", media::PLACES, WHOLE, "waits"),
        bound(
            "Memory of unpacking and scaling",
            bytes(media::MAX_WORKING_MEMORY),
            WHOLE,
            "waits; a picture that needs more alone is refused",
        ),
        bound("Wait and work", time(media::DEADLINE), "a picture", "503"),
    ]
}

fn background(config: &Config) -> Vec<Bound> {
    vec![
        bound(
            "Connections to the database",
            config.database.connections,
            WHOLE,
            "waits",
        )
        .set_by("database_connections"),
        bound(
            "Wait for a connection to the database",
            time(store::CONNECTION_WAIT),
            "a query",
            "503",
        ),
        bound(
            "Query, its waiting for locks included",
            format!("{} s", store::QUERY_SECONDS),
            "a query",
            "broken off, 503",
        ),
        bound(
            "Rest within a transaction",
            format!("{} s", store::REST_SECONDS),
            "a transaction",
            "rolled back",
        ),
        bound(
            "Rows counted anew when an account comes or goes",
            RECOUNTED_AT_A_TIME,
            "an event",
            "the next event has the rest",
        ),
        bound(
            "Token of the metrics",
            format!("{} to {} characters", SECRET.start(), SECRET.end()),
            WHOLE,
            "the server does not start, and says why",
        )
        .set_by("metrics_token"),
    ]
}
