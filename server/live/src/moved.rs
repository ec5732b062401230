//! What moved and was not told yet. It is gathered: however often a post is liked in half a second, its number is asked
//! for once, and what one telling costs has a bound.

use crate::{hub::Hub, rights::Standing};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;
use types::{AccountId, Result, live::Topic};

/// Above this many different people watching one topic, all are told what everybody may know of it.
pub const MOST_OWN_COUNTS: usize = 50;
/// People who are asked for how things stand for them, in one telling; a query for each kind of topic that they are owed.
pub const MOST_PEOPLE: usize = 50;
/// Pairs of a topic and somebody who watches it that are asked for in one telling: one query.
pub const MOST_PAIRS: usize = 20_000;

#[derive(Default)]
pub(crate) struct Moved {
    waiting: Mutex<Waiting>,
    more: Notify,
}

#[derive(Default)]
struct Waiting {
    /// Topics of which it was not asked yet who watches them.
    topics: HashSet<Topic>,
    /// Who is owed something, each once: whoever comes first is told first.
    order: VecDeque<AccountId>,
    owed: HashMap<AccountId, HashSet<Topic>>,
}

impl Waiting {
    fn owe(&mut self, person: AccountId, topic: Topic) {
        let owed = self.owed.entry(person).or_insert_with(|| {
            self.order.push_back(person);
            HashSet::new()
        });
        owed.insert(topic);
    }

    fn take(&mut self) -> Option<(AccountId, HashSet<Topic>)> {
        let person = self.order.pop_front()?;
        Some((person, self.owed.remove(&person).unwrap_or_default()))
    }
}

impl Moved {
    // Nothing that holds the lock can panic half way, so a poisoned one is still whole.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How these topics stand is to be told.
    pub fn add(&self, topics: impl IntoIterator<Item = Topic>) {
        let mut waiting = self.lock();
        for topic in topics {
            match topic {
                // It is known who watches it.
                Topic::Account(account) => waiting.owe(account, topic),
                topic => {
                    waiting.topics.insert(topic);
                }
            }
        }
        drop(waiting);
        self.more.notify_one();
    }

    /// Until something waits.
    pub async fn wait(&self) {
        loop {
            {
                let waiting = self.lock();
                if !(waiting.topics.is_empty() && waiting.order.is_empty()) {
                    return;
                }
            }
            self.more.notified().await;
        }
    }

    /// Topics with everybody who watches them, as many as one query is good for. Those with few who watch are owed to
    /// each of them; the others are for all alike.
    fn take_topics(&self, mut watched: HashMap<Topic, Vec<AccountId>>) -> Vec<(Topic, Vec<AccountId>)> {
        let mut waiting = self.lock();
        let (mut crowds, mut pairs) = (Vec::new(), 0);
        for topic in std::mem::take(&mut waiting.topics) {
            let watchers = watched.remove(&topic).unwrap_or_default();
            if watchers.len() <= MOST_OWN_COUNTS {
                for viewer in watchers {
                    waiting.owe(viewer, topic.clone());
                }
            } else if pairs > 0 && pairs + watchers.len() > MOST_PAIRS {
                waiting.topics.insert(topic);
            } else {
                pairs += watchers.len();
                crowds.push((topic, watchers));
            }
        }
        crowds
    }
}

impl Hub {
    /// Tells what was gathered, as much as one telling may cost; the rest stays for the next.
    pub(crate) async fn tell_moved(&self) -> Result<()> {
        let topics: Vec<Topic> = self.moved.lock().topics.iter().cloned().collect();
        let crowds = self.moved.take_topics(self.watchers_of(&topics));
        if let Err(error) = self.tell_crowds(&crowds).await {
            self.moved.add(crowds.into_iter().map(|(topic, _)| topic));
            return Err(error);
        }
        // Once for all: to look through the sockets for each person who is away would hold up what is revoked.
        let connected: HashSet<i64> = self.accounts().into_iter().collect();
        let mut asked = 0;
        while asked < MOST_PEOPLE {
            let Some((viewer, owed)) = self.moved.lock().take() else {
                break;
            };
            if viewer.0 != 0 && !connected.contains(&viewer.0) {
                continue;
            }
            // Some may have left the page meanwhile, or the site.
            let owed = self.still_watched(viewer, owed);
            if owed.is_empty() {
                continue;
            }
            asked += 1;
            if let Err(error) = self.tell_of(viewer, owed.clone()).await {
                self.moved.add(owed);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn tell_crowds(&self, crowds: &[(Topic, Vec<AccountId>)]) -> Result<()> {
        if crowds.is_empty() {
            return Ok(());
        }
        let topics: Vec<Topic> = crowds.iter().map(|(topic, _)| topic.clone()).collect();
        let pairs: Vec<(&Topic, AccountId)> = crowds
            .iter()
            .flat_map(|(topic, watchers)| watchers.iter().map(move |viewer| (topic, *viewer)))
            .collect();
        let standing = self.standing(AccountId(0), topics).await?;
        let readers = self.readers_among(&pairs).await?;
        for (topic, standing) in standing {
            if let (Standing::There(Some(message)), Some(readers)) = (standing, readers.get(&topic)) {
                self.publish(&topic, readers, &message);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use types::PostId;

    fn post(id: i64) -> Topic {
        Topic::Post(PostId(id))
    }

    #[tokio::test]
    async fn what_moves_many_times_is_owed_once_and_in_turn() {
        let moved = Moved::default();
        assert!(moved.wait().now_or_never().is_none());
        let people = [7, 8].map(AccountId);
        for _ in 0..1000 {
            moved.add([post(1), post(2), Topic::Account(people[1])]);
        }
        assert!(moved.wait().now_or_never().is_some());
        let watched = HashMap::from([(post(1), people.to_vec()), (post(2), vec![people[1]])]);
        assert!(moved.take_topics(watched).is_empty(), "few watch");
        let mut waiting = moved.lock();
        let owed: Vec<(AccountId, usize)> = std::iter::from_fn(|| waiting.take())
            .map(|(viewer, topics)| (viewer, topics.len()))
            .collect();
        assert_eq!(owed, [(people[1], 3), (people[0], 1)]);
    }

    #[test]
    fn a_crowd_is_told_alike_and_within_a_bound() {
        let moved = Moved::default();
        let posts = [1, 2, 3].map(post);
        moved.add(posts.clone());
        let crowd: Vec<AccountId> = (1..=12_000).map(AccountId).collect();
        let watched = || posts.iter().map(|post| (post.clone(), crowd.clone())).collect();
        let mut told = HashSet::new();
        for _ in 0..posts.len() {
            let crowds = moved.take_topics(watched());
            assert_eq!(crowds.len(), 1, "two are more than one query is good for");
            told.extend(crowds.into_iter().map(|(post, _)| post));
        }
        assert_eq!(told.len(), 3);
        assert!(moved.lock().order.is_empty());
    }
}
