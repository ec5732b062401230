//! Who is in a room by an open page: the sockets' hub knows the pages.

use super::{Spaces, lock};
use crate::SpaceId;
use crate::room::{End, Room, Way};
use crate::voice::{Engine, Leg};
use types::AccountId;

impl Spaces {
    /// A page of somebody opened or closed: noted in the rooms in which they are. When none is left, the connections that
    /// pages made have to show that they are there.
    pub(super) fn pages_changed(&self, account: AccountId) {
        // Sockets are dropped when the server has stopped, too.
        if tokio::runtime::Handle::try_current().is_err() {
            return;
        }
        let has_page = {
            let _one_at_a_time = lock(&self.0.pages);
            let has_page = self.0.hub.has_page(account);
            for space in self.0.driver.find(|room| room.role(account).is_some()) {
                self.note_page(space, account, has_page);
            }
            has_page
        };
        if has_page {
            return;
        }
        let of_pages: Vec<Leg> = {
            let holds = lock(&self.0.holds);
            let of_account = holds.iter().filter(|(leg, hold)| leg.person == account && hold.by_page);
            of_account.map(|(leg, _)| *leg).collect()
        };
        for leg in of_pages {
            self.0.driver.engine().doubt(leg);
        }
    }

    /// Notes the open pages of those who are in a room that has just come here.
    pub(super) fn note_all_pages(&self, space: SpaceId) {
        let people = |room: &Room| room.people().map(|(person, _)| person).collect::<Vec<_>>();
        for person in self.0.driver.read(space, people).unwrap_or_default() {
            self.note_pages_of(space, person);
        }
    }

    /// The same of one person.
    pub(super) fn note_pages_of(&self, space: SpaceId, person: AccountId) {
        let _one_at_a_time = lock(&self.0.pages);
        if self.0.hub.has_page(person) {
            self.note_page(space, person, true);
        }
    }

    fn note_page(&self, space: SpaceId, person: AccountId, is_open: bool) {
        let (driver, now) = (&self.0.driver, self.now());
        let effects = if is_open {
            driver.connected(now, space, person, Way::Page)
        } else {
            driver.disconnected(now, space, person, Way::Page, End::Closed)
        };
        self.follow(space, &effects);
    }
}
