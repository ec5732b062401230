//! A client that costs little, so that many fit into one process: its own checks, rtc's DTLS and SRTP.

use bytes::BytesMut;
use rtc::crypto::{HashAlgorithm, RTCCryptoProvider};
use rtc::dtls::config::{ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc::dtls::crypto::Certificate;
use rtc::dtls::endpoint::{Endpoint, EndpointEvent};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::shared::TransportProtocol;
use rtc::srtp::config::{Config as Srtp, LABEL_EXTRACTOR_DTLS_SRTP};
use rtc::srtp::context::Context;
use rtc::srtp::protection_profile::ProtectionProfile;
use rtc::stun::attributes::{ATTR_USE_CANDIDATE, ATTR_USERNAME};
use rtc::stun::fingerprint::FINGERPRINT;
use rtc::stun::integrity::MessageIntegrity;
use rtc::stun::message::{BINDING_REQUEST, Message, Setter, TransactionId};
use rtc::stun::textattrs::TextAttribute;
use std::error::Error;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

const CHECK_EVERY: Duration = Duration::from_millis(2500);

/// What all clients of the process share.
pub struct Shared {
    provider: Arc<dyn RTCCryptoProvider>,
    config: Arc<HandshakeConfig>,
    pub fingerprint: String,
}

impl Shared {
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let provider = rtc::crypto::default_provider()?;
        let certificate = Certificate::generate_self_signed(vec!["load".to_owned()], provider.crypto())?;
        let hash = provider
            .crypto()
            .hash(HashAlgorithm::Sha256, &certificate.certificate[0])?;
        let fingerprint = hash
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<Vec<_>>()
            .join(":");
        // The browsers' order.
        let profiles = vec![
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
        ];
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider.clone())
            .with_certificates(vec![certificate])
            .with_srtp_protection_profiles(profiles)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_server_name("load".to_owned())
            .with_insecure_skip_verify(true)
            .build(true, None)?;
        Ok(Self {
            provider,
            config: Arc::new(config),
            fingerprint,
        })
    }
}

pub struct Client {
    pub socket: UdpSocket,
    server: SocketAddr,
    user: String,
    password: String,
    endpoint: Endpoint,
    keys: Option<(Context, Context)>,
    checked_at: Instant,
    began: bool,
    pub started: Instant,
    /// From the offer to the first packet that could be read.
    pub joined: Option<Duration>,
    pub received: u64,
    /// For each slot: its stream, and the first and the highest number since counting began.
    pub slots: Vec<(u32, u64, u64)>,
}

impl Client {
    pub fn new(shared: &Shared, answer: &str, started: Instant) -> Result<Self, Box<dyn Error>> {
        let value = |name: &str| {
            let line = answer.lines().find_map(|line| line.strip_prefix(name));
            line.ok_or_else(|| format!("no {name} in the answer"))
        };
        let candidate: Vec<&str> = value("a=candidate:")?.split(' ').collect();
        let server: SocketAddr = format!("{}:{}", candidate[4], candidate[5]).parse()?;
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_nonblocking(true)?;
        let endpoint = Endpoint::new(socket.local_addr()?, TransportProtocol::UDP, None);
        let mut client = Self {
            socket,
            server,
            user: format!("{}:load", value("a=ice-ufrag:")?),
            password: value("a=ice-pwd:")?.to_owned(),
            endpoint,
            keys: None,
            checked_at: started,
            began: false,
            started,
            joined: None,
            received: 0,
            slots: Vec::new(),
        };
        client.check(shared)?;
        Ok(client)
    }

    fn check(&mut self, shared: &Shared) -> Result<(), Box<dyn Error>> {
        let crypto = shared.provider.crypto();
        let mut message = Message::new();
        message.build(&[
            Box::new(BINDING_REQUEST),
            Box::new(TransactionId::new()),
            Box::new(TextAttribute::new(ATTR_USERNAME, self.user.clone())),
        ])?;
        message.add(ATTR_USE_CANDIDATE, &[]);
        MessageIntegrity::new_short_term_integrity_with_provider(self.password.clone(), crypto).add_to(&mut message)?;
        FINGERPRINT.add_to(&mut message)?;
        self.checked_at = Instant::now();
        self.socket.send_to(&message.raw, self.server)?;
        Ok(())
    }

