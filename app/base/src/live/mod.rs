//! The page's live connection: what happens elsewhere reaches the open page through one WebSocket.
//!
//! What it hears goes where pages look already: counts and posts that are gone into [`crate::post_events::PostEvents`], what
//! happens in rooms into [`crate::space_events::SpaceEvents`], the unread number into the viewer; the rest stands in [`Live`]. Nothing of it exists before hydration.

mod api;
mod connection;
mod incoming;
mod topics;

pub use connection::MOST_ANNOUNCED;

use crate::{initial_state::use_viewer, post_events::use_post_events, space_events::provide_space_events};
use leptos::prelude::*;
use locales::{t_string, use_i18n};
use std::time::Duration;
use topics::Topics;
use types::{
    PostId,
    live::{ClientMessage, Feed, Topic},
};
use ui::{Icon, IconName};

/// A connection that is away for less is not worth a word.
const PATIENCE: Duration = Duration::from_secs(5);

/// How the connection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveState {
    #[default]
    Connecting,
    Live,
    /// The device has no network.
    Offline,
}

impl LiveState {
    fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Offline => "offline",
        }
    }
}

/// The list on the page, where it is one of which the server tells.
#[derive(Clone)]
pub struct FeedWatch {
    pub feed: Feed,
    /// Posts that came into it since it was looked at, oldest first, each once.
    pub waiting: RwSignal<Vec<PostId>>,
    /// The newest post of others that stands in it.
    pub after: Signal<PostId>,
}

/// What the live connection tells. In context of every page.
#[derive(Clone, Copy)]
pub struct Live {
    topics: Topics,
    /// Posts that came onto the viewer's home since it was looked at, oldest first, each once, without those that are
    /// on the page. Home shows how many, and empties it when it shows them.
    pub home_posts: RwSignal<Vec<PostId>>,
    /// The list that the page shows, set by the list.
    pub feed: RwSignal<Option<FeedWatch>>,
    pub state: RwSignal<LiveState>,
    /// Goes up when too much was missed: lists load anew.
    pub resyncs: RwSignal<u32>,
    /// Goes up when the viewer's notifications changed.
    pub notified: RwSignal<u32>,
    /// The connection stays while nobody looks at the page: its person is in a room.
    pub held: RwSignal<bool>,
}

impl Live {
    /// Says something to the server; false when there is no open connection, and it goes nowhere.
    pub fn send(self, message: &ClientMessage) -> bool {
        connection::current().is_some_and(|connection| connection.send(message))
    }

    /// Tries at once where the connection is missing, for those who know that the server is there.
    pub fn connect_now(self) {
        if let Some(connection) = connection::current() {
            connection.connect_now();
        }
    }
}

impl Live {
    /// Comes back after the browser went on as another account and as this one again.
    pub fn connect_again(self) {
        if let Some(connection) = connection::current() {
            connection.connect_again();
        }
    }
}

/// Puts [`Live`] in context and opens the connection after hydration. Once, in the shell, after the posts.
pub fn provide_live() -> Live {
    let live = Live {
        topics: Topics::default(),
        home_posts: RwSignal::new(Vec::new()),
        feed: RwSignal::new(None),
        state: RwSignal::new(LiveState::default()),
        resyncs: RwSignal::new(0),
        notified: RwSignal::new(0),
        held: RwSignal::new(false),
    };
    provide_context(live);
    connection::open(live, use_post_events(), provide_space_events(), use_viewer());
    live
}

/// The page's live connection.
pub fn use_live() -> Live {
    use_context().unwrap_or_else(provide_live)
}

/// Has the connection tell of the topic, which is on the page for as long as the caller's owner lives.
pub fn watch(topic: Topic) {
    use_live().topics.watch(topic);
}

/// Says when the connection is away for longer than a moment. Once, in the shell.
#[component]
pub fn LiveStatus() -> impl IntoView {
    let (i18n, state) = (use_i18n(), use_live().state);
    let late = RwSignal::new(false);
    let is_live = Memo::new(move |_| state.get() == LiveState::Live);
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        if let Some(Some(timer)) = before {
            timer.clear();
        }
        late.set(false);
        if is_live.get() {
            return None;
        }
        set_timeout_with_handle(move || late.set(true), PATIENCE).ok()
    });
    let text = move || match state.get() {
        LiveState::Offline => t_string!(i18n, live.offline),
        _ => t_string!(i18n, live.connecting),
    };
    move || {
        late.get().then(|| {
            view! {
                <p class="live-state" role="status" data-state=move || state.get().name()>
                    <Icon name=IconName::Offline />
                    {text}
                </p>
            }
        })
    }
}
