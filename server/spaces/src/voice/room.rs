use super::leg::{Kind, LegState};
use super::rtp::{HEADER, write_header};
use super::socket::Sender;
use super::stage::{Outgoing, SLOTS, Stage};
use super::stats::{Counters, add};
use super::tap::{Taken, Tap};
use bytes::BytesMut;
use rtc::rtp::header::Header;
use slab::Slab;
use types::AccountId;

/// One space, as the forwarding thread knows it.
#[derive(Default)]
pub(crate) struct VoiceRoom {
    pub heard: Vec<AccountId>,
    pub stage: Stage,
    /// Connected listeners' places among the legs.
    pub listeners: Vec<usize>,
    pub legs: usize,
    pub speaking_told: Vec<(AccountId, u8)>,
    pub slots_told: [Option<AccountId>; SLOTS],
    pub tap: Option<Tap>,
}

/// Datagrams in the making.
pub(crate) type Datagrams = Sender<BytesMut>;

impl VoiceRoom {
    /// Hands on a copy, where somebody wants one.
    pub fn copy(&self, taken: impl FnOnce() -> Taken, counters: &Counters) {
        let Some(tap) = &self.tap else { return };
        match tap.try_send(taken()) {
            Ok(()) => add(&counters.copied, 1),
            Err(_) => add(&counters.uncopied, 1),
        }
    }

    /// Sends one packet of `who` to all listeners but themself. `packet` is the whole outgoing packet, of which the first
    /// [`HEADER`] bytes are written anew for each.
    pub fn send(
        &self,
        legs: &mut Slab<LegState>,
        who: AccountId,
        out: Outgoing,
        packet: &mut [u8],
        sender: &mut Datagrams,
        counters: &Counters,
    ) {
        let mut header = Header {
            version: 2,
            marker: out.marker,
            timestamp: out.timestamp,
            ..Header::default()
        };
        for place in &self.listeners {
            let Some(leg) = legs.get_mut(*place) else { continue };
            let Kind::Listen(listening) = &mut leg.kind else {
                continue;
            };
            if out.slot >= listening.slots {
                continue;
            }
            let follower = &mut listening.followers[out.slot];
            if leg.leg.person == who {
                follower.skip();
                continue;
            }
            let (Some(keys), Some(target)) = (&mut listening.keys, listening.target) else {
                continue;
            };
            let Some(sequence) = follower.number(out.sequence) else {
                continue;
            };
            let ssrc = listening.ssrcs[out.slot];
            let Some(head) = packet.first_chunk_mut::<HEADER>() else {
                return;
            };
            write_header(head, out.marker, listening.payload_type, sequence, out.timestamp, ssrc);
            header.payload_type = listening.payload_type;
            header.sequence_number = sequence;
            header.ssrc = ssrc;
            match keys.encrypt_rtp_with_header(packet, &header) {
                Ok(encrypted) => sender.push(target, encrypted, counters),
                Err(_) => add(&counters.unsent, 1),
            }
        }
    }
}
