//! Who is connected, and who watches what: what deliveries ask before they ask the database.

use crate::hub::Hub;
use std::collections::{HashMap, HashSet};
use types::{AccountId, PostId, SessionId, SpaceId, live::Feed};

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

    /// Accounts (0 for guests) that watch a post, each once.
    pub(crate) fn watchers(&self, post: PostId) -> Vec<i64> {
        let connections = self.lock();
        let watching = connections
            .values()
            .filter(|connection| connection.watched.contains(&post));
        let accounts: HashSet<i64> = watching.map(|connection| connection.peer.account.0).collect();
        accounts.into_iter().collect()
    }

    /// Accounts (0 for guests) that watch each of these posts, each once; without posts that nobody watches.
    pub(crate) fn watchers_of(&self, posts: &[PostId]) -> HashMap<PostId, Vec<i64>> {
        let mut watchers: HashMap<PostId, HashSet<i64>> = HashMap::new();
        for connection in self.lock().values() {
            for post in posts.iter().filter(|post| connection.watched.contains(post)) {
                watchers.entry(*post).or_default().insert(connection.peer.account.0);
            }
        }
        watchers
            .into_iter()
            .map(|(post, accounts)| (post, accounts.into_iter().collect()))
            .collect()
    }

    /// All posts that are watched, each once.
    pub(crate) fn watched_posts(&self) -> Vec<PostId> {
        let connections = self.lock();
        let posts: HashSet<PostId> = connections
            .values()
            .flat_map(|connection| connection.watched.iter().copied())
            .collect();
        posts.into_iter().collect()
    }

    /// Accounts (0 for guests) with the list that a page of theirs watches, each pair once, as far as it is wanted.
    pub(crate) fn feed_watchers(&self, wanted: impl Fn(&Feed) -> bool) -> Vec<(i64, Feed)> {
        let connections = self.lock();
        let watched = connections.values().filter_map(|connection| {
            let feed = connection.feed.as_ref().filter(|feed| wanted(feed))?;
            Some((connection.peer.account.0, feed.clone()))
        });
        let pairs: HashSet<(i64, Feed)> = watched.collect();
        pairs.into_iter().collect()
    }

    /// Posts that pages of the account watch, each once.
    pub(crate) fn watched_by(&self, account: AccountId) -> Vec<PostId> {
        let connections = self.lock();
        let of_account = connections
            .values()
            .filter(|connection| connection.peer.account == account);
        let posts: HashSet<PostId> = of_account
            .flat_map(|connection| connection.watched.iter().copied())
            .collect();
        posts.into_iter().collect()
    }

    /// Sessions with an open page of the account.
    pub(crate) fn sessions(&self, account: AccountId) -> Vec<SessionId> {
        let connections = self.lock();
        let of_account = connections
            .values()
            .filter(|connection| connection.peer.account == account);
        of_account.filter_map(|connection| connection.peer.session).collect()
    }

    /// Accounts (0 for guests) that watch a space, or any without one, each once.
    pub(crate) fn space_watchers(&self, space: Option<SpaceId>) -> Vec<AccountId> {
        let connections = self.lock();
        let watching = connections.values().filter(|connection| match space {
            Some(space) => connection.spaces.contains(&space),
            None => !connection.spaces.is_empty(),
        });
        let accounts: HashSet<AccountId> = watching.map(|connection| connection.peer.account).collect();
        accounts.into_iter().collect()
    }

    /// Spaces that pages of the account watch, each once.
    pub(crate) fn spaces_watched_by(&self, account: AccountId) -> Vec<SpaceId> {
        let connections = self.lock();
        let of_account = connections
            .values()
            .filter(|connection| connection.peer.account == account);
        let spaces: HashSet<SpaceId> = of_account
            .flat_map(|connection| connection.spaces.iter().copied())
            .collect();
        spaces.into_iter().collect()
    }
}
