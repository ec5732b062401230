//! Captions: those of others on the page, and the own ones by the browser's speech recognition, for whoever agreed.

use super::Voice;
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};
use types::{AccountId, Caption, MAX_CAPTION, SpaceId, SpacePhase, Viewer, live::ClientMessage};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

/// Pieces shown at a time, and for how long after their last change.
const MOST_SHOWN: usize = 3;
const SHOWN: Duration = Duration::from_secs(8);
/// Milliseconds between two unfinished versions of the same piece.
const REST: f64 = 700.0;

/// Before a recognition that has stopped by itself goes on.
const PAUSE: Duration = Duration::from_millis(500);

/// A piece of what somebody says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub speaker: AccountId,
    pub number: u32,
    pub revision: u32,
    pub text: String,
    /// Goes up with every change of any piece.
    turn: u64,
}

/// Puts a piece on the page, in the place of an earlier version.
pub(super) fn show(voice: Voice, caption: &Caption) {
    let turn = voice.next_number();
    let said = Said {
        speaker: caption.speaker,
        number: caption.number,
        revision: caption.revision,
        text: caption.text.clone(),
        turn,
    };
    voice.captions.update(|shown| take(shown, said));
    set_timeout(
        move || voice.captions.update(|shown| shown.retain(|said| said.turn != turn)),
        SHOWN,
    );
}

fn take(shown: &mut Vec<Said>, said: Said) {
    let known = shown
        .iter_mut()
        .find(|known| known.speaker == said.speaker && known.number == said.number);
    match known {
        Some(known) if known.revision <= said.revision => *known = said,
        Some(_) => {}
        None => {
            if shown.len() >= MOST_SHOWN {
                shown.remove(0);
            }
            shown.push(said);
        }
    }
}

/// Whether this browser recognises speech. Some send what they hear to their maker for it.
pub fn can_recognise() -> bool {
    maker().is_some()
}

fn maker() -> Option<Function> {
    ["SpeechRecognition", "webkitSpeechRecognition"]
        .into_iter()
        .find_map(|name| Reflect::get(&window(), &name.into()).ok()?.dyn_into().ok())
}

thread_local! {
    static RECOGNISER: RefCell<Option<Rc<Recogniser>>> = const { RefCell::new(None) };
}

/// Listens while the person is heard and has agreed on this page.
pub(super) fn follow(voice: Voice, viewer: RwSignal<Option<Viewer>>) {
    let news = voice.news();
    let me = move || viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
    let since = Memo::new(move |_| {
        let id = me()?;
        let news = news.get()?;
        let agreed = news
            .room
            .stage
            .iter()
            .any(|person| person.card.id == id && person.captions);
        match news.room.phase {
            SpacePhase::Live { since } if agreed && voice.sending.get() && voice.recognising.get() => Some(since),
            _ => None,
        }
    });
    Effect::new(move |_| {
        let wanted = since.get().zip(voice.current.get()).zip(me());
        if let Some(before) = RECOGNISER.take() {
            before.stop();
        }
        if let Some(((since, space), me)) = wanted {
            RECOGNISER.set(Recogniser::start(voice, space, me, since));
        }
    });
}

struct Recogniser {
    recognition: JsValue,
    _on_result: Closure<dyn FnMut(JsValue)>,
    _on_end: Closure<dyn FnMut()>,
}

impl Recogniser {
    fn start(voice: Voice, space: SpaceId, me: AccountId, since: i64) -> Option<Rc<Self>> {
        let recognition = Reflect::construct(&maker()?, &Array::new()).ok()?;
        let set = |name: &str, value: JsValue| {
            // Fails for no name that it knows.
            let _ = Reflect::set(&recognition, &name.into(), &value);
        };
        set("continuous", true.into());
        set("interimResults", true.into());
        let language = document()
            .document_element()
            .and_then(|root| root.get_attribute("lang"));
        set("lang", language.unwrap_or_default().into());
        let pieces = Pieces::new(voice, space, me, since);
        let on_result = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| pieces.hear(&event));
        let again = recognition.clone();
        // It stops by itself after a silence, and where it does not work at once.
        let on_end = Closure::<dyn FnMut()>::new(move || {
            let again = again.clone();
            let start = move || {
                let is_wanted = Reflect::get(&again, &"onend".into()).is_ok_and(|on_end| on_end.is_function());
                if is_wanted {
                    call(&again, "start");
                }
            };
            set_timeout(start, PAUSE);
        });
        set("onresult", on_result.as_ref().clone());
        set("onend", on_end.as_ref().clone());
        call(&recognition, "start");
        Some(Rc::new(Self {
            recognition,
            _on_result: on_result,
            _on_end: on_end,
        }))
    }

    fn stop(&self) {
        for name in ["onresult", "onend"] {
            let _ = Reflect::set(&self.recognition, &name.into(), &JsValue::NULL);
        }
        call(&self.recognition, "abort");
    }
}

