//! Sound in blocks of 20 ms: who is loud in one, and how several voices at once stay below full scale.

use types::AccountId;

/// Samples of a block, at 48 kHz.
pub(super) const BLOCK: usize = 960;
pub(super) const BLOCK_MILLISECONDS: u32 = 20;
/// Mean square of a block in which somebody speaks: 50 dB below full scale.
const VOICE: f32 = 1e-5;
/// A pause shorter than this, in milliseconds, does not part what somebody says.
const PAUSE: u32 = 1500;
/// A sound shorter than this, in milliseconds, is no voice.
const CLICK: u32 = 100;
/// As loud as the mix may be.
const CEILING: f32 = 0.9;
/// How fast it becomes louder again after it was held down, per block.
const RELEASE: f32 = 1.03;

/// When somebody speaks: person, from, to, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct Spans(Vec<(AccountId, u32, u32)>);

impl Spans {
    /// Looks at a block of one voice that begins at `time`, in milliseconds.
    pub fn hear(&mut self, person: AccountId, time: u32, block: &[f32]) {
        let energy = block.iter().map(|sample| sample * sample).sum::<f32>() / block.len().max(1) as f32;
        if energy < VOICE {
            return;
        }
        let ends = time + BLOCK_MILLISECONDS;
        // The newest stand last: a few voices at a time.
        match self.0.iter_mut().rev().find(|(who, ..)| *who == person) {
            Some((_, _, end)) if time <= *end + PAUSE => *end = ends.max(*end),
            _ => self.0.push((person, time, ends)),
        }
    }

    pub fn finish(mut self) -> Vec<(AccountId, u32, u32)> {
        self.0.retain(|(_, from, to)| to - from >= CLICK);
        self.0
    }
}

/// Turns down what would be too loud, before it comes: it gives back each block when the next one is known.
pub(super) struct Limiter {
    gain: f32,
    held: Vec<f32>,
}

impl Limiter {
    pub fn new() -> Self {
        Self {
            gain: 1.0,
            held: Vec::new(),
        }
    }

    /// The block before this one; none before the first.
    pub fn pass(&mut self, block: &[f32]) -> Option<Vec<f32>> {
        let mut out = std::mem::replace(&mut self.held, block.to_vec());
        let bearable = |block: &[f32]| {
            let peak = block.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
            if peak > CEILING { CEILING / peak } else { 1.0 }
        };
        let goal = bearable(&out).min(bearable(&self.held)).min(self.gain * RELEASE);
        if out.is_empty() {
            self.gain = goal;
            return None;
        }
        let step = (goal - self.gain) / out.len() as f32;
        for sample in &mut out {
            self.gain += step;
            *sample = (*sample * self.gain).clamp(-1.0, 1.0);
        }
        self.gain = goal;
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loud_blocks_are_turned_down_before_they_come_and_quiet_ones_left_alone() {
        let (quiet, loud) = (vec![0.5; BLOCK], vec![2.0; BLOCK]);
        let mut limiter = Limiter::new();
        assert_eq!(limiter.pass(&quiet), None);
        assert_eq!(limiter.pass(&quiet).unwrap(), quiet);
        let before = limiter.pass(&loud).unwrap();
        assert!(before.is_sorted_by(|a, b| a >= b), "it falls before the loud one");
        for _ in 0..3 {
            assert!(limiter.pass(&loud).unwrap().iter().all(|sample| *sample <= 0.901));
        }
        limiter.pass(&quiet);
        let after = (0..60).filter_map(|_| limiter.pass(&quiet)).last().unwrap();
        assert!(after.iter().all(|sample| (*sample - 0.5).abs() < 0.001));
    }

    #[test]
    fn what_somebody_says_is_one_span_until_they_pause() {
        let (loud, silent) = (vec![0.1; BLOCK], vec![0.0; BLOCK]);
        let (ann, ben) = (AccountId(1), AccountId(2));
        let mut spans = Spans::default();
        for time in (0..10_000).step_by(20) {
            let speaks = time < 1000 || (2000..3000).contains(&time) || time >= 8000;
            spans.hear(ann, time, if speaks { &loud } else { &silent });
            spans.hear(ben, time, if (500..2500).contains(&time) { &loud } else { &silent });
            // A click.
            spans.hear(AccountId(3), time, if time == 4000 { &loud } else { &silent });
        }
        assert_eq!(spans.finish(), [(ann, 0, 3000), (ben, 500, 2500), (ann, 8000, 10_000)]);
    }
}
