//! What the connection hears, and where it goes.

use super::{LiveState, api, connection::Connection};
use crate::{forms::leave_for, shown_account::ask_whose};
use leptos::{prelude::*, task::spawn_local};
use std::{rc::Rc, time::Duration};
use types::{
    AccountId, PostId,
    live::{ClientMessage, Feed, ServerMessage, Topic},
};

/// Posts remembered as told, at most.
const MOST_TOLD: usize = 2_000;
/// Time for a log-out in this very page to lead away by itself.
const SIGNED_OUT_REST: Duration = Duration::from_secs(1);

impl Connection {
    pub(super) fn hear(self: &Rc<Self>, text: &str) {
        self.unanswered.set(0);
        self.tries.set(0);
        if self.live.state.get_untracked() != LiveState::Live {
            self.live.state.set(LiveState::Live);
        }
        // What a newer server says is not understood by an older page, and no harm.
        let Ok(message) = serde_json::from_str::<ServerMessage>(text) else {
            return;
        };
        match message {
            ServerMessage::Cursor { cursor } => *self.cursor.borrow_mut() = Some(cursor),
            ServerMessage::HomePost { post_id, author_id } => self.home_post(post_id, author_id),
            ServerMessage::FeedPost {
                feed,
                post_id,
                author_id,
            } => self.feed_post(&feed, post_id, author_id),
            ServerMessage::Reply { post_id, parent_id } => self.events.replied.set(Some((parent_id, post_id))),
            ServerMessage::Counts { post_id, counts } => self.events.set_counts(post_id, counts),
            ServerMessage::Unread { count } => self.unread(count),
            ServerMessage::Gone { post_id } => {
                self.forget_announced(|post, _| post == post_id);
                self.events.remove(post_id);
            }
            ServerMessage::CoAuthorGone { post_id } => self.events.part(post_id),
            ServerMessage::AccountGone { account_id } => {
                self.forget_announced(|_, author| author == Some(account_id));
                self.events.remove_account(account_id);
            }
            ServerMessage::Resync => {
                // What follows the cursor is not kept; from here on it goes on with a new one.
                *self.cursor.borrow_mut() = None;
                self.send(&ClientMessage::Hello { cursor: None });
                self.live.resyncs.update(|count| *count += 1);
            }
            ServerMessage::SignedOut => self.signed_out(),
            ServerMessage::Pong => {}
            ServerMessage::SpaceChanged { space } => self.spaces.change(space),
            message @ (ServerMessage::Room { .. }
            | ServerMessage::Voices { .. }
            | ServerMessage::Slots { .. }
            | ServerMessage::Reaction { .. }
            | ServerMessage::Caption { .. }
            | ServerMessage::SpaceRefused { .. }
            | ServerMessage::SpaceOut { .. }) => self.spaces.tell(&message),
        }
    }

    fn home_post(&self, post: PostId, author: AccountId) {
        let mut told = self.told.borrow_mut();
        if told.len() >= MOST_TOLD {
            told.clear();
        }
        let known = told.insert(post, author).is_some() || self.live.topics.contains(&Topic::Post(post));
        drop(told);
        if !known {
            self.live.home_posts.update(|posts| {
                if !posts.contains(&post) {
                    posts.push(post);
                }
            });
        }
    }

    fn feed_post(&self, feed: &Feed, post: PostId, author: AccountId) {
        let waiting = self.live.feed.with_untracked(|watch| {
            let watch = watch.as_ref().filter(|watch| watch.feed == *feed)?;
            Some(watch.waiting)
        });
        let is_shown = self.live.topics.contains(&Topic::Post(post));
        let Some(waiting) = waiting.filter(|_| !is_shown) else {
            return;
        };
        let mut authors = self.authors.borrow_mut();
        if authors.len() >= MOST_TOLD {
            authors.clear();
        }
        authors.insert(post, author);
        drop(authors);
        if waiting.try_with_untracked(|posts| !posts.contains(&post)) == Some(true) {
            waiting.try_update(|posts| posts.push(post));
        }
    }

    /// What is gone is announced no more.
    fn forget_announced(&self, is_gone: impl Fn(PostId, Option<AccountId>) -> bool) {
        let (told, authors) = (self.told.borrow(), self.authors.borrow());
        let gone = |post: &PostId| is_gone(*post, told.get(post).or_else(|| authors.get(post)).copied());
        let feed = self.live.feed.with_untracked(|watch| Some(watch.as_ref()?.waiting));
        let lists = [Some(self.live.home_posts), Some(self.events.new_replies), feed];
        for waiting in lists.into_iter().flatten() {
            if waiting.try_with_untracked(|posts| posts.iter().any(gone)) == Some(true) {
                waiting.try_update(|posts| posts.retain(|post| !gone(post)));
            }
        }
    }

    fn unread(&self, count: u32) {
        if self
            .viewer
            .with_untracked(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.unread != count))
        {
            self.viewer.update(|viewer| {
                if let Some(viewer) = viewer {
                    viewer.unread = count;
                }
            });
        }
        self.live.notified.update(|count| *count += 1);
    }

    /// The page's session is over. A log-out here leads away by itself, and a new password brings a new session: only
    /// what the server says after a moment counts.
    pub(super) fn signed_out(self: &Rc<Self>) {
        if self.over.replace(true) {
            return;
        }
        drop(self.socket.take());
        let connection = self.clone();
        set_timeout(
            move || {
                spawn_local(async move {
                    match api::account().await {
                        Ok(None) => leave_for(&format!("/login?ended=true&next={}", here())),
                        Ok(Some(account)) if connection.account.is_some_and(|shown| shown != account) => ask_whose(),
                        Ok(account) if account != connection.account => leave_for("/home"),
                        _ => {
                            connection.over.set(false);
                            connection.connect_now();
                        }
                    }
                });
            },
            SIGNED_OUT_REST,
        );
    }
}

/// The address of the page, for a query.
fn here() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    js_sys::encode_uri_component(&path).into()
}
