//! The sound of one space in this document: what listens, what speaks, and how both come back.

use super::{
    Phase, Voice, devices,
    leg::Leg,
    media_session::MediaSession,
    microphone::Microphone,
    quality::{self, Reading},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
    time::Duration,
};
use types::{Error, SpaceAction, SpaceId};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlAudioElement, MediaStream, MediaStreamTrack, RtcPeerConnectionState};

/// Pauses between tries, in milliseconds; the last one stays. So short that the sound is back within three seconds of a
/// server that was away for longer.
const PAUSES: [f64; 5] = [200.0, 400.0, 800.0, 1600.0, 2000.0];
/// After so many cuts within this time, in milliseconds, somebody else has our place: another device of the same person.
const MOST_CUTS: usize = 4;
const CUTS_WITHIN: f64 = 20_000.0;
/// Time for the live connection to come back by itself before the server is asked.
const SOCKET_PATIENCE: Duration = Duration::from_millis(250);
const QUALITY_EVERY: Duration = Duration::from_secs(2);

thread_local! {
    static CALL: RefCell<Option<Rc<Call>>> = const { RefCell::new(None) };
}

/// The call that is on; none on the server.
pub(super) fn current() -> Option<Rc<Call>> {
    CALL.with_borrow(Clone::clone)
}

pub(super) struct Call {
    pub voice: Voice,
    pub space: SpaceId,
    pub listening: RefCell<Option<Leg>>,
    pub speaking: RefCell<Option<Leg>>,
    pub microphone: RefCell<Option<Microphone>>,
    /// The person wants to be heard.
    pub wants_to_speak: Cell<bool>,
    /// A microphone or its connection is on its way.
    pub speaking_under_way: Cell<bool>,
    pub sink: HtmlAudioElement,
    pub session: RefCell<Option<MediaSession>>,
    under_way: Cell<bool>,
    /// Of the listening connection that was tried last, and of the one beside which the speaking one was made.
    pub generation: Cell<u32>,
    pub speaking_since: Cell<u32>,
    tries: Cell<usize>,
    retry: Cell<Option<TimeoutHandle>>,
    /// When connections that stood were lost.
    cuts: RefCell<VecDeque<f64>>,
    /// When the server took an offer last, and when the live connection was lost last.
    reached_at: Cell<f64>,
    socket_lost_at: Cell<f64>,
    polling: Cell<Option<IntervalHandle>>,
    reading: Cell<Reading>,
    pub over: Cell<bool>,
}

impl Call {
    /// Begins in place of the call that was on. In a press, so that the browser lets the sound out.
    pub fn begin(voice: Voice, space: SpaceId, title: &str, artist: &str) -> Option<Rc<Self>> {
        let sink = HtmlAudioElement::new().ok()?;
        sink.set_autoplay(true);
        let call = Rc::new(Self {
            voice,
            space,
            listening: RefCell::default(),
            speaking: RefCell::default(),
            microphone: RefCell::default(),
            wants_to_speak: Cell::new(false),
            speaking_under_way: Cell::new(false),
            sink,
            session: RefCell::default(),
            under_way: Cell::new(false),
            generation: Cell::new(0),
            speaking_since: Cell::new(0),
            tries: Cell::new(0),
            retry: Cell::new(None),
            cuts: RefCell::default(),
            reached_at: Cell::new(0.0),
            socket_lost_at: Cell::new(0.0),
            polling: Cell::new(None),
            reading: Cell::default(),
            over: Cell::new(false),
        });
        if let Some(speaker) = devices::chosen_speaker() {
            devices::play_on(&call.sink, &speaker);
        }
        let weak = Rc::downgrade(&call);
        let session = MediaSession::begin(title, artist, move |action| with(&weak, |call| call.press(action)));
        *call.session.borrow_mut() = Some(session);
        let weak = Rc::downgrade(&call);
        let poll = move || with(&weak, Self::look);
        call.polling.set(set_interval_with_handle(poll, QUALITY_EVERY).ok());
        voice.live.held.set(true);
        voice.phase.set(Phase::Connecting);
        CALL.set(Some(call.clone()));
        call.connect();
        Some(call)
    }

