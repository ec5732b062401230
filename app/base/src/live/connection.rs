//! The WebSocket itself: opens, hears, pings, comes back. Browser objects; lives as long as the page.

use super::{Live, LiveState};
use crate::{post_events::PostEvents, space_events::SpaceEvents};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::{Rc, Weak},
    time::Duration,
};
use types::{
    AccountId, EPOCH_MILLISECONDS, PostId, Viewer,
    live::{ClientMessage, MOST_POSTS, MOST_SPACES, Topic},
};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

/// Pause before the first new try; each further one doubles it, up to the longest.
const FIRST_PAUSE: f64 = 500.0;
const LONGEST_PAUSE: f64 = 30_000.0;
/// Proxies close what is silent for a minute.
const PING: Duration = Duration::from_secs(25);
/// Pings without an answer after which the connection counts as broken.
const MOST_UNANSWERED: u32 = 2;
/// A page that nobody looks at for so long lets its connection go.
const HIDDEN: Duration = Duration::from_secs(5 * 60);
/// What is on the page is told once it rests.
const REST: Duration = Duration::from_millis(300);
/// Of the posts watched, those that are announced and not shown yet: they leave the count when they go.
pub const MOST_ANNOUNCED: usize = 50;
/// Close codes of the server (crate live).
const SIGNED_OUT: u16 = 4001;
const TOO_SLOW: u16 = 4002;

thread_local! {
    /// The page's one connection, for those who send. It lives in what hears the page.
    static OPEN: RefCell<Weak<Connection>> = RefCell::default();
}

/// The page's connection; none on the server and before hydration.
pub(super) fn current() -> Option<Rc<Connection>> {
    OPEN.with_borrow(Weak::upgrade)
}

/// Opens the connection of the page, after hydration.
pub(super) fn open(live: Live, events: PostEvents, spaces: SpaceEvents, viewer: RwSignal<Option<Viewer>>) {
    let now = crate::initial_state::use_now();
    Effect::new(move |_| {
        let account = viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
        // What came between the rendering of the page and the connection is not missed. Guests have no home.
        let cursor = account.map(|_| ((now.get_untracked() - EPOCH_MILLISECONDS).max(0) << 22).to_string());
        let connection = Rc::new(Connection {
            account,
            cursor: RefCell::new(cursor),
            ..Connection::new(live, events, spaces, viewer)
        });
        OPEN.set(Rc::downgrade(&connection));
        connection.listen_to_page();
        connection.connect();
        let watching = connection.clone();
        let rest = Cell::new(None::<TimeoutHandle>);
        Effect::new(move |_| {
            live.topics.track();
            live.home_posts.track();
            events.new_replies.track();
            live.feed.with(|watch| {
                // A list that has just gone has nothing to tell.
                let _ = watch.as_ref().map(|watch| watch.waiting.try_with(Vec::len));
            });
            if let Some(timer) = rest.take() {
                timer.clear();
            }
            let watching = watching.clone();
            rest.set(set_timeout_with_handle(move || watching.watch(), REST).ok());
        });
        let pinging = connection.clone();
        // Fails in no browser.
        let _ = set_interval_with_handle(move || pinging.ping(), PING);
    });
}

pub(super) struct Connection {
    pub(super) live: Live,
    pub(super) events: PostEvents,
    pub(super) spaces: SpaceEvents,
    pub(super) viewer: RwSignal<Option<Viewer>>,
    pub(super) account: Option<AccountId>,
    pub(super) socket: RefCell<Option<Socket>>,
    /// Of the last message that told one.
    pub(super) cursor: RefCell<Option<String>>,
    /// Posts told as news of home, with their authors: the server repeats some after a pause.
    pub(super) told: RefCell<HashMap<PostId, AccountId>>,
    /// The topics that the server was told of.
    watched: RefCell<Vec<Topic>>,
    /// Where posts of the list among them wait: each showing of a list is told anew.
    waiting: RefCell<Option<RwSignal<Vec<PostId>>>>,
    /// Who wrote the posts that were told as news of a list.
    pub(super) authors: RefCell<HashMap<PostId, AccountId>>,
    pub(super) tries: Cell<u32>,
    pub(super) unanswered: Cell<u32>,
    pub(super) retry: Cell<Option<TimeoutHandle>>,
    pub(super) hiding: Cell<Option<TimeoutHandle>>,
    /// The page is on its way out, or was told that it is signed out: no new try.
    pub(super) over: Cell<bool>,
}

