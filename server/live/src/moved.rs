//! Numbers that moved and were not told yet. They are gathered: however often a post is liked in half a second, its
//! number is asked for once, and what one telling costs has a bound.

use crate::hub::Hub;
use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;
use types::{AccountId, PostId, Result, live::ServerMessage};

/// Above this many different people watching one post, all get the counts that everybody may know.
pub const MOST_OWN_COUNTS: usize = 50;
/// People who are asked for their own counts, and for their unread number, in one telling; one query each.
pub const MOST_PEOPLE: usize = 50;
/// Pairs of a post and somebody who watches it that are asked for in one telling: one query.
pub const MOST_PAIRS: usize = 20_000;

#[derive(Default)]
pub(crate) struct Moved {
    waiting: Mutex<Waiting>,
    more: Notify,
}

#[derive(Default)]
struct Waiting {
    /// Posts of which it was not asked yet who watches them.
    posts: HashSet<PostId>,
    /// Each once; whoever comes first is told first.
    counts: Queue<PostId>,
    unread: Queue<()>,
}

/// What each person is owed, first come first served.
struct Queue<T> {
    order: VecDeque<i64>,
    owed: HashMap<i64, HashSet<T>>,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self {
            order: VecDeque::new(),
            owed: HashMap::new(),
        }
    }
}

impl<T: Eq + std::hash::Hash> Queue<T> {
    fn add(&mut self, person: i64, what: T) {
        let owed = self.owed.entry(person).or_insert_with(|| {
            self.order.push_back(person);
            HashSet::new()
        });
        owed.insert(what);
    }

    fn take(&mut self) -> Option<(i64, HashSet<T>)> {
        let person = self.order.pop_front()?;
        Some((person, self.owed.remove(&person).unwrap_or_default()))
    }

    fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

impl Moved {
    // Nothing that holds the lock can panic half way, so a poisoned one is still whole.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn count(&self, posts: impl IntoIterator<Item = PostId>) {
        self.lock().posts.extend(posts);
        self.more.notify_one();
    }

    pub fn unread(&self, accounts: impl IntoIterator<Item = AccountId>) {
        let mut waiting = self.lock();
        for account in accounts {
            waiting.unread.add(account.0, ());
        }
        drop(waiting);
        self.more.notify_one();
    }

    /// Until something waits.
    pub async fn wait(&self) {
        loop {
            {
                let waiting = self.lock();
                if !(waiting.posts.is_empty() && waiting.counts.is_empty() && waiting.unread.is_empty()) {
                    return;
                }
            }
            self.more.notified().await;
        }
    }

    /// Posts with everybody who watches them, as many as one query is good for. Those with few who watch are owed to
    /// each of them; the others are for all alike.
    fn take_posts(&self, mut watched: HashMap<PostId, Vec<i64>>) -> Vec<(PostId, Vec<i64>)> {
        let mut waiting = self.lock();
        let (mut crowds, mut pairs) = (Vec::new(), 0);
        for post in std::mem::take(&mut waiting.posts) {
            let watchers = watched.remove(&post).unwrap_or_default();
            if watchers.len() <= MOST_OWN_COUNTS {
                for viewer in watchers {
                    waiting.counts.add(viewer, post);
                }
            } else if pairs > 0 && pairs + watchers.len() > MOST_PAIRS {
                waiting.posts.insert(post);
            } else {
                pairs += watchers.len();
                crowds.push((post, watchers));
            }
        }
        crowds
    }
}

