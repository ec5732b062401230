//! From an event to messages for those who may know of it.

use crate::hub::Hub;
use store::Envelope;
use types::{
    AccountId, PostId, Result, SpaceId,
    live::{Event, ServerMessage},
};

impl Hub {
    /// Tells of one event. `moved` are the people whose notifications changed by it. Answers whose open pages are to be
    /// looked through: what they show may not be for them any more.
    pub(crate) async fn deliver(&self, envelope: &Envelope, moved: Vec<AccountId>) -> Result<Option<i64>> {
        self.moved.unread(moved);
        // First of all: whoever has to leave a room goes within a second.
        if let Some(rooms) = self.rooms() {
            rooms.heard(envelope.event.clone()).await?;
        }
        match envelope.event {
            Event::PostCreated { post_id, author_id } => self.deliver_post(post_id, author_id).await?,
            Event::PostDeleted { post_id, .. } => {
                self.tell_gone(post_id);
                if let Some(facts) = self.store.new_post_facts(post_id).await? {
                    self.moved.count(facts.parent_id);
                    self.moved.count(facts.quote_of_id);
                }
            }
            Event::HeldBack { post_id } => self.deliver_held_back(post_id).await?,
            Event::CommunityClosed { community_id } => {
                let watched: Vec<i64> = self.watched_posts().into_iter().map(|post| post.0).collect();
                for post_id in self.store.posts_in(community_id, &watched).await? {
                    self.tell_gone(post_id);
                }
                for viewer in self.space_watchers(None) {
                    self.tell_lost_spaces(viewer).await?;
                }
            }
            Event::Liked { post_id, .. }
            | Event::Unliked { post_id, .. }
            | Event::Reposted { post_id, .. }
            | Event::Unreposted { post_id, .. } => self.moved.count([post_id]),
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
                for viewer in self.space_watchers(None) {
                    self.tell_lost_spaces(viewer).await?;
                }
            }
            Event::AudienceReduced { viewer_id } => {
                self.moved.unread([viewer_id]);
                return Ok(Some(viewer_id.0));
            }
            Event::CoAuthorGone { ref post_ids, .. } => {
                for post_id in post_ids.iter().copied() {
                    let watchers = self.watchers(post_id);
                    if !watchers.is_empty() {
                        let readers = self.store.readers(post_id, &watchers).await?;
                        self.tell_watchers(post_id, &readers, &ServerMessage::CoAuthorGone { post_id });
                    }
                }
            }
            Event::SessionsEnded { account_id, .. } => self.end_sessions(account_id).await?,
            Event::SpaceChanged { space_id } => self.deliver_space(space_id).await?,
            Event::Unfollowed { follower_id, .. } => self.tell_lost_spaces(follower_id).await?,
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

    /// The post is gone for everybody.
    fn tell_gone(&self, post_id: PostId) {
        let watchers: Vec<_> = self.watchers(post_id).into_iter().map(AccountId).collect();
        self.lose_post(post_id, &watchers);
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
        self.moved.count(facts.quote_of_id);
        if let Some(parent_id) = facts.parent_id {
            self.moved.count([parent_id]);
            let readers = self.store.readers(post_id, &self.watchers(parent_id)).await?;
            self.tell_watchers(parent_id, &readers, &ServerMessage::Reply { post_id, parent_id });
        }
        Ok(())
    }

    /// To pages whose list it stands in now.
    async fn deliver_to_feeds(&self, post_id: PostId, author_id: AccountId) -> Result<()> {
        if self.feed_watchers(|_| true).is_empty() {
            return Ok(());
        }
        let Some(facts) = self.store.feed_facts(post_id).await? else {
            return Ok(());
        };
        let watchers = self.feed_watchers(|feed| facts.fit(feed));
        if watchers.is_empty() {
            return Ok(());
        }
        for place in self.store.feed_readers(post_id, &watchers).await? {
            let Some((viewer, feed)) = watchers.get(place) else {
                continue;
            };
            let message = ServerMessage::FeedPost {
                feed: feed.clone(),
                post_id,
                author_id,
            };
            self.tell_feed(*viewer, feed, &message);
        }
        Ok(())
    }

    /// The post is gone for those who watch it and may see it no more.
    async fn deliver_held_back(&self, post_id: PostId) -> Result<()> {
        let watchers = self.watchers(post_id);
        let readers = self.store.readers(post_id, &watchers).await?;
        let mut shut_out: Vec<_> = watchers.into_iter().map(AccountId).collect();
        shut_out.retain(|account| !readers.contains(account));
        self.lose_post(post_id, &shut_out);
        if let Some(facts) = self.store.new_post_facts(post_id).await? {
            self.moved.count(facts.parent_id);
            self.moved.count(facts.quote_of_id);
        }
        Ok(())
    }

    /// Tells all pages of a person how many notifications are unread now: they were read in one of them.
    pub async fn tell_unread(&self, account: AccountId) -> Result<()> {
        if self.accounts().contains(&account.0) {
            let count = self.store.unread_notifications(account).await?;
            self.tell(&[account], &ServerMessage::Unread { count });
        }
        Ok(())
    }

    /// Looks again at everything that pages of the account show.
    pub(crate) async fn tell_standing(&self, viewer: AccountId) -> Result<()> {
        let watched = self.watched_by(viewer);
        for (post_id, message) in self.standing(viewer, watched).await? {
            match message {
                ServerMessage::Gone { .. } => self.lose_post(post_id, &[viewer]),
                message => self.tell_watchers(post_id, &[viewer], &message),
            }
        }
        self.tell_lost_spaces(viewer).await
    }

    /// To those who show the space or follow somebody with a microphone in it. Who watched it and may see it no more is
    /// told this once.
    async fn deliver_space(&self, space: SpaceId) -> Result<()> {
        let watchers = self.space_watchers(Some(space));
        let admitted = self.store.admitted_among(space, &watchers).await?;
        for lost in watchers.iter().filter(|account| !admitted.contains(account)) {
            self.lose_space(space, *lost);
        }
        let followers = self.store.space_followers_among(space, &self.accounts()).await?;
        self.tell_space_changed(space, &followers);
        Ok(())
    }

    /// Tells of watched spaces that are gone for the viewer.
    async fn tell_lost_spaces(&self, viewer: AccountId) -> Result<()> {
        let watched = self.spaces_watched_by(viewer);
        if watched.is_empty() {
            return Ok(());
        }
        let visible = self.store.visible_among(viewer, &watched).await?;
        for lost in watched.into_iter().filter(|space| !visible.contains(space)) {
            self.lose_space(lost, viewer);
        }
        Ok(())
    }

    /// How posts stand for somebody, in one query. What the viewer may not see and what never was are told alike.
    pub(crate) async fn standing(&self, viewer: AccountId, posts: Vec<PostId>) -> Result<Vec<(PostId, ServerMessage)>> {
        if posts.is_empty() {
            return Ok(Vec::new());
        }
        let counts = self.store.counts_of(viewer, &posts).await?;
        let messages = posts.into_iter().map(|post_id| {
            let message = match counts.get(&post_id) {
                Some(counts) => ServerMessage::Counts {
                    post_id,
                    counts: *counts,
                },
                None => ServerMessage::Gone { post_id },
            };
            (post_id, message)
        });
        Ok(messages.collect())
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
