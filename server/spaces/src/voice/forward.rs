//! The thread that forwards. It owns the connections and their keys; nothing that takes long happens here.

use super::addresses::Addresses;
use super::handshake::{Outcome, Work};
use super::identity::Fingerprint;
use super::leg::{Kind, LegState, Listening, Speaking};
use super::limits::Bucket;
use super::report::Reception;
use super::room::{Datagrams, VoiceRoom};
use super::sdp::Agreed;
use super::slot_allocator::SequenceRewriter;
use super::socket::{Sender, Target, Waiter};
use super::stats::Counters;
use super::{Direction, Event, Leg, Loss, PacketTap, SLOTS};
use crate::SpaceId;
use rtc::crypto::RTCCryptoProvider;
use slab::Slab;
use std::collections::{HashMap, VecDeque};
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};
use std::time::Instant;
use tokio::sync::mpsc;
use types::AccountId;

/// A connection without a check for so long is lost, in milliseconds; clients send one every two to five seconds.
pub const SILENCE: u64 = 15_000;
/// The same once its page is gone; browsers check at least every two and a half seconds.
pub const DOUBTED_SILENCE: u64 = 3_000;
/// One that was not made until then has failed.
const PATIENCE: u64 = 30_000;
const SPEAKING_EVERY: u64 = 200;
const LOOK_EVERY: u64 = 1000;
const REPORT_EVERY: u64 = 2000;
/// Each participant may send this, a second and at once. Opus has 50 packets a second, 100 at its shortest.
pub const PACKETS: (u64, u64) = (120, 60);
pub const BYTES: (u64, u64) = (40_000, 40_000);
const CHECKS: (u64, u64) = (50, 100);
const HANDSHAKES: (u64, u64) = (25, 50);

pub(crate) enum Command {
    Open(Box<Opening>),
    Close(Leg),
    Doubt(Leg),
    Route(SpaceId, Vec<AccountId>),
    Tap(SpaceId, PacketTap),
    CloseSpace(SpaceId),
    Outcome(Outcome),
    Stop,
}

/// A connection that was agreed on, before its first packet.
pub(crate) struct Opening {
    pub leg: Leg,
    pub ufrag: String,
    pub password: String,
    pub fingerprint: Fingerprint,
    pub agreed: Agreed,
    pub ssrcs: [u32; SLOTS],
}

pub(crate) struct Worker {
    pub(super) socket: Arc<UdpSocket>,
    pub(super) provider: Arc<dyn RTCCryptoProvider>,
    pub(super) counters: Arc<Counters>,
    pub(super) legs: Slab<LegState>,
    pub(super) by_address: HashMap<SocketAddr, usize>,
    pub(super) by_ufrag: HashMap<String, usize>,
    by_leg: HashMap<Leg, usize>,
    by_id: HashMap<u64, usize>,
    pub(super) rooms: HashMap<SpaceId, VoiceRoom>,
    pub(super) sender: Datagrams,
    pub(super) work: SyncSender<Work>,
    pub(super) events: mpsc::Sender<Event>,
    /// Connections made and lost that were not fetched yet: none of these gets lost.
    pub(super) waiting: VecDeque<Event>,
    closing: Vec<u64>,
    places: Arc<AtomicUsize>,
    started: Instant,
    next_id: u64,
    speaking_at: u64,
    look_at: u64,
    report_at: u64,
}

impl Worker {
    pub fn new(
        socket: Arc<UdpSocket>,
        provider: Arc<dyn RTCCryptoProvider>,
        counters: Arc<Counters>,
        work: SyncSender<Work>,
        events: mpsc::Sender<Event>,
        places: Arc<AtomicUsize>,
    ) -> Self {
        Self {
            sender: Sender::new(socket.clone()),
            socket,
            provider,
            counters,
            legs: Slab::new(),
            by_address: HashMap::new(),
            by_ufrag: HashMap::new(),
            by_leg: HashMap::new(),
            by_id: HashMap::new(),
            rooms: HashMap::new(),
            work,
            events,
            waiting: VecDeque::new(),
            closing: Vec::new(),
            places,
            started: Instant::now(),
            next_id: 1,
            speaking_at: 0,
            look_at: 0,
            report_at: 0,
        }
    }

