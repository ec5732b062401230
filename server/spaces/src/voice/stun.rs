//! The lite side of ICE (RFC 8445): checks are answered, never sent. Any authenticated check opens its address, also
//! the first one, which browsers send without nomination one millisecond before their DTLS hello.

use rtc::crypto::RTCCrypto;
use rtc::stun::attributes::{ATTR_ICE_CONTROLLED, ATTR_USE_CANDIDATE, ATTR_USERNAME};
use rtc::stun::fingerprint::FINGERPRINT;
use rtc::stun::integrity::MessageIntegrity;
use rtc::stun::message::{BINDING_REQUEST, BINDING_SUCCESS, MESSAGE_HEADER_SIZE, Message, Setter};
use rtc::stun::xoraddr::XorMappedAddress;
use std::net::SocketAddr;

/// A binding request that names one of our connections; not authenticated yet.
pub(crate) struct Check {
    message: Message,
    /// Our part of the user name.
    pub ufrag: String,
    pub nominated: bool,
}

/// None for what is no well-formed check.
pub(crate) fn read(packet: &[u8]) -> Option<Check> {
    if !well_formed(packet) {
        return None;
    }
    let mut message = Message::new();
    message.unmarshal_binary(packet).ok()?;
    // A controlled client would be lite too, and nobody would check.
    if message.typ != BINDING_REQUEST || message.contains(ATTR_ICE_CONTROLLED) {
        return None;
    }
    let user = String::from_utf8(message.get(ATTR_USERNAME).ok()?).ok()?;
    let (ufrag, _) = user.split_once(':')?;
    let nominated = message.contains(ATTR_USE_CANDIDATE);
    Some(Check {
        ufrag: ufrag.to_owned(),
        nominated,
        message,
    })
}

impl Check {
    /// The answer for the one at `from`, if they know the password.
    pub fn answer(&mut self, password: &str, from: SocketAddr, crypto: &dyn RTCCrypto) -> Option<Vec<u8>> {
        MessageIntegrity::check(&mut self.message, password.as_bytes(), crypto).ok()?;
        let mut answer = Message::new();
        answer.transaction_id = self.message.transaction_id;
        answer.set_type(BINDING_SUCCESS);
        answer.write_header();
        XorMappedAddress {
            ip: from.ip(),
            port: from.port(),
        }
        .add_to(&mut answer)
        .ok()?;
        let integrity = MessageIntegrity::new_short_term_integrity_with_provider(password.to_owned(), crypto);
        integrity.add_to(&mut answer).ok()?;
        FINGERPRINT.add_to(&mut answer).ok()?;
        Some(answer.raw)
    }
}

/// Header, length and the chain of attributes fit together, so that the library's arithmetic cannot go wrong.
fn well_formed(packet: &[u8]) -> bool {
    if packet.len() < MESSAGE_HEADER_SIZE || !packet.len().is_multiple_of(4) || packet[4..8] != [0x21, 0x12, 0xA4, 0x42]
    {
        return false;
    }
    let length = usize::from(u16::from_be_bytes([packet[2], packet[3]]));
    if length != packet.len() - MESSAGE_HEADER_SIZE {
        return false;
    }
    let mut rest = &packet[MESSAGE_HEADER_SIZE..];
    while !rest.is_empty() {
        let length = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        match rest.get(4 + length.next_multiple_of(4)..) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng, rngs::StdRng};
    use rtc::stun::message::{Getter, TransactionId};
    use rtc::stun::textattrs::TextAttribute;

    fn request(password: &str, crypto: &dyn RTCCrypto) -> Vec<u8> {
        let mut message = Message::new();
        message
            .build(&[
                Box::new(BINDING_REQUEST),
                Box::new(TransactionId::new()),
                Box::new(TextAttribute::new(ATTR_USERNAME, "ours:theirs".to_owned())),
                Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
                    password.to_owned(),
                    crypto,
                )),
                Box::new(FINGERPRINT),
            ])
            .unwrap();
        message.raw
    }

    #[test]
    fn answers_those_who_know_the_password() {
        let provider = rtc::crypto::default_provider().unwrap();
        let crypto = provider.crypto();
        let from: SocketAddr = "192.0.2.7:4000".parse().unwrap();
        let mut check = read(&request("secret", crypto)).unwrap();
        assert_eq!((check.ufrag.as_str(), check.nominated), ("ours", false));
        assert_eq!(check.answer("another", from, crypto), None);
        let raw = check.answer("secret", from, crypto).unwrap();
        let mut answer = Message::new();
        answer.unmarshal_binary(&raw).unwrap();
        assert_eq!(answer.typ, BINDING_SUCCESS);
        MessageIntegrity::check(&mut answer, b"secret", crypto).unwrap();
        FINGERPRINT.check(&answer).unwrap();
        let mut mapped = XorMappedAddress::default();
        mapped.get_from(&answer).unwrap();
        assert_eq!(SocketAddr::new(mapped.ip, mapped.port), from);
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        let provider = rtc::crypto::default_provider().unwrap();
        let crypto = provider.crypto();
        let from: SocketAddr = "[2001:db8::1]:9".parse().unwrap();
        let good = request("secret", crypto);
        let mut random = StdRng::seed_from_u64(2);
        let mut read_some = 0;
        for _ in 0..50_000 {
            let mut bytes = good.clone();
            for _ in 0..random.random_range(1..6) {
                let at = random.random_range(0..bytes.len());
                bytes[at] = random.random();
            }
            if random.random_bool(0.2) {
                bytes.truncate(random.random_range(bytes.len() / 2..=bytes.len()));
            }
            if let Some(mut check) = read(&bytes) {
                read_some += 1;
                // A change after the integrity is not covered by it, any other is found out.
                let covered = bytes[..good.len() - 8] != good[..good.len() - 8];
                assert!(!covered || check.answer("secret", from, crypto).is_none());
            }
        }
        assert!(read_some > 1000, "{read_some}");
    }
}
