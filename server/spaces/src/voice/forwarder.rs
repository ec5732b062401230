//! The engine that forwards voices: its threads, and the way to them.

use super::forward::{Command, Opening, Worker};
use super::handshake::{Handshakes, Outcome};
use super::sdp::{self, Ours};
use super::socket::{Bell, bell, bind};
use super::stats::Counters;
use super::{Engine, Event, Identity, Leg, PacketTap, Refused, StartError, Stats};
use crate::SpaceId;
use rand::Rng;
use rand::distr::{Alphanumeric, SampleString};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use tokio::sync::mpsc;
use types::AccountId;

/// Commands, and datagrams of handshakes, that may wait.
const QUEUE: usize = 4096;
const EVENTS: usize = 4096;
/// 47 and 142 bits by chance.
const UFRAG: usize = 8;
const PASSWORD: usize = 24;

#[derive(Clone)]
pub struct Config {
    /// Where to listen. On a machine with several addresses name one: answers leave from the address the system chooses.
    pub listen: SocketAddr,
    /// What clients are told to connect to; empty for the address listened on. Port 0 stands for the one listened on.
    pub announce: Vec<SocketAddr>,
    pub identity: Identity,
    /// Connections at the same time.
    pub most_legs: usize,
}

/// The engine of this server: two threads and one UDP port. Stops when dropped.
pub struct Forwarder {
    commands: SyncSender<Command>,
    bell: Bell,
    counters: Arc<Counters>,
    places: Arc<AtomicUsize>,
    config: Config,
    address: SocketAddr,
    threads: Vec<JoinHandle<()>>,
}

impl Forwarder {
    /// Opens the port and starts the threads; events come from the receiver.
    ///
    /// # Errors
    /// [`StartError`] when the port cannot be opened, or nothing is said of where clients find it.
    pub fn start(mut config: Config) -> Result<(Self, mpsc::Receiver<Event>), StartError> {
        let socket = Arc::new(bind(config.listen)?);
        let address = socket.local_addr()?;
        if config.announce.is_empty() {
            if address.ip().is_unspecified() {
                return Err(StartError::NoAddress);
            }
            config.announce.push(address);
        }
        for announced in config.announce.iter_mut().filter(|announced| announced.port() == 0) {
            announced.set_port(address.port());
        }
        let counters = Arc::new(Counters::default());
        let places = Arc::new(AtomicUsize::new(0));
        let (commands, command) = sync_channel(QUEUE);
        let (work, works) = sync_channel(QUEUE);
        let (events, event) = mpsc::channel(EVENTS);
        let (bell, mut waiter) = bell()?;
        let tell = {
            let (commands, bell) = (commands.clone(), bell.clone());
            move |outcome: Outcome| {
                // Only when the engine stops.
                let _ = commands.send(Command::Outcome(outcome));
                bell.ring();
            }
        };
        let handshakes = Handshakes::new(config.identity.clone(), socket.clone(), counters.clone(), tell)?;
        let provider = config.identity.provider.clone();
        let (counting, taken) = (counters.clone(), places.clone());
        // What it sends with holds raw pointers and stays in its thread.
        let forward = move || Worker::new(socket, provider, counting, work, events, taken).run(&command, &mut waiter);
        let forwarding = std::thread::Builder::new().name("spaces-forward".to_owned());
        let shaking = std::thread::Builder::new().name("spaces-dtls".to_owned());
        let threads = vec![
            forwarding.spawn(forward)?,
            shaking.spawn(move || handshakes.run(&works))?,
        ];
        Ok((
            Self {
                commands,
                bell,
                counters,
                places,
                config,
                address,
                threads,
            },
            event,
        ))
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn stats(&self) -> Stats {
        self.counters.read()
    }

    /// Connections, made or about to be.
    pub fn legs(&self) -> usize {
        self.places.load(Ordering::Relaxed)
    }

    fn send(&self, command: Command) -> Result<(), Refused> {
        // Waits only as long as the forwarding thread needs for a batch.
        self.commands.send(command).map_err(|_| Refused::Stopped)?;
        self.bell.ring();
        Ok(())
    }
}

impl Engine for Forwarder {
    fn accept(&self, leg: Leg, offer: &str) -> Result<String, Refused> {
        let offer = sdp::read(offer)?;
        let (ufrag, password, ssrcs, session) = {
            let mut random = rand::rng();
            let ufrag = Alphanumeric.sample_string(&mut random, UFRAG);
            let password = Alphanumeric.sample_string(&mut random, PASSWORD);
            // Different from each other by their lowest bits.
            let ssrcs = std::array::from_fn(|slot| random.random::<u32>() & !3 | slot as u32);
            (ufrag, password, ssrcs, random.random::<u64>() >> 1)
        };
        let ours = Ours {
            ufrag: &ufrag,
            password: &password,
            fingerprint: &self.config.identity.fingerprint,
            candidates: &self.config.announce,
            ssrcs,
            session,
        };
        let (answer, agreed) = sdp::answer(&offer, leg.direction, &ours)?;
        let most = self.config.most_legs;
        let place = |taken: usize| (taken < most).then_some(taken + 1);
        self.places
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, place)
            .map_err(|_| Refused::Full)?;
        let opening = Opening {
            leg,
            ufrag,
            password,
            fingerprint: offer.fingerprint,
            agreed,
            ssrcs,
        };
        self.send(Command::Open(Box::new(opening)))?;
        Ok(answer)
    }

    fn close(&self, leg: Leg) {
        // An engine that has stopped has closed it already.
        let _ = self.send(Command::Close(leg));
    }

    fn doubt(&self, leg: Leg) {
        let _ = self.send(Command::Doubt(leg));
    }

    fn route(&self, space: SpaceId, heard: &[AccountId]) {
        let _ = self.send(Command::Route(space, heard.to_vec()));
    }

    fn tap(&self, space: SpaceId, tap: PacketTap) {
        let _ = self.send(Command::Tap(space, tap));
    }

    fn close_space(&self, space: SpaceId) {
        let _ = self.send(Command::CloseSpace(space));
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        let _ = self.send(Command::Stop);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
