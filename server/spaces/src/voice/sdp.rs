//! Reading an offer and writing the answer. Of an offer only a few plain values are taken, and nothing of it but these is
//! ever written again: never an address.

use super::identity::Fingerprint;
use super::{Direction, Refused, SLOTS};
use std::fmt::Write;
use std::net::SocketAddr;

const MAX_BYTES: usize = 64 * 1024;
const MAX_SECTIONS: usize = 16;
const LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Offer {
    pub fingerprint: Fingerprint,
    pub sections: Vec<Section>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    kind: String,
    protocol: String,
    format: String,
    mid: String,
    sends: bool,
    receives: bool,
    /// The payload type of Opus.
    opus: Option<u8>,
    /// The number of the level extension.
    level: Option<u8>,
    ssrcs: Vec<u32>,
    /// Not rejected by the client, and bundled with the others. With `bundle-only` port 0 is no rejection (RFC 8843).
    live: bool,
    secure: bool,
}

/// What is agreed on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Agreed {
    pub payload_type: u8,
    pub level: Option<u8>,
    /// The streams that the client named; none when it named none.
    pub ssrcs: Vec<u32>,
    /// How many slots the client receives.
    pub slots: usize,
}

/// What the answer tells of us.
pub(crate) struct Ours<'a> {
    pub ufrag: &'a str,
    pub password: &'a str,
    pub fingerprint: &'a Fingerprint,
    pub candidates: &'a [SocketAddr],
    pub ssrcs: [u32; SLOTS],
    pub session: u64,
}

