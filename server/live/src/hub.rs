//! Who is connected and what they watch.

use crate::{moved::Moved, rooms::Rooms};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};
use store::Store;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;
use types::{
    AccountId, PostId, SessionId, SpaceId,
    live::{Feed, ServerMessage},
};

/// Sockets of one account, and of all signed-out visitors, that are held at a time.
pub const MOST_PER_ACCOUNT: usize = 32;
pub const MOST_GUESTS: usize = 5_000;
/// Messages that wait for a slow page; one more and it is dropped with `Resync`.
pub const QUEUE: usize = 256;
/// Posts that one page watches.
pub const MOST_WATCHED: usize = 200;
/// Spaces that one page watches.
pub const MOST_SPACES: usize = 50;

/// Who opens a socket. Account 0 is a visitor who is signed out.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    pub account: AccountId,
    pub session: Option<SessionId>,
}

/// Cheap to clone; all clones are one hub.
#[derive(Clone)]
pub struct Hub {
    pub(crate) store: Store,
    connections: Arc<Mutex<HashMap<u64, Connection>>>,
    next: Arc<AtomicU64>,
    rooms: Arc<OnceLock<Weak<dyn Rooms>>>,
    pub(crate) moved: Arc<Moved>,
    pub(crate) ended: CancellationToken,
}

pub(crate) struct Connection {
    pub peer: Peer,
    sender: mpsc::Sender<ServerMessage>,
    /// Rung when the socket is to end: it was too slow, or its session is over.
    closing: Arc<Notify>,
    /// Those which the account could see when it was last looked: of what it may not see it learns no end either.
    pub watched: HashSet<PostId>,
    /// Those which the account could see when it asked.
    pub spaces: HashSet<SpaceId>,
    /// The list on the page.
    pub feed: Option<Feed>,
}

/// A connection's place in the hub; leaving is dropping it.
pub(crate) struct Seat {
    hub: Hub,
    id: u64,
    pub receiver: mpsc::Receiver<ServerMessage>,
    pub closing: Arc<Notify>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let removed = self.hub.lock().remove(&self.id);
        metrics::gauge!("piaf_live_sockets").decrement(1.0);
        if let Some(connection) = removed {
            self.hub.pages_changed(connection.peer.account);
        }
    }
}

impl Seat {
    /// Watches these posts instead of those before; answers which are new.
    pub fn watch(&self, posts: HashSet<PostId>) -> Vec<PostId> {
        match self.hub.lock().get_mut(&self.id) {
            Some(connection) => {
                let before = std::mem::replace(&mut connection.watched, posts);
                connection.watched.difference(&before).copied().collect()
            }
            None => Vec::new(),
        }
    }

    /// Watches these posts no more.
    pub fn unwatch(&self, posts: &[PostId]) {
        if let Some(connection) = self.hub.lock().get_mut(&self.id) {
            connection.watched.retain(|post| !posts.contains(post));
        }
    }

    /// Watches these spaces instead of those before.
    pub fn watch_spaces(&self, spaces: HashSet<SpaceId>) {
        if let Some(connection) = self.hub.lock().get_mut(&self.id) {
            connection.spaces = spaces;
        }
    }

    /// Watches this list instead of the one before.
    pub fn watch_feed(&self, feed: Option<Feed>) {
        if let Some(connection) = self.hub.lock().get_mut(&self.id) {
            connection.feed = feed;
        }
    }
}

impl Hub {
    pub fn new(store: Store) -> Self {
        Self {
            store,
            connections: Arc::default(),
            next: Arc::default(),
            rooms: Arc::default(),
            moved: Arc::default(),
            ended: CancellationToken::new(),
        }
    }

    /// Names the rooms, once. They hold the hub, which therefore does not hold them.
    pub fn attach(&self, rooms: Weak<dyn Rooms>) {
        let _ = self.rooms.set(rooms);
    }

    pub(crate) fn rooms(&self) -> Option<Arc<dyn Rooms>> {
        self.rooms.get()?.upgrade()
    }

    /// Tells all sockets that the server stops.
    pub fn close(&self) {
        self.ended.cancel();
    }

    // Nothing that holds the lock can panic half way, so a poisoned one is still whole.
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<u64, Connection>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat; none where the account or the guests have too many.
    pub(crate) fn enter(&self, peer: Peer) -> Option<Seat> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let closing = Arc::new(Notify::new());
        let most = if peer.account.0 == 0 {
            MOST_GUESTS
        } else {
            MOST_PER_ACCOUNT
        };
        let mut connections = self.lock();
        if connections
            .values()
            .filter(|connection| connection.peer.account == peer.account)
            .count()
            >= most
        {
            return None;
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        connections.insert(
            id,
            Connection {
                peer,
                sender,
                closing: closing.clone(),
                watched: HashSet::new(),
                spaces: HashSet::new(),
                feed: None,
            },
        );
        drop(connections);
        metrics::gauge!("piaf_live_sockets").increment(1.0);
        let seat = Seat {
            hub: self.clone(),
            id,
            receiver,
            closing,
        };
        self.pages_changed(peer.account);
        Some(seat)
    }

    /// Whether a page of the account is open.
    pub fn has_page(&self, account: AccountId) -> bool {
        self.lock()
            .values()
            .any(|connection| connection.peer.account == account)
    }

    /// Rooms count whoever has a page open among those who are there. Not to be called with the lock held.
    fn pages_changed(&self, account: AccountId) {
        if account.0 != 0
            && let Some(rooms) = self.rooms()
        {
            rooms.pages_changed(account);
        }
    }