    /// Takes all that has come and does what is due.
    pub fn pump(&mut self, shared: &Shared, counting: bool) -> Result<(), Box<dyn Error>> {
        let mut buffer = [0; 2048];
        while let Ok((length, _)) = self.socket.recv_from(&mut buffer) {
            let datagram = &buffer[..length];
            match datagram[0] {
                0..=3 if !self.began => {
                    self.began = true;
                    self.endpoint
                        .connect(Instant::now(), self.server, shared.config.clone(), None)?;
                }
                20..=63 => {
                    let events = self
                        .endpoint
                        .read(Instant::now(), self.server, None, BytesMut::from(datagram))?;
                    if events
                        .iter()
                        .any(|event| matches!(event, EndpointEvent::HandshakeComplete))
                    {
                        self.keys = Some(self.derive(shared)?);
                    }
                }
                128..=191 if !(192..=223).contains(&datagram[1]) => self.hear(datagram, counting)?,
                _ => {}
            }
        }
        self.flush()
    }

    /// To be called now and then.
    pub fn tick(&mut self, shared: &Shared) -> Result<(), Box<dyn Error>> {
        let now = Instant::now();
        let every = if self.began {
            CHECK_EVERY
        } else {
            Duration::from_millis(100)
        };
        if now > self.checked_at + every {
            self.check(shared)?;
        }
        if self.keys.is_none() && self.endpoint.poll_timeout(&self.server).is_some_and(|due| due <= now) {
            self.endpoint.handle_timeout(self.server, now)?;
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Box<dyn Error>> {
        while let Some(transmit) = self.endpoint.poll_transmit() {
            self.socket.send_to(&transmit.message, self.server)?;
        }
        Ok(())
    }

    fn derive(&self, shared: &Shared) -> Result<(Context, Context), Box<dyn Error>> {
        let state = self.endpoint.get_connection_state(self.server).ok_or("no connection")?;
        assert_eq!(
            state.srtp_protection_profile(),
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm
        );
        let profile = ProtectionProfile::AeadAes128Gcm;
        let mut srtp = Srtp {
            profile,
            ..Srtp::default()
        };
        let material = state.export_keying_material(LABEL_EXTRACTOR_DTLS_SRTP, &[], srtp.keying_material_len())?;
        srtp.set_session_keys_from_keying_material(material.as_ref(), true)?;
        let (keys, crypto) = (&srtp.keys, shared.provider.crypto());
        let context = |key, salt| Context::new(key, salt, profile, None, None, crypto);
        let inbound = context(&keys.remote_master_key, &keys.remote_master_salt)?;
        Ok((inbound, context(&keys.local_master_key, &keys.local_master_salt)?))
    }

    /// Numbers are read from every packet; the first one is decrypted and one of fifty after it.
    fn hear(&mut self, datagram: &[u8], counting: bool) -> Result<(), Box<dyn Error>> {
        let Some((inbound, _)) = &mut self.keys else {
            return Ok(());
        };
        self.received += 1;
        if self.joined.is_none() || self.received.is_multiple_of(50) {
            inbound.decrypt_rtp(datagram)?;
            self.joined.get_or_insert_with(|| self.started.elapsed());
        }
        if counting {
            let sequence = u64::from(u16::from_be_bytes([datagram[2], datagram[3]]));
            let ssrc = u32::from_be_bytes([datagram[8], datagram[9], datagram[10], datagram[11]]);
            match self.slots.iter_mut().find(|(known, ..)| *known == ssrc) {
                // Starts below 17,384 and a run has a few thousand packets: it does not wrap.
                Some((_, _, highest)) => *highest = (*highest).max(sequence),
                None => self.slots.push((ssrc, sequence, sequence)),
            }
        }
        Ok(())
    }

    pub fn is_ready(&self) -> bool {
        self.keys.is_some()
    }

    /// 100 bytes that stand for 20 ms of Opus, as loud as speech.
    pub fn say(&mut self, sequence: u16, ssrc: u32) -> Result<(), Box<dyn Error>> {
        let Some((_, outbound)) = &mut self.keys else {
            return Ok(());
        };
        let mut packet = vec![0x90, 111];
        packet.extend(sequence.to_be_bytes());
        packet.extend((u32::from(sequence) * 960).to_be_bytes());
        packet.extend(ssrc.to_be_bytes());
        packet.extend([0xBE, 0xDE, 0, 1, 0x10, 0x80 | 25, 0, 0]);
        packet.extend([0x55; 100]);
        self.socket.send_to(&outbound.encrypt_rtp(&packet)?, self.server)?;
        Ok(())
    }
}