pub(crate) fn read(offer: &str) -> Result<Offer, Refused> {
    if offer.len() > MAX_BYTES || !offer.starts_with("v=0") {
        return Err(Refused::BadOffer("no session description"));
    }
    let mut read = Offer::default();
    let mut fingerprint = None;
    let mut bundle: Vec<&str> = Vec::new();
    for line in offer.lines() {
        let Some((kind, value)) = line.split_once('=') else {
            continue;
        };
        let section = read.sections.last_mut();
        match (kind, section) {
            ("m", _) => {
                if read.sections.len() == MAX_SECTIONS {
                    return Err(Refused::BadOffer("too many sections"));
                }
                read.sections.push(media(value)?);
            }
            ("a", section) => {
                let (name, value) = value.split_once(':').unwrap_or((value, ""));
                match (name, section) {
                    ("group", None) => bundle.extend(value.strip_prefix("BUNDLE ").unwrap_or("").split(' ')),
                    ("fingerprint", _) => fingerprint = fingerprint.or_else(|| sha256(value)),
                    ("setup", _) if value.trim() == "passive" => {
                        return Err(Refused::BadOffer("the client has to begin DTLS"));
                    }
                    (_, Some(section)) => attribute(section, name, value)?,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    read.fingerprint = fingerprint.ok_or(Refused::BadOffer("no SHA-256 fingerprint"))?;
    for section in &mut read.sections {
        section.live &= bundle.contains(&section.mid.as_str()) || bundle.is_empty();
    }
    Ok(read)
}

fn media(value: &str) -> Result<Section, Refused> {
    let mut words = value.split(' ');
    let mut word = || words.next().filter(|word| plain(word, "/-")).map(str::to_owned);
    let (Some(kind), Some(port), Some(protocol), Some(format)) = (word(), word(), word(), word()) else {
        return Err(Refused::BadOffer("a section's first line"));
    };
    let secure = protocol.contains("TLS/RTP/SAVP");
    Ok(Section {
        live: port != "0" && secure,
        secure,
        kind,
        protocol,
        format,
        sends: true,
        receives: true,
        ..Section::default()
    })
}

fn attribute(section: &mut Section, name: &str, value: &str) -> Result<(), Refused> {
    match name {
        "mid" if plain(value, "-_") => value.clone_into(&mut section.mid),
        "mid" => return Err(Refused::BadOffer("a section's name")),
        "bundle-only" => section.live = section.secure,
        "sendonly" => section.receives = false,
        "recvonly" => section.sends = false,
        "inactive" => (section.sends, section.receives) = (false, false),
        "rtpmap" => {
            let (number, codec) = value.split_once(' ').unwrap_or((value, ""));
            if codec.to_ascii_lowercase().starts_with("opus/48000/2") {
                section.opus = section
                    .opus
                    .or(number.parse().ok().filter(|number| (1..128).contains(number)));
            }
        }
        "extmap" => {
            let (number, address) = value.split_once(' ').unwrap_or((value, ""));
            let number = number.split('/').next().unwrap_or("");
            if address.split(' ').next() == Some(LEVEL) {
                section.level = number.parse().ok().filter(|number| *number > 0);
            }
        }
        "ssrc" => {
            let ssrc = value.split(' ').next().and_then(|number| number.parse().ok());
            if let Some(ssrc) = ssrc.filter(|ssrc| !section.ssrcs.contains(ssrc) && section.ssrcs.len() < 4) {
                section.ssrcs.push(ssrc);
            }
        }
        _ => {}
    }
    Ok(())
}

fn sha256(value: &str) -> Option<Fingerprint> {
    let (algorithm, digits) = value.trim().split_once(' ')?;
    let mut bytes = [0; 32];
    let mut pairs = digits.trim().split(':');
    for byte in &mut bytes {
        let pair = pairs.next().filter(|pair| pair.len() == 2)?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    (algorithm.eq_ignore_ascii_case("sha-256") && pairs.next().is_none()).then_some(bytes)
}

/// Short, of letters, digits and `more`: it can stand in our answer.
fn plain(word: &str, more: &str) -> bool {
    (1..=32).contains(&word.len())
        && word
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || more.contains(letter))
}

/// Takes one sending section to speak, up to [`SLOTS`] receiving ones to listen, and rejects the others.
pub(crate) fn answer(offer: &Offer, side: Direction, ours: &Ours<'_>) -> Result<(String, Agreed), Refused> {
    let fits = |section: &&Section| {
        let direction = if side == Direction::Speak {
            section.sends
        } else {
            section.receives
        };
        section.live && direction && section.kind == "audio" && section.opus.is_some() && !section.mid.is_empty()
    };
    let most = if side == Direction::Speak { 1 } else { SLOTS };
    let taken: Vec<&Section> = offer.sections.iter().filter(fits).take(most).collect();
    let first = *taken
        .first()
        .ok_or(Refused::BadOffer("no Opus in the right direction"))?;
    let agreed = Agreed {
        payload_type: first.opus.unwrap_or_default(),
        level: first.level,
        ssrcs: if side == Direction::Speak {
            first.ssrcs.clone()
        } else {
            Vec::new()
        },
        // One payload type for all, as the browsers offer it.
        slots: taken.iter().take_while(|section| section.opus == first.opus).count(),
    };
    let mut text = format!(
        "v=0\r\no=- {} 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE",
        ours.session
    );
    taken
        .iter()
        .take(agreed.slots)
        .for_each(|section| push(&mut text, format_args!(" {}", section.mid)));
    text.push_str("\r\na=ice-lite\r\na=msid-semantic: WMS *\r\n");
    let mut slot = 0;
    for section in &offer.sections {
        if slot < agreed.slots && std::ptr::eq(section, taken[slot]) {
            accepted(&mut text, section, side, slot, ours);
            slot += 1;
        } else {
            let Section {
                kind,
                protocol,
                format,
                mid,
                ..
            } = section;
            push(
                &mut text,
                format_args!("m={kind} 0 {protocol} {format}\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\n"),
            );
            if !mid.is_empty() {
                push(&mut text, format_args!("a=mid:{mid}\r\n"));
            }
        }
    }
    Ok((text, agreed))
}

fn accepted(text: &mut String, section: &Section, side: Direction, slot: usize, ours: &Ours<'_>) {
    let (mid, opus) = (&section.mid, section.opus.unwrap_or_default());
    push(
        text,
        format_args!(
            "m=audio 9 {} {opus}\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\n",
            section.protocol
        ),
    );
    push(
        text,
        format_args!(
            "a=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=fingerprint:sha-256 ",
            ours.ufrag, ours.password
        ),
    );
    for (place, byte) in ours.fingerprint.iter().enumerate() {
        push(text, format_args!("{}{byte:02X}", if place == 0 { "" } else { ":" }));
    }
    text.push_str("\r\na=setup:passive\r\na=rtcp-mux\r\n");
    push(text, format_args!("a=rtpmap:{opus} opus/48000/2\r\n"));
    match side {
        // What we ask the speaker's encoder for: one channel of speech, repair of lost packets, little while silent.
        Direction::Speak => {
            push(
                text,
                format_args!("a=fmtp:{opus} minptime=10;useinbandfec=1;usedtx=1;stereo=0;maxaveragebitrate=40000\r\n"),
            );
            if let Some(level) = section.level {
                push(text, format_args!("a=extmap:{level} {LEVEL}\r\n"));
            }
            text.push_str("a=ptime:20\r\na=recvonly\r\n");
        }
        Direction::Listen => {
            push(
                text,
                format_args!("a=fmtp:{opus} minptime=10;useinbandfec=1;usedtx=1\r\na=sendonly\r\n"),
            );
            push(
                text,
                format_args!(
                    "a=msid:space slot-{slot}\r\na=ssrc:{} cname:space\r\n",
                    ours.ssrcs[slot]
                ),
            );
        }
    }
    for (place, address) in ours.candidates.iter().enumerate() {
        let priority = (126_u32 << 24) | ((65_535 - place as u32) << 8) | 255;
        let (ip, port) = (address.ip(), address.port());
        push(
            text,
            format_args!("a=candidate:{} 1 udp {priority} {ip} {port} typ host\r\n", place + 1),
        );
    }
    text.push_str("a=end-of-candidates\r\n");
}

fn push(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(words);
}
