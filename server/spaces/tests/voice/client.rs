//! A client made of the library's own peer connection: none of the engine's code is in it.

use bytes::{Bytes, BytesMut};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MediaEngine};
use rtc::peer_connection::event::RTCPeerConnectionEvent;
use rtc::peer_connection::message::{RTCMessage, TaggedRTCMessage};
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::RTCPeerConnectionState;
use rtc::peer_connection::transport::{CandidateConfig, CandidateHostConfig, RTCIceCandidate};
use rtc::peer_connection::{RTCPeerConnection, RTCPeerConnectionBuilder};
use rtc::rtp::{Packet, header::Header};
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpSenderId, RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use rtc::sansio::Protocol;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use rtc::stun::attributes::ATTR_USERNAME;
use rtc::stun::fingerprint::FINGERPRINT;
use rtc::stun::integrity::MessageIntegrity;
use rtc::stun::message::{BINDING_REQUEST, Message, TransactionId};
use rtc::stun::textattrs::TextAttribute;
use spaces::voice::{Engine, Forwarder, Leg};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

const LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const TRY: Duration = Duration::from_secs(20);

pub struct Client {
    peer: RTCPeerConnection,
    socket: UdpSocket,
    address: SocketAddr,
    sender: Option<(RTCRtpSenderId, u32)>,
    level: u8,
    payload_type: u8,
    pub connected: bool,
    pub offer: String,
    pub answer: String,
    /// Every datagram that came, as it was on the wire.
    pub wire: Vec<Vec<u8>>,
    pub heard: Vec<(String, Packet)>,
    pub reports: usize,
    last_sent: Vec<u8>,
}

impl Client {
    fn new(listen: Option<usize>) -> Self {
        let mut media = MediaEngine::default();
        media.register_default_codecs().unwrap();
        let level = RTCRtpHeaderExtensionCapability { uri: LEVEL.to_owned() };
        media
            .register_header_extension(level, RtpCodecKind::Audio, None)
            .unwrap();
        let mut peer = RTCPeerConnectionBuilder::new()
            .with_media_engine(media)
            .build(Instant::now())
            .unwrap();
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let address = socket.local_addr().unwrap();
        let sender = if let Some(slots) = listen {
            for _ in 0..slots {
                let direction = RTCRtpTransceiverDirection::Recvonly;
                let init = RTCRtpTransceiverInit {
                    direction,
                    streams: vec![],
                    send_encodings: vec![],
                };
                peer.add_transceiver_from_kind(RtpCodecKind::Audio, Some(init)).unwrap();
            }
            None
        } else {
            let ssrc = rand::random::<u32>();
            let coding = RTCRtpEncodingParameters {
                rtp_coding_parameters: RTCRtpCodingParameters {
                    ssrc: Some(ssrc),
                    ..Default::default()
                },
                codec: RTCRtpCodec {
                    mime_type: MIME_TYPE_OPUS.to_owned(),
                    clock_rate: 48_000,
                    channels: 2,
                    ..Default::default()
                },
                ..Default::default()
            };
            let name = |kind: &str| format!("{kind}-{ssrc}");
            let (stream, track, label) = (name("stream"), name("track"), name("label"));
            let track = MediaStreamTrack::new(stream, track, label, RtpCodecKind::Audio, vec![coding]);
            Some((peer.add_track(track).unwrap(), ssrc))
        };
        let candidate = CandidateHostConfig {
            base_config: CandidateConfig {
                network: "udp".to_owned(),
                address: address.ip().to_string(),
                port: address.port(),
                component: 1,
                ..Default::default()
            },
            ..Default::default()
        };
        let candidate = RTCIceCandidate::from(&candidate.new_candidate_host().unwrap())
            .to_json()
            .unwrap();
        peer.add_local_candidate(candidate).unwrap();
        Self {
            peer,
            socket,
            address,
            sender,
            level: 0,
            payload_type: 0,
            connected: false,
            offer: String::new(),
            answer: String::new(),
            wire: vec![],
            heard: vec![],
            reports: 0,
            last_sent: vec![],
        }
    }

    pub fn listener(engine: &Forwarder, leg: Leg) -> Self {
        Self::listener_by(|offer| engine.accept(leg, offer).unwrap())
    }

    pub fn speaker(engine: &Forwarder, leg: Leg) -> Self {
        Self::speaker_by(|offer| engine.accept(leg, offer).unwrap())
    }

    pub fn listener_by(answer: impl FnOnce(&str) -> String) -> Self {
        let mut client = Self::new(Some(4));
        client.join(answer);
        client
    }

    pub fn speaker_by(answer: impl FnOnce(&str) -> String) -> Self {
        let mut client = Self::new(None);
        client.join(answer);
        client
    }

    /// Its offer names a certificate that it does not have.
    pub fn forged(engine: &Forwarder, leg: Leg) -> Self {
        let mut client = Self::new(Some(1));
        client.join(|offer| {
            let (before, after) = offer.split_once("a=fingerprint:sha-256 ").unwrap();
            let digit = if after.starts_with('0') { '1' } else { '0' };
            engine
                .accept(leg, &format!("{before}a=fingerprint:sha-256 {digit}{}", &after[1..]))
                .unwrap()
        });
        client
    }

