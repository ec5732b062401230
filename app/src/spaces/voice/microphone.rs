//! The person's microphone: asked for only when they are about to speak.

use super::devices::{self, media_devices};
use js_sys::Reflect;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaStreamTrackState};

/// Why there is no microphone, as far as the browser tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MicrophoneTrouble {
    /// The person, or a setting of theirs, said no.
    Refused,
    /// There is none.
    Missing,
    /// Another program has it.
    Busy,
    /// This page may not ask: it was loaded elsewhere, or not over https.
    NotHere,
}

/// An open microphone; dropping it turns it off.
pub(super) struct Microphone {
    pub track: MediaStreamTrack,
    on_ended: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Drop for Microphone {
    fn drop(&mut self) {
        self.track.set_onended(None);
        self.track.stop();
    }
}

impl Microphone {
    /// Opens the one that was chosen last, or the system's; silent until it is turned on.
    pub async fn open() -> Result<Self, MicrophoneTrouble> {
        let devices = media_devices().ok_or(MicrophoneTrouble::NotHere)?;
        let chosen = devices::chosen_microphone();
        let stream = match request(&devices, chosen.as_deref()).await {
            // The chosen one is unplugged.
            Err(MicrophoneTrouble::Missing) if chosen.is_some() => request(&devices, None).await,
            answer => answer,
        }?;
        let track: MediaStreamTrack = stream.get_audio_tracks().get(0).unchecked_into();
        if track.is_undefined() {
            return Err(MicrophoneTrouble::Missing);
        }
        track.set_enabled(false);
        Ok(Self {
            track,
            on_ended: RefCell::new(None),
        })
    }

    /// Runs when the device is gone: unplugged, or taken away by the browser or the system.
    pub fn watch(&self, run: impl Fn() + 'static) {
        let on_ended = Closure::<dyn FnMut()>::new(run);
        self.track.set_onended(Some(on_ended.as_ref().unchecked_ref()));
        *self.on_ended.borrow_mut() = Some(on_ended);
    }

    /// Nothing comes from it any more, and never will.
    pub fn is_over(&self) -> bool {
        self.track.ready_state() == MediaStreamTrackState::Ended
    }
}

async fn request(devices: &MediaDevices, chosen: Option<&str>) -> Result<MediaStream, MicrophoneTrouble> {
    let wanted = js_sys::Object::new();
    let set = |name: &str, value: &JsValue| {
        // Fails for no plain object.
        let _ = Reflect::set(&wanted, &name.into(), value);
    };
    set("echoCancellation", &true.into());
    set("noiseSuppression", &true.into());
    set("autoGainControl", &true.into());
    if let Some(chosen) = chosen {
        let exact = js_sys::Object::new();
        let _ = Reflect::set(&exact, &"exact".into(), &chosen.into());
        set("deviceId", &exact);
    }
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&wanted);
    let asked = devices
        .get_user_media_with_constraints(&constraints)
        .map_err(|cause| trouble(&cause))?;
    let stream = JsFuture::from(asked).await.map_err(|cause| trouble(&cause))?;
    Ok(stream.unchecked_into())
}

fn trouble(cause: &JsValue) -> MicrophoneTrouble {
    let name = Reflect::get(cause, &"name".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default();
    match name.as_str() {
        "NotFoundError" | "OverconstrainedError" => MicrophoneTrouble::Missing,
        "NotReadableError" | "AbortError" => MicrophoneTrouble::Busy,
        "NotAllowedError" if policy_allows() => MicrophoneTrouble::Refused,
        _ => MicrophoneTrouble::NotHere,
    }
}

/// What the document's own policy says, where the browser tells; else the person was asked.
fn policy_allows() -> bool {
    let document: JsValue = document().into();
    let allows = || -> Option<bool> {
        let policy = Reflect::get(&document, &"featurePolicy".into()).ok()?;
        let ask: js_sys::Function = Reflect::get(&policy, &"allowsFeature".into()).ok()?.dyn_into().ok()?;
        ask.call1(&policy, &"microphone".into()).ok()?.as_bool()
    };
    allows().unwrap_or(true)
}
