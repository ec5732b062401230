//! Who may know of which topic, and how it stands: asked when a page begins to watch, and again at each telling.

use crate::hub::Hub;
use std::collections::{HashMap, HashSet};
use types::{
    AccountId, PostId, Result, SpaceId,
    live::{ServerMessage, Topic},
};

/// A topic as it stands for somebody.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Standing {
    /// The account may know of it. What it shows is told, where it shows something.
    There(Option<ServerMessage>),
    /// Hidden from the account, or not there at all: these are told alike.
    Gone,
}

/// A topic as it is watched: a hashtag in the form in which it is kept. None for what is no topic.
pub(crate) fn watchable(topic: Topic) -> Option<Topic> {
    match topic {
        Topic::Feed(feed) => store::watchable(feed).map(Topic::Feed),
        topic => Some(topic),
    }
}

/// How a page is told that a topic is gone for it. Nobody can lose a list, or what is their own.
pub(crate) fn end_of(topic: &Topic) -> Option<ServerMessage> {
    match topic {
        Topic::Post(post_id) => Some(ServerMessage::Gone { post_id: *post_id }),
        // The page asks what became of it.
        Topic::Space(space) => Some(ServerMessage::SpaceChanged { space: *space }),
        Topic::Feed(_) | Topic::Account(_) => None,
    }
}

impl Hub {
    /// How topics stand for somebody: a query for each kind among them.
    pub(crate) async fn standing(&self, viewer: AccountId, topics: Vec<Topic>) -> Result<Vec<(Topic, Standing)>> {
        let posts: Vec<PostId> = topics.iter().filter_map(post_of).collect();
        let counts = match posts.is_empty() {
            true => HashMap::new(),
            false => self.store.counts_of(viewer, &posts).await?,
        };
        let spaces: Vec<SpaceId> = topics.iter().filter_map(space_of).collect();
        let spaces: HashSet<SpaceId> = match spaces.is_empty() {
            true => HashSet::new(),
            false => self.store.visible_among(viewer, &spaces).await?.into_iter().collect(),
        };
        let own = Topic::Account(viewer);
        let unread = match viewer != AccountId(0) && topics.contains(&own) {
            true => Some(self.store.unread_notifications(viewer).await?),
            false => None,
        };
        let stands = |topic: &Topic| match topic {
            Topic::Post(post_id) => counts.get(post_id).map(|counts| {
                Some(ServerMessage::Counts {
                    post_id: *post_id,
                    counts: *counts,
                })
            }),
            Topic::Space(space) => spaces.contains(space).then_some(None),
            // Which of its posts are for the viewer is asked for each.
            Topic::Feed(_) => Some(None),
            Topic::Account(_) => unread
                .filter(|_| *topic == own)
                .map(|count| Some(ServerMessage::Unread { count })),
        };
        Ok(topics
            .into_iter()
            .map(|topic| {
                let standing = stands(&topic).map_or(Standing::Gone, Standing::There);
                (topic, standing)
            })
            .collect())
    }

    /// Which of the accounts (0 for guests) may know of the topic now.
    pub(crate) async fn readers(&self, topic: &Topic, accounts: &[AccountId]) -> Result<Vec<AccountId>> {
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        match topic {
            Topic::Post(post) => {
                let ids: Vec<i64> = accounts.iter().map(|account| account.0).collect();
                self.store.readers(*post, &ids).await
            }
            Topic::Space(space) => self.store.admitted_among(*space, accounts).await,
            Topic::Feed(_) => Ok(accounts.to_vec()),
            Topic::Account(owner) => Ok(accounts.iter().copied().filter(|account| account == owner).collect()),
        }
    }

    /// The same for many pairs of a topic and an account at once.
    pub(crate) async fn readers_among(&self, pairs: &[(&Topic, AccountId)]) -> Result<HashMap<Topic, Vec<AccountId>>> {
        let (mut readers, mut posts) = (HashMap::<Topic, Vec<AccountId>>::new(), Vec::new());
        let mut others: HashMap<&Topic, Vec<AccountId>> = HashMap::new();
        for (topic, account) in pairs {
            match topic {
                Topic::Post(post) => posts.push((*post, account.0)),
                topic => others.entry(topic).or_default().push(*account),
            }
        }
        if !posts.is_empty() {
            for (post, account) in self.store.readers_among(&posts).await? {
                readers.entry(Topic::Post(post)).or_default().push(account);
            }
        }
        for (topic, accounts) in others {
            readers.insert(topic.clone(), self.readers(topic, &accounts).await?);
        }
        Ok(readers)
    }
}

fn post_of(topic: &Topic) -> Option<PostId> {
    match topic {
        Topic::Post(post) => Some(*post),
        _ => None,
    }
}

fn space_of(topic: &Topic) -> Option<SpaceId> {
    match topic {
        Topic::Space(space) => Some(*space),
        _ => None,
    }
}