    pub fn run(mut self, commands: &Receiver<Command>, waiter: &mut Waiter) {
        let mut buffer = vec![0; 2048];
        loop {
            let now = self.now();
            let idle = self.rooms.is_empty() && self.legs.is_empty();
            waiter.wait(
                &self.socket,
                if idle {
                    1000
                } else {
                    self.speaking_at.saturating_sub(now).min(200) as u16
                },
            );
            loop {
                match commands.try_recv() {
                    Ok(Command::Stop) | Err(TryRecvError::Disconnected) => return,
                    Ok(command) => self.command(command),
                    Err(TryRecvError::Empty) => break,
                }
            }
            self.receive(&mut buffer);
            self.tick();
        }
    }

    pub(super) fn now(&self) -> u64 {
        // Not from 0: the distance to "never" has to be more than any pause.
        self.started.elapsed().as_millis() as u64 + 1_000_000
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Open(opening) => self.open(*opening),
            Command::Close(leg) => {
                if let Some(place) = self.by_leg.get(&leg) {
                    self.remove(*place);
                }
            }
            Command::Doubt(leg) => {
                let now = self.now();
                if let Some(leg) = self.by_leg.get(&leg).and_then(|place| self.legs.get_mut(*place)) {
                    leg.doubted_at = Some(now);
                }
            }
            Command::Route(space, heard) => {
                let room = self.rooms.entry(space).or_default();
                let changed = room.allocator.retain(&heard);
                room.heard = heard;
                if changed {
                    self.tell_slots(space);
                }
                self.forget_empty(space);
            }
            Command::Tap(space, tap) => self.rooms.entry(space).or_default().tap = Some(tap),
            Command::CloseSpace(space) => {
                let legs = self.legs.iter().filter(|(_, leg)| leg.leg.space == space);
                let legs: Vec<_> = legs.map(|(place, _)| place).collect();
                legs.into_iter().for_each(|place| self.remove(place));
                self.rooms.remove(&space);
            }
            Command::Outcome(Outcome::Keyed { id, inbound, outbound }) => {
                let Some(place) = self.by_id.get(&id).copied() else {
                    return;
                };
                let Some(leg) = self.legs.get_mut(place) else { return };
                leg.connected = true;
                match &mut leg.kind {
                    Kind::Speak(speaking) => speaking.keys = Some((inbound, outbound)),
                    Kind::Listen(listening) => {
                        listening.keys = Some(outbound);
                        if let Some(room) = self.rooms.get_mut(&leg.leg.space) {
                            room.listeners.push(place);
                        }
                    }
                }
                let leg = leg.leg;
                self.tell(Event::Connected(leg));
            }
            Command::Outcome(Outcome::Lost { id, loss }) => {
                if let Some(place) = self.by_id.get(&id) {
                    self.lose(*place, loss);
                }
            }
            Command::Stop => {}
        }
    }

    fn open(&mut self, opening: Opening) {
        let now = self.now();
        let Opening {
            leg,
            ufrag,
            password,
            fingerprint,
            agreed,
            ssrcs,
        } = opening;
        if let Some(place) = self.by_leg.get(&leg) {
            self.remove(*place);
        }
        let id = self.next_id;
        self.next_id += 1;
        let bucket = |(a_second, burst)| Bucket::new(a_second, burst, now);
        let kind = match leg.direction {
            Direction::Speak => Kind::Speak(Box::new(Speaking {
                keys: None,
                payload_type: agreed.payload_type,
                level: agreed.level,
                named: agreed.ssrcs,
                stream: None,
                stream_at: 0,
                trials: 0,
                packets: bucket(PACKETS),
                bytes: bucket(BYTES),
                reception: Reception::default(),
                report_ssrc: ssrcs[0],
            })),
            Direction::Listen => Kind::Listen(Box::new(Listening {
                keys: None,
                target: None,
                payload_type: agreed.payload_type,
                slots: agreed.slots,
                ssrcs,
                rewriters: ssrcs.map(|ssrc| SequenceRewriter::new(ssrc as u16)),
            })),
        };
        let place = self.legs.insert(LegState {
            leg,
            id,
            ufrag: ufrag.clone(),
            password,
            addresses: Addresses::default(),
            opened_at: now,
            checked_at: now,
            doubted_at: None,
            connected: false,
            checks: bucket(CHECKS),
            handshakes: bucket(HANDSHAKES),
            kind,
        });
        self.by_ufrag.insert(ufrag, place);
        self.by_leg.insert(leg, place);
        self.by_id.insert(id, place);
        self.rooms.entry(leg.space).or_default().legs += 1;
        if self.work.try_send(Work::Open { id, fingerprint }).is_err() {
            self.lose(place, Loss::Failed);
        }
    }

    /// Nothing is heard of it or sent to it from here on.
    pub(super) fn remove(&mut self, place: usize) {
        let Some(leg) = self.legs.try_remove(place) else { return };
        self.by_ufrag.remove(&leg.ufrag);
        self.by_id.remove(&leg.id);
        self.by_leg.remove(&leg.leg);
        self.by_address.retain(|_, other| *other != place);
        self.places.fetch_sub(1, Ordering::Relaxed);
        if let Some(room) = self.rooms.get_mut(&leg.leg.space) {
            room.listeners.retain(|other| *other != place);
            room.legs -= 1;
        }
        self.forget_empty(leg.leg.space);
        self.closing.push(leg.id);
        self.hang_up();
    }

    /// The other thread is told of ends as soon as it has room for them.
    fn hang_up(&mut self) {
        while let Some(id) = self.closing.pop() {
            if self.work.try_send(Work::Close { id }).is_err() {
                self.closing.push(id);
                return;
            }
        }
    }

    pub(super) fn lose(&mut self, place: usize, loss: Loss) {
        let Some(leg) = self.legs.get(place).map(|leg| leg.leg) else {
            return;
        };
        self.remove(place);
        self.tell(Event::Gone(leg, loss));
    }

    fn forget_empty(&mut self, space: SpaceId) {
        if self
            .rooms
            .get(&space)
            .is_some_and(|room| room.legs == 0 && room.heard.is_empty() && room.tap.is_none())
        {
            self.rooms.remove(&space);
        }
    }

    fn tick(&mut self) {
        let now = self.now();
        if now >= self.speaking_at {
            self.speaking_at = now + SPEAKING_EVERY;
            self.tell_speaking(now);
            self.tell_all_slots();
            self.tell_waiting();
            self.hang_up();
        }
        if now >= self.report_at {
            self.report_at = now + REPORT_EVERY;
            self.report();
        }
        if now >= self.look_at {
            self.look_at = now + LOOK_EVERY;
            let lost = |leg: &LegState| {
                let loss = if leg.connected { Loss::Silent } else { Loss::Failed };
                let doubted = leg.doubted_at.is_some_and(|at| now > at + DOUBTED_SILENCE);
                let over =
                    doubted || now > leg.checked_at + SILENCE || (!leg.connected && now > leg.opened_at + PATIENCE);
                over.then_some(loss)
            };
            let lost: Vec<_> = self
                .legs
                .iter()
                .filter_map(|(place, leg)| Some((place, lost(leg)?)))
                .collect();
            lost.into_iter().for_each(|(place, loss)| self.lose(place, loss));
        }
    }

    fn report(&mut self) {
        for (_, leg) in &mut self.legs {
            let Kind::Speak(speaking) = &mut leg.kind else { continue };
            let (Some(address), Some(stream)) = (leg.addresses.selected(), speaking.stream) else {
                continue;
            };
            let report = speaking.reception.report(speaking.report_ssrc, stream);
            let (Some(report), Some((_, outbound))) = (report, &mut speaking.keys) else {
                continue;
            };
            if let Ok(encrypted) = outbound.encrypt_rtcp(&report) {
                self.sender.push(Target::new(address), encrypted, &self.counters);
            }
        }
        self.sender.flush(&self.counters);
    }
}
