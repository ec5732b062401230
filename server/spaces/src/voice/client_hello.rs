//! What a DTLS client offers for SRTP, read from its first message: the library takes the client's order, and browsers
//! name the older cipher first.

const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
const USE_SRTP: u16 = 14;
const AEAD_AES_128_GCM: u16 = 7;

/// A hello with the keys of newer exchanges has 1.4 kB today.
const MAX_LENGTH: usize = 8192;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offered {
    Gcm,
    /// Only others.
    Older,
    /// Pieces are missing.
    Incomplete,
}

/// Of the datagrams that came until now.
pub(crate) fn offered(datagrams: &[Vec<u8>]) -> Offered {
    match hello(datagrams).as_deref().map(profiles) {
        Some(Some(profiles))
            if profiles
                .chunks_exact(2)
                .any(|pair| pair == AEAD_AES_128_GCM.to_be_bytes()) =>
        {
            Offered::Gcm
        }
        Some(_) => Offered::Older,
        None => Offered::Incomplete,
    }
}

/// The message put together from its pieces.
fn hello(datagrams: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut hello: Vec<Option<u8>> = Vec::new();
    for datagram in datagrams {
        let mut records = Reader(datagram);
        // Record: type, version, epoch and sequence, length.
        while let Some(head) = records.take(11) {
            let mut record = Reader(records.block(2)?);
            if head[0] != HANDSHAKE {
                continue;
            }
            // Handshake: type, length, message number, offset and length of the piece.
            let Some(&[kind, a, b, c, _, _, d, e, f]) = record.take(9) else {
                continue;
            };
            let (length, offset) = (number(&[a, b, c]), number(&[d, e, f]));
            let Some(piece) = record.block(3) else { continue };
            if kind != CLIENT_HELLO || length > MAX_LENGTH || offset + piece.len() > length {
                continue;
            }
            hello.resize(length, None);
            for (place, byte) in hello[offset..].iter_mut().zip(piece) {
                *place = Some(*byte);
            }
        }
    }
    if hello.is_empty() {
        None
    } else {
        hello.into_iter().collect()
    }
}

fn profiles(hello: &[u8]) -> Option<&[u8]> {
    let mut rest = Reader(hello);
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
    None
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
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

    /// In datagrams with `most` bytes of the message each.
    fn hello(profiles: &[u16], most: usize) -> Vec<Vec<u8>> {
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
        let three = |number: usize| (number as u32).to_be_bytes()[1..].to_vec();
        let pieces = body.chunks(most).enumerate();
        let datagram = |(place, piece): (usize, &[u8])| {
            let mut message = vec![1];
            message.extend(three(body.len()));
            message.extend([0, 0]);
            message.extend(three(place * most));
            message.extend(three(piece.len()));
            message.extend(piece);
            let mut datagram = vec![22, 0xFE, 0xFF, 0, 0, 0, 0, 0, 0, 0, place as u8];
            datagram.extend((message.len() as u16).to_be_bytes());
            datagram.extend(message);
            datagram
        };
        pieces.map(datagram).collect()
    }

    #[test]
    fn finds_the_better_cipher_wherever_it_stands() {
        assert_eq!(offered(&hello(&[1, 7, 8], 1000)), Offered::Gcm);
        assert_eq!(offered(&hello(&[1, 2], 1000)), Offered::Older);
        assert_eq!(offered(&[]), Offered::Incomplete);
        let mut pieces = hello(&[9, 1, 7], 20);
        assert!(pieces.len() > 2);
        pieces.reverse();
        assert_eq!(offered(&pieces), Offered::Gcm, "in any order");
        let missing = pieces.remove(1);
        assert_eq!(offered(&pieces), Offered::Incomplete);
        pieces.push([pieces[0].clone(), missing].concat());
        assert_eq!(offered(&pieces), Offered::Gcm, "repeated, and two in one datagram");
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        let good = hello(&[1, 7], 30);
        let mut random = StdRng::seed_from_u64(4);
        let mut found = 0;
        for _ in 0..100_000 {
            let mut datagrams = good.clone();
            let bytes = &mut datagrams[random.random_range(0..good.len())];
            for _ in 0..random.random_range(1..4) {
                let at = random.random_range(0..bytes.len());
                bytes[at] = random.random();
            }
            if random.random_bool(0.1) {
                bytes.truncate(random.random_range(0..bytes.len()));
            }
            found += usize::from(offered(&datagrams) == Offered::Gcm);
        }
        assert!(found > 1000, "{found}");
    }
}