    /// Lets go of everything. What the server is told is the caller's business.
    pub fn end(&self) {
        if self.over.replace(true) {
            return;
        }
        if let Some(timer) = self.retry.take() {
            timer.clear();
        }
        if let Some(polling) = self.polling.take() {
            polling.clear();
        }
        drop((self.speaking.take(), self.listening.take()));
        drop((self.microphone.take(), self.session.take()));
        self.sink.set_src_object(None);
        CALL.with_borrow_mut(|call| {
            if call.as_ref().is_some_and(|call| std::ptr::eq(&**call, self)) {
                *call = None;
            }
        });
        self.voice.live.held.set(false);
    }

    /// Offers to listen anew, at once; what stands is heard until the server has answered.
    pub fn connect(self: &Rc<Self>) {
        if let Some(timer) = self.retry.take() {
            timer.clear();
        }
        if self.over.get() || self.under_way.get() || !window().navigator().on_line() {
            return;
        }
        self.under_way.set(true);
        let call = self.clone();
        spawn_local(async move {
            let answer = call.listen().await;
            call.under_way.set(false);
            if call.over.get() {
                return;
            }
            match answer {
                Ok(()) => {
                    call.reached_at.set(js_sys::Date::now());
                    call.voice.live.connect_now();
                    call.speak();
                }
                Err(error) if is_final(&error) => call.voice.refused(call.space, error),
                Err(_) => call.try_again(),
            }
        });
    }

    async fn listen(self: &Rc<Self>) -> Result<(), Error> {
        let (leg, tracks) = Leg::listening()?;
        let generation = self.generation.get() + 1;
        self.generation.set(generation);
        let weak = Rc::downgrade(self);
        leg.watch(move |state| with(&weak, |call| call.follow_state(generation, state)));
        // The first time while the press still counts, later without a gap.
        let is_first = self.listening.borrow().is_none();
        if is_first {
            self.play(&tracks);
        }
        leg.offer(&format!("/spaces/{}/whep", self.space)).await?;
        if self.over.get() {
            leg.hang_up();
            return Ok(());
        }
        if !is_first {
            self.play(&tracks);
        }
        let weak = Rc::downgrade(self);
        let check = move || with(&weak, |call| call.check_connected(generation));
        set_timeout(check, leg.connected_within());
        drop(self.listening.replace(Some(leg)));
        Ok(())
    }

    fn play(&self, tracks: &[MediaStreamTrack]) {
        let Ok(stream) = MediaStream::new() else { return };
        for track in tracks {
            stream.add_track(track);
        }
        self.sink.set_src_object(Some(&stream));
        self.play_on();
    }

    /// Asks the browser to let the sound out, and notes where it does not without another press.
    pub fn play_on(&self) {
        let Ok(playing) = self.sink.play() else { return };
        let silenced = self.voice.silenced;
        spawn_local(async move {
            match JsFuture::from(playing).await {
                Ok(_) => silenced.set(false),
                Err(cause) => {
                    let name = js_sys::Reflect::get(&cause, &"name".into()).ok();
                    // Anything else is a newer stream in its place.
                    if name.and_then(|name| name.as_string()).as_deref() == Some("NotAllowedError") {
                        silenced.set(true);
                    }
                }
            }
        });
    }

    fn follow_state(self: &Rc<Self>, generation: u32, state: RtcPeerConnectionState) {
        if self.over.get() || generation != self.generation.get() {
            return;
        }
        match state {
            RtcPeerConnectionState::Connected => {
                self.tries.set(0);
                self.voice.phase.set(Phase::On);
            }
            RtcPeerConnectionState::Disconnected | RtcPeerConnectionState::Failed | RtcPeerConnectionState::Closed => {
                self.cut()
            }
            _ => {}
        }
    }

