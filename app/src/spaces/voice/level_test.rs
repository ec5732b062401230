//! How loud the chosen microphone is, before one speaks.

use super::microphone::Microphone;
use leptos::prelude::*;
use std::{rc::Rc, time::Duration};
use wasm_bindgen::JsValue;
use web_sys::{AnalyserNode, AudioContext, MediaStream};

/// How often the test looks.
const LOOK: Duration = Duration::from_millis(80);

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
