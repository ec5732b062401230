//! Connections of voices: offers taken and hung up.

use super::{Spaces, ended_if_missing, lock, refused};
use crate::SpaceId;
use crate::driver::{Denied, way};
use crate::room::{Actor, End, Refusal, Way};
use crate::voice::{Direction, Engine, Leg, Refused};
use types::{AccountId, Error, Field, Result, Rule, SessionId};

/// Who asks, and by which session: the connection ends with it.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub account: AccountId,
    pub session: SessionId,
    /// A page of ours; other clients come with a token.
    pub by_page: bool,
}

/// A connection that was taken.
#[derive(Clone, Debug)]
pub struct Connection {
    /// SDP.
    pub answer: String,
    /// Names it for hanging up; a later one of the same person has another.
    pub key: String,
}

/// Whose connection it is.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    pub session: SessionId,
    pub by_page: bool,
    key: String,
}

impl Spaces {
    /// Takes an SDP offer to listen, which enters the room or comes back to it, or to speak. `NotFound` for those who may
    /// not come in, whatever the reason.
    pub async fn offer(&self, caller: Caller, space: SpaceId, direction: Direction, offer: &str) -> Result<Connection> {
        let Caller {
            account,
            session,
            by_page,
        } = caller;
        if !self.rate_limits().offer(account, self.now()) {
            return Err(Error::RateLimited { retry_after: 2 });
        }
        let admission = self
            .0
            .store
            .space_admission(space, account)
            .await?
            .ok_or(Error::NotFound)?;
        self.fetch(space).await.map_err(ended_if_missing)?;
        let actor = Actor {
            person: account,
            admitted: true,
            followed: admission.followed,
        };
        let (answer, effects) = self.0.driver.offer(self.now(), space, actor, direction, offer);
        self.follow(space, &effects);
        let answer = answer.map_err(denied)?;
        let key = format!("{:016x}", rand::random::<u64>());
        let leg = Leg {
            space,
            person: account,
            direction,
        };
        let hold = Hold {
            session,
            by_page,
            key: key.clone(),
        };
        lock(&self.0.holds).insert(leg, hold);
        if direction == Direction::Listen {
            self.note_pages_of(space, account);
            if by_page {
                self.await_new_voice(space, account);
            }
        }
        // What was taken from them while they came in: those who saw to it did not find them here yet.
        let (admission, live) = futures::try_join!(
            self.0.store.space_admission(space, account),
            self.0.store.session_is_live(session)
        )?;
        if admission.is_none() || !live {
            self.put_out(space, account, admission.is_none());
            return Err(Error::NotFound);
        }
        // Also where nothing changed: the page may be a new one.
        self.touch(space);
        Ok(Connection { answer, key })
    }

    /// A page that listens anew makes its speaking connection anew too. Where it does not, as a page that was loaded anew,
    /// the one of before sends nothing.
    fn await_new_voice(&self, space: SpaceId, person: AccountId) {
        let speaking = Leg {
            space,
            person,
            direction: Direction::Speak,
        };
        if lock(&self.0.holds).get(&speaking).is_some_and(|hold| hold.by_page) {
            let now = self.now();
            let effects = self.0.driver.disconnected(now, space, person, Way::Speak, End::Broken);
            self.follow(space, &effects);
        }
    }

    /// Ends a connection. Who listened keeps their place for a while, as whenever a connection is lost.
    pub fn hang_up(&self, account: AccountId, space: SpaceId, direction: Direction, key: &str) -> Result<()> {
        let leg = Leg {
            space,
            person: account,
            direction,
        };
        {
            let mut holds = lock(&self.0.holds);
            if holds.get(&leg).is_none_or(|hold| hold.key != key) {
                return Err(Error::NotFound);
            }
            holds.remove(&leg);
        }
        self.0.driver.engine().close(leg);
        let effects = self
            .0
            .driver
            .disconnected(self.now(), space, account, way(direction), End::Closed);
        self.follow(space, &effects);
        Ok(())
    }
}

fn denied(denied: Denied) -> Error {
    match denied {
        Denied::Room(Refusal::NotAdmitted | Refusal::Barred) => Error::NotFound,
        Denied::Room(refusal) => refused(refusal),
        Denied::Engine(Refused::BadOffer(_)) => Error::invalid(Field::Form, Rule::TextInvalid),
        Denied::Engine(Refused::Full | Refused::Busy | Refused::Stopped) => Error::Unavailable,
    }
}
