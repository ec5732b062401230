//! The state of one space, and sending to its listeners.

use super::leg::{Kind, LegState};
use super::packet_tap::{PacketTap, TappedPacket};
use super::rtp::{HEADER, write_header};
use super::slot_allocator::{Outgoing, SLOTS, SlotAllocator};
use super::socket::Sender;
use super::stats::{Counters, add};
use bytes::BytesMut;
use rtc::rtp::header::Header;
use slab::Slab;
use types::AccountId;

/// One space, as the forwarding thread knows it.
#[derive(Default)]
pub(crate) struct VoiceRoom {
    pub heard: Vec<AccountId>,
    pub allocator: SlotAllocator,
    /// Connected listeners' places among the legs.
    pub listeners: Vec<usize>,
    pub legs: usize,
    pub speaking_told: Vec<(AccountId, u8)>,
    pub slots_told: [Option<AccountId>; SLOTS],
    pub tap: Option<PacketTap>,
}

/// Datagrams in the making.
pub(crate) type Datagrams = Sender<BytesMut>;

impl VoiceRoom {
    /// Hands on a copy, where somebody wants one.
    pub fn copy(&self, taken: impl FnOnce() -> TappedPacket, counters: &Counters) {
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
            let rewriter = &mut listening.rewriters[out.slot];
            if leg.leg.person == who {
                rewriter.skip();
                continue;
            }
            let (Some(keys), Some(target)) = (&mut listening.keys, listening.target) else {
                continue;
            };
            let Some(sequence) = rewriter.number(out.sequence) else {
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
