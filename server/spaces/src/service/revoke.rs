//! Rights that end while somebody is in a room: they are out at once.

use super::{Spaces, lock};
use crate::SpaceId;
use crate::room::{End, Room, Way};
use crate::voice::{Direction, Engine};
use std::collections::HashSet;
use store::SpaceNews;
use types::live::{Event, ServerMessage};
use types::{AccountId, Result};

impl Spaces {
    pub(super) async fn heard(&self, event: &Event) -> Result<()> {
        match *event {
            Event::SessionsEnded { account_id, .. } => self.check_sessions(Some(account_id)).await,
            Event::AccountClosed { account_id } => {
                self.check_sessions(Some(account_id)).await?;
                self.check_rooms(|room| {
                    room.founder() == account_id || room.host() == account_id || room.role(account_id).is_some()
                })
                .await
            }
            Event::AccountHidden { viewer_id: person, .. }
            | Event::AudienceReduced { viewer_id: person }
            | Event::Unfollowed {
                follower_id: person, ..
            } => self.check_rooms(|room| room.role(person).is_some()).await,
            Event::CommunityClosed { .. } => self.check_rooms(|_| true).await,
            // With another host other blocks count.
            Event::SpaceChanged { space_id } => self.check_room(space_id).await,
            _ => Ok(()),
        }
    }

    /// Everything, for what no event tells of, such as a session that is too old.
    pub(super) async fn check_all(&self) -> Result<()> {
        self.check_sessions(None).await?;
        self.check_rooms(|_| true).await
    }

    async fn check_rooms(&self, which: impl Fn(&Room) -> bool) -> Result<()> {
        for space in self.0.driver.find(|room| room.is_live() && which(room)) {
            self.check_room(space).await?;
        }
        Ok(())
    }

    /// Puts out whoever may not know of the space any more; ends it where even its founder may not.
    async fn check_room(&self, space: SpaceId) -> Result<()> {
        let people = |room: &Room| {
            let people: Vec<AccountId> = room.people().map(|(person, _)| person).collect();
            room.is_live().then(|| (people, room.founder()))
        };
        let Some((people, founder)) = self.0.driver.read(space, people).flatten() else {
            return Ok(());
        };
        let mut asked = people.clone();
        asked.push(founder);
        let admitted: HashSet<AccountId> = self.0.store.admitted_among(space, &asked).await?.into_iter().collect();
        if !admitted.contains(&founder) {
            let effects = self.0.driver.close(self.now(), space);
            self.follow(space, &effects);
            return Ok(());
        }
        for person in people.into_iter().filter(|person| !admitted.contains(person)) {
            self.put_out(space, person, true);
        }
        Ok(())
    }

    /// Ends the connections of sessions that are over, of one account or of all.
    async fn check_sessions(&self, account: Option<AccountId>) -> Result<()> {
        let holds: Vec<_> = {
            let holds = lock(&self.0.holds);
            let of_account = holds
                .iter()
                .filter(|(leg, _)| account.is_none_or(|account| leg.person == account));
            of_account.map(|(leg, hold)| (*leg, hold.session)).collect()
        };
        let sessions: HashSet<_> = holds.iter().map(|(_, session)| *session).collect();
        for session in sessions {
            if self.0.store.session_is_live(session).await? {
                continue;
            }
            for (leg, _) in holds.iter().filter(|(_, of)| *of == session) {
                match leg.direction {
                    Direction::Listen => self.put_out(leg.space, leg.person, false),
                    Direction::Speak => {
                        lock(&self.0.holds).remove(leg);
                        self.0.driver.engine().close(*leg);
                        let (now, closed) = (self.now(), End::Closed);
                        let effects = self
                            .0
                            .driver
                            .disconnected(now, leg.space, leg.person, Way::Speak, closed);
                        self.follow(leg.space, &effects);
                    }
                }
            }
        }
        Ok(())
    }

    /// Closes somebody's connections and takes them out of the room. A host's place is kept for a while.
    pub(super) fn put_out(&self, space: SpaceId, person: AccountId, removed: bool) {
        let effects = self.0.driver.put_out(self.now(), space, person);
        self.let_go(space, person);
        let is_out = self.0.driver.read(space, |room| room.role(person).is_none()) == Some(true);
        match self.room_store(space).filter(|_| is_out) {
            Some(room_store) => room_store.change(true, SpaceNews::default(), vec![(person, removed)]),
            None => self.0.hub.tell(&[person], &ServerMessage::SpaceOut { space, removed }),
        }
        self.follow(space, &effects);
    }
}
