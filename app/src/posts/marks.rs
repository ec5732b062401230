//! Like, repost, bookmark: shown at once, then told to the server, taken back with a message when it refuses.

use super::api;
use base::{api::ApiResult, context::PageContext, post_events::PostState};
use leptos::{prelude::*, task::spawn_local};
use types::{Counts, Marks, Post, PostId};

/// What the viewer can switch on and off at a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Like,
    Repost,
    Bookmark,
}

impl Mark {
    pub fn is_set(self, marks: &Marks) -> bool {
        match self {
            Self::Like => marks.liked,
            Self::Repost => marks.reposted,
            Self::Bookmark => marks.bookmarked,
        }
    }

    /// Address that a plain form posts to.
    pub(super) fn form_action(self, set: bool) -> &'static str {
        match (self, set) {
            (Self::Like, true) => "/api/posts/like",
            (Self::Like, false) => "/api/posts/unlike",
            (Self::Repost, true) => "/api/posts/repost",
            (Self::Repost, false) => "/api/posts/unrepost",
            (Self::Bookmark, true) => "/api/posts/bookmark",
            (Self::Bookmark, false) => "/api/posts/unbookmark",
        }
    }

    fn set(self, state: &PostState, on: bool) {
        if state.marks.with_untracked(|marks| self.is_set(marks)) == on {
            return;
        }
        state.marks.update(|marks| match self {
            Self::Like => marks.liked = on,
            Self::Repost => marks.reposted = on,
            Self::Bookmark => marks.bookmarked = on,
        });
        let step = |count: &mut u32| *count = if on { *count + 1 } else { count.saturating_sub(1) };
        match self {
            Self::Like => state.counts.update(|counts| step(&mut counts.likes)),
            Self::Repost => state.counts.update(|counts| step(&mut counts.reposts)),
            Self::Bookmark => {}
        }
    }

    async fn send(self, post: PostId, on: bool) -> ApiResult<Counts> {
        match (self, on) {
            (Self::Like, true) => api::like(post).await,
            (Self::Like, false) => api::unlike(post).await,
            (Self::Repost, true) => api::repost(post).await,
            (Self::Repost, false) => api::unrepost(post).await,
            (Self::Bookmark, true) => api::bookmark(post).await,
            (Self::Bookmark, false) => api::unbookmark(post).await,
        }
    }
}

/// Switches a mark of a post. Presses while a request is under way are kept: the last wish is sent when it is back.
pub fn toggle(acting: PageContext, post: &Post, mark: Mark) {
    if !acting.may_act() || (mark != Mark::Bookmark && acting.is_outside(post)) {
        return;
    }
    let state = acting.events.state_of(post);
    let was = state.marks.with_untracked(|marks| mark.is_set(marks));
    mark.set(&state, !was);
    if !state.begin(mark as usize) {
        return;
    }
    let post_id = post.id;
    spawn_local(async move {
        let mut confirmed = was;
        loop {
            let wanted = state.marks.with_untracked(|marks| mark.is_set(marks));
            if wanted == confirmed {
                break;
            }
            match mark.send(post_id, wanted).await {
                Ok(counts) => {
                    confirmed = wanted;
                    if state.marks.with_untracked(|marks| mark.is_set(marks)) == wanted {
                        state.counts.set(counts);
                    }
                }
                Err(error) => {
                    mark.set(&state, confirmed);
                    acting.refused(&error);
                    break;
                }
            }
        }
        state.end(mark as usize);
    });
}
