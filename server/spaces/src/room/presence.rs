//! By what somebody is in a room: an open page, a connection that listens, one that speaks. Whoever has a microphone is
//! there as long as any of the three is; listeners are there as long as they listen.
//!
//! An unmuted microphone stands for sound that is sent: without a connection that speaks it is muted, at once when the
//! connection was hung up, and after a while when it broke, because it is made anew then.

use super::effect::everyone;
use super::*;

/// One way of being in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A page of this server is open.
    Page,
    Listen,
    Speak,
}

/// How a way ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// On purpose, as by a page that is closed or loaded anew.
    Closed,
    /// Nothing came any more.
    Broken,
}

/// The ways that are open now. Those of a room that was kept are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ways {
    pub page: bool,
    pub listens: bool,
    pub speaks: bool,
    /// The host left on purpose: an open page is no return.
    pub left: bool,
}

impl Ways {
    fn way(&mut self, way: Way) -> &mut bool {
        match way {
            Way::Page => &mut self.page,
            Way::Listen => &mut self.listens,
            Way::Speak => &mut self.speaks,
        }
    }

    fn is_there(self, role: Role) -> bool {
        self.listens || self.speaks || (self.page && !self.left && role > Role::Listener)
    }
}

impl Present {
    /// The others see that the connection is lost.
    pub fn is_away(&self) -> bool {
        self.away_since.is_some() && self.away_told_at.is_none()
    }

    /// Nothing of theirs is sent any more.
    pub(super) fn silence(&mut self) {
        self.muted = true;
        self.mute_at = None;
    }

    /// Unmuted without a connection that speaks: one has to come.
    pub(super) fn await_voice(&mut self, until: u64) {
        if !self.muted && !self.ways.speaks && self.mute_at.is_none() {
            self.mute_at = Some(until);
        }
    }
}

impl Room {
    /// Whether a connection of theirs listens.
    pub fn listens(&self, person: AccountId) -> bool {
        self.people.get(&person).is_some_and(|present| present.ways.listens)
    }

    /// A way of somebody who is in the room is open now; of others it is none.
    pub fn connected(&mut self, now: u64, person: AccountId, way: Way) -> Vec<Effect> {
        let Some(present) = self.people.get_mut(&person).filter(|_| self.phase.is_live()) else {
            return Vec::new();
        };
        *present.ways.way(way) = true;
        match way {
            Way::Page => {}
            Way::Listen => present.ways.left = false,
            Way::Speak => present.mute_at = None,
        }
        self.settle(now, person, 0)
    }

    /// A way is closed.
    pub fn disconnected(&mut self, now: u64, person: AccountId, way: Way, end: End) -> Vec<Effect> {
        let Some(present) = self.people.get_mut(&person).filter(|_| self.phase.is_live()) else {
            return Vec::new();
        };
        if !std::mem::replace(present.ways.way(way), false) {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if way == Way::Speak {
            match end {
                End::Closed => effects.extend(self.mute(person, true)),
                End::Broken => present.await_voice(now + VOICE_KEPT),
            }
        }
        let pause = if end == End::Closed { GRACE } else { 0 };
        effects.extend(self.settle(now, person, pause));
        effects
    }

    /// Whoever opens a room is in it, muted: by the page from which they did, or by the one that is being loaded.
    pub fn arrive(&mut self, now: u64, person: AccountId, page: bool) -> Vec<Effect> {
        if page {
            return self.connected(now, person, Way::Page);
        }
        self.change(person, |present| present.ways = Ways::default());
        self.settle(now, person, ARRIVAL)
    }

    /// Everything of theirs is lost, and told at once.
    pub(super) fn lose(&mut self, now: u64, me: AccountId) -> Vec<Effect> {
        self.change(me, |present| {
            let left = present.ways.left;
            present.ways = Ways {
                left,
                ..Ways::default()
            };
            present.await_voice(now + VOICE_KEPT);
        });
        self.settle(now, me, 0)
    }

    /// The host leaves on purpose: their place is kept, and they do not speak from it.
    pub(super) fn leave_host(&mut self, now: u64, me: AccountId) -> Vec<Effect> {
        let mut effects: Vec<_> = self.mute(me, true).into_iter().collect();
        self.change(me, |present| present.ways.left = true);
        effects.extend(self.lose(now, me));
        effects
    }

    /// Follows a change of somebody's ways. Others learn of a loss when `pause` has passed without a return; the number of
    /// listeners is true at once.
    pub(super) fn settle(&mut self, now: u64, person: AccountId, pause: u64) -> Vec<Effect> {
        let Some(present) = self.people.get_mut(&person) else {
            return Vec::new();
        };
        let on_stage = present.role > Role::Listener;
        let is_there = present.ways.is_there(present.role);
        let news = match (is_there, present.away_since) {
            (true, Some(_)) => {
                present.away_since = None;
                let was_told = present.away_told_at.take().is_none();
                (was_told || !on_stage).then_some(News::Back(person))
            }
            (false, away) if away.is_none() || (pause == 0 && present.away_told_at.is_some()) => {
                present.away_since.get_or_insert(now);
                present.away_told_at = (on_stage && pause > 0).then_some(now + pause);
                present.away_told_at.is_none().then_some(News::Away(person))
            }
            _ => None,
        };
        match news {
            None => Vec::new(),
            Some(news) if on_stage => vec![everyone(news)],
            Some(_) => vec![everyone(News::Listeners(self.listeners()))],
        }
    }

    /// What is due of it, if anything.
    pub(super) fn presence_due(&self) -> Option<u64> {
        let times = |present: &Present| {
            let told = present.away_told_at.filter(|_| present.away_since.is_some());
            let muted = present.mute_at.filter(|_| !present.muted);
            told.into_iter().chain(muted).min()
        };
        self.people.values().filter_map(times).min()
    }

    pub(super) fn tick_presence(&mut self, now: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (person, present) in &mut self.people {
            if !present.muted && present.mute_at.is_some_and(|at| now >= at) {
                present.silence();
                effects.push(everyone(News::Muted(*person, true)));
            }
            if present.away_since.is_some() && present.away_told_at.is_some_and(|at| now >= at) {
                present.away_told_at = None;
                effects.push(everyone(News::Away(*person)));
            }
        }
        effects
    }
}
