//! Microphones: asking, inviting, getting one and giving it back.

use super::act::{Answer, at_least};
use super::effect::{everyone, hosts, one};
use super::*;

impl Room {
    pub(super) fn request(&mut self, actor: Actor, role: Role) -> Answer {
        let me = actor.person;
        if role > Role::Listener {
            return Err(Refusal::HasMicrophone);
        }
        match self.may_speak {
            MaySpeak::Everyone => {}
            MaySpeak::Followed if actor.followed => {}
            MaySpeak::Followed => return Err(Refusal::OnlyFollowed),
            MaySpeak::Invited => return Err(Refusal::OnlyInvited),
        }
        if self.requests.contains(&me) {
            return Err(Refusal::AskedAlready);
        }
        if self.requests.len() == MAX_WAITING {
            return Err(Refusal::TooManyWaiting);
        }
        self.requests.push(me);
        Ok(vec![hosts(News::Requested(me)), one(me, News::Requested(me))])
    }

    pub(super) fn withdraw(&mut self, me: AccountId) -> Answer {
        let gone = self.forget_request(me);
        if gone.is_empty() {
            Err(Refusal::NoRequest)
        } else {
            Ok(gone)
        }
    }

    pub(super) fn approve(&mut self, role: Role, person: AccountId) -> Answer {
        at_least(role, Role::Cohost)?;
        if !self.requests.contains(&person) {
            return Err(Refusal::NoRequest);
        }
        self.free(Role::Speaker)?;
        Ok(self.seat(person, Role::Speaker))
    }

    pub(super) fn decline(&mut self, role: Role, person: AccountId) -> Answer {
        at_least(role, Role::Cohost)?;
        self.withdraw(person)
    }

    /// Only the host appoints co-hosts; people who are not here yet can be invited too.
    pub(super) fn invite(&mut self, role: Role, person: AccountId, to: Role) -> Answer {
        match to {
            Role::Speaker => at_least(role, Role::Cohost)?,
            Role::Cohost => at_least(role, Role::Host)?,
            Role::Host | Role::Listener => return Err(Refusal::NotAllowed),
        }
        if self.barred.contains(&person) {
            return Err(Refusal::Barred);
        }
        if self.role(person).is_some_and(|now| now >= to) {
            return Err(Refusal::HasMicrophone);
        }
        self.free(to)?;
        if self.invitations.len() == MAX_WAITING && !self.invitations.contains_key(&person) {
            return Err(Refusal::TooManyWaiting);
        }
        self.invitations.insert(person, to);
        Ok(vec![one(person, News::Invited(to))])
    }

    /// Seats may have been taken since the invitation; it then stays open.
    pub(super) fn accept(&mut self, me: AccountId, role: Role) -> Answer {
        let to = *self.invitations.get(&me).ok_or(Refusal::NoInvitation)?;
        if role >= to {
            return Err(Refusal::HasMicrophone);
        }
        self.free(to)?;
        Ok(self.seat(me, to))
    }

    pub(super) fn set_may_speak(&mut self, role: Role, rule: MaySpeak) -> Answer {
        at_least(role, Role::Host)?;
        self.may_speak = rule;
        let mut effects = vec![everyone(News::MaySpeak(rule))];
        // Whom the host follows is not known here: those who may still ask ask again.
        if rule != MaySpeak::Everyone {
            for person in std::mem::take(&mut self.requests) {
                effects.extend([hosts(News::RequestGone(person)), one(person, News::RequestGone(person))]);
            }
        }
        Ok(effects)
    }

    pub(super) fn count(&self, role: Role) -> usize {
        self.people.values().filter(|present| present.role == role).count()
    }

    fn free(&self, role: Role) -> Result<(), Refusal> {
        match role {
            Role::Cohost if self.count(role) >= MAX_COHOSTS => Err(Refusal::CohostsTaken),
            Role::Speaker if self.count(role) >= MAX_SPEAKERS => Err(Refusal::MicrophonesTaken),
            _ => Ok(()),
        }
    }

    /// Gives `person`, who is present, a microphone. Whoever gets their first one starts muted.
    pub(super) fn seat(&mut self, person: AccountId, role: Role) -> Vec<Effect> {
        if !self.seats.contains(&person) {
            self.seats.push(person);
            self.change(person, Present::silence);
        }
        self.change(person, |present| present.role = role);
        let mut effects = self.forget_request(person);
        self.invitations.remove(&person);
        effects.extend([
            everyone(News::Role(person, role)),
            everyone(News::Listeners(self.listeners())),
        ]);
        effects
    }

    /// Back among the listeners; the connection that spoke is closed.
    pub(super) fn unseat(&mut self, now: u64, person: AccountId) -> Vec<Effect> {
        self.seats.retain(|seated| *seated != person);
        self.change(person, |present| {
            present.role = Role::Listener;
            present.silence();
            present.captions = false;
            present.ways.speaks = false;
        });
        self.invitations.remove(&person);
        let gone = self.settle(now, person, 0);
        let mut effects = vec![
            everyone(News::Role(person, Role::Listener)),
            everyone(News::Listeners(self.listeners())),
        ];
        effects.extend(gone);
        effects
    }

    pub(super) fn forget_request(&mut self, person: AccountId) -> Vec<Effect> {
        let waiting = self.requests.len();
        self.requests.retain(|asking| *asking != person);
        if self.requests.len() == waiting {
            return Vec::new();
        }
        vec![hosts(News::RequestGone(person)), one(person, News::RequestGone(person))]
    }

    pub(super) fn change(&mut self, person: AccountId, with: impl FnOnce(&mut Present)) {
        if let Some(present) = self.people.get_mut(&person) {
            with(present);
        }
    }

    /// Tells only of a change.
    pub(super) fn mute(&mut self, person: AccountId, muted: bool) -> Option<Effect> {
        let present = self.people.get_mut(&person)?;
        let changed = present.muted != muted;
        present.muted = muted;
        present.mute_at = present.mute_at.filter(|_| !muted);
        changed.then(|| everyone(News::Muted(person, muted)))
    }
}
