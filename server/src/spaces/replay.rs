//! What was recorded in a space, over HTTP: the sound, in ranges, and its captions. The store is asked for whoever asks,
//! each time and while the sound goes out; whatever may not be heard is not there.

use crate::http::errors;
use axum::{
    body::Body,
    extract::{Extension, Path, State},
    response::{IntoResponse, Response},
};
use base::services::{Services, Session};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE},
};
use std::{fmt::Write, fs::File, io, ops::Range, os::unix::fs::FileExt, sync::Arc};
use store::{CaptionLine, Store};
use types::{AccountId, Error, Result, SpaceId};

/// Bytes that go out between two questions whether the listener still may hear them: about 40 seconds of sound.
const STRETCH: u64 = 256 * 1024;

pub async fn sound(
    State(services): State<Services>,
    Extension(session): Extension<Option<Session>>,
    Path(space): Path<String>,
    headers: HeaderMap,
) -> Response {
    let viewer = viewer_of(session);
    let work = async {
        let space = id_of(&space)?;
        let replay = services.store.hearable_replay(viewer, space).await?;
        let storage = services.recordings.clone();
        let file = tokio::task::spawn_blocking(move || storage.replay(space, replay.trimmed))
            .await
            .map_err(|error| store::internal(&error))?;
        let file = file.map_err(|error| {
            tracing::error!(%error, %space, "a replay cannot be read");
            Error::NotFound
        })?;
        let length = file.metadata().map_err(|error| store::internal(&error))?.len();
        Ok((space, replay.trimmed, file, length))
    };
    let (space, trimmed, file, length) = match work.await {
        Ok(found) => found,
        Err(error) => return errors::empty(&error),
    };
    let tag = format!("\"{space}.{trimmed}.{length}\"");
    let current = headers
        .get(IF_RANGE)
        .is_none_or(|known| known.as_bytes() == tag.as_bytes());
    let wanted = headers.get(RANGE).filter(|_| current).map(HeaderValue::as_bytes);
    let common = [
        (CONTENT_TYPE, "audio/ogg".to_owned()),
        (CONTENT_DISPOSITION, "inline".to_owned()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (ETAG, tag),
    ];
    let (status, range) = match wanted.map_or(Wanted::All, |range| wanted_of(range, length)) {
        Wanted::All => (StatusCode::OK, 0..length),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => {
            let none = [(CONTENT_RANGE, format!("bytes */{length}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, common, none).into_response();
        }
    };
    let sizes = [(CONTENT_LENGTH, (range.end - range.start).to_string())];
    let of_all = format!("bytes {}-{}/{length}", range.start, range.end.saturating_sub(1));
    let body = Body::from_stream(stream(file, range, services.store, viewer, space));
    let mut response = (status, common, sizes, body).into_response();
    if let (StatusCode::PARTIAL_CONTENT, Ok(of_all)) = (status, HeaderValue::from_str(&of_all)) {
        response.headers_mut().insert(CONTENT_RANGE, of_all);
    }
    response
}

/// The bytes, as long as the viewer may hear them.
fn stream(
    file: File,
    range: Range<u64>,
    store: Store,
    viewer: AccountId,
    space: SpaceId,
) -> impl futures::Stream<Item = io::Result<Bytes>> + Send {
    let begin = range.start;
    let state = (Arc::new(file), range, store);
    futures::stream::try_unfold(state, move |(file, range, store)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        if range.start > begin {
            store
                .hearable_replay(viewer, space)
                .await
                .map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
        }
        let end = range.end.min(range.start + STRETCH);
        let (reading, start) = (file.clone(), range.start);
        let bytes = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; (end - start) as usize];
            reading.read_exact_at(&mut bytes, start).map(|()| bytes)
        })
        .await
        .map_err(io::Error::other)??;
        Ok(Some((Bytes::from(bytes), (file, end..range.end, store))))
    })
}