    fn check_connected(self: &Rc<Self>, generation: u32) {
        let connected = self
            .listening
            .borrow()
            .as_ref()
            .is_some_and(|leg| leg.connection.connection_state() == RtcPeerConnectionState::Connected);
        if !self.over.get() && generation == self.generation.get() && !connected {
            self.try_again();
        }
    }

    fn cut(self: &Rc<Self>) {
        let now = js_sys::Date::now();
        let often = {
            let mut cuts = self.cuts.borrow_mut();
            cuts.push_back(now);
            cuts.retain(|at| now - at < CUTS_WITHIN);
            cuts.len() >= MOST_CUTS
        };
        if often {
            self.voice.stop();
        } else {
            self.voice.phase.set(Phase::Reconnecting);
            self.connect();
        }
    }

    fn try_again(self: &Rc<Self>) {
        if self.voice.phase.get_untracked() != Phase::Connecting {
            self.voice.phase.set(Phase::Reconnecting);
        }
        let tries = self.tries.get();
        self.tries.set(tries + 1);
        // Pages that lost the same server come back spread out.
        let pause = PAUSES[tries.min(PAUSES.len() - 1)] * (0.75 + js_sys::Math::random() / 2.0);
        let weak = Rc::downgrade(self);
        let again = move || with(&weak, Self::connect);
        let timer = set_timeout_with_handle(again, Duration::from_millis(pause as u64)).ok();
        if let Some(before) = self.retry.replace(timer) {
            before.clear();
        }
    }

    /// The live connection is away. Most often the server is, and with it the sound; then it is asked for at once.
    pub fn socket_lost(self: &Rc<Self>) {
        self.socket_lost_at.set(js_sys::Date::now());
        let weak = Rc::downgrade(self);
        let ask = move || {
            with(&weak, |call| {
                if call.reached_at.get() < call.socket_lost_at.get() {
                    call.connect();
                }
            });
        };
        set_timeout(ask, SOCKET_PATIENCE);
    }

    /// The live connection is back: a server that was restarted knows nothing of the sound.
    pub fn socket_back(self: &Rc<Self>) {
        if self.reached_at.get() < self.socket_lost_at.get() {
            self.tries.set(0);
            self.connect();
        }
    }

    /// The device has another network, or one again.
    pub fn network_changed(self: &Rc<Self>) {
        self.tries.set(0);
        self.connect();
    }

    pub fn hang_up(&self) {
        for leg in [&self.speaking, &self.listening] {
            if let Some(leg) = &*leg.borrow() {
                leg.hang_up();
            }
        }
    }

    fn press(self: &Rc<Self>, action: &str) {
        let playing = action == "play";
        match action {
            "hangup" => self.voice.leave(),
            "togglemicrophone" => self.voice.set_muted(!self.voice.muted.get_untracked()),
            "play" => self.play_on(),
            _ => {
                // Refused by no element.
                let _ = self.sink.pause();
            }
        }
        if let Some(session) = &*self.session.borrow()
            && action != "togglemicrophone"
        {
            session.playing(playing);
        }
    }

    fn look(self: &Rc<Self>) {
        let connection = match &*self.listening.borrow() {
            Some(leg) if !leg.is_over() => leg.connection.clone(),
            _ => return,
        };
        let call = self.clone();
        spawn_local(async move {
            if let Some(reading) = quality::read(&connection).await
                && !call.over.get()
            {
                let quality = reading.judge(call.reading.replace(reading));
                if call.voice.quality.get_untracked() != quality {
                    call.voice.quality.set(quality);
                }
            }
        });
    }

    pub fn send(&self, action: SpaceAction) -> bool {
        self.voice.send(self.space, action)
    }
}

/// Runs with the call, while it is on.
pub(super) fn with(call: &Weak<Call>, run: impl FnOnce(&Rc<Call>)) {
    if let Some(call) = call.upgrade().filter(|call| !call.over.get()) {
        run(&call);
    }
}

/// Whether trying again would not help.
pub(super) fn is_final(error: &Error) -> bool {
    !matches!(
        error,
        Error::Unavailable | Error::Internal { .. } | Error::RateLimited { .. }
    )
}
