//! What hosts do to others. A co-host reaches speakers and listeners, the host reaches everybody else too.

use super::act::{Answer, at_least};
use super::effect::{everyone, one};
use super::*;

impl Room {
    pub(super) fn demote(&mut self, now: u64, role: Role, person: AccountId) -> Answer {
        match self.reach(role, person)?.ok_or(Refusal::NotPresent)? {
            Role::Listener => Err(Refusal::NoMicrophone),
            _ => Ok(self.unseat(now, person)),
        }
    }

    pub(super) fn mute_one(&mut self, role: Role, person: AccountId) -> Answer {
        match self.reach(role, person)?.ok_or(Refusal::NotPresent)? {
            Role::Listener => Err(Refusal::NoMicrophone),
            _ => Ok(self.mute(person, true).into_iter().collect()),
        }
    }

    /// All within reach: a co-host's *Mute all* leaves the host and the other co-host.
    pub(super) fn mute_all(&mut self, role: Role) -> Answer {
        at_least(role, Role::Cohost)?;
        let people: Vec<_> = self
            .seats
            .iter()
            .copied()
            .filter(|person| self.role(*person).is_some_and(|theirs| theirs < role))
            .collect();
        Ok(people
            .into_iter()
            .filter_map(|person| self.mute(person, true))
            .collect())
    }

    pub(super) fn remove(&mut self, role: Role, person: AccountId) -> Answer {
        self.reach(role, person)?.ok_or(Refusal::NotPresent)?;
        self.spare_founder(role, person)?;
        self.barred.insert(person);
        Ok(self.out(person, OutBy::Removal))
    }

    /// Reaches people who are not here too, so that somebody who left in time does not return.
    pub(super) fn block(&mut self, me: AccountId, role: Role, person: AccountId) -> Answer {
        let present = self.reach(role, person)?.is_some();
        self.spare_founder(role, person)?;
        let mut effects = if present {
            self.out(person, OutBy::Block)
        } else {
            Vec::new()
        };
        if self.invitations.remove(&person).is_some() {
            effects.push(one(person, News::InvitationGone));
        }
        self.barred.insert(person);
        effects.push(one(me, News::Blocks { by: me, person }));
        Ok(effects)
    }

    /// The founder may listen or be away while another is host; a co-host must not lock them out.
    fn spare_founder(&self, role: Role, person: AccountId) -> Result<(), Refusal> {
        if person == self.founder {
            at_least(role, Role::Host)?;
        }
        Ok(())
    }

    /// The role of `person`, none when not here; refused to those who have no say over them.
    fn reach(&self, role: Role, person: AccountId) -> Result<Option<Role>, Refusal> {
        at_least(role, Role::Cohost)?;
        let theirs = self.role(person);
        if person == self.host || theirs.is_some_and(|theirs| theirs >= role) {
            return Err(Refusal::NotAllowed);
        }
        Ok(theirs)
    }

    /// Takes `person`, who is not the host, out of the room.
    pub(super) fn out(&mut self, person: AccountId, by: OutBy) -> Vec<Effect> {
        let mut effects = self.forget_request(person);
        self.seats.retain(|seated| *seated != person);
        self.people.remove(&person);
        if matches!(by, OutBy::Removal | OutBy::Block) && self.invitations.remove(&person).is_some() {
            effects.push(one(person, News::InvitationGone));
        }
        // The person is not among everyone any more.
        effects.extend([
            one(person, News::Out(person, by)),
            everyone(News::Out(person, by)),
            everyone(News::Listeners(self.listeners())),
        ]);
        effects
    }

    /// Ends it, whoever hosts: its founder's account is closed.
    pub fn close(&mut self, now: u64) -> Vec<Effect> {
        match self.phase {
            Phase::Ended { .. } => Vec::new(),
            _ => self.end(now, EndedBy::Closed),
        }
    }

    pub(super) fn end(&mut self, now: u64, by: EndedBy) -> Vec<Effect> {
        self.phase = Phase::Ended { at: now, by };
        self.requests.clear();
        self.invitations.clear();
        vec![everyone(News::Ended(by))]
    }
}
