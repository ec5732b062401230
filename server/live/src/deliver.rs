//! From an event to the topics that it concerns, and to those who may know of it. What each event means for pages is said
//! here and nowhere else.

use crate::{hub::Hub, rights::Standing};
use std::collections::HashSet;
use store::Envelope;
use types::{
    AccountId, PostId, Result, SpaceId,
    live::{Event, Feed, ServerMessage, Topic},
};

impl Hub {
    /// Tells of one event. `notified` are the people whose notifications changed by it. Answers whose open pages are to be
    /// looked through: what they show may not be for them any more.
    pub(crate) async fn deliver(&self, envelope: &Envelope, notified: Vec<AccountId>) -> Result<Option<i64>> {
        self.moved.add(notified.into_iter().map(Topic::Account));
        // First of all: whoever has to leave a room goes within a second.
        for listener in self.listeners() {
            listener.heard(envelope.event.clone()).await?;
        }
        match envelope.event {
            Event::PostCreated { post_id, author_id } => self.deliver_post(post_id, author_id).await?,
            Event::PostDeleted { post_id, .. } => {
                self.lose(&Topic::Post(post_id), |_| true);
                self.move_around(post_id).await?;
            }
            Event::HeldBack { post_id } => self.deliver_held_back(post_id).await?,
            Event::CommunityClosed { community_id } => {
                let watched: HashSet<i64> = self.watched_where(is_post).iter().filter_map(post_of).collect();
                let watched: Vec<i64> = watched.into_iter().collect();
                for post_id in self.store.posts_in(community_id, &watched).await? {
                    self.lose(&Topic::Post(post_id), |_| true);
                }
                self.look_again(is_space).await?;
            }
            Event::Liked { post_id, .. }
            | Event::Unliked { post_id, .. }
            | Event::Reposted { post_id, .. }
            | Event::Unreposted { post_id, .. } => self.moved.add([Topic::Post(post_id)]),
            Event::AccountHidden { viewer_id, account_id } => {
                self.tell(&[viewer_id], &ServerMessage::AccountGone { account_id });
                // Replies and quotes of the account are counted no more.
                return Ok(Some(viewer_id.0));
            }
            Event::AccountClosed { account_id } => {
                let mut connected = self.accounts();
                connected.push(0);
                let shut_out = self.store.shut_out(account_id, &connected).await?;
                self.tell(&shut_out, &ServerMessage::AccountGone { account_id });
                self.end_sessions(account_id).await?;
                self.look_again(is_space).await?;
            }
            Event::AudienceReduced { viewer_id } => {
                self.moved.add([Topic::Account(viewer_id)]);
                return Ok(Some(viewer_id.0));
            }
            Event::CoAuthorGone { ref post_ids, .. } => {
                for post_id in post_ids.iter().copied() {
                    let topic = Topic::Post(post_id);
                    let readers = self.readers(&topic, &self.watchers(&topic)).await?;
                    self.publish(&topic, &readers, &ServerMessage::CoAuthorGone { post_id });
                }
            }
            Event::SessionsEnded { account_id, .. } => self.end_sessions(account_id).await?,
            Event::SpaceChanged { space_id } => self.deliver_space(space_id).await?,
            Event::Unfollowed { follower_id, .. } => self.look_through(follower_id, is_space).await?,
            Event::Notified { .. }
            | Event::Recount { .. }
            | Event::CoPostInvited { .. }
            | Event::CoPostRefused { .. }
            | Event::CoPostAccepted { .. }
            | Event::Followed { .. }
            | Event::FollowRequested { .. }
            | Event::RequestAccepted { .. }
            | Event::SpaceStarted { .. } => {}
        }
        Ok(None)
    }

    async fn deliver_post(&self, post_id: PostId, author_id: AccountId) -> Result<()> {
        let connected = self.accounts();
        if !connected.is_empty() {
            let readers = self.store.home_readers(post_id, &connected).await?;
            self.tell(&readers, &ServerMessage::HomePost { post_id, author_id });
        }
        self.deliver_to_feeds(post_id, author_id).await?;
        let Some(facts) = self.store.new_post_facts(post_id).await? else {
            return Ok(());
        };
        self.moved.add(facts.quote_of_id.map(Topic::Post));
        if let Some(parent_id) = facts.parent_id {
            let parent = Topic::Post(parent_id);
            let readers = self.readers(&Topic::Post(post_id), &self.watchers(&parent)).await?;
            self.publish(&parent, &readers, &ServerMessage::Reply { post_id, parent_id });
            self.moved.add([parent]);
        }
        Ok(())
    }

    /// The numbers of what the post answers and quotes may be others now.
    async fn move_around(&self, post_id: PostId) -> Result<()> {
        if let Some(facts) = self.store.new_post_facts(post_id).await? {
            let around = facts.parent_id.into_iter().chain(facts.quote_of_id);
            self.moved.add(around.map(Topic::Post));
        }
        Ok(())
    }

