//! One page's place in the hub, and the topics that it watches.

use crate::hub::Hub;
use std::{
    collections::{HashMap, HashSet},
    mem::{Discriminant, discriminant},
    sync::Arc,
};
use tokio::sync::{Notify, mpsc};
use types::live::{ServerMessage, Topic};

/// The topics of one page. Each says whether it was shown that the account may know of it: until then the account is told
/// what it may know at that moment, and no end.
#[derive(Debug, Default)]
pub(crate) struct Watched(HashMap<Topic, bool>);

impl Watched {
    pub fn contains(&self, topic: &Topic) -> bool {
        self.0.contains_key(topic)
    }

    pub fn topics(&self) -> impl Iterator<Item = &Topic> {
        self.0.keys()
    }

    /// Takes these instead of those before that are `replaced`, of each kind no more than it allows; answers those of
    /// which it was not shown yet that the account may know of them.
    fn replace(&mut self, topics: Vec<Topic>, replaced: impl Fn(&Topic) -> bool) -> Vec<Topic> {
        let mut counts: HashMap<Discriminant<Topic>, usize> = HashMap::new();
        let mut wanted = HashSet::new();
        for topic in topics {
            let count = counts.entry(discriminant(&topic)).or_default();
            if *count < topic.most() && wanted.insert(topic.clone()) {
                *count += 1;
            }
        }
        self.0.retain(|topic, _| wanted.contains(topic) || !replaced(topic));
        wanted
            .into_iter()
            .filter(|topic| !*self.0.entry(topic.clone()).or_insert(false))
            .collect()
    }

    /// Keeps a topic that the account may know of, and drops another; false when it is not there, or went meanwhile.
    fn admit(&mut self, topic: &Topic, may_know: bool) -> bool {
        match self.0.get_mut(topic) {
            Some(shown) if may_know => {
                *shown = true;
                true
            }
            _ => {
                self.0.remove(topic);
                false
            }
        }
    }

    /// Drops the topic; true where the account is to be told so.
    pub fn lose(&mut self, topic: &Topic) -> bool {
        self.0.remove(topic) == Some(true)
    }
}

/// A connection's place in the hub; leaving is dropping it.
pub(crate) struct Seat {
    pub(crate) hub: Hub,
    pub(crate) id: u64,
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
    /// Watches these topics instead of those before that are `replaced`; answers those that are to be looked up.
    pub fn watch(&self, topics: Vec<Topic>, replaced: impl Fn(&Topic) -> bool) -> Vec<Topic> {
        match self.hub.lock().get_mut(&self.id) {
            Some(connection) => connection.watched.replace(topics, replaced),
            None => Vec::new(),
        }
    }

    /// Goes on watching those of the topics that were looked up and are there; answers which these are.
    pub fn admit<'a>(&self, looked_up: impl Iterator<Item = (&'a Topic, bool)>) -> HashSet<&'a Topic> {
        match self.hub.lock().get_mut(&self.id) {
            Some(connection) => looked_up
                .filter(|(topic, may_know)| connection.watched.admit(topic, *may_know))
                .map(|(topic, _)| topic)
                .collect(),
            None => HashSet::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{AccountId, PostId, SpaceId, live::Feed};

    fn any(_: &Topic) -> bool {
        true
    }

    #[test]
    fn each_kind_has_its_own_bound_and_the_first_named_count() {
        let mut watched = Watched::default();
        let posts = (0..1_000).map(|id| Topic::Post(PostId(id)));
        let spaces = (0..1_000).map(|id| Topic::Space(SpaceId(id)));
        let tag = |tag: &str| Topic::Feed(Feed::Tag { tag: tag.to_owned() });
        let others = [tag("larks"), tag("owls"), Topic::Account(AccountId(1))];
        watched.replace(posts.chain(spaces).chain(others).collect(), any);
        let count = |of: fn(&Topic) -> bool| watched.topics().filter(|topic| of(topic)).count();
        assert_eq!(count(|topic| matches!(topic, Topic::Post(_))), types::live::MOST_POSTS);
        assert_eq!(
            count(|topic| matches!(topic, Topic::Space(_))),
            types::live::MOST_SPACES
        );
        assert_eq!(count(|topic| matches!(topic, Topic::Feed(_))), types::live::MOST_FEEDS);
        assert!(watched.contains(&tag("larks")) && watched.contains(&Topic::Post(PostId(0))));
        assert!(
            !watched.contains(&Topic::Account(AccountId(1))),
            "of another, or unasked"
        );
    }

    #[test]
    fn what_is_hidden_and_what_is_missing_end_alike() {
        let [open, hidden, gone] = [1, 2, 3].map(|id| Topic::Post(PostId(id)));
        let mut watched = Watched::default();
        let all = vec![open.clone(), hidden.clone(), gone.clone()];
        assert_eq!(watched.replace(all.clone(), any).len(), 3);
        // It goes before it was looked up: the look-up tells of its end, and nothing else does.
        assert!(!watched.lose(&gone));
        assert!(watched.admit(&open, true) && !watched.admit(&hidden, false) && !watched.admit(&gone, true));
        assert!(!watched.lose(&hidden));
        // What is known is not looked up again; what could not be looked up is.
        let mut again = watched.replace(all, any);
        again.sort_by_key(|topic| format!("{topic:?}"));
        assert_eq!(again, [hidden, gone]);
        assert!(watched.lose(&open) && !watched.lose(&open), "told once");
    }

    #[test]
    fn what_is_not_replaced_stays() {
        let (post, space) = (Topic::Post(PostId(1)), Topic::Space(SpaceId(1)));
        let mut watched = Watched::default();
        watched.replace(vec![post.clone(), space.clone()], any);
        let next = Topic::Post(PostId(2));
        watched.replace(vec![next.clone()], |topic| matches!(topic, Topic::Post(_)));
        assert!(watched.contains(&space) && watched.contains(&next) && !watched.contains(&post));
    }
}
