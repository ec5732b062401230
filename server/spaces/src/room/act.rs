//! What a person does for themself, and the one way by which every action comes.

use super::effect::{everyone, hosts, one};
use super::*;

pub(super) type Answer = Result<Vec<Effect>, Refusal>;

impl Room {
    /// Takes one action at `now`, or refuses it and changes nothing. Call [`Room::tick`] first when time has passed.
    pub fn act(&mut self, now: u64, actor: Actor, action: Action) -> Answer {
        let me = actor.person;
        match self.phase {
            Phase::Ended { .. } => return Err(Refusal::Ended),
            Phase::Scheduled { .. } => return self.before(now, me, action),
            Phase::Live { .. } => {}
        }
        if action == Action::Enter {
            return self.enter(now, actor);
        }
        let role = self.role(me).ok_or(Refusal::NotPresent)?;
        match action {
            Action::Start | Action::Reschedule { .. } | Action::SetRecording(_) => Err(Refusal::Started),
            Action::Enter => self.enter(now, actor),
            Action::End => {
                at_least(role, Role::Host)?;
                Ok(self.end(now, EndedBy::Host))
            }
            // The host's place is kept: whether on purpose or not, the space outlives their absence for a while.
            Action::Leave if role == Role::Host => Ok(self.leave_host(now, me)),
            Action::Leave => Ok(self.out(me, OutBy::Themself)),
            Action::Drop => Ok(self.lose(now, me)),
            Action::Request => self.request(actor, role),
            Action::WithdrawRequest => self.withdraw(me),
            Action::Accept => self.accept(me, role),
            Action::DeclineInvitation => match self.invitations.remove(&me) {
                Some(_) => Ok(vec![one(me, News::InvitationGone)]),
                None => Err(Refusal::NoInvitation),
            },
            Action::StepDown => match role {
                Role::Host => Err(Refusal::NotAllowed),
                Role::Listener => Err(Refusal::NoMicrophone),
                Role::Speaker | Role::Cohost => Ok(self.unseat(now, me)),
            },
            Action::Mute => self.set_muted(now, me, true),
            Action::Unmute => self.set_muted(now, me, false),
            Action::React(emoji) => self.react(now, me, emoji),
            Action::Captions(on) => {
                microphone(role)?;
                self.change(me, |present| present.captions = on);
                Ok(vec![everyone(News::Captions(me, on))])
            }
            Action::Pin(post) => self.pin(me, role, post),
            Action::Unpin(post) => self.unpin(me, role, post),
            Action::Approve(person) => self.approve(role, person),
            Action::Decline(person) => self.decline(role, person),
            Action::Invite(person, to) => self.invite(role, person, to),
            Action::Demote(person) => self.demote(now, role, person),
            Action::MuteOne(person) => self.mute_one(role, person),
            Action::MuteAll => self.mute_all(role),
            Action::Remove(person) => self.remove(role, person),
            Action::Block(person) => self.block(me, role, person),
            Action::SetMaySpeak(rule) => self.set_may_speak(role, rule),
        }
    }

    /// Before the start only the host does anything.
    fn before(&mut self, now: u64, me: AccountId, action: Action) -> Answer {
        let mine = if me == self.host {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        };
        match action {
            Action::Start => {
                mine?;
                self.phase = Phase::Live { since: now };
                self.people.insert(me, Present::host());
                Ok(vec![
                    Effect {
                        to: To::Reminded,
                        news: News::Started,
                    },
                    everyone(News::Started),
                ])
            }
            Action::Reschedule { at } => {
                mine?;
                in_time(at, now)?;
                self.phase = Phase::Scheduled { at };
                self.noticed = at < now + NOTICE_AHEAD;
                Ok(vec![Effect {
                    to: To::Reminded,
                    news: News::Rescheduled { at },
                }])
            }
            Action::SetRecording(on) => {
                mine?;
                self.recording = on;
                Ok(vec![everyone(News::Recording(on))])
            }
            Action::SetMaySpeak(rule) => {
                mine?;
                self.may_speak = rule;
                Ok(vec![everyone(News::MaySpeak(rule))])
            }
            Action::End => {
                mine?;
                let mut effects = self.end(now, EndedBy::Host);
                effects.push(Effect {
                    to: To::Reminded,
                    news: News::Ended(EndedBy::Host),
                });
                Ok(effects)
            }
            _ => Err(Refusal::NotStarted),
        }
    }

    fn enter(&mut self, now: u64, actor: Actor) -> Answer {
        let me = actor.person;
        if self.barred.contains(&me) {
            return Err(Refusal::Barred);
        }
        if self.people.contains_key(&me) {
            return Ok(self.connected(now, me, Way::Listen));
        }
        if !actor.admitted && me != self.founder {
            return Err(Refusal::NotAdmitted);
        }
        self.people.insert(me, Present::listener());
        let mut effects = vec![hosts(News::Entered(me)), everyone(News::Listeners(self.listeners()))];
        // Another became host while the founder was away.
        if me == self.founder && self.count(Role::Cohost) < MAX_COHOSTS {
            effects.extend(self.seat(me, Role::Cohost));
        } else if let Some(role) = self.invitations.get(&me) {
            effects.push(one(me, News::Invited(*role)));
        }
        Ok(effects)
    }

    fn set_muted(&mut self, now: u64, me: AccountId, muted: bool) -> Answer {
        microphone(self.role(me).ok_or(Refusal::NotPresent)?)?;
        let effects = self.mute(me, muted).into_iter().collect();
        self.change(me, |present| present.await_voice(now + VOICE_KEPT));
        Ok(effects)
    }

    fn react(&mut self, now: u64, me: AccountId, emoji: String) -> Answer {
        if !REACTIONS.contains(&emoji.as_str()) {
            return Err(Refusal::NoSuchReaction);
        }
        let present = self.people.get_mut(&me).ok_or(Refusal::NotPresent)?;
        if now < present.reacted_at + REACTION_PAUSE {
            return Err(Refusal::TooFast);
        }
        present.reacted_at = now;
        Ok(vec![everyone(News::Reaction(me, emoji))])
    }

    fn pin(&mut self, me: AccountId, role: Role, post: PostId) -> Answer {
        microphone(role)?;
        if self.pins.iter().any(|pin| pin.post == post) {
            return Err(Refusal::PinnedAlready);
        }
        if self.pins.len() == MAX_PINS {
            return Err(Refusal::PinsTaken);
        }
        self.pins.push(Pin { post, by: me });
        Ok(vec![everyone(News::Pinned(post))])
    }

    fn unpin(&mut self, me: AccountId, role: Role, post: PostId) -> Answer {
        let place = self
            .pins
            .iter()
            .position(|pin| pin.post == post)
            .ok_or(Refusal::NotPinned)?;
        if self.pins[place].by != me {
            at_least(role, Role::Cohost)?;
        }
        self.pins.remove(place);
        Ok(vec![everyone(News::Unpinned(post))])
    }
}

pub(super) fn at_least(role: Role, needed: Role) -> Result<(), Refusal> {
    if role >= needed {
        Ok(())
    } else {
        Err(Refusal::NotAllowed)
    }
}

fn microphone(role: Role) -> Result<(), Refusal> {
    if role > Role::Listener {
        Ok(())
    } else {
        Err(Refusal::NoMicrophone)
    }
}