    /// Tells those who watch the space and those accounts that it changed.
    pub(crate) fn tell_space_changed(&self, space: SpaceId, accounts: &[AccountId]) {
        self.send(&ServerMessage::SpaceChanged { space }, |connection| {
            connection.spaces.contains(&space) || accounts.contains(&connection.peer.account)
        });
    }

    /// The space is gone for the account: its pages that watch it are told so, and nothing more after that.
    pub(crate) fn lose_space(&self, space: SpaceId, account: AccountId) {
        let watching =
            |connection: &Connection| connection.peer.account == account && connection.spaces.contains(&space);
        self.send(&ServerMessage::SpaceChanged { space }, watching);
        for connection in self.lock().values_mut().filter(|connection| watching(connection)) {
            connection.spaces.remove(&space);
        }
    }

    /// Sends each account its own message, to all its pages.
    pub fn tell_each(&self, messages: &HashMap<AccountId, ServerMessage>) {
        for connection in self.lock().values() {
            if let Some(message) = messages.get(&connection.peer.account)
                && connection.sender.try_send(message.clone()).is_err()
            {
                connection.closing.notify_one();
            }
        }
    }

    /// Sends to all pages of the accounts.
    pub fn tell(&self, accounts: &[AccountId], message: &ServerMessage) {
        self.send(message, |connection| accounts.contains(&connection.peer.account));
    }

    /// Sends to those pages of the accounts that watch the post.
    pub(crate) fn tell_watchers(&self, post: PostId, accounts: &[AccountId], message: &ServerMessage) {
        self.send(message, |connection| {
            connection.watched.contains(&post) && accounts.contains(&connection.peer.account)
        });
    }

    /// The post is gone for the accounts: their pages that watch it are told so, and nothing more after that.
    pub(crate) fn lose_post(&self, post_id: PostId, accounts: &[AccountId]) {
        self.tell_watchers(post_id, accounts, &ServerMessage::Gone { post_id });
        for connection in self.lock().values_mut() {
            if accounts.contains(&connection.peer.account) {
                connection.watched.remove(&post_id);
            }
        }
    }

    /// Sends to those pages of the account that watch the list.
    pub(crate) fn tell_feed(&self, account: i64, feed: &Feed, message: &ServerMessage) {
        self.send(message, |connection| {
            connection.peer.account.0 == account && connection.feed.as_ref() == Some(feed)
        });
    }

    /// Ends the pages of a session that is over.
    pub(crate) fn sign_out(&self, session: SessionId) {
        for connection in self
            .lock()
            .values()
            .filter(|connection| connection.peer.session == Some(session))
        {
            let _ = connection.sender.try_send(ServerMessage::SignedOut);
            connection.closing.notify_one();
        }
    }

    fn send(&self, message: &ServerMessage, to: impl Fn(&Connection) -> bool) {
        for connection in self.lock().values().filter(|connection| to(connection)) {
            if connection.sender.try_send(message.clone()).is_err() {
                connection.closing.notify_one();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn hub() -> Hub {
        // Never asked: the pool connects when it is first used.
        Hub::new(Store::new("postgres:///nobody?host=/nonexistent", 1).expect("an address"))
    }

    fn peer(account: i64, session: i64) -> Peer {
        Peer {
            account: AccountId(account),
            session: Some(SessionId(session)),
        }
    }

    #[tokio::test]
    async fn a_slow_page_is_dropped_and_the_others_go_on() {
        let hub = hub();
        let slow = hub.enter(peer(1, 1)).expect("a seat");
        let mut quick = hub.enter(peer(2, 2)).expect("a seat");
        for _ in 0..=QUEUE {
            hub.tell(&[AccountId(1), AccountId(2)], &ServerMessage::Pong);
            assert!(quick.receiver.try_recv().is_ok());
        }
        assert!(slow.closing.notified().now_or_never().is_some(), "rung");
        assert!(quick.closing.notified().now_or_never().is_none());
    }

    #[tokio::test]
    async fn an_ended_session_hears_so_and_its_sockets_are_rung() {
        let hub = hub();
        let mut ended = hub.enter(peer(1, 1)).expect("a seat");
        let kept = hub.enter(peer(1, 2)).expect("a seat");
        hub.sign_out(SessionId(1));
        assert_eq!(ended.receiver.try_recv(), Ok(ServerMessage::SignedOut));
        assert!(ended.closing.notified().now_or_never().is_some());
        assert!(kept.closing.notified().now_or_never().is_none());
    }

    #[tokio::test]
    async fn seats_are_bounded_and_given_back() {
        let hub = hub();
        let mut seats: Vec<_> = (0..MOST_PER_ACCOUNT)
            .map(|_| hub.enter(peer(1, 1)).expect("a seat"))
            .collect();
        assert!(hub.enter(peer(1, 1)).is_none() && hub.enter(peer(2, 2)).is_some());
        seats.pop();
        assert!(hub.enter(peer(1, 1)).is_some());
        let post = PostId(7);
        assert_eq!(seats[0].watch(HashSet::from([post])), [post]);
        assert!(seats[0].watch(HashSet::from([post])).is_empty(), "known");
        assert_eq!(hub.watchers(post), [1]);
        seats[0].unwatch(&[post]);
        assert!(hub.watchers(post).is_empty());
        assert_eq!(seats[0].watch(HashSet::from([post])), [post], "new again");
        drop(seats);
        assert!(hub.watchers(post).is_empty() && hub.accounts().is_empty());
    }
}
