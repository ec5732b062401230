//! Like, repost, bookmark: shown at once, then told to the server, taken back with a message when it refuses.

use super::api;
use base::{action::Optimistic, api::ApiResult, context::PageContext, post_events::PostState};
use leptos::{prelude::*, server_fn::ServerFn};
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
            (Self::Like, true) => api::Like::PATH,
            (Self::Like, false) => api::Unlike::PATH,
            (Self::Repost, true) => api::Repost::PATH,
            (Self::Repost, false) => api::Unrepost::PATH,
            (Self::Bookmark, true) => api::Bookmark::PATH,
            (Self::Bookmark, false) => api::Unbookmark::PATH,
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

/// Switches a mark of a post.
pub fn toggle(acting: PageContext, post: &Post, mark: Mark) {
    if !acting.may_act() || (mark != Mark::Bookmark && acting.is_outside(post)) {
        return;
    }
    let state = acting.events.state_of(post);
    let (post_id, was) = (post.id, state.marks.with_untracked(|marks| mark.is_set(marks)));
    let (shown, changed, told) = (state.clone(), state.clone(), state.clone());
    Optimistic::new(
        move || Some(shown.marks.with_untracked(|marks| mark.is_set(marks))),
        move |on| mark.set(&changed, *on),
        move |on| {
            let state = told.clone();
            async move {
                let counts = mark.send(post_id, on).await?;
                if state.marks.with_untracked(|marks| mark.is_set(marks)) == on {
                    state.counts.set(counts);
                }
                Ok(())
            }
        },
    )
    .wish(acting, &state.in_flight, mark as u8, &!was);
}
