//! Offers that are answered, and offers that are refused.

use super::sdp::*;
use super::{Direction, Refused};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::net::SocketAddr;

const PRINT: &str = "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:FF";

/// As Chromium writes it, shortened; with addresses that must not come back.
fn offer(sections: &[(&str, &str)]) -> String {
    let mids: Vec<String> = (0..sections.len()).map(|mid| mid.to_string()).collect();
    let mut text = format!(
        "v=0\r\no=- 1 2 IN IP4 192.0.2.77\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\n",
        mids.join(" ")
    );
    for (mid, (kind, direction)) in sections.iter().enumerate() {
        text += &format!("m={kind} 9 UDP/TLS/RTP/SAVPF 63 111\r\nc=IN IP4 192.0.2.77\r\n");
        text += "a=candidate:1 1 udp 2113937151 192.0.2.77 54321 typ host\r\na=ice-ufrag:abcd\r\na=ice-pwd:secret\r\n";
        text += &format!("a=fingerprint:sha-256 {PRINT}\r\na=setup:actpass\r\na=mid:{mid}\r\n");
        text += &format!("a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na={direction}\r\na=rtcp-mux\r\n");
        text += "a=rtpmap:63 red/48000/2\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n";
        text += "a=ssrc:77 cname:x\r\na=ssrc:77 msid:a b\r\n";
    }
    text
}

fn answered(offer: &str, direction: Direction) -> Result<(String, Agreed), Refused> {
    let candidates: [SocketAddr; 1] = ["203.0.113.9:8141".parse().unwrap()];
    let ours = Ours {
        ufrag: "ours",
        password: "password",
        fingerprint: &[0xAB; 32],
        candidates: &candidates,
        ssrcs: [1, 2, 3, 4],
        session: 5,
    };
    answer(&read(offer)?, direction, &ours)
}

#[test]
fn four_sections_to_listen_to_are_answered_in_order() {
    let (text, agreed) = answered(&offer(&[("audio", "recvonly"); 4]), Direction::Listen).unwrap();
    assert_eq!(
        agreed,
        Agreed {
            payload_type: 111,
            level: Some(1),
            ssrcs: vec![],
            slots: 4
        }
    );
    assert!(text.contains("a=group:BUNDLE 0 1 2 3\r\na=ice-lite\r\n"));
    assert_eq!(text.matches("a=sendonly").count(), 4);
    assert_eq!(
        text.matches("a=candidate:1 1 udp 2130706431 203.0.113.9 8141 typ host")
            .count(),
        4
    );
    assert!(text.contains("a=ssrc:4 cname:space"));
    assert!(!text.contains("192.0.2.77") && !text.contains("54321"), "{text}");
}

/// As Firefox writes it.
#[test]
fn sections_that_are_there_only_bundled_are_not_rejected() {
    let offer = offer(&[("audio", "recvonly"); 4]);
    let (first, others) = offer.split_once("a=mid:0").unwrap();
    let others = others.replace("m=audio 9", "m=audio 0");
    let bundled = others.replace("a=rtcp-mux", "a=rtcp-mux\r\na=bundle-only");
    assert_eq!(
        answered(&format!("{first}a=mid:0{bundled}"), Direction::Listen)
            .unwrap()
            .1
            .slots,
        4
    );
    assert_eq!(
        answered(&format!("{first}a=mid:0{others}"), Direction::Listen)
            .unwrap()
            .1
            .slots,
        1
    );
}

#[test]
fn a_speaker_is_asked_for_repair_and_little_while_silent() {
    let (text, agreed) = answered(&offer(&[("audio", "sendonly")]), Direction::Speak).unwrap();
    assert_eq!(
        agreed,
        Agreed {
            payload_type: 111,
            level: Some(1),
            ssrcs: vec![77],
            slots: 1
        }
    );
    assert!(text.contains("useinbandfec=1;usedtx=1") && text.contains("a=recvonly"));
    assert!(text.contains("a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level"));
    assert!(!text.contains("transport-cc"));
}

#[test]
fn what_is_not_needed_is_rejected_in_its_place() {
    let (text, agreed) = answered(
        &offer(&[("video", "recvonly"), ("audio", "recvonly")]),
        Direction::Listen,
    )
    .unwrap();
    assert_eq!(agreed.slots, 1);
    let video = text.find("m=video 0 ").unwrap();
    assert!(video < text.find("m=audio 9 ").unwrap());
    assert!(text.contains("BUNDLE 1\r\n"));
}

#[test]
fn offers_without_what_is_needed_are_refused() {
    let refused = |offer: &str, direction| {
        assert!(
            matches!(answered(offer, direction), Err(Refused::BadOffer(_))),
            "{offer}"
        )
    };
    let listening = offer(&[("audio", "recvonly")]);
    refused(&listening, Direction::Speak);
    refused(&offer(&[("audio", "sendonly")]), Direction::Listen);
    refused(&listening.replace("sha-256", "sha-1"), Direction::Listen);
    refused(&listening.replace("opus", "PCMU"), Direction::Listen);
    refused(&listening.replace("actpass", "passive"), Direction::Listen);
    refused(&listening.replace("a=mid:0", "a=mid:0 x"), Direction::Listen);
    refused("", Direction::Listen);
    refused(&"v=0\r\n".repeat(20_000), Direction::Listen);
    refused(&offer(&[("audio", "recvonly"); 17]), Direction::Listen);
}

#[test]
fn any_text_is_read_without_harm() {
    let good = offer(&[("audio", "recvonly"), ("video", "sendrecv"), ("audio", "sendrecv")]);
    let mut random = StdRng::seed_from_u64(3);
    let mut answers = 0;
    for _ in 0..20_000 {
        let mut lines: Vec<&str> = good.lines().collect();
        for _ in 0..random.random_range(0..4) {
            let (one, other) = (random.random_range(0..lines.len()), random.random_range(0..lines.len()));
            lines.swap(one, other);
        }
        let mut bytes = lines.join("\r\n").into_bytes();
        for _ in 0..random.random_range(0..4) {
            let at = random.random_range(0..bytes.len());
            bytes[at] = random.random();
        }
        let text = String::from_utf8_lossy(&bytes);
        for direction in [Direction::Listen, Direction::Speak] {
            if let Ok((answer, _)) = answered(&text, direction) {
                answers += 1;
                assert!(!answer.contains("192.0.2"), "{answer}");
                let letter = |byte: u8| byte == b'\r' || byte == b'\n' || (32..127).contains(&byte);
                assert!(answer.bytes().all(letter), "{answer:?}");
            }
        }
    }
    assert!(answers > 10_000, "{answers}");
}
