//! What happens to posts while a page is open. Every view of a post reads its numbers from here, so that the same post
//! shown twice moves together, whoever moves it: a press, an answer of the server, the live connection.

use crate::{
    in_flight::InFlight,
    remembered::{Remembered, Shared},
};
use leptos::prelude::*;
use types::{AccountCard, AccountId, Counts, Marks, ModerationState, Post, PostId, ReplyControl};

/// Posts remembered at most; beyond that those go that no view holds.
const REMEMBERED: usize = 1000;

/// Numbers of what is told about a post to the server; marks are below.
pub const PIN: u8 = 3;
pub const HIDE: u8 = 4;

/// What moves of one post. Clones share it.
#[derive(Clone)]
pub struct PostState {
    pub counts: ArcRwSignal<Counts>,
    pub marks: ArcRwSignal<Marks>,
    /// Deleted, or not there for the viewer any more: views of it disappear.
    pub gone: ArcRwSignal<bool>,
    /// Who may answer in its conversation.
    pub replies: ArcRwSignal<ReplyControl>,
    /// Put out of the way by the author of the first post.
    pub hidden: ArcRwSignal<bool>,
    /// Where it stands with the moderators of its community.
    pub held: ArcRwSignal<ModerationState>,
    pub co_author: ArcRwSignal<Option<AccountCard>>,
    author_id: AccountId,
    /// What a request is under way for: each mark, then the pin and the hiding of a reply.
    pub in_flight: InFlight,
}

impl PostState {
    fn new(post: &Post) -> Self {
        Self {
            counts: ArcRwSignal::new(post.counts),
            marks: ArcRwSignal::new(post.marks),
            gone: ArcRwSignal::new(false),
            replies: ArcRwSignal::new(post.replies.clone()),
            hidden: ArcRwSignal::new(post.hidden),
            held: ArcRwSignal::new(held(post)),
            co_author: ArcRwSignal::new(post.co_author.clone()),
            author_id: post.author.id,
            in_flight: InFlight::default(),
        }
    }

    /// A request is under way whose answer brings the numbers.
    fn is_marking(&self) -> bool {
        self.in_flight.is_any_below(PIN)
    }
}

impl Shared for PostState {
    fn is_shared(&self) -> bool {
        self.in_flight.is_shared()
    }
}

/// In context of every page. Feeds listen to `created` and `removed`; the live connection calls the functions.
#[derive(Clone, Copy)]
pub struct PostEvents {
    /// The viewer's own new post, to be put on top of the lists where it belongs.
    pub created: RwSignal<Option<Post>>,
    pub removed: RwSignal<Option<PostId>>,
    /// Everything of this account went: its reposts leave the lists too.
    pub removed_account: RwSignal<Option<AccountId>>,
    /// A post that is by its author alone now, and whose it was too: it leaves the lists of theirs.
    pub parted: RwSignal<Option<(PostId, AccountId)>>,
    /// Its posts leave the lists that are made for the viewer; they stay where one looks for them.
    pub muted_account: RwSignal<Option<AccountId>>,
    /// A new visible reply by anybody: parent and reply.
    pub replied: RwSignal<Option<(PostId, PostId)>>,
    /// Replies that the open conversation announces and does not show yet. What is gone leaves it.
    pub new_replies: RwSignal<Vec<PostId>>,
    states: Remembered<PostId, PostState>,
}

/// Puts [`PostEvents`] in context. Once, at the root.
pub fn provide_post_events() -> PostEvents {
    let events = PostEvents {
        created: RwSignal::new(None),
        removed: RwSignal::new(None),
        removed_account: RwSignal::new(None),
        parted: RwSignal::new(None),
        muted_account: RwSignal::new(None),
        replied: RwSignal::new(None),
        new_replies: RwSignal::new(Vec::new()),
        states: Remembered::new(REMEMBERED),
    };
    provide_context(events);
    events
}

pub fn use_post_events() -> PostEvents {
    use_context().unwrap_or_else(provide_post_events)
}

impl PostEvents {
    /// The shared state of a post. What the server said last wins over what was known, except while a press is on its
    /// way to the server.
    pub fn state(&self, post: &Post) -> PostState {
        if let Some(state) = self.states.get(post.id) {
            if !state.is_marking() {
                set_if_changed(&state.counts, post.counts);
            }
            // An answer from before a press says nothing of what the person wants now.
            if !state.in_flight.is_any() {
                set_if_changed(&state.marks, post.marks);
                set_if_changed(&state.hidden, post.hidden);
            }
            set_if_changed(&state.gone, false);
            set_if_changed(&state.replies, post.replies.clone());
            set_if_changed(&state.held, held(post));
            set_if_changed(&state.co_author, post.co_author.clone());
            return state;
        }
        let state = PostState::new(post);
        self.states.insert(post.id, state.clone());
        state
    }

    /// The shared state of a post that may be older than what is known of it.
    pub fn state_of(&self, post: &Post) -> PostState {
        self.states.get(post.id).unwrap_or_else(|| self.state(post))
    }

    /// Moderators decided about a post, where it is known.
    pub fn set_held(&self, post: PostId, held: ModerationState) {
        if let Some(state) = self.states.get(post) {
            set_if_changed(&state.held, held);
        }
    }

    /// New numbers for a post, where it is known.
    pub fn set_counts(&self, post: PostId, counts: Counts) {
        if let Some(state) = self.states.get(post)
            && !state.is_marking()
        {
            set_if_changed(&state.counts, counts);
        }
    }

    /// Counts a reply that was written or deleted on this page.
    pub fn count_reply(&self, parent: PostId, by: i32) {
        if let Some(state) = self.states.get(parent) {
            state
                .counts
                .update(|counts| counts.replies = counts.replies.saturating_add_signed(by));
        }
    }

    /// The post is gone: deleted, or not for the viewer any more.
    pub fn remove(&self, post: PostId) {
        if let Some(state) = self.states.get(post) {
            set_if_changed(&state.gone, true);
        }
        self.removed.set(Some(post));
    }

    /// The co-author left the post.
    pub fn part(&self, post: PostId) {
        let state = self.states.get(post);
        if let Some((state, card)) = state.and_then(|state| state.co_author.get_untracked().map(|card| (state, card))) {
            state.co_author.set(None);
            self.parted.set(Some((post, card.id)));
        }
    }

    /// Everything of an account is gone for the viewer: blocked, closed.
    pub fn remove_account(&self, account: AccountId) {
        for post in self.states.keys(|state| state.author_id == account) {
            self.remove(post);
        }
        self.removed_account.set(Some(account));
    }

    /// Whether the post was removed while the page is open.
    pub fn is_gone(&self, post: PostId) -> bool {
        self.states.get(post).is_some_and(|state| state.gone.get_untracked())
    }

    /// Gives a post that was kept for a while the numbers and marks of now; false when it is gone.
    pub fn freshen(&self, post: &mut Post) -> bool {
        let Some(state) = self.states.get(post.id) else {
            return true;
        };
        post.counts = state.counts.get_untracked();
        post.marks = state.marks.get_untracked();
        post.replies = state.replies.get_untracked();
        post.hidden = state.hidden.get_untracked();
        if let Some(place) = &mut post.community {
            place.held = state.held.get_untracked();
        }
        post.co_author = state.co_author.get_untracked();
        !state.gone.get_untracked()
    }
}

fn held(post: &Post) -> ModerationState {
    post.community.as_ref().map(|place| place.held).unwrap_or_default()
}

fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}
