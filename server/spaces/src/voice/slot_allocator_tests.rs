//! Who gets a slot, and under which numbers packets go out.

use super::slot_allocator::*;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::HashSet;
use types::AccountId;

const ANN: AccountId = AccountId(1);
const BOB: AccountId = AccountId(2);

fn packet(who: AccountId, level: u8, sequence: u16) -> Incoming {
    let timestamp = u32::from(sequence) * 960;
    Incoming {
        who,
        level: Some(level),
        ssrc: who.0 as u32,
        sequence,
        timestamp,
        payload: 80,
    }
}

fn sent(allocator: &mut SlotAllocator, who: AccountId, level: u8, sequence: u16, now: u64) -> Option<Outgoing> {
    allocator.take(&packet(who, level, sequence), now).0
}

#[test]
fn a_change_of_speaker_goes_on_without_a_gap() {
    let mut allocator = SlotAllocator::default();
    let mut now = 1000;
    for sequence in 0..40 {
        for who in 1..=4 {
            sent(
                &mut allocator,
                AccountId(who),
                20,
                65_530_u16.wrapping_add(sequence),
                now,
            )
            .unwrap();
        }
        now += 20;
    }
    // The first falls silent; the fifth comes after the hangover.
    for sequence in 0..20 {
        sent(&mut allocator, ANN, 100, 34 + sequence, now);
        for who in 2..=4 {
            sent(&mut allocator, AccountId(who), 20, 34 + sequence, now).unwrap();
        }
        assert_eq!(
            sent(&mut allocator, AccountId(5), 20, 500 + sequence, now).is_some(),
            sequence > 13,
            "{sequence}"
        );
        now += 20;
    }
    assert_eq!(allocator.holders()[0], Some(AccountId(5)));
    let mut last = None;
    for sequence in 520..530 {
        let next = sent(&mut allocator, AccountId(5), 20, sequence, now).unwrap();
        if let Some(last) = last {
            assert_eq!(next.sequence, last + 1_u16);
        }
        last = Some(next.sequence);
    }
}

#[test]
fn the_slots_numbers_and_clock_go_on_from_one_speaker_to_the_next() {
    let mut allocator = SlotAllocator::default();
    let first = sent(&mut allocator, ANN, 20, 65_535, 1000).unwrap();
    assert!(first.marker);
    assert!(allocator.retain(&[BOB]), "a muted speaker loses the slot at once");
    let (second, changed) = allocator.take(&packet(BOB, 20, 300), 1040);
    let second = second.unwrap();
    assert!(changed && second.marker);
    assert_eq!(second.slot, first.slot);
    assert_eq!(second.sequence, first.sequence.wrapping_add(1));
    assert_eq!(second.timestamp, first.timestamp.wrapping_add(40 * 48));
}

#[test]
fn loss_on_the_way_stays_visible_and_silence_does_not() {
    let mut allocator = SlotAllocator::default();
    let first = sent(&mut allocator, ANN, 20, 10, 1000).unwrap();
    let after_loss = sent(&mut allocator, ANN, 20, 13, 1060).unwrap();
    assert_eq!(after_loss.sequence, first.sequence + 3);
    let late = sent(&mut allocator, ANN, 20, 12, 1061).unwrap();
    assert_eq!(late.sequence, first.sequence + 2);
    let mut last = after_loss.sequence;
    for step in 0..50_u16 {
        if let Some(sent) = sent(&mut allocator, ANN, 127, 14 + step, 1080 + 20 * u64::from(step)) {
            last = sent.sequence;
        }
    }
    let again = sent(&mut allocator, ANN, 20, 64, 2080).unwrap();
    assert_eq!((again.sequence, again.marker), (last + 1, true));
    assert_eq!(
        sent(&mut allocator, ANN, 20, 63, 2081),
        None,
        "its number may have been used"
    );
}

#[test]
fn whoever_is_much_louder_gets_a_slot_though_all_speak() {
    let mut allocator = SlotAllocator::default();
    let mut given = None;
    for step in 0..200_u16 {
        let now = 1000 + 20 * u64::from(step);
        for who in 1..=4 {
            sent(&mut allocator, AccountId(who), 50, step, now);
        }
        if sent(&mut allocator, AccountId(5), 15, step, now).is_some() {
            given.get_or_insert(step);
        }
    }
    assert!(given.is_some_and(|step| step > 5), "{given:?}");
    assert_eq!(
        allocator
            .holders()
            .iter()
            .filter(|holder| **holder == Some(AccountId(5)))
            .count(),
        1
    );
}

#[test]
fn without_levels_the_length_tells_silence() {
    let mut allocator = SlotAllocator::default();
    let dtx = Incoming {
        level: None,
        payload: 1,
        ..packet(ANN, 0, 1)
    };
    assert_eq!(allocator.take(&dtx, 1000).0, None);
    let voice = Incoming {
        level: None,
        ..packet(ANN, 0, 2)
    };
    assert!(allocator.take(&voice, 1020).0.is_some());
}

#[test]
fn a_listener_who_was_left_out_sees_no_gap() {
    let mut rewriter = SequenceRewriter::new(7);
    let first = rewriter.number(500).unwrap();
    assert_eq!(rewriter.number(501), Some(first + 1));
    rewriter.skip();
    rewriter.skip();
    assert_eq!(rewriter.number(800), Some(first + 2));
    assert_eq!(rewriter.number(799), None);
    assert_eq!(rewriter.number(802), Some(first + 4), "lost on the way");
}

/// Two packets under one number would be two encryptions under one nonce.
#[test]
fn no_number_is_ever_used_twice() {
    for seed in 0..200 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut allocator = SlotAllocator::default();
        let mut rewriter = SequenceRewriter::new(random.random());
        let mut seen = HashSet::new();
        let mut heard = HashSet::new();
        let mut sequences = [0_u16; 7].map(|_| random.random::<u16>());
        let mut used: [HashSet<u16>; 7] = Default::default();
        let mut forwarded = 0;
        for step in 0..3000_u64 {
            let who = random.random_range(1..=6_usize);
            // Lost, late and repeated packets; the cipher has taken repeated ones out before.
            sequences[who] = sequences[who].wrapping_add(random.random_range(1..3));
            if random.random_bool(0.001) {
                sequences[who] = random.random();
            }
            let late: u16 = if random.random_bool(0.1) {
                random.random_range(0..10)
            } else {
                0
            };
            let sequence = sequences[who].wrapping_sub(late);
            if !used[who].insert(sequence) {
                continue;
            }
            let level = if random.random_bool(0.7) { 20 } else { 127 };
            if random.random_bool(0.005) {
                allocator.retain(&[1, 2, 3].map(AccountId));
            }
            let Some(out) = sent(&mut allocator, AccountId(who as i64), level, sequence, 1000 + step * 4) else {
                continue;
            };
            forwarded += 1;
            assert!(seen.insert((out.slot, out.sequence)), "seed {seed}: the slot's number");
            if out.slot == 0 {
                if random.random_bool(0.1) {
                    rewriter.skip();
                } else if let Some(number) = rewriter.number(out.sequence) {
                    assert!(heard.insert(number), "seed {seed}: the listener's number");
                }
            }
        }
        assert!(forwarded > 500, "{forwarded}");
    }
}
