//! What a speaker's encoder is told of its losses (RFC 3550, 6.4.2): browsers repair losses only when they hear of them.

pub(crate) const REPORT: usize = 32;
const RECEIVER_REPORT: u8 = 201;

#[derive(Debug, Default)]
pub(crate) struct Reception {
    first: Option<u32>,
    /// With the number of wraps in its upper half.
    highest: u32,
    received: u32,
    expected_before: u32,
    received_before: u32,
    transit: u32,
    /// In sixteenths of a tick.
    jitter: u32,
}

impl Reception {
    /// Counts a packet that came at `now` milliseconds.
    pub fn count(&mut self, sequence: u16, timestamp: u32, now: u64) {
        let transit = ((now.wrapping_mul(48)) as u32).wrapping_sub(timestamp);
        match self.first {
            None => {
                self.first = Some(u32::from(sequence));
                self.highest = u32::from(sequence);
            }
            Some(_) => {
                let step = sequence.wrapping_sub(self.highest as u16) as i16;
                if step > 0 {
                    self.highest = self.highest.wrapping_add(step as u32);
                }
                let change = (transit.wrapping_sub(self.transit) as i32).unsigned_abs().min(1 << 20);
                self.jitter = self.jitter.wrapping_add(change).wrapping_sub((self.jitter + 8) >> 4);
            }
        }
        self.transit = transit;
        self.received = self.received.wrapping_add(1);
    }

    /// A report from `ours` on the stream `theirs`, covering the time since the last one.
    pub fn report(&mut self, ours: u32, theirs: u32) -> Option<[u8; REPORT]> {
        let expected = self.highest.wrapping_sub(self.first?).wrapping_add(1);
        let expected_now = expected.wrapping_sub(self.expected_before);
        let received_now = self.received.wrapping_sub(self.received_before);
        let lost_now = expected_now.saturating_sub(received_now);
        let fraction = if expected_now == 0 {
            0
        } else {
            (u64::from(lost_now) * 256 / u64::from(expected_now)).min(255)
        };
        (self.expected_before, self.received_before) = (expected, self.received);
        let lost = expected.saturating_sub(self.received).min(0x7F_FFFF);
        let mut report = [0; REPORT];
        report[..4].copy_from_slice(&[0x81, RECEIVER_REPORT, 0, 7]);
        report[4..8].copy_from_slice(&ours.to_be_bytes());
        report[8..12].copy_from_slice(&theirs.to_be_bytes());
        report[12..16].copy_from_slice(&(((fraction as u32) << 24) | lost).to_be_bytes());
        report[16..20].copy_from_slice(&self.highest.to_be_bytes());
        report[20..24].copy_from_slice(&(self.jitter >> 4).to_be_bytes());
        Some(report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_losses_since_the_last_report() {
        let mut reception = Reception::default();
        assert_eq!(reception.report(1, 2), None);
        for step in (0..100_u16).filter(|step| step % 4 != 0 || *step == 0) {
            reception.count(
                65_500_u16.wrapping_add(step),
                u32::from(step) * 960,
                1000 + u64::from(step) * 20,
            );
        }
        let report = reception.report(1, 2).unwrap();
        assert_eq!(report[12], (24 * 256 / 100) as u8);
        assert_eq!(u32::from_be_bytes(report[12..16].try_into().unwrap()) & 0xFF_FFFF, 24);
        assert_eq!(u32::from_be_bytes(report[16..20].try_into().unwrap()), 65_599);
        assert_eq!(
            u32::from_be_bytes(report[20..24].try_into().unwrap()),
            0,
            "they came in step"
        );
        let next = 65_600_u32 as u16;
        reception.count(next, 96_000, 3000);
        assert_eq!(reception.report(1, 2).unwrap()[12], 0);
    }
}