/// A WebSocket with the functions that hear it; dropping it deafens it.
pub(super) struct Socket {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}

impl Connection {
    fn new(live: Live, events: PostEvents, spaces: SpaceEvents, viewer: RwSignal<Option<Viewer>>) -> Self {
        Self {
            live,
            events,
            spaces,
            viewer,
            account: None,
            socket: RefCell::default(),
            cursor: RefCell::default(),
            told: RefCell::default(),
            watched: RefCell::default(),
            waiting: RefCell::default(),
            authors: RefCell::default(),
            tries: Cell::new(0),
            unanswered: Cell::new(0),
            retry: Cell::new(None),
            hiding: Cell::new(None),
            over: Cell::new(false),
        }
    }

    /// Follows what happens to the page: hidden and shown, online and offline.
    fn listen_to_page(self: &Rc<Self>) {
        let connection = self.clone();
        window_event_listener_untyped("visibilitychange", move |_| connection.follow_visibility());
        let connection = self.clone();
        window_event_listener_untyped("online", move |_| connection.connect_now());
        let connection = self.clone();
        window_event_listener_untyped("offline", move |_| connection.live.state.set(LiveState::Offline));
        let connection = self.clone();
        window_event_listener_untyped("beforeunload", move |_| {
            connection.over.set(true);
            // The person may stay after all.
            let connection = connection.clone();
            let stayed = move || {
                connection.over.set(false);
                connection.connect_now();
            };
            set_timeout(stayed, Duration::from_secs(10));
        });
        // A page from the browser's memory comes back with a connection that is closed.
        let connection = self.clone();
        window_event_listener_untyped("pageshow", move |_| {
            connection.over.set(false);
            connection.connect_now();
        });
    }

    fn follow_visibility(self: &Rc<Self>) {
        if let Some(timer) = self.hiding.take() {
            timer.clear();
        }
        if is_hidden() {
            let connection = self.clone();
            let let_go = move || {
                // Whoever listens with the screen locked goes on.
                if !connection.live.held.get_untracked() {
                    drop(connection.socket.take());
                }
            };
            self.hiding.set(set_timeout_with_handle(let_go, HIDDEN).ok());
        } else {
            self.connect_now();
        }
    }

    /// Tries at once where a connection is missing.
    pub(super) fn connect_now(self: &Rc<Self>) {
        if self.socket.borrow().is_none() {
            self.tries.set(0);
            self.connect();
        }
    }

    /// Tries again after all, for the account that the page shows.
    pub(super) fn connect_again(self: &Rc<Self>) {
        self.over.set(false);
        self.connect_now();
    }

