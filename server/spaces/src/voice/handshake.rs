//! The thread that does DTLS handshakes, up to half a millisecond of work each time. It sends its answers itself and
//! hands finished keys to the forwarding thread.

use super::client_hello::{Offered, offered};
use super::identity::{Fingerprint, Identity, fingerprint};
use super::stats::{Counters, add};
use super::{Loss, StartError};
use rtc::dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType};
use rtc::dtls::endpoint::{Endpoint, EndpointEvent};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::shared::TransportProtocol;
use rtc::srtp::config::{Config as Srtp, LABEL_EXTRACTOR_DTLS_SRTP};
use rtc::srtp::context::Context;
use rtc::srtp::option::srtp_replay_protection;
use rtc::srtp::protection_profile::ProtectionProfile;
use std::collections::HashMap;
use std::net::{Ipv6Addr, SocketAddr, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// A flight without an answer is sent again after this, seven times.
const RESEND: Duration = Duration::from_millis(500);
/// How often it is looked whether something is to be sent again.
const LOOK: Duration = Duration::from_millis(50);
const REPLAY_WINDOW: usize = 128;
/// Datagrams that a client's hello may take, repeated ones among them.
const MAX_PIECES: usize = 8;

pub(crate) enum Work {
    Open {
        id: u64,
        fingerprint: Fingerprint,
    },
    /// Comes from an address that a check has opened.
    Datagram {
        id: u64,
        from: SocketAddr,
        bytes: Vec<u8>,
    },
    Close {
        id: u64,
    },
}

pub(crate) enum Outcome {
    Keyed {
        id: u64,
        inbound: Box<Context>,
        outbound: Box<Context>,
    },
    Lost {
        id: u64,
        loss: Loss,
    },
}

struct Peer {
    fingerprint: Fingerprint,
    address: SocketAddr,
    /// What came before it could be told which endpoint suits the client.
    hello: Vec<Vec<u8>>,
    endpoint: Option<usize>,
    done: bool,
}

pub(crate) struct Handshakes<F> {
    identity: Identity,
    socket: Arc<UdpSocket>,
    counters: Arc<Counters>,
    /// For clients with the better cipher, for those with the older one, and for those of whom it cannot be told.
    endpoints: [Endpoint; 3],
    peers: HashMap<u64, Peer>,
    tell: F,
}

impl<F: FnMut(Outcome)> Handshakes<F> {
    pub fn new(
        identity: Identity,
        socket: Arc<UdpSocket>,
        counters: Arc<Counters>,
        tell: F,
    ) -> Result<Self, StartError> {
        use SrtpProtectionProfile::{Srtp_Aead_Aes_128_Gcm as Gcm, Srtp_Aes128_Cm_Hmac_Sha1_80 as Older};
        let endpoint = |profiles: &[SrtpProtectionProfile]| {
            let config = ConfigBuilder::default()
                .with_crypto_provider(identity.provider.clone())
                .with_certificates(vec![identity.certificate.clone()])
                .with_srtp_protection_profiles(profiles.to_vec())
                .with_client_auth(ClientAuthType::RequireAnyClientCert)
                // Certificates are signed by nobody: the fingerprint from the offer is compared below instead.
                .with_insecure_skip_verify(true)
                .with_extended_master_secret(ExtendedMasterSecretType::Require)
                .with_flight_interval(RESEND)
                .build(false, None)
                .map_err(|error| StartError::Dtls(error.to_string()))?;
            Ok::<_, StartError>(Endpoint::new(
                stand_in(0),
                TransportProtocol::UDP,
                Some(Arc::new(config)),
            ))
        };
        let endpoints = [endpoint(&[Gcm])?, endpoint(&[Older])?, endpoint(&[Gcm, Older])?];
        Ok(Self {
            identity,
            socket,
            counters,
            endpoints,
            peers: HashMap::new(),
            tell,
        })
    }

    /// Until the other end of `work` is gone.
    pub fn run(mut self, work: &Receiver<Work>) {
        let mut look_at = Instant::now() + LOOK;
        loop {
            match work.recv_timeout(look_at.saturating_duration_since(Instant::now())) {
                Ok(work) => self.guard(|handshakes| handshakes.take(work)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if Instant::now() >= look_at {
                self.guard(Self::resend);
                look_at = Instant::now() + LOOK;
            }
        }
    }

    /// A fault costs one peer its handshake, not everybody the thread.
    fn guard(&mut self, job: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| job(self))).is_err() {
            add(&self.counters.faults, 1);
        }
    }

    fn take(&mut self, work: Work) {
        match work {
            Work::Open { id, fingerprint } => {
                self.peers.insert(
                    id,
                    Peer {
                        fingerprint,
                        address: stand_in(0),
                        hello: Vec::new(),
                        endpoint: None,
                        done: false,
                    },
                );
            }
            Work::Datagram { id, from, bytes } => self.datagram(id, from, &bytes),
            Work::Close { id } => {
                if let Some(Peer {
                    endpoint: Some(endpoint),
                    address,
                    ..
                }) = self.peers.remove(&id)
                {
                    self.endpoints[endpoint].stop(Instant::now(), stand_in(id));
                    self.send(endpoint, Some(address));
                }
            }
        }
    }

    fn datagram(&mut self, id: u64, from: SocketAddr, bytes: &[u8]) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        peer.address = from;
        if let Some(endpoint) = peer.endpoint {
            return self.read(id, endpoint, bytes);
        }
        peer.hello.push(bytes.to_vec());
        let endpoint = match offered(&peer.hello) {
            Offered::Gcm => 0,
            Offered::Older => 1,
            Offered::Incomplete if peer.hello.len() < MAX_PIECES => return,
            Offered::Incomplete => 2,
        };
        peer.endpoint = Some(endpoint);
        for datagram in std::mem::take(&mut peer.hello) {
            self.read(id, endpoint, &datagram);
        }
    }

    fn read(&mut self, id: u64, endpoint: usize, bytes: &[u8]) {
        let read = catch_unwind(AssertUnwindSafe(|| {
            self.endpoints[endpoint].read(Instant::now(), stand_in(id), None, bytes.into())
        }));
        let events = match read {
            Ok(Ok(events)) => events,
            // Of a forged or repeated packet; a handshake that cannot succeed ends when its time is over.
            Ok(Err(error)) => {
                tracing::debug!(%error, "DTLS datagram");
                add(&self.counters.malformed, 1);
                Vec::new()
            }
            Err(_) => {
                add(&self.counters.faults, 1);
                self.lose(id, endpoint, Loss::Failed);
                return;
            }
        };
        self.send(endpoint, None);
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete => match self.keys(id, endpoint) {
                    Some((inbound, outbound)) => (self.tell)(Outcome::Keyed { id, inbound, outbound }),
                    None => self.lose(id, endpoint, Loss::Failed),
                },
                EndpointEvent::PeerClosed => self.lose(id, endpoint, Loss::Closed),
                _ => {}
            }
        }
    }

    fn lose(&mut self, id: u64, endpoint: usize, loss: Loss) {
        let address = self.peers.remove(&id).map(|peer| peer.address);
        self.endpoints[endpoint].stop(Instant::now(), stand_in(id));
        self.send(endpoint, address);
        (self.tell)(Outcome::Lost { id, loss });
    }

    /// The keys for both directions, if the client's certificate is the one its offer named.
    fn keys(&mut self, id: u64, endpoint: usize) -> Option<(Box<Context>, Box<Context>)> {
        let peer = self.peers.get_mut(&id)?;
        let state = self.endpoints[endpoint].get_connection_state(stand_in(id))?;
        let certificate = state.peer_certificates.first()?;
        if fingerprint(certificate, self.identity.provider.as_ref())? != peer.fingerprint {
            return None;
        }
        peer.done = true;
        let profile = match state.srtp_protection_profile() {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => ProtectionProfile::AeadAes128Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => ProtectionProfile::Aes128CmHmacSha1_80,
            _ => return None,
        };
        let mut srtp = Srtp {
            profile,
            ..Srtp::default()
        };
        let material = state
            .export_keying_material(LABEL_EXTRACTOR_DTLS_SRTP, &[], srtp.keying_material_len())
            .ok()?;
        srtp.set_session_keys_from_keying_material(material.as_ref(), state.is_client())
            .ok()?;
        let crypto = self.identity.provider.crypto();
        let keys = &srtp.keys;
        let window = Some(srtp_replay_protection(REPLAY_WINDOW));
        let (key, salt) = (&keys.remote_master_key, &keys.remote_master_salt);
        let inbound = Context::new(key, salt, profile, window, None, crypto).ok()?;
        let (key, salt) = (&keys.local_master_key, &keys.local_master_salt);
        let outbound = Context::new(key, salt, profile, None, None, crypto).ok()?;
        Some((Box::new(inbound), Box::new(outbound)))
    }

    fn resend(&mut self) {
        let now = Instant::now();
        let waiting = self.peers.iter().filter(|(_, peer)| !peer.done);
        let waiting: Vec<_> = waiting.filter_map(|(id, peer)| Some((*id, peer.endpoint?))).collect();
        for (id, endpoint) in waiting {
            if self.endpoints[endpoint]
                .poll_timeout(&stand_in(id))
                .is_some_and(|due| due <= now)
            {
                // An error says that it was sent often enough.
                let _ = self.endpoints[endpoint].handle_timeout(stand_in(id), now);
            }
        }
        (0..self.endpoints.len()).for_each(|endpoint| self.send(endpoint, None));
    }

    /// Sends what waits; `gone` is the address of a peer that was just forgotten.
    fn send(&mut self, endpoint: usize, gone: Option<SocketAddr>) {
        while let Some(transmit) = self.endpoints[endpoint].poll_transmit() {
            let known = id_of(transmit.transport.peer_addr)
                .and_then(|id| self.peers.get(&id))
                .map(|peer| peer.address);
            let Some(address) = known.or(gone) else { continue };
            if self.socket.send_to(&transmit.message, address).is_err() {
                add(&self.counters.unsent, 1);
            }
        }
    }
}

/// The library tells its peers apart by address, and a peer's address may change: it gets one made of our number.
fn stand_in(id: u64) -> SocketAddr {
    SocketAddr::from((Ipv6Addr::from(u128::from(id)), 1))
}

fn id_of(address: SocketAddr) -> Option<u64> {
    match address {
        SocketAddr::V6(address) => u64::try_from(u128::from(*address.ip())).ok(),
        SocketAddr::V4(_) => None,
    }
}
