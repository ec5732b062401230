//! How good the network is, from what the browser counts.

use js_sys::{Map, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    #[default]
    Good,
    Fair,
    Poor,
}

impl Quality {
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
        }
    }
}

/// Packets since the connection stands; jitter and round trip in seconds, as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Reading {
    pub received: f64,
    pub lost: f64,
    pub jitter: f64,
    pub round_trip: f64,
}

impl Reading {
    /// What one can hear of it: what was lost since the reading before, how unevenly packets come, how late.
    pub fn judge(self, before: Self) -> Quality {
        // A new connection counts from 0.
        let before = if self.received < before.received {
            Self::default()
        } else {
            before
        };
        let (received, lost) = (self.received - before.received, (self.lost - before.lost).max(0.0));
        let share = if received + lost > 0.0 {
            lost / (received + lost)
        } else {
            0.0
        };
        let beyond = |loss: f64, jitter: f64, round_trip: f64| {
            share > loss || self.jitter > jitter || self.round_trip > round_trip
        };
        if beyond(0.1, 0.08, 0.6) {
            Quality::Poor
        } else if beyond(0.03, 0.04, 0.3) {
            Quality::Fair
        } else {
            Quality::Good
        }
    }
}

/// None when the browser does not answer.
pub(super) async fn read(connection: &RtcPeerConnection) -> Option<Reading> {
    let report: Map = JsFuture::from(connection.get_stats()).await.ok()?.unchecked_into();
    let mut reading = Reading::default();
    report.for_each(&mut |stats, _| {
        match text(&stats, "type").as_str() {
            "inbound-rtp" => {
                reading.received += number(&stats, "packetsReceived");
                reading.lost += number(&stats, "packetsLost");
                reading.jitter = reading.jitter.max(number(&stats, "jitter"));
            }
            // What the server received of us.
            "remote-inbound-rtp" => {
                reading.jitter = reading.jitter.max(number(&stats, "jitter"));
                reading.round_trip = reading.round_trip.max(number(&stats, "roundTripTime"));
            }
            "candidate-pair"
                if Reflect::get(&stats, &"nominated".into()).is_ok_and(|nominated| nominated.is_truthy()) =>
            {
                reading.round_trip = reading.round_trip.max(number(&stats, "currentRoundTripTime"));
            }
            _ => {}
        }
    });
    Some(reading)
}

fn number(stats: &JsValue, name: &str) -> f64 {
    Reflect::get(stats, &name.into())
        .ok()
        .and_then(|value| value.as_f64())
        .unwrap_or_default()
}

fn text(stats: &JsValue, name: &str) -> String {
    Reflect::get(stats, &name.into())
        .ok()
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(received: f64, lost: f64, jitter: f64, round_trip: f64) -> Reading {
        Reading {
            received,
            lost,
            jitter,
            round_trip,
        }
    }

    #[test]
    fn the_worst_of_loss_jitter_and_delay_counts() {
        let before = reading(1000.0, 50.0, 0.0, 0.0);
        assert_eq!(reading(1100.0, 50.0, 0.01, 0.05).judge(before), Quality::Good);
        assert_eq!(reading(1095.0, 55.0, 0.01, 0.05).judge(before), Quality::Fair);
        assert_eq!(reading(1080.0, 70.0, 0.01, 0.05).judge(before), Quality::Poor);
        assert_eq!(reading(1100.0, 50.0, 0.05, 0.05).judge(before), Quality::Fair);
        assert_eq!(reading(1100.0, 50.0, 0.01, 0.7).judge(before), Quality::Poor);
    }

    #[test]
    fn silence_and_a_new_connection_are_no_loss() {
        let before = reading(1000.0, 50.0, 0.0, 0.0);
        assert_eq!(before.judge(before), Quality::Good);
        assert_eq!(reading(40.0, 0.0, 0.0, 0.0).judge(before), Quality::Good);
    }
}
