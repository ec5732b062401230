//! The page's voice: one space at a time is heard and spoken in, for as long as the document lives, whatever page of
//! it one looks at. Nothing of it exists before hydration.

mod call;
mod captions;
mod devices;
mod hearing;
mod leg;
mod level_test;
mod media_session;
mod microphone;
mod quality;
mod relays;
mod speaking;
mod surroundings;

pub use captions::{Said, can_recognise};
pub use devices::{Device, Devices, can_choose_speaker, chosen_microphone, chosen_speaker, list as list_devices};
pub use hearing::Floating;
pub use level_test::LevelTest;
pub use microphone::MicrophoneTrouble;
pub use quality::Quality;

use base::{
    api::ApiError,
    context::{PageContext, use_page},
    initial_state::{use_site, use_viewer},
    live::{Live, use_live},
    space_events::{RoomNews, SpaceEvents, use_space_events},
    space_refusals::refusal_text,
};
use call::Call;
use leptos::prelude::*;
use locales::t_string;
use std::{collections::HashMap, sync::Arc, time::Duration};
use types::{
    AccountId, Error, SpaceAction, SpaceCard, SpaceId, SpaceName, SpaceRole,
    live::{ClientMessage, ServerMessage},
};
use ui::ToastKind;

/// What was hoped of the own microphone is forgotten when the room has not said so by then.
const HOPE: Duration = Duration::from_secs(3);
/// How the sound stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Idle,
    Connecting,
    On,
    Reconnecting,
    /// Lost again and again: another device of the same person has it. Goes on by a press.
    Stopped,
}

impl Phase {
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::On => "on",
            Self::Reconnecting => "reconnecting",
            Self::Stopped => "stopped",
        }
    }
}

/// In context of every page.
#[derive(Clone, Copy)]
pub struct Voice {
    /// The space that is heard here.
    pub current: Memo<Option<SpaceId>>,
    /// The same with its name.
    pub joined: RwSignal<Option<SpaceName>>,
    pub phase: RwSignal<Phase>,
    /// Whether the person is muted in [`Self::current`]; a press shows at once.
    pub muted: Memo<bool>,
    /// Sound of the person goes out from here.
    pub sending: RwSignal<bool>,
    /// A microphone is being opened or connected.
    pub opening: RwSignal<bool>,
    /// Why the microphone does not open.
    pub trouble: RwSignal<Option<MicrophoneTrouble>>,
    /// The browser keeps the sound to itself until something is pressed.
    pub silenced: RwSignal<bool>,
    pub quality: RwSignal<Quality>,
    /// Who speaks, from 1 (softly) to 4.
    pub levels: RwSignal<HashMap<AccountId, u8>>,
    pub reactions: RwSignal<Vec<Floating>>,
    /// What was said last, the oldest first.
    pub captions: RwSignal<Vec<Said>>,
    /// The space that was left last here, until it is told of again: what its page was loaded with is not true any more.
    pub left: RwSignal<Option<SpaceId>>,
    /// Another program of the person speaks in their place: this page only mutes and unmutes it.
    pub by_program: RwSignal<bool>,
    /// The own speech is being recognised here.
    pub recognising: RwSignal<bool>,
    hoped: RwSignal<Option<bool>>,
    pub events: SpaceEvents,
    live: Live,
    acting: PageContext,
    artist: StoredValue<String>,
    hopes: StoredValue<u64>,
    numbers: StoredValue<u64>,
}

/// Puts [`Voice`] in context. Once, in the shell, after the live connection.
pub fn provide_voice() -> Voice {
    let (live, events) = (use_live(), use_space_events());
    let joined = RwSignal::new(None::<SpaceName>);
    let hoped = RwSignal::new(None);
    let current = Memo::new(move |_| joined.with(|joined| joined.as_ref().map(|space| space.id)));
    let muted = Memo::new(move |_| {
        let told = || {
            events
                .rooms
                .with(|rooms| current.get().and_then(|id| rooms.get(&id).map(|news| news.mine.muted)))
        };
        hoped.get().or_else(told).unwrap_or(true)
    });
    let voice = Voice {
        current,
        joined,
        phase: RwSignal::default(),
        muted,
        sending: RwSignal::new(false),
        opening: RwSignal::new(false),
        trouble: RwSignal::new(None),
        silenced: RwSignal::new(false),
        quality: RwSignal::default(),
        levels: RwSignal::default(),
        reactions: RwSignal::default(),
        captions: RwSignal::default(),
        left: RwSignal::new(None),
        by_program: RwSignal::new(false),
        recognising: RwSignal::new(false),
        hoped,
        events,
        live,
        acting: use_page(),
        artist: StoredValue::new(use_site().name()),
        hopes: StoredValue::new(0),
        numbers: StoredValue::new(0),
    };
    provide_context(voice);
    events.listen(Callback::new(move |message: Arc<ServerMessage>| voice.hear(&message)));
    surroundings::follow_page(voice);
    surroundings::follow_connection(voice);
    captions::follow(voice, use_viewer());
    voice
}

pub fn use_voice() -> Voice {
    use_context().unwrap_or_else(provide_voice)
}

