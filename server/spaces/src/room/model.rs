//! A second, small telling of the rules, written from the contract and sharing no code with the room.

use super::*;
use std::collections::HashMap;

pub const LISTENER: usize = 0;
pub const SPEAKER: usize = 1;
pub const COHOST: usize = 2;
pub const HOST: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub rank: usize,
    pub muted: bool,
    pub away: Option<u64>,
    /// No voice of the model's people is ever connected: who unmutes is muted then.
    pub silent_at: u64,
    /// Grows with each microphone given.
    pub turn: u64,
}

pub struct Model {
    pub over: bool,
    pub people: HashMap<i64, Person>,
    pub asking: Vec<i64>,
    pub offers: HashMap<i64, usize>,
    pub banned: Vec<i64>,
    pub pins: Vec<(i64, i64)>,
    anyone_may_ask: bool,
    turns: u64,
    reacted: HashMap<i64, u64>,
}

impl Model {
    pub fn new() -> Self {
        let host = Person {
            rank: HOST,
            muted: true,
            away: None,
            silent_at: 0,
            turn: 0,
        };
        Self {
            over: false,
            people: HashMap::from([(1, host)]),
            asking: vec![],
            offers: HashMap::new(),
            banned: vec![],
            pins: vec![],
            anyone_may_ask: true,
            turns: 0,
            reacted: HashMap::new(),
        }
    }

    fn rank(&self, who: i64) -> Option<usize> {
        self.people.get(&who).map(|person| person.rank)
    }

    fn room_for(&self, rank: usize) -> bool {
        let limit = [usize::MAX, 10, 2, 1][rank];
        self.people.values().filter(|person| person.rank == rank).count() < limit
    }

    fn place(&mut self, who: i64, rank: usize) {
        self.turns += 1;
        let turn = self.turns;
        let person = self.people.get_mut(&who).unwrap();
        if person.rank == LISTENER {
            person.turn = turn;
            person.muted = true;
        }
        if rank == LISTENER {
            person.muted = true;
        }
        person.rank = rank;
        self.asking.retain(|other| *other != who);
        self.offers.remove(&who);
    }

    fn gone(&mut self, who: i64, forced: bool) {
        self.people.remove(&who);
        self.reacted.remove(&who);
        self.asking.retain(|other| *other != who);
        if forced {
            self.offers.remove(&who);
        }
    }