impl Hub {
    /// Tells what was gathered, as much as one telling may cost; the rest stays for the next.
    pub(crate) async fn tell_moved(&self) -> Result<()> {
        let posts: Vec<PostId> = self.moved.lock().posts.iter().copied().collect();
        let crowds = self.moved.take_posts(self.watchers_of(&posts));
        if let Err(error) = self.tell_crowds(&crowds).await {
            self.moved.count(crowds.into_iter().map(|(post, _)| post));
            return Err(error);
        }
        for _ in 0..MOST_PEOPLE {
            let Some((viewer, posts)) = self.moved.lock().counts.take() else {
                break;
            };
            // Some may have left the page meanwhile.
            let watched: HashSet<PostId> = self.watched_by(AccountId(viewer)).into_iter().collect();
            let posts: Vec<PostId> = posts.intersection(&watched).copied().collect();
            if posts.is_empty() {
                continue;
            }
            match self.store.counts_of(AccountId(viewer), &posts).await {
                Ok(counts) => {
                    for (post_id, counts) in counts {
                        let message = ServerMessage::Counts { post_id, counts };
                        self.tell_watchers(post_id, &[AccountId(viewer)], &message);
                    }
                }
                Err(error) => {
                    self.moved.count(posts);
                    return Err(error);
                }
            }
        }
        let connected: HashSet<i64> = self.accounts().into_iter().collect();
        let mut asked = 0;
        while asked < MOST_PEOPLE {
            let Some((account, _)) = self.moved.lock().unread.take() else {
                break;
            };
            if !connected.contains(&account) {
                continue;
            }
            asked += 1;
            if let Err(error) = self.tell_unread(AccountId(account)).await {
                self.moved.unread([AccountId(account)]);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn tell_crowds(&self, crowds: &[(PostId, Vec<i64>)]) -> Result<()> {
        if crowds.is_empty() {
            return Ok(());
        }
        let posts: Vec<PostId> = crowds.iter().map(|(post, _)| *post).collect();
        let pairs: Vec<(PostId, i64)> = crowds
            .iter()
            .flat_map(|(post, watchers)| watchers.iter().map(|viewer| (*post, *viewer)))
            .collect();
        let counts = self.store.counts_of(AccountId(0), &posts).await?;
        let mut readers: HashMap<PostId, Vec<AccountId>> = HashMap::new();
        for (post, viewer) in self.store.readers_among(&pairs).await? {
            readers.entry(post).or_default().push(viewer);
        }
        for (post_id, counts) in counts {
            if let Some(readers) = readers.get(&post_id) {
                self.tell_watchers(post_id, readers, &ServerMessage::Counts { post_id, counts });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn what_moves_many_times_is_owed_once_and_in_turn() {
        let moved = Moved::default();
        assert!(moved.wait().now_or_never().is_none());
        let (post, other) = (PostId(1), PostId(2));
        for _ in 0..1000 {
            moved.count([post, other]);
        }
        assert!(moved.wait().now_or_never().is_some());
        let watched = HashMap::from([(post, vec![7, 8]), (other, vec![8])]);
        assert!(moved.take_posts(watched).is_empty(), "few watch");
        let mut waiting = moved.lock();
        let (first, second) = (waiting.counts.take(), waiting.counts.take());
        assert!(waiting.counts.take().is_none());
        let mut owed: Vec<(i64, usize)> = [first, second]
            .into_iter()
            .flatten()
            .map(|(viewer, posts)| (viewer, posts.len()))
            .collect();
        owed.sort_unstable();
        assert_eq!(owed, [(7, 1), (8, 2)]);
    }

    #[test]
    fn a_crowd_is_told_alike_and_within_a_bound() {
        let moved = Moved::default();
        let posts = [PostId(1), PostId(2), PostId(3)];
        moved.count(posts);
        let crowd: Vec<i64> = (1..=12_000).collect();
        let watched = |posts: &[PostId]| posts.iter().map(|post| (*post, crowd.clone())).collect();
        let mut told = HashSet::new();
        for _ in 0..posts.len() {
            let crowds = moved.take_posts(watched(&posts));
            assert_eq!(crowds.len(), 1, "two are more than one query is good for");
            told.extend(crowds.into_iter().map(|(post, _)| post));
        }
        assert_eq!(told.len(), 3);
        assert!(moved.lock().counts.is_empty());
    }
}