    /// To pages whose list it stands in now.
    async fn deliver_to_feeds(&self, post_id: PostId, author_id: AccountId) -> Result<()> {
        if self.watchers_of_any(is_feed).is_empty() {
            return Ok(());
        }
        let Some(facts) = self.store.feed_facts(post_id).await? else {
            return Ok(());
        };
        let watched = self.watched_where(|topic| matches!(topic, Topic::Feed(feed) if facts.fit(feed)));
        let watched: Vec<(i64, Feed)> = watched.into_iter().filter_map(feed_of).collect();
        if watched.is_empty() {
            return Ok(());
        }
        for place in self.store.feed_readers(post_id, &watched).await? {
            let Some((viewer, feed)) = watched.get(place) else {
                continue;
            };
            let message = ServerMessage::FeedPost {
                feed: feed.clone(),
                post_id,
                author_id,
            };
            self.publish(&Topic::Feed(feed.clone()), &[AccountId(*viewer)], &message);
        }
        Ok(())
    }

    /// The post is gone for those who watch it and may see it no more.
    async fn deliver_held_back(&self, post_id: PostId) -> Result<()> {
        self.lose_shut_out(&Topic::Post(post_id)).await?;
        self.move_around(post_id).await
    }

    /// To those who show the space or follow somebody with a microphone in it. Who watched it and may see it no more is
    /// told this once.
    async fn deliver_space(&self, space: SpaceId) -> Result<()> {
        let topic = Topic::Space(space);
        let admitted = self.lose_shut_out(&topic).await?;
        let followers = self.store.space_followers_among(space, &self.accounts()).await?;
        self.send(&ServerMessage::SpaceChanged { space }, |connection| {
            let account = connection.peer.account;
            followers.contains(&account) || (connection.watches(&topic) && admitted.contains(&account))
        });
        Ok(())
    }

    /// Ends the topic for those who watch it and may know of it no more; answers who still may.
    async fn lose_shut_out(&self, topic: &Topic) -> Result<Vec<AccountId>> {
        let watchers = self.watchers(topic);
        let readers = self.readers(topic, &watchers).await?;
        // Who came meanwhile was asked by themselves.
        self.lose(topic, |account| {
            watchers.contains(&account) && !readers.contains(&account)
        });
        Ok(readers)
    }

    /// Looks again at everything that pages of the account show.
    pub(crate) async fn tell_standing(&self, viewer: AccountId) -> Result<()> {
        self.look_through(viewer, |_| true).await
    }

    /// Tells all pages of a person how what is theirs alone stands: something was done in one of them.
    pub async fn tell_own(&self, account: AccountId) -> Result<()> {
        if self.has_page(account) {
            self.tell_of(account, vec![Topic::Account(account)]).await?;
        }
        Ok(())
    }

    /// Looks through the topics of everybody who watches any that is wanted.
    async fn look_again(&self, wanted: impl Fn(&Topic) -> bool) -> Result<()> {
        for viewer in self.watchers_of_any(&wanted) {
            self.look_through(viewer, &wanted).await?;
        }
        Ok(())
    }

    /// Tells somebody how the topics stand that they watch and that are wanted; what is gone for them ends.
    async fn look_through(&self, viewer: AccountId, wanted: impl Fn(&Topic) -> bool) -> Result<()> {
        for gone in self.tell_of(viewer, self.watched_by(viewer, wanted)).await? {
            self.lose(&gone, |account| account == viewer);
        }
        Ok(())
    }

    /// Tells somebody who watches these topics how they stand; answers those of which they may not know.
    pub(crate) async fn tell_of(&self, viewer: AccountId, topics: Vec<Topic>) -> Result<Vec<Topic>> {
        let mut gone = Vec::new();
        for (topic, standing) in self.standing(viewer, topics).await? {
            match standing {
                Standing::There(Some(message)) => self.publish(&topic, &[viewer], &message),
                Standing::There(None) => {}
                Standing::Gone => gone.push(topic),
            }
        }
        Ok(gone)
    }

    async fn end_sessions(&self, account: AccountId) -> Result<()> {
        for session in self.sessions(account) {
            if !self.store.session_is_live(session).await? {
                self.sign_out(session);
            }
        }
        Ok(())
    }
}

fn is_post(topic: &Topic) -> bool {
    matches!(topic, Topic::Post(_))
}

fn is_space(topic: &Topic) -> bool {
    matches!(topic, Topic::Space(_))
}

fn is_feed(topic: &Topic) -> bool {
    matches!(topic, Topic::Feed(_))
}

fn post_of((_, topic): &(AccountId, Topic)) -> Option<i64> {
    match topic {
        Topic::Post(post) => Some(post.0),
        _ => None,
    }
}

fn feed_of((account, topic): (AccountId, Topic)) -> Option<(i64, Feed)> {
    match topic {
        Topic::Feed(feed) => Some((account.0, feed)),
        _ => None,
    }
}
