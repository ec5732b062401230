//! Microphones and loudspeakers: which there are, which are chosen, and how loud one is.

use super::microphone::{Microphone, media_devices};
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use std::{rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AnalyserNode, AudioContext, HtmlAudioElement, MediaDeviceInfo, MediaDeviceKind, MediaStream};

const MICROPHONE_KEY: &str = "piaf-microphone";
const SPEAKER_KEY: &str = "piaf-speaker";
/// How often the level test looks.
const LOOK: Duration = Duration::from_millis(80);

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

/// Shows how loud a microphone is while it lives.
pub struct LevelTest {
    context: AudioContext,
    timer: Option<IntervalHandle>,
    _microphone: Rc<Microphone>,
}

impl Drop for LevelTest {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        drop(self.context.close());
    }
}

impl LevelTest {
    /// Opens the chosen microphone and tells `level` 0 to 10, a dozen times a second.
    pub async fn start(level: impl Fn(u8) + 'static) -> Result<Self, super::MicrophoneTrouble> {
        let microphone = Microphone::open().await?;
        microphone.track.set_enabled(true);
        let broken = |_: JsValue| super::MicrophoneTrouble::Busy;
        let context = AudioContext::new().map_err(broken)?;
        let stream = MediaStream::new().map_err(broken)?;
        stream.add_track(&microphone.track);
        let source = context.create_media_stream_source(&stream).map_err(broken)?;
        let analyser = context.create_analyser().map_err(broken)?;
        analyser.set_fft_size(1024);
        source.connect_with_audio_node(&analyser).map_err(broken)?;
        let timer = set_interval_with_handle(move || level(loudness(&analyser)), LOOK).ok();
        Ok(Self {
            context,
            timer,
            _microphone: Rc::new(microphone),
        })
    }
}

fn loudness(analyser: &AnalyserNode) -> u8 {
    let mut samples = [0.0_f32; 1024];
    analyser.get_float_time_domain_data(&mut samples);
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
    steps(power)
}

/// Mean power to ten steps, from -60 to -10 dB.
fn steps(power: f32) -> u8 {
    let decibels = 10.0 * power.max(1e-12).log10();
    ((decibels + 60.0) / 5.0).clamp(0.0, 10.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_shows_nothing_and_shouting_everything() {
        assert_eq!(steps(0.0), 0);
        assert_eq!(steps(1e-6), 0);
        assert_eq!(steps(1e-3), 6);
        assert_eq!(steps(0.5), 10);
    }
}