fn call(target: &JsValue, name: &str) {
    if let Ok(run) = Reflect::get(target, &name.into())
        && let Ok(run) = run.dyn_into::<Function>()
    {
        // Throws when it runs already.
        let _ = run.call0(target);
    }
}

/// What was recognised, numbered for the room.
struct Pieces {
    voice: Voice,
    space: SpaceId,
    me: AccountId,
    since: i64,
    /// By the place in the recognition's list.
    known: RefCell<HashMap<u32, Piece>>,
}

struct Piece {
    number: u32,
    revision: u32,
    start: u32,
    told_at: f64,
}

impl Pieces {
    fn new(voice: Voice, space: SpaceId, me: AccountId, since: i64) -> Self {
        Self {
            voice,
            space,
            me,
            since,
            known: RefCell::default(),
        }
    }

    fn hear(&self, event: &JsValue) {
        let get = |from: &JsValue, name: &str| Reflect::get(from, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let results = get(event, "results");
        let first = get(event, "resultIndex").as_f64().unwrap_or_default() as u32;
        let count = get(&results, "length").as_f64().unwrap_or_default() as u32;
        for index in first..count {
            let result = Reflect::get_u32(&results, index).unwrap_or(JsValue::UNDEFINED);
            let best = Reflect::get_u32(&result, 0).unwrap_or(JsValue::UNDEFINED);
            let text = get(&best, "transcript").as_string().unwrap_or_default();
            self.tell(index, text.trim(), get(&result, "isFinal").is_truthy());
        }
    }

    fn tell(&self, index: u32, text: &str, is_final: bool) {
        if text.is_empty() {
            return;
        }
        let now = js_sys::Date::now();
        let end = (now as i64 - self.since).clamp(0, i64::from(u32::MAX)) as u32;
        let mut known = self.known.borrow_mut();
        let piece = known.entry(index).or_insert(Piece {
            // Grows with time, so that a page that is loaded again goes on with higher ones.
            number: end,
            revision: 0,
            start: end,
            told_at: 0.0,
        });
        if !is_final && now - piece.told_at < REST {
            return;
        }
        piece.told_at = now;
        piece.revision += 1;
        let caption = Caption {
            speaker: self.me,
            number: piece.number,
            revision: piece.revision,
            start: piece.start,
            end: end.max(piece.start),
            text: text.chars().take(MAX_CAPTION).collect(),
        };
        if is_final {
            // After a pause the list begins anew.
            known.remove(&index);
        }
        drop(known);
        self.voice.live.send(&ClientMessage::Caption {
            space: self.space,
            caption,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(speaker: i64, number: u32, revision: u32, text: &str) -> Said {
        Said {
            speaker: AccountId(speaker),
            number,
            revision,
            text: text.to_owned(),
            turn: 0,
        }
    }

    #[test]
    fn later_versions_replace_earlier_ones_and_few_are_shown() {
        let mut shown = Vec::new();
        take(&mut shown, said(1, 1, 1, "go"));
        take(&mut shown, said(1, 1, 2, "good"));
        take(&mut shown, said(1, 1, 1, "late"));
        take(&mut shown, said(2, 1, 1, "hello"));
        assert_eq!(shown, [said(1, 1, 2, "good"), said(2, 1, 1, "hello")]);
        take(&mut shown, said(2, 2, 1, "you"));
        take(&mut shown, said(1, 2, 1, "morning"));
        assert_eq!(shown.len(), MOST_SHOWN);
        assert_eq!(shown[0], said(2, 1, 1, "hello"));
    }
}
