//! What the device shows of a call outside the page: on the lock screen, in its media controls. Not in every browser,
//! so everything is asked for by name and missed without harm.

use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

/// What a press on the device's controls may mean.
pub(super) const ACTIONS: [&str; 5] = ["hangup", "togglemicrophone", "play", "pause", "stop"];

fn session() -> Option<JsValue> {
    let session = Reflect::get(&window().navigator(), &"mediaSession".into()).ok()?;
    session.is_object().then_some(session)
}

/// Names the call and takes the controls until it is dropped.
pub(super) struct MediaSession {
    _handlers: Vec<Closure<dyn FnMut()>>,
}

impl MediaSession {
    pub fn begin(title: &str, artist: &str, on_action: impl Fn(&'static str) + Clone + 'static) -> Self {
        let mut handlers = Vec::new();
        if let Some(session) = session() {
            if let Some(metadata) = metadata(title, artist) {
                let _ = Reflect::set(&session, &"metadata".into(), &metadata);
            }
            for action in ACTIONS {
                let on_action = on_action.clone();
                let handler = Closure::<dyn FnMut()>::new(move || on_action(action));
                set_handler(&session, action, handler.as_ref());
                handlers.push(handler);
            }
        }
        let begun = Self { _handlers: handlers };
        begun.playing(true);
        begun
    }

    pub fn playing(&self, playing: bool) {
        if let Some(session) = session() {
            let state = if playing { "playing" } else { "paused" };
            let _ = Reflect::set(&session, &"playbackState".into(), &state.into());
        }
    }

    pub fn microphone(&self, on: bool) {
        if let Some(session) = session()
            && let Ok(set) = Reflect::get(&session, &"setMicrophoneActive".into())
            && let Ok(set) = set.dyn_into::<Function>()
        {
            let _ = set.call1(&session, &on.into());
        }
    }
}

impl Drop for MediaSession {
    fn drop(&mut self) {
        if let Some(session) = session() {
            for action in ACTIONS {
                set_handler(&session, action, &JsValue::NULL);
            }
            let _ = Reflect::set(&session, &"metadata".into(), &JsValue::NULL);
            let _ = Reflect::set(&session, &"playbackState".into(), &"none".into());
        }
    }
}

/// Browsers throw at names that they do not know.
fn set_handler(session: &JsValue, action: &str, handler: &JsValue) {
    if let Ok(set) = Reflect::get(session, &"setActionHandler".into())
        && let Ok(set) = set.dyn_into::<Function>()
    {
        let _ = set.call2(session, &action.into(), handler);
    }
}

fn metadata(title: &str, artist: &str) -> Option<JsValue> {
    let maker: Function = Reflect::get(&window(), &"MediaMetadata".into()).ok()?.dyn_into().ok()?;
    let words = Object::new();
    Reflect::set(&words, &"title".into(), &title.into()).ok()?;
    Reflect::set(&words, &"artist".into(), &artist.into()).ok()?;
    Reflect::construct(&maker, &js_sys::Array::of1(&words)).ok()
}