    /// An offer to listen, of a client that never comes.
    pub fn offer_only() -> String {
        Self::new(Some(1)).peer.create_offer(None).unwrap().sdp
    }

    fn join(&mut self, answer: impl FnOnce(&str) -> String) {
        let offer = self.peer.create_offer(None).unwrap();
        self.peer.set_local_description(Instant::now(), offer).unwrap();
        self.offer = self.peer.local_description().unwrap().sdp;
        self.answer = answer(&self.offer);
        let number = |before: &str| {
            let rest = self.answer.split(before).nth(1)?;
            rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
        };
        self.level = number("a=extmap:").unwrap_or(0);
        self.payload_type = number("a=rtpmap:").unwrap();
        let answer = RTCSessionDescription::answer(self.answer.clone()).unwrap();
        self.peer.set_remote_description(Instant::now(), answer).unwrap();
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// One packet of 20 ms; `level` as in RFC 6464.
    pub fn say(&mut self, sequence: u16, level: u8, words: &[u8]) {
        let (sender, ssrc) = self.sender.unwrap();
        let mut header = Header {
            version: 2,
            payload_type: self.payload_type,
            sequence_number: sequence,
            timestamp: u32::from(sequence) * 960,
            ssrc,
            ..Default::default()
        };
        assert!(self.level > 0, "levels were agreed on");
        header
            .set_extension(self.level, Bytes::copy_from_slice(&[0x80 | level]))
            .unwrap();
        let packet = Packet {
            header,
            payload: Bytes::copy_from_slice(words),
        };
        self.peer
            .rtp_sender(sender)
            .unwrap()
            .write_rtp(Instant::now(), packet)
            .unwrap();
        self.pump();
    }

    /// A good check for this client's connection, to be sent from anywhere.
    pub fn check(&self) -> Vec<u8> {
        let value = |name: &str| self.answer.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let provider = rtc::crypto::default_provider().unwrap();
        let (user, password) = (format!("{}:x", value("a=ice-ufrag:")), value("a=ice-pwd:").to_owned());
        let integrity = MessageIntegrity::new_short_term_integrity_with_provider(password, provider.crypto());
        let mut message = Message::new();
        let user = TextAttribute::new(ATTR_USERNAME, user);
        let (kind, transaction) = (Box::new(BINDING_REQUEST), Box::new(TransactionId::new()));
        message
            .build(&[
                kind,
                transaction,
                Box::new(user),
                Box::new(integrity),
                Box::new(FINGERPRINT),
            ])
            .unwrap();
        message.raw
    }

    /// Sends bytes as they are.
    pub fn send_raw(&self, bytes: &[u8], to: SocketAddr) {
        self.socket.send_to(bytes, to).unwrap();
    }

    /// The last datagram that was sent, for sending it again.
    pub fn last_sent(&self) -> &[u8] {
        &self.last_sent
    }

    pub fn pump(&mut self) {
        let now = Instant::now();
        if self.peer.poll_timeout().is_some_and(|due| due <= now) {
            self.peer.handle_timeout(now).unwrap();
        }
        while let Some(message) = self.peer.poll_write() {
            self.last_sent = message.message.to_vec();
            self.socket
                .send_to(&message.message, message.transport.peer_addr)
                .unwrap();
        }
        let mut buffer = [0; 2048];
        while let Ok((length, from)) = self.socket.recv_from(&mut buffer) {
            self.wire.push(buffer[..length].to_vec());
            let transport = TransportContext {
                local_addr: self.address,
                peer_addr: from,
                ecn: None,
                transport_protocol: TransportProtocol::UDP,
            };
            let message = BytesMut::from(&buffer[..length]);
            // An error is of one datagram; what comes of it is seen below.
            let _ = self.peer.handle_read(TaggedBytesMut {
                now,
                transport,
                message,
            });
        }
        while let Some(event) = self.peer.poll_event() {
            if let RTCPeerConnectionEvent::OnConnectionStateChangeEvent(state) = event {
                self.connected = state == RTCPeerConnectionState::Connected;
            }
        }
        while let Some(TaggedRTCMessage { message, .. }) = self.peer.poll_read() {
            match message {
                RTCMessage::RtpPacket(track, packet) => self.heard.push((track, packet)),
                RTCMessage::RtcpPacket(..) => self.reports += 1,
                _ => {}
            }
        }
    }

    pub fn hang_up(&mut self) {
        self.peer.close().unwrap();
        while let Some(message) = self.peer.poll_write() {
            self.socket
                .send_to(&message.message, message.transport.peer_addr)
                .unwrap();
        }
    }

    /// The server's goodbye came: a DTLS alert.
    pub fn was_told(&self) -> bool {
        self.wire.iter().any(|datagram| datagram[0] == 21)
    }

    pub fn words(&self) -> Vec<Vec<u8>> {
        self.heard.iter().map(|(_, packet)| packet.payload.to_vec()).collect()
    }
}

/// Drives the clients until `done`, or fails with `what`.
#[track_caller]
pub fn until(what: &str, clients: &mut [&mut Client], mut done: impl FnMut(&mut [&mut Client]) -> bool) {
    let start = Instant::now();
    while !done(clients) {
        assert!(start.elapsed() < TRY, "not in time: {what}");
        clients.iter_mut().for_each(|client| client.pump());
        std::thread::sleep(Duration::from_millis(1));
    }
}
