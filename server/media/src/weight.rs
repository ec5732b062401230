//! What unpacking and scaling a picture will take of memory, told by its header. All pictures at work share one room, and
//! each waits until there is enough of it.

use crate::picture::refuse;
use types::{Rule, media::LARGE_SIDE};

/// Bytes for all pictures that are at work at the same time.
pub const MAX_WORKING_MEMORY: u64 = 288 * 1024 * 1024;
/// The room is given in pieces of so many bytes.
const PIECE: u64 = 1024 * 1024;
pub const PIECES: u32 = (MAX_WORKING_MEMORY / PIECE) as u32;

/// A picture's size and what each of its pixels takes, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    pixels: f64,
    per_pixel: f64,
}

impl Weight {
    /// `decoder` is what the decoder takes for each pixel, its output with it; `channels` are those of the output.
    pub fn new(width: u32, height: u32, decoder: f64, channels: f64) -> Self {
        // One and two channels become three and four, and the larger lies beside the smaller for a while.
        let converted = if channels < 3.0 { channels + 2.0 } else { 0.0 };
        let final_channels = if channels < 3.0 { channels + 2.0 } else { channels };
        // Scaling goes by one side first: this is what lies between.
        let shrunk = f64::from(LARGE_SIDE) / f64::from(width.max(height).max(LARGE_SIDE));
        Self {
            pixels: f64::from(width) * f64::from(height),
            per_pixel: decoder + converted.max(final_channels * (shrunk + shrunk * shrunk)),
        }
    }

    /// Pieces of the room; a refusal where it is more than all of them.
    pub fn pieces(self) -> types::Result<u32> {
        let pieces = (self.pixels * self.per_pixel / PIECE as f64).ceil() as u32 + 1;
        if pieces > PIECES {
            let megapixels = (MAX_WORKING_MEMORY as f64 / self.per_pixel / 1e6) as u32;
            return Err(refuse(Rule::MediaTooManyPixels { megapixels }));
        }
        Ok(pieces)
    }
}

/// Bytes for each pixel that a JPEG decoder keeps beside its output: none where it can go line by line, and all
/// coefficients where the picture comes in several passes.
pub fn jpeg_passes(bytes: &[u8]) -> f64 {
    let (mut at, mut passes, mut samples) = (2, 0, 3.0);
    let mut progressive = false;
    while let Some(&[0xff, marker]) = bytes.get(at..at + 2) {
        at += 2;
        match marker {
            0xff => at -= 1,
            0xd9 => break,
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let Some(&[high, low]) = bytes.get(at..at + 2) else {
                    break;
                };
                let length = usize::from(u16::from_be_bytes([high, low]));
                let segment = bytes.get(at + 2..at + length).unwrap_or_default();
                at += length.max(2);
                match marker {
                    0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                        progressive |= matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
                        samples = samples_of(segment);
                    }
                    0xda => {
                        passes += 1;
                        at = end_of_scan(bytes, at);
                    }
                    _ => {}
                }
            }
        }
    }
    if progressive || passes > 1 { samples * 2.0 } else { 0.0 }
}

/// Samples for each pixel, by the components' sampling factors in the frame header.
fn samples_of(frame: &[u8]) -> f64 {
    let factors: Vec<(f64, f64)> = frame
        .get(6..)
        .unwrap_or_default()
        .chunks_exact(3)
        .map(|component| (f64::from(component[1] >> 4), f64::from(component[1] & 15)))
        .collect();
    let most = |side: fn(&(f64, f64)) -> f64| factors.iter().map(side).fold(1.0, f64::max);
    let unit = most(|factor| factor.0) * most(|factor| factor.1);
    factors.iter().map(|(across, down)| across * down / unit).sum()
}

/// Where the marker behind a scan's data stands. Restarts belong to the data, and a zero takes a marker's meaning away.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let end = rest
        .windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff));
    end.map_or(bytes.len(), |end| from + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_pictures_of_the_usual_kinds_fit_and_heavy_ones_do_not() {
        assert!(Weight::new(7071, 7071, 3.0, 3.0).pieces().is_ok());
        assert!(Weight::new(7071, 7071, 4.0, 4.0).pieces().is_ok());
        assert!(Weight::new(7071, 7071, 1.0, 1.0).pieces().is_ok());
        let heavy = Weight::new(7071, 7071, 9.0, 3.0).pieces();
        assert_eq!(heavy, Err(refuse(Rule::MediaTooManyPixels { megapixels: 29 })));
        assert_eq!(Weight::new(1, 1, 3.0, 3.0).pieces(), Ok(2));
    }

    #[test]
    fn jpegs_in_several_passes_weigh_more() {
        let frame = |marker: u8, chroma: u8| {
            let mut bytes = vec![0xff, 0xd8, 0xff, marker, 0, 17, 8, 0, 1, 0, 1, 3];
            bytes.extend([1, chroma, 0, 2, 0x11, 1, 3, 0x11, 1]);
            bytes
        };
        let scan = [0xff, 0xda, 0, 3, 0, 1, 0xff, 0, 0xff, 0xd0, 2];
        let end = [0xff, 0xd9];
        let baseline = [frame(0xc0, 0x22), scan.to_vec(), end.to_vec()].concat();
        assert_eq!(jpeg_passes(&baseline), 0.0);
        let progressive = [frame(0xc2, 0x22), scan.to_vec(), scan.to_vec(), end.to_vec()].concat();
        assert_eq!(jpeg_passes(&progressive), 3.0);
        let apart = [frame(0xc0, 0x11), scan.to_vec(), scan.to_vec(), end.to_vec()].concat();
        assert_eq!(jpeg_passes(&apart), 6.0);
        for nothing in [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xe1\0", b"\xff\xd8\xff\xc2\0\0"] {
            jpeg_passes(nothing);
        }
    }
}