    /// Whether the action is taken.
    pub fn step(&mut self, now: u64, me: i64, action: &Action) -> bool {
        if self.over {
            return false;
        }
        if *action == Action::Enter {
            if self.banned.contains(&me) {
                return false;
            }
            if let Some(person) = self.people.get_mut(&me) {
                person.away = None;
                return true;
            }
            self.people.insert(
                me,
                Person {
                    rank: LISTENER,
                    muted: true,
                    away: None,
                    silent_at: 0,
                    turn: 0,
                },
            );
            if me == 1 && self.room_for(COHOST) {
                self.place(1, COHOST);
            }
            return true;
        }
        let Some(mine) = self.rank(me) else { return false };
        let over =
            |model: &Self, other: AccountId| mine >= COHOST && model.rank(other.0).is_some_and(|rank| rank < mine);
        match action {
            Action::End => {
                self.over = mine == HOST;
                self.over
            }
            Action::Leave if mine < HOST => {
                self.gone(me, false);
                true
            }
            Action::Leave | Action::Drop => {
                let person = self.people.get_mut(&me).unwrap();
                person.away.get_or_insert(now);
                person.muted |= *action == Action::Leave;
                true
            }
            Action::Request => {
                let fine = mine == LISTENER && self.anyone_may_ask && !self.asking.contains(&me);
                if fine {
                    self.asking.push(me);
                }
                fine
            }
            Action::WithdrawRequest | Action::Decline(_) => {
                let who = if let Action::Decline(who) = action { who.0 } else { me };
                let fine =
                    (who == me && *action == Action::WithdrawRequest || mine >= COHOST) && self.asking.contains(&who);
                if fine {
                    self.asking.retain(|other| *other != who);
                }
                fine
            }
            Action::Approve(who) => {
                let fine = mine >= COHOST && self.asking.contains(&who.0) && self.room_for(SPEAKER);
                if fine {
                    self.place(who.0, SPEAKER);
                }
                fine
            }
            Action::Invite(who, role) => {
                let rank = if *role == Role::Cohost { COHOST } else { SPEAKER };
                let fine = mine > rank
                    && !self.banned.contains(&who.0)
                    && self.rank(who.0).is_none_or(|theirs| theirs < rank)
                    && self.room_for(rank);
                if fine {
                    self.offers.insert(who.0, rank);
                }
                fine
            }
            Action::Accept => {
                let rank = self
                    .offers
                    .get(&me)
                    .copied()
                    .filter(|rank| mine < *rank && self.room_for(*rank));
                if let Some(rank) = rank {
                    self.place(me, rank);
                }
                rank.is_some()
            }
            Action::DeclineInvitation => self.offers.remove(&me).is_some(),
            Action::StepDown | Action::Demote(_) => {
                let who = if let Action::Demote(who) = action { who.0 } else { me };
                let fine = if let Action::Demote(who) = action {
                    over(self, *who)
                } else {
                    mine < HOST
                };
                let fine = fine && self.rank(who).is_some_and(|rank| rank > LISTENER);
                if fine {
                    let waiting = self.asking.clone();
                    self.place(who, LISTENER);
                    self.asking = waiting;
                }
                fine
            }
            Action::Mute | Action::Unmute => {
                let person = self.people.get_mut(&me).unwrap();
                if person.muted {
                    person.silent_at = now + 4000;
                }
                person.muted = mine == LISTENER || *action == Action::Mute;
                mine > LISTENER
            }
            Action::MuteOne(who) => {
                let fine = over(self, *who) && self.rank(who.0).unwrap() > LISTENER;
                if fine {
                    self.people.get_mut(&who.0).unwrap().muted = true;
                }
                fine
            }
            Action::MuteAll => {
                for person in self
                    .people
                    .values_mut()
                    .filter(|person| mine >= COHOST && person.rank < mine)
                {
                    person.muted = true;
                }
                mine >= COHOST
            }
            Action::Remove(who) => {
                let fine = over(self, *who) && (who.0 != 1 || mine == HOST);
                if fine {
                    self.gone(who.0, true);
                    self.banned.push(who.0);
                }
                fine
            }
            Action::Block(who) => {
                let absent = self.rank(who.0).is_none() && mine >= COHOST && (who.0 != 1 || mine == HOST);
                let fine = (over(self, *who) && (who.0 != 1 || mine == HOST)) || absent;
                if fine {
                    self.gone(who.0, true);
                    self.banned.push(who.0);
                }
                fine
            }
            Action::SetMaySpeak(rule) => {
                if mine == HOST {
                    self.anyone_may_ask = *rule == MaySpeak::Everyone;
                    self.asking.retain(|_| self.anyone_may_ask);
                }
                mine == HOST
            }
            Action::React(_) => {
                let fine = self.reacted.get(&me).is_none_or(|at| now >= at + 300);
                if fine {
                    self.reacted.insert(me, now);
                }
                fine
            }
            Action::Pin(post) => {
                let fine =
                    mine > LISTENER && self.pins.len() < 3 && self.pins.iter().all(|(other, _)| *other != post.0);
                if fine {
                    self.pins.push((post.0, me));
                }
                fine
            }
            Action::Unpin(post) => {
                let by = self.pins.iter().find(|(other, _)| *other == post.0).map(|(_, by)| *by);
                let fine = by.is_some_and(|by| by == me || mine >= COHOST);
                if fine {
                    self.pins.retain(|(other, _)| *other != post.0);
                }
                fine
            }
            Action::Captions(_) => mine > LISTENER,
            Action::Start | Action::Reschedule { .. } | Action::SetRecording(_) | Action::Enter => false,
        }
    }

    pub fn wait(&mut self, now: u64) {
        if self.over {
            return;
        }
        for person in self.people.values_mut() {
            person.muted |= now >= person.silent_at;
        }
        let expired = |person: &Person| person.rank < HOST && person.away.is_some_and(|since| now >= since + 60_000);
        let expired: Vec<i64> = self
            .people
            .iter()
            .filter(|(_, person)| expired(person))
            .map(|(who, _)| *who)
            .collect();
        for who in expired {
            self.gone(who, false);
        }
        let host = *self.people.iter().find(|(_, person)| person.rank == HOST).unwrap().0;
        let Some(since) = self.people[&host].away else { return };
        let heirs = self
            .people
            .iter()
            .filter(|(_, person)| person.rank == COHOST && person.away.is_none());
        let heir = heirs.min_by_key(|(_, person)| person.turn).map(|(who, _)| *who);
        if let Some(heir) = heir.filter(|_| now >= since + 60_000) {
            self.turns += 1;
            let turn = self.turns;
            let old = self.people.get_mut(&host).unwrap();
            (old.rank, old.away, old.turn) = (COHOST, Some(now), turn);
            self.people.get_mut(&heir).unwrap().rank = HOST;
            self.offers.remove(&heir);
        } else if now >= since + 300_000 {
            self.over = true;
        }
    }
}
