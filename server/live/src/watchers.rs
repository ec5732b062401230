//! Who is connected, and who watches what: what deliveries ask before they ask the database.

use crate::hub::{Connection, Hub};
use std::collections::{HashMap, HashSet};
use types::{AccountId, SessionId, live::Topic};

impl Hub {
    /// Accounts with an open page, each once, without the guests.
    pub(crate) fn accounts(&self) -> Vec<i64> {
        let accounts: HashSet<i64> = self
            .lock()
            .values()
            .map(|connection| connection.peer.account.0)
            .collect();
        accounts.into_iter().filter(|account| *account != 0).collect()
    }

    /// Whether a page of the account is open.
    pub fn has_page(&self, account: AccountId) -> bool {
        self.lock()
            .values()
            .any(|connection| connection.peer.account == account)
    }

    /// Sessions with an open page of the account.
    pub(crate) fn sessions(&self, account: AccountId) -> Vec<SessionId> {
        let connections = self.lock();
        let of_account = connections
            .values()
            .filter(|connection| connection.peer.account == account);
        of_account.filter_map(|connection| connection.peer.session).collect()
    }

    /// Accounts (0 for guests) that watch a topic, each once.
    pub(crate) fn watchers(&self, topic: &Topic) -> Vec<AccountId> {
        self.accounts_where(|connection| connection.watches(topic))
    }

    /// Accounts (0 for guests) that watch any topic that is wanted, each once.
    pub(crate) fn watchers_of_any(&self, wanted: impl Fn(&Topic) -> bool) -> Vec<AccountId> {
        self.accounts_where(|connection| connection.watched.topics().any(&wanted))
    }

    fn accounts_where(&self, is_wanted: impl Fn(&Connection) -> bool) -> Vec<AccountId> {
        let connections = self.lock();
        let wanted = connections.values().filter(|connection| is_wanted(connection));
        let accounts: HashSet<AccountId> = wanted.map(|connection| connection.peer.account).collect();
        accounts.into_iter().collect()
    }

    /// Accounts (0 for guests) that watch each of these topics, each once; without topics that nobody watches.
    pub(crate) fn watchers_of(&self, topics: &[Topic]) -> HashMap<Topic, Vec<AccountId>> {
        let mut watchers: HashMap<&Topic, HashSet<AccountId>> = HashMap::new();
        for connection in self.lock().values() {
            for topic in topics.iter().filter(|topic| connection.watches(topic)) {
                watchers.entry(topic).or_default().insert(connection.peer.account);
            }
        }
        watchers
            .into_iter()
            .map(|(topic, accounts)| (topic.clone(), accounts.into_iter().collect()))
            .collect()
    }

    /// All topics that are watched and wanted, with each account (0 for guests) that watches them; each pair once.
    pub(crate) fn watched_where(&self, wanted: impl Fn(&Topic) -> bool) -> Vec<(AccountId, Topic)> {
        let connections = self.lock();
        let pairs: HashSet<(AccountId, &Topic)> = connections
            .values()
            .flat_map(|connection| {
                let topics = connection.watched.topics().filter(|topic| wanted(topic));
                topics.map(|topic| (connection.peer.account, topic))
            })
            .collect();
        pairs
            .into_iter()
            .map(|(account, topic)| (account, topic.clone()))
            .collect()
    }

    /// Topics that pages of the account watch and that are wanted, each once.
    pub(crate) fn watched_by(&self, account: AccountId, wanted: impl Fn(&Topic) -> bool) -> Vec<Topic> {
        let connections = self.lock();
        let of_account = connections
            .values()
            .filter(|connection| connection.peer.account == account);
        let topics: HashSet<&Topic> = of_account
            .flat_map(|connection| connection.watched.topics().filter(|topic| wanted(topic)))
            .collect();
        topics.into_iter().cloned().collect()
    }

    /// Of these topics, those that a page of the account watches now.
    pub(crate) fn still_watched(&self, account: AccountId, topics: HashSet<Topic>) -> Vec<Topic> {
        let connections = self.lock();
        let pages: Vec<&Connection> = connections
            .values()
            .filter(|connection| connection.peer.account == account)
            .collect();
        let is_watched = |topic: &Topic| pages.iter().any(|page| page.watches(topic));
        topics.into_iter().filter(is_watched).collect()
    }
}
