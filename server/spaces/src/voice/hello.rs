//! What a DTLS client offers for SRTP, read from its first datagram: the library takes the client's order, and browsers
//! name the older cipher first.

const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
const USE_SRTP: u16 = 14;
const AEAD_AES_128_GCM: u16 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offered {
    Gcm,
    /// Only others.
    Older,
    /// It cannot be told, for example because the hello is in several pieces.
    Unknown,
}

pub(crate) fn offered(datagram: &[u8]) -> Offered {
    match profiles(datagram) {
        Some(profiles)
            if profiles
                .chunks_exact(2)
                .any(|pair| pair == AEAD_AES_128_GCM.to_be_bytes()) =>
        {
            Offered::Gcm
        }
        Some(_) => Offered::Older,
        None => Offered::Unknown,
    }
}

fn profiles(datagram: &[u8]) -> Option<&[u8]> {
    let mut rest = Reader(datagram);
    // Record: type, version, epoch and sequence, length.
    if rest.take(1)? != [HANDSHAKE] {
        return None;
    }
    rest.take(10)?;
    let mut rest = Reader(rest.block(2)?);
    // Handshake: type, length, message number, offset and length of the piece.
    if rest.take(1)? != [CLIENT_HELLO] {
        return None;
    }
    let length = rest.take(3)?;
    rest.take(2)?;
    if rest.take(3)? != [0, 0, 0] || rest.take(3)? != length {
        return None;
    }
    // Version, random, session, cookie, cipher suites, compression.
    rest.take(2 + 32)?;
    for size in [1, 1, 2, 1] {
        rest.block(size)?;
    }
    let mut extensions = Reader(rest.block(2)?);
    while let Some(kind) = extensions.take(2) {
        let body = extensions.block(2)?;
        if kind == USE_SRTP.to_be_bytes() {
            return Reader(body).block(2);
        }
    }
    // Whole, and without SRTP.
    Some(&[])
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Bytes after their number, which stands in `size` bytes.
    fn block(&mut self, size: usize) -> Option<&'a [u8]> {
        let length = self
            .take(size)?
            .iter()
            .fold(0, |length, byte| length << 8 | usize::from(*byte));
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng, rngs::StdRng};

    fn hello(profiles: &[u16]) -> Vec<u8> {
        let mut extension = ((profiles.len() * 2) as u16).to_be_bytes().to_vec();
        profiles
            .iter()
            .for_each(|profile| extension.extend(profile.to_be_bytes()));
        extension.push(0);
        let mut body = vec![0xFE, 0xFD];
        body.extend([9; 32]);
        body.extend([0, 0, 0, 2, 0xC0, 0x2B, 1, 0]);
        let mut extensions = vec![0, 23, 0, 0, 0, 14];
        extensions.extend((extension.len() as u16).to_be_bytes());
        extensions.extend(extension);
        body.extend((extensions.len() as u16).to_be_bytes());
        body.extend(extensions);
        let length = (body.len() as u32).to_be_bytes();
        let mut message = vec![
            1, length[1], length[2], length[3], 0, 0, 0, 0, 0, length[1], length[2], length[3],
        ];
        message.extend(body);
        let mut datagram = vec![22, 0xFE, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];
        datagram.extend((message.len() as u16).to_be_bytes());
        datagram.extend(message);
        datagram
    }

    #[test]
    fn finds_the_better_cipher_wherever_it_stands() {
        assert_eq!(offered(&hello(&[1, 7, 8])), Offered::Gcm);
        assert_eq!(offered(&hello(&[1, 2])), Offered::Older);
        let whole = hello(&[7]);
        assert_eq!(offered(&whole[..whole.len() - 1]), Offered::Unknown);
        assert_eq!(offered(b""), Offered::Unknown);
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        let good = hello(&[1, 7]);
        let mut random = StdRng::seed_from_u64(4);
        let mut found = 0;
        for _ in 0..100_000 {
            let mut bytes = good.clone();
            for _ in 0..random.random_range(1..4) {
                let at = random.random_range(0..bytes.len());
                bytes[at] = random.random();
            }
            bytes.truncate(random.random_range(0..=bytes.len()));
            found += usize::from(offered(&bytes) == Offered::Gcm);
        }
        assert!(found > 100, "{found}");
    }
}
