//! Reading RTP headers (RFC 3550) and the level extension (RFC 6464) without copying.

use std::ops::Range;

/// Where things are in one RTP packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub marker: bool,
    pub payload_type: u8,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    /// Padding is taken off.
    pub payload: Range<usize>,
    extension: Option<(u16, Range<usize>)>,
}

pub(crate) const HEADER: usize = 12;
const ONE_BYTE: u16 = 0xBEDE;
const TWO_BYTES: u16 = 0x1000;

/// Of the SSRC only: what can be read before a packet is known to be genuine.
pub(crate) fn ssrc(packet: &[u8]) -> Option<u32> {
    (packet.len() >= HEADER && packet[0] >> 6 == 2).then(|| number(packet, 8))
}

/// RTCP has the packet types 192 to 223 where RTP has the marker and the payload type (RFC 5761).
pub(crate) fn is_rtcp(packet: &[u8]) -> bool {
    packet.get(1).is_some_and(|kind| (192..=223).contains(kind))
}

/// None for what is not a whole RTP packet.
pub(crate) fn header(packet: &[u8]) -> Option<Header> {
    let ssrc = ssrc(packet)?;
    let contributors = usize::from(packet[0] & 0x0F);
    let mut start = HEADER + 4 * contributors;
    let mut extension = None;
    if packet[0] & 0x10 != 0 {
        let head = packet.get(start..start + 4)?;
        let profile = u16::from_be_bytes([head[0], head[1]]);
        let length = 4 * usize::from(u16::from_be_bytes([head[2], head[3]]));
        extension = Some((profile, start + 4..start + 4 + length));
        start += 4 + length;
    }
    let mut end = packet.len();
    if packet[0] & 0x20 != 0 {
        let padding = usize::from(*packet.last()?);
        end = end.checked_sub(padding).filter(|_| padding > 0)?;
    }
    (start <= end).then_some(Header {
        marker: packet[1] & 0x80 != 0,
        payload_type: packet[1] & 0x7F,
        sequence: u16::from_be_bytes([packet[2], packet[3]]),
        timestamp: number(packet, 4),
        ssrc,
        payload: start..end,
        extension,
    })
}

impl Header {
    /// The level under the negotiated number: 0 is as loud as can be, 127 is silence. The bit that says "voice" is left
    /// out, because browsers leave it set in silence.
    pub fn level(&self, packet: &[u8], number: u8) -> Option<u8> {
        let (profile, range) = self.extension.clone()?;
        let mut rest = packet.get(range)?;
        while let [first, after @ ..] = rest {
            let (id, length, data) = if *first == 0 {
                rest = after;
                continue;
            } else if profile == ONE_BYTE {
                if first >> 4 == 15 {
                    return None;
                }
                (first >> 4, usize::from(first & 0x0F) + 1, after)
            } else if profile & 0xFFF0 == TWO_BYTES {
                let (length, data) = after.split_first()?;
                (*first, usize::from(*length), data)
            } else {
                return None;
            };
            let value = data.get(..length)?;
            if id == number {
                return value.first().map(|level| level & 0x7F);
            }
            rest = &data[length..];
        }
        None
    }
}

/// The fixed header of a packet without contributors and extensions.
pub(crate) fn write_header(
    into: &mut [u8; HEADER],
    marker: bool,
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
) {
    into[0] = 0x80;
    into[1] = (u8::from(marker) << 7) | (payload_type & 0x7F);
    into[2..4].copy_from_slice(&sequence.to_be_bytes());
    into[4..8].copy_from_slice(&timestamp.to_be_bytes());
    into[8..12].copy_from_slice(&ssrc.to_be_bytes());
}

fn number(packet: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([packet[at], packet[at + 1], packet[at + 2], packet[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng, rngs::StdRng};

    fn packet(extension: &[u8], payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0; HEADER];
        let head: &mut [u8; HEADER] = packet.as_mut_slice().try_into().unwrap();
        write_header(head, true, 111, 7, 960, 42);
        packet[0] |= 0x10;
        packet.extend(ONE_BYTE.to_be_bytes());
        packet.extend(((extension.len() / 4) as u16).to_be_bytes());
        packet.extend(extension);
        packet.extend(payload);
        packet
    }

    #[test]
    fn reads_the_level_among_other_extensions() {
        // Number 4 with three bytes, padding, number 1 with the level 30 and the voice bit.
        let packet = packet(&[0x42, 9, 9, 9, 0, 0x10, 0x80 | 30, 0], b"opus");
        let header = header(&packet).unwrap();
        assert_eq!((header.marker, header.payload_type, header.sequence), (true, 111, 7));
        assert_eq!((header.timestamp, header.ssrc), (960, 42));
        assert_eq!(&packet[header.payload.clone()], b"opus");
        assert_eq!(header.level(&packet, 1), Some(30));
        assert_eq!(header.level(&packet, 2), None);
    }

    #[test]
    fn takes_padding_off_and_refuses_more_of_it_than_there_is() {
        let mut padded = packet(&[], &[1, 2, 3, 0, 0, 3]);
        padded[0] |= 0x20;
        assert_eq!(&padded[header(&padded).unwrap().payload], [1, 2, 3]);
        *padded.last_mut().unwrap() = 200;
        assert_eq!(header(&padded), None);
        *padded.last_mut().unwrap() = 0;
        assert_eq!(header(&padded), None);
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        let mut random = StdRng::seed_from_u64(1);
        let mut whole = 0;
        for _ in 0..200_000 {
            let mut bytes = vec![0; random.random_range(0..80)];
            random.fill(bytes.as_mut_slice());
            if let Some(first) = bytes.first_mut() {
                *first = *first & 0x3F | 0x80;
            }
            if bytes.len() > HEADER + 1 && random.random_bool(0.5) {
                bytes[0] &= 0xF0;
                bytes[HEADER..HEADER + 2].copy_from_slice(&ONE_BYTE.to_be_bytes());
            }
            if let Some(header) = header(&bytes) {
                whole += 1;
                assert!(header.payload.end <= bytes.len());
                assert!(
                    (0..=255)
                        .filter_map(|id| header.level(&bytes, id))
                        .all(|level| level < 128)
                );
            }
        }
        assert!(whole > 10_000, "{whole}");
    }
}