    fn connect(self: &Rc<Self>) {
        if let Some(timer) = self.retry.take() {
            timer.clear();
        }
        if self.over.get() || self.socket.borrow().is_some() {
            return;
        }
        self.live.state.set(if is_online() {
            LiveState::Connecting
        } else {
            LiveState::Offline
        });
        let location = window().location();
        let (Ok(protocol), Ok(host)) = (location.protocol(), location.host()) else {
            return;
        };
        let scheme = if protocol == "https:" { "wss" } else { "ws" };
        let Ok(socket) = WebSocket::new(&format!("{scheme}://{host}/live")) else {
            return;
        };
        let connection = self.clone();
        let on_open = Closure::<dyn FnMut(Event)>::new(move |_| connection.greet());
        let connection = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                connection.hear(&text);
            }
        });
        let connection = self.clone();
        let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| connection.closed(event.code()));
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        let socket = Socket {
            socket,
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        };
        *self.socket.borrow_mut() = Some(socket);
    }

    fn greet(&self) {
        self.unanswered.set(0);
        self.watched.borrow_mut().clear();
        self.waiting.borrow_mut().take();
        // The browser may have gone on as another meanwhile.
        if let Some(account) = self.account {
            self.send(&ClientMessage::Account { account });
        }
        self.send(&ClientMessage::Hello {
            cursor: self.cursor.borrow().clone(),
        });
        self.watch();
    }

    /// False when there is no open connection, and the message goes nowhere.
    pub(super) fn send(&self, message: &ClientMessage) -> bool {
        match (&*self.socket.borrow(), serde_json::to_string(message)) {
            (Some(socket), Ok(text)) if socket.socket.ready_state() == WebSocket::OPEN => {
                socket.socket.send_with_str(&text).is_ok()
            }
            _ => false,
        }
    }

    /// Tells the server which topics are on the page, where that changed.
    fn watch(&self) {
        let is_open = |socket: &Socket| socket.socket.ready_state() == WebSocket::OPEN;
        if !self.socket.borrow().as_ref().is_some_and(is_open) {
            return;
        }
        let mut posts = self.announced();
        newest_first(&mut posts, MOST_ANNOUNCED);
        posts.extend(self.live.topics.each(|topic| match topic {
            Topic::Post(post) => Some(*post),
            _ => None,
        }));
        newest_first(&mut posts, MOST_POSTS);
        let mut spaces = self.live.topics.each(|topic| match topic {
            Topic::Space(space) => Some(*space),
            _ => None,
        });
        newest_first(&mut spaces, MOST_SPACES);
        let list = self.live.feed.get_untracked();
        let mut topics: Vec<Topic> = posts.into_iter().map(Topic::Post).collect();
        topics.extend(spaces.into_iter().map(Topic::Space));
        topics.extend(list.iter().map(|list| Topic::Feed(list.feed.clone())));
        let waiting = list.as_ref().map(|list| list.waiting);
        let is_new_list = *self.waiting.borrow() != waiting;
        if !is_new_list && *self.watched.borrow() == topics {
            return;
        }
        *self.waiting.borrow_mut() = waiting;
        self.watched.borrow_mut().clone_from(&topics);
        let after = list.filter(|_| is_new_list);
        self.send(&ClientMessage::Watch {
            topics,
            after: after.and_then(|list| list.after.try_get_untracked()),
        });
    }

    /// Posts that are announced on this page or on home and not shown yet.
    fn announced(&self) -> Vec<PostId> {
        let mut posts = self.live.home_posts.get_untracked();
        posts.extend(self.events.new_replies.get_untracked());
        let waiting = self.live.feed.with_untracked(|watch| Some(watch.as_ref()?.waiting));
        posts.extend(
            waiting
                .and_then(|waiting| waiting.try_get_untracked())
                .unwrap_or_default(),
        );
        posts
    }

    fn ping(self: &Rc<Self>) {
        if self.socket.borrow().is_none() {
            return;
        }
        if self.unanswered.get() >= MOST_UNANSWERED {
            drop(self.socket.take());
            self.try_again(FIRST_PAUSE);
            return;
        }
        self.unanswered.set(self.unanswered.get() + 1);
        self.send(&ClientMessage::Ping);
    }

    fn closed(self: &Rc<Self>, code: u16) {
        drop(self.socket.take());
        match code {
            SIGNED_OUT => self.signed_out(),
            // The server's words for: too much was missed.
            TOO_SLOW => {
                self.live.resyncs.update(|count| *count += 1);
                self.try_again(LONGEST_PAUSE / 4.0);
            }
            _ => self.try_again(FIRST_PAUSE),
        }
    }

    fn try_again(self: &Rc<Self>, pause: f64) {
        if self.over.get() {
            return;
        }
        self.live.state.set(if is_online() {
            LiveState::Connecting
        } else {
            LiveState::Offline
        });
        let tries = self.tries.get();
        self.tries.set(tries + 1);
        let pause = (pause * 2_f64.powi(tries.min(10) as i32)).min(LONGEST_PAUSE);
        // Pages that lost the same server come back spread out.
        let pause = Duration::from_millis((pause * (0.5 + js_sys::Math::random())) as u64);
        let connection = self.clone();
        self.retry
            .set(set_timeout_with_handle(move || connection.connect(), pause).ok());
    }
}

fn newest_first<Id: Ord>(ids: &mut Vec<Id>, most: usize) {
    ids.sort_unstable_by(|one, other| other.cmp(one));
    ids.dedup();
    ids.truncate(most);
}

fn is_hidden() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Hidden
}

fn is_online() -> bool {
    window().navigator().on_line()
}