impl Voice {
    /// Comes into a space, in a press; with `speak` the microphone is opened at once.
    pub fn join(self, space: &SpaceCard, speak: bool) {
        if !self.acting.may_act() {
            return;
        }
        if self.current.get_untracked() == Some(space.id) && call::current().is_some() {
            if speak {
                self.set_muted(false);
            }
            return;
        }
        if self.current.get_untracked().is_some_and(|current| current != space.id) {
            self.leave();
        }
        surroundings::tell_other_pages();
        self.trouble.set(None);
        self.left.set(None);
        self.joined.set(Some(SpaceName {
            id: space.id,
            name: space.name.clone(),
        }));
        let artist = format!("{} · {}", space.host.display_name, self.artist.get_value());
        match Call::begin(self, space.id, &space.name, &artist) {
            Some(call) if speak => {
                self.hope(false);
                call.unmute();
            }
            Some(_) => {}
            None => self.clear(),
        }
    }

    /// Leaves the space.
    pub fn leave(self) {
        let Some(call) = call::current() else {
            self.clear();
            return;
        };
        let space = call.space;
        // Where the room cannot be told, hanging up tells it.
        if !call.send(SpaceAction::Leave) {
            call.hang_up();
        }
        self.go_out(space);
    }

    /// Mutes or unmutes the person in the current space.
    pub fn set_muted(self, muted: bool) {
        let Some(call) = call::current() else { return };
        self.hope(muted);
        if muted {
            call.mute();
        } else {
            call.unmute();
        }
    }

    /// Does something in a room; says so where it cannot be told.
    pub fn act(self, space: SpaceId, action: SpaceAction) {
        if !self.send(space, action) {
            self.acting.refused(&ApiError(Error::Unavailable));
        }
    }

    fn send(self, space: SpaceId, action: SpaceAction) -> bool {
        self.live.send(&ClientMessage::Space { space, action })
    }

    pub fn change_microphone(self, id: &str) {
        devices::keep_microphone(id);
        if let Some(call) = call::current() {
            call.change_microphone();
        }
    }

    pub fn change_speaker(self, id: &str) {
        devices::keep_speaker(id);
        if let Some(call) = call::current() {
            devices::play_on(&call.sink, id);
        }
    }

    /// Leaves speaking to another program, or takes it back.
    pub fn leave_to_program(self, on: bool) {
        self.by_program.set(on);
        if on && let Some(call) = call::current() {
            call.stop_speaking();
        }
    }

    /// Lets the sound out, in a press.
    pub fn unsilence(self) {
        if let Some(call) = call::current() {
            call.play_on();
        }
    }

    /// The room of [`Self::current`] as it was told last.
    pub fn news(self) -> Memo<Option<RoomNews>> {
        Memo::new(move |_| {
            let id = self.current.get()?;
            self.events.rooms.with(|rooms| rooms.get(&id).cloned())
        })
    }

    pub(super) fn role_untracked(self, space: SpaceId) -> Option<SpaceRole> {
        self.events
            .rooms
            .with_untracked(|rooms| rooms.get(&space).and_then(|news| news.mine.role))
    }

    /// Another page or device has the sound now; the person's place in the room is untouched.
    fn stop(self) {
        if let Some(call) = call::current() {
            call.end();
            self.quiet();
            self.phase.set(Phase::Stopped);
        }
    }

    /// The server does not take us back.
    fn refused(self, space: SpaceId, error: Error) {
        self.tell_refused(error);
        self.go_out(space);
        self.events.change(space);
    }

    fn tell_refused(self, error: Error) {
        self.acting.refused(&ApiError(error));
    }

    /// Not in the space any more.
    fn go_out(self, space: SpaceId) {
        if self.current.get_untracked() == Some(space) {
            if let Some(call) = call::current() {
                call.end();
            }
            self.clear();
        }
        self.left.set(Some(space));
        self.events.forget(space);
    }

    fn clear(self) {
        self.quiet();
        self.phase.set(Phase::Idle);
        self.joined.set(None);
    }

    fn quiet(self) {
        self.by_program.set(false);
        self.levels.update(HashMap::clear);
        self.reactions.update(Vec::clear);
        self.captions.update(Vec::clear);
        self.sending.set(false);
        self.opening.set(false);
        self.silenced.set(false);
        self.hoped.set(None);
        self.quality.set(Quality::Good);
    }

    /// Shows what was asked for until the room says how it is.
    fn hope(self, muted: bool) {
        self.hoped.set(Some(muted));
        let turn = self.next_hope();
        self.hope_turn(turn);
    }

    fn hope_turn(self, turn: u64) {
        set_timeout(
            move || {
                // A microphone that is being asked for takes as long as the person does.
                if self.opening.get_untracked() && self.hopes.get_value() == turn {
                    self.hope_turn(turn);
                } else if self.hopes.get_value() == turn {
                    self.hoped.set(None);
                }
            },
            HOPE,
        );
    }

    fn next_hope(self) -> u64 {
        self.hopes.update_value(|count| *count += 1);
        self.hopes.get_value()
    }

    /// A number of its own for everything that comes and goes.
    fn next_number(self) -> u64 {
        self.numbers.update_value(|number| *number += 1);
        self.numbers.get_value()
    }

    fn tell(self, kind: ToastKind, text: String) {
        self.acting.toasts.show(kind, text);
    }

    /// The microphone was unplugged, and another one is used.
    fn tell_next_microphone(self) {
        let text = t_string!(self.acting.i18n, spaces.room.next_microphone);
        self.tell(ToastKind::Info, text.to_string());
    }

    fn tell_refusal(self, refusal: types::SpaceRefusal) {
        self.tell(ToastKind::Error, refusal_text(self.acting.i18n, refusal));
    }
}
