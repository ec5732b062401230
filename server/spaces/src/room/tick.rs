//! What time alone does.

use super::effect::everyone;
use super::*;

impl Room {
    /// What has become due by `now`: notices, a change of host, the end, and places that were kept long enough.
    pub fn tick(&mut self, now: u64) -> Vec<Effect> {
        match self.phase {
            Phase::Ended { .. } => Vec::new(),
            Phase::Scheduled { at } => self.tick_scheduled(at, now),
            Phase::Live { .. } => self.tick_live(now),
        }
    }

    /// When [`Room::tick`] is next of use; none when only an action can change anything.
    pub fn due(&self) -> Option<u64> {
        match self.phase {
            Phase::Ended { .. } => None,
            Phase::Scheduled { at } if self.noticed => Some(at + LAPSE_AFTER),
            Phase::Scheduled { at } => Some(at.saturating_sub(NOTICE_AHEAD)),
            Phase::Live { .. } => {
                let place = |(person, present): (&AccountId, &Present)| {
                    (*person != self.host).then_some(present.away_since? + PLACE_KEPT)
                };
                let host = self.host_away().map(|since| match self.successor() {
                    Some(_) => since + TAKEOVER_AFTER,
                    None => since + END_AFTER,
                });
                self.people
                    .iter()
                    .filter_map(place)
                    .chain(host)
                    .chain(self.presence_due())
                    .min()
            }
        }
    }

    fn tick_scheduled(&mut self, at: u64, now: u64) -> Vec<Effect> {
        if now >= at + LAPSE_AFTER {
            return self.end(now, EndedBy::Lapse);
        }
        if self.noticed || now + NOTICE_AHEAD < at {
            return Vec::new();
        }
        self.noticed = true;
        vec![Effect {
            to: To::Reminded,
            news: News::Soon,
        }]
    }

    fn tick_live(&mut self, now: u64) -> Vec<Effect> {
        let lost = |(person, present): (&AccountId, &Present)| {
            (*person != self.host && now >= present.away_since? + PLACE_KEPT).then_some(*person)
        };
        let lost: Vec<_> = self.people.iter().filter_map(lost).collect();
        let mut effects = self.tick_presence(now);
        for person in lost {
            effects.extend(self.out(person, OutBy::Absence));
        }
        let Some(since) = self.host_away() else { return effects };
        if let Some(next) = self.successor().filter(|_| now >= since + TAKEOVER_AFTER) {
            effects.extend(self.hand_over(now, next));
        } else if now >= since + END_AFTER {
            effects.extend(self.end(now, EndedBy::Absence));
        }
        effects
    }

    fn host_away(&self) -> Option<u64> {
        self.people.get(&self.host)?.away_since
    }

    /// The co-host who has been one for longest, of those who are connected.
    fn successor(&self) -> Option<AccountId> {
        let connected_cohost = |person: &&AccountId| {
            self.people
                .get(person)
                .is_some_and(|present| present.role == Role::Cohost && present.away_since.is_none())
        };
        self.seats.iter().find(connected_cohost).copied()
    }

    /// The old host has the new one's place, and as long to come back to it as others have.
    fn hand_over(&mut self, now: u64, next: AccountId) -> Vec<Effect> {
        let old = self.host;
        self.host = next;
        self.seats.retain(|seated| *seated != next);
        self.seats.push(old);
        self.invitations.remove(&next);
        self.change(next, |present| present.role = Role::Host);
        self.change(old, |present| {
            present.role = Role::Cohost;
            present.away_since = Some(now);
            present.away_told_at = None;
        });
        vec![
            everyone(News::Role(next, Role::Host)),
            everyone(News::Role(old, Role::Cohost)),
        ]
    }
}