pub async fn captions(
    State(services): State<Services>,
    Extension(session): Extension<Option<Session>>,
    Path(space): Path<String>,
) -> Response {
    let work = async {
        let (lines, trimmed) = services
            .store
            .replay_captions(viewer_of(session), id_of(&space)?)
            .await?;
        Ok(web_vtt(&lines, trimmed))
    };
    match work.await {
        Ok(text) => ([(CONTENT_TYPE, "text/vtt; charset=utf-8")], text).into_response(),
        Err(error) => errors::empty(&error),
    }
}

fn viewer_of(session: Option<Session>) -> AccountId {
    session.map(|session| session.account_id).unwrap_or_default()
}

fn id_of(text: &str) -> Result<SpaceId> {
    text.parse().map_err(|_| Error::NotFound)
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<u64>),
    /// A range that lies behind the end.
    Nothing,
}

/// What of `length` bytes is asked for. Anything but one range of bytes asks for all of them, as RFC 9110 §14.2 allows.
fn wanted_of(header: &[u8], length: u64) -> Wanted {
    let range = std::str::from_utf8(header)
        .ok()
        .and_then(|header| header.trim().strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'));
    let Some((first, last)) = range else {
        return Wanted::All;
    };
    let range = match (first.trim(), last.trim()) {
        ("", last) => match last.parse::<u64>() {
            Ok(count) => length.saturating_sub(count)..length,
            Err(_) => return Wanted::All,
        },
        (first, "") => match first.parse() {
            Ok(first) => first..length,
            Err(_) => return Wanted::All,
        },
        (first, last) => match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => first..length.min(last.saturating_add(1)),
            _ => return Wanted::All,
        },
    };
    if range.is_empty() {
        Wanted::Nothing
    } else {
        Wanted::Part(range)
    }
}

/// The captions as a file, without what was cut from the beginning.
fn web_vtt(lines: &[CaptionLine], trimmed: u32) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for line in lines {
        let starts = line.starts.saturating_sub(trimmed);
        // A cue that ends where it begins is none.
        let ends = line.ends.saturating_sub(trimmed).max(starts + 1);
        let (starts, ends, name, said) = (time(starts), time(ends), escaped(&line.name), escaped(&line.text));
        // Writing to text does not fail.
        let _ = write!(text, "\n{starts} --> {ends}\n<v {name}>{said}</v>\n");
    }
    text
}

fn time(milliseconds: u32) -> String {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
    format!(
        "{:02}:{:02}:{:02}.{rest:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// One line in which nothing is a tag, an entity or the end of a cue.
fn escaped(text: &str) -> String {
    let line = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let line = line.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_a_part_and_anything_else_is_all() {
        for (header, wanted) in [
            ("bytes=0-", Wanted::Part(0..100)),
            ("bytes=10-19", Wanted::Part(10..20)),
            ("bytes=10-1000", Wanted::Part(10..100)),
            ("bytes=99-99", Wanted::Part(99..100)),
            ("bytes=-30", Wanted::Part(70..100)),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=0-18446744073709551615", Wanted::Part(0..100)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=200-300", Wanted::Nothing),
            ("bytes=20-10", Wanted::All),
            ("bytes=0-1,5-6", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("lines=1-2", Wanted::All),
            ("", Wanted::All),
        ] {
            assert_eq!(wanted_of(header.as_bytes(), 100), wanted, "{header}");
        }
        assert_eq!(wanted_of(b"bytes=0-", 0), Wanted::Nothing);
    }

    #[test]
    fn captions_are_a_file_in_which_nobody_can_write_tags() {
        let line = |name: &str, starts, ends, text: &str| CaptionLine {
            name: name.to_owned(),
            starts,
            ends,
            text: text.to_owned(),
        };
        let lines = [
            line("Ann <b>", 500, 1500, "1 < 2 & 3\n\n00:00 --> 00:01"),
            line("Ben", 3_723_004, 3_723_004, "late"),
        ];
        assert_eq!(
            web_vtt(&lines, 1000),
            "WEBVTT\n\n00:00:00.000 --> 00:00:00.500\n<v Ann &lt;b&gt;>1 &lt; 2 &amp; 3 00:00 --&gt; 00:01</v>\n\n\
             01:02:02.004 --> 01:02:02.005\n<v Ben>late</v>\n"
        );
        assert_eq!(web_vtt(&[], 0), "WEBVTT\n");
    }
}
