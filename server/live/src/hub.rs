//! The open pages: who they are, and how they are told.

use crate::{
    listener::Listener,
    moved::Moved,
    rights::end_of,
    seat::{Seat, Watched},
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
};
use store::Store;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;
use types::{
    AccountId, SessionId,
    live::{ServerMessage, Topic},
};

/// Sockets of one account, and of all signed-out visitors, that are held at a time.
pub const MOST_PER_ACCOUNT: usize = 32;
pub const MOST_GUESTS: usize = 5_000;
/// Messages that wait for a slow page; one more and it is dropped with `Resync`.
pub const QUEUE: usize = 256;

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
    listeners: Arc<RwLock<Vec<Weak<dyn Listener>>>>,
    pub(crate) moved: Arc<Moved>,
    pub(crate) ended: CancellationToken,
}

pub(crate) struct Connection {
    pub peer: Peer,
    sender: mpsc::Sender<ServerMessage>,
    /// Rung when the socket is to end: it was too slow, or its session is over.
    closing: Arc<Notify>,
    pub watched: Watched,
}

impl Connection {
    /// What is an account's alone is watched by all its pages.
    pub fn watches(&self, topic: &Topic) -> bool {
        match topic {
            Topic::Account(account) => self.peer.account == *account && account.0 != 0,
            topic => self.watched.contains(topic),
        }
    }

    fn tell(&self, message: &ServerMessage) {
        if self.sender.try_send(message.clone()).is_err() {
            self.closing.notify_one();
        }
    }
}

impl Hub {
    pub fn new(store: Store) -> Self {
        Self {
            store,
            connections: Arc::default(),
            next: Arc::default(),
            listeners: Arc::default(),
            moved: Arc::default(),
            ended: CancellationToken::new(),
        }
    }

    /// Names a feature that sockets and events concern. It holds the hub, which therefore does not hold it.
    pub fn attach(&self, listener: Weak<dyn Listener>) {
        let mut listeners = self.listeners.write().unwrap_or_else(PoisonError::into_inner);
        listeners.push(listener);
    }

    pub(crate) fn listeners(&self) -> Vec<Arc<dyn Listener>> {
        let listeners = self.listeners.read().unwrap_or_else(PoisonError::into_inner);
        listeners.iter().filter_map(Weak::upgrade).collect()
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
                watched: Watched::default(),
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

    /// Features may count whoever has a page open. Not to be called with the lock held.
    pub(crate) fn pages_changed(&self, account: AccountId) {
        if account.0 != 0 {
            for listener in self.listeners() {
                listener.pages_changed(account);
            }
        }
    }

    /// Sends each account its own message, to all its pages.
    pub fn tell_each(&self, messages: &HashMap<AccountId, ServerMessage>) {
        for connection in self.lock().values() {
            if let Some(message) = messages.get(&connection.peer.account) {
                connection.tell(message);
            }
        }
    }

    /// Sends to all pages of the accounts.
    pub fn tell(&self, accounts: &[AccountId], message: &ServerMessage) {
        self.send(message, |connection| accounts.contains(&connection.peer.account));
    }

    /// Sends to those pages of the accounts that watch the topic. The accounts are those who may know of it.
    pub(crate) fn publish(&self, topic: &Topic, accounts: &[AccountId], message: &ServerMessage) {
        self.send(message, |connection| {
            connection.watches(topic) && accounts.contains(&connection.peer.account)
        });
    }

    /// The topic is gone for the accounts that are named: their pages that watch it are told so, and nothing more after
    /// that.
    pub(crate) fn lose(&self, topic: &Topic, is_named: impl Fn(AccountId) -> bool) {
        let Some(end) = end_of(topic) else { return };
        for connection in self.lock().values_mut() {
            if is_named(connection.peer.account) && connection.watched.lose(topic) {
                connection.tell(&end);
            }
        }
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

    pub(crate) fn send(&self, message: &ServerMessage, to: impl Fn(&Connection) -> bool) {
        for connection in self.lock().values().filter(|connection| to(connection)) {
            connection.tell(message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use types::PostId;

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
        let topic = Topic::Post(PostId(7));
        let watch = |seat: &Seat| seat.watch(vec![topic.clone()], |_| true);
        assert_eq!(watch(&seats[0]), std::slice::from_ref(&topic));
        assert_eq!(hub.watchers(&topic), [AccountId(1)]);
        assert_eq!(seats[0].admit([(&topic, true)].into_iter()).len(), 1);
        assert!(watch(&seats[0]).is_empty(), "known");
        assert!(seats[0].watch(Vec::new(), |_| true).is_empty());
        assert!(hub.watchers(&topic).is_empty());
        assert_eq!(watch(&seats[0]), std::slice::from_ref(&topic), "new again");
        drop(seats);
        assert!(hub.watchers(&topic).is_empty() && hub.accounts().is_empty());
    }

    #[tokio::test]
    async fn an_end_is_told_once_to_those_who_knew_of_it() {
        let hub = hub();
        let [mut knew, mut guessed, mut other] = [1, 2, 3].map(|account| hub.enter(peer(account, 1)).expect("a seat"));
        let topic = Topic::Post(PostId(7));
        for seat in [&knew, &guessed] {
            seat.watch(vec![topic.clone()], |_| true);
        }
        knew.admit([(&topic, true)].into_iter());
        for _ in 0..2 {
            hub.lose(&topic, |_| true);
        }
        assert_eq!(knew.receiver.try_recv(), Ok(ServerMessage::Gone { post_id: PostId(7) }));
        for seat in [&mut knew, &mut guessed, &mut other] {
            assert!(seat.receiver.try_recv().is_err());
        }
    }

    #[tokio::test]
    async fn what_is_an_accounts_own_reaches_its_pages_alone_and_unasked() {
        let hub = hub();
        let [mut own, mut other, mut guest] = [1, 2, 0].map(|account| hub.enter(peer(account, 1)).expect("a seat"));
        let (topic, message) = (Topic::Account(AccountId(1)), ServerMessage::Unread { count: 3 });
        assert!(
            other.watch(vec![topic.clone()], |_| true).is_empty(),
            "not to be asked for"
        );
        hub.publish(&topic, &[0, 1, 2].map(AccountId), &message);
        assert_eq!(own.receiver.try_recv(), Ok(message));
        assert!(other.receiver.try_recv().is_err() && guest.receiver.try_recv().is_err());
    }
}
