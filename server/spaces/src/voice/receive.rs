//! What comes in on the one port. STUN, DTLS and RTP are told apart by their first byte (RFC 7983).

use super::forward::Worker;
use super::handshake::Work;
use super::leg::{Kind, LegState};
use super::packet_tap::TappedPacket;
use super::rtp::{self, HEADER};
use super::slot_allocator::Incoming;
use super::stats::add;
use super::{Loss, stun};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// Datagrams taken before what they lead to is sent and commands are looked at again.
const BATCH: usize = 64;
/// More than Opus ever needs in one packet.
const MAX_PAYLOAD: usize = 1300;
/// An address belongs to the connection that last checked it, this long, in milliseconds.
const ADDRESS_KEPT: u64 = 10_000;

impl Worker {
    pub(super) fn receive(&mut self, buffer: &mut [u8]) {
        for _ in 0..BATCH {
            match self.socket.recv_from(buffer) {
                Ok((length, from)) => {
                    let datagram = buffer.get_mut(..length).unwrap_or_default();
                    add(&self.counters.received, 1);
                    // Whatever a stranger sends must not silence everybody else.
                    if catch_unwind(AssertUnwindSafe(|| self.datagram(from, datagram))).is_err() {
                        add(&self.counters.faults, 1);
                        if let Some(place) = self.by_address.get(&from).copied() {
                            self.lose(place, Loss::Failed);
                        }
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                // Left over from a client that is gone.
                Err(_) => {}
            }
        }
        self.sender.flush(&self.counters);
    }

    fn datagram(&mut self, from: SocketAddr, datagram: &mut [u8]) {
        match datagram.first() {
            Some(0..=3) => self.check(from, datagram),
            Some(20..=63) => self.handshake(from, datagram),
            Some(128..=191) if rtp::is_rtcp(datagram) => add(&self.counters.reports, 1),
            Some(128..=191) => self.voice(from, datagram),
            _ => add(&self.counters.malformed, 1),
        }
    }

    fn check(&mut self, from: SocketAddr, datagram: &[u8]) {
        let now = self.now();
        let Some(mut check) = stun::read(datagram) else {
            return add(&self.counters.malformed, 1);
        };
        let place = self.by_ufrag.get(&check.ufrag).copied();
        let Some((place, leg)) = place.and_then(|place| Some((place, self.legs.get_mut(place)?))) else {
            return add(&self.counters.unknown, 1);
        };
        if !leg.checks.take(1, now) {
            return add(&self.counters.limited, 1);
        }
        let canonical = SocketAddr::new(from.ip().to_canonical(), from.port());
        let Some(answer) = check.answer(&leg.password, canonical, self.provider.crypto()) else {
            return add(&self.counters.malformed, 1);
        };
        // Nobody takes the address of somebody else who is using it by forging the sender of a check.
        let owner = self.by_address.get(&from).copied().filter(|owner| *owner != place);
        let in_use = |owner: &LegState| now < owner.checked_at + ADDRESS_KEPT;
        if owner.and_then(|owner| self.legs.get(owner)).is_some_and(in_use) {
            return add(&self.counters.unknown, 1);
        }
        let Some(leg) = self.legs.get_mut(place) else { return };
        let forgotten = leg.open(from, check.nominated, now);
        if let Some(forgotten) = forgotten.filter(|forgotten| self.by_address.get(forgotten) == Some(&place)) {
            self.by_address.remove(&forgotten);
        }
        self.by_address.insert(from, place);
        if self.socket.send_to(&answer, from).is_err() {
            add(&self.counters.unsent, 1);
        }
    }

    fn handshake(&mut self, from: SocketAddr, datagram: &[u8]) {
        let now = self.now();
        let leg = self.by_address.get(&from).and_then(|place| self.legs.get_mut(*place));
        let Some(leg) = leg else {
            return add(&self.counters.unknown, 1);
        };
        let work = Work::Datagram {
            id: leg.id,
            from,
            bytes: datagram.to_vec(),
        };
        if !leg.handshakes.take(1, now) || self.work.try_send(work).is_err() {
            add(&self.counters.limited, 1);
        }
    }

    fn voice(&mut self, from: SocketAddr, datagram: &[u8]) {
        let now = self.now();
        let leg = self.by_address.get(&from).and_then(|place| self.legs.get_mut(*place));
        let Some(leg) = leg else {
            return add(&self.counters.unknown, 1);
        };
        let Kind::Speak(speaking) = &mut leg.kind else {
            return add(&self.counters.malformed, 1);
        };
        if !speaking.packets.take(1, now) || !speaking.bytes.take(datagram.len() as u64, now) {
            return add(&self.counters.limited, 1);
        }
        let Some(ssrc) = rtp::ssrc(datagram).filter(|ssrc| speaking.may_be(*ssrc, now)) else {
            return add(&self.counters.malformed, 1);
        };
        // Of those who are muted too: the cipher counts how often their numbers have wrapped.
        let plain = speaking
            .keys
            .as_mut()
            .and_then(|(inbound, _)| inbound.decrypt_rtp(datagram).ok());
        let header = plain.as_ref().and_then(|plain| rtp::header(plain));
        let (Some(plain), Some(header)) = (plain, header) else {
            return add(&self.counters.malformed, 1);
        };
        speaking.is(ssrc, now);
        speaking.reception.count(header.sequence, header.timestamp, now);
        let payload = &plain[header.payload.clone()];
        if header.payload_type != speaking.payload_type || payload.is_empty() || payload.len() > MAX_PAYLOAD {
            return add(&self.counters.malformed, 1);
        }
        let (who, space) = (leg.leg.person, leg.leg.space);
        let Some(room) = self.rooms.get_mut(&space).filter(|room| room.heard.contains(&who)) else {
            return add(&self.counters.muted, 1);
        };
        let incoming = Incoming {
            who,
            level: speaking.level.and_then(|number| header.level(&plain, number)),
            ssrc,
            sequence: header.sequence,
            timestamp: header.timestamp,
            payload: payload.len(),
        };
        let (outgoing, changed) = room.allocator.take(&incoming, now);
        match outgoing {
            None => add(&self.counters.unheard, 1),
            Some(outgoing) => {
                room.copy(
                    || TappedPacket {
                        space,
                        person: who,
                        ssrc,
                        timestamp: header.timestamp,
                        at: Instant::now(),
                        payload: payload.to_vec(),
                    },
                    &self.counters,
                );
                let mut packet = Vec::with_capacity(HEADER + payload.len());
                packet.extend_from_slice(&[0; HEADER]);
                packet.extend_from_slice(payload);
                room.send(
                    &mut self.legs,
                    who,
                    outgoing,
                    &mut packet,
                    &mut self.sender,
                    &self.counters,
                );
            }
        }
        if changed {
            self.tell_slots(space);
        }
    }
}
