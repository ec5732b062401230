//! Microphones and loudspeakers: which there are, which are chosen, and how loud one is.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlAudioElement, MediaDeviceInfo, MediaDeviceKind, MediaDevices};

const MICROPHONE_KEY: &str = "piaf-microphone";
const SPEAKER_KEY: &str = "piaf-speaker";

/// A microphone or a loudspeaker. The browser keeps names to itself until a microphone was allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Devices {
    pub microphones: Vec<Device>,
    pub speakers: Vec<Device>,
}

/// What is plugged in.
pub async fn list() -> Devices {
    let mut found = Devices::default();
    let Some(asked) = media_devices().and_then(|devices| devices.enumerate_devices().ok()) else {
        return found;
    };
    let Ok(listed) = JsFuture::from(asked).await else {
        return found;
    };
    for device in listed.unchecked_into::<Array>().iter() {
        let device: MediaDeviceInfo = device.unchecked_into();
        let list = match device.kind() {
            MediaDeviceKind::Audioinput => &mut found.microphones,
            MediaDeviceKind::Audiooutput => &mut found.speakers,
            _ => continue,
        };
        if !device.device_id().is_empty() {
            list.push(Device {
                id: device.device_id(),
                name: device.label(),
            });
        }
    }
    found
}

pub fn chosen_microphone() -> Option<String> {
    chosen(MICROPHONE_KEY)
}

pub fn chosen_speaker() -> Option<String> {
    chosen(SPEAKER_KEY)
}

fn chosen(key: &str) -> Option<String> {
    let storage = window().local_storage().ok()??;
    storage.get_item(key).ok()?.filter(|id| !id.is_empty())
}

fn keep(key: &str, id: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing asks again next time.
        let _ = storage.set_item(key, id);
    }
}

pub(super) fn keep_microphone(id: &str) {
    keep(MICROPHONE_KEY, id);
}

pub(super) fn keep_speaker(id: &str) {
    keep(SPEAKER_KEY, id);
}

/// Whether the browser lets a page choose the loudspeaker.
pub fn can_choose_speaker() -> bool {
    sink_setter(&window(), "HTMLMediaElement.prototype".split('.')).is_some()
}

fn sink_setter<'a>(from: &JsValue, path: impl Iterator<Item = &'a str>) -> Option<Function> {
    let mut at = from.clone();
    for name in path {
        at = Reflect::get(&at, &name.into()).ok()?;
    }
    Reflect::get(&at, &"setSinkId".into()).ok()?.dyn_into().ok()
}

/// Plays there from now on; stays where it is when the device has gone.
pub(super) fn play_on(sink: &HtmlAudioElement, id: &str) {
    if let Some(set) = sink_setter(sink, std::iter::empty())
        && let Ok(asked) = set.call1(sink, &id.into())
        && let Ok(asked) = asked.dyn_into::<js_sys::Promise>()
    {
        leptos::task::spawn_local(async move {
            let _ = JsFuture::from(asked).await;
        });
    }
}

/// Absent on pages that are neither https nor local.
pub(super) fn media_devices() -> Option<MediaDevices> {
    let devices = Reflect::get(&window().navigator(), &"mediaDevices".into()).ok()?;
    devices.is_object().then(|| devices.unchecked_into())
}
