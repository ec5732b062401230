//! One WebRTC connection to the server, made by one POST of an offer. The server is the lite side of ICE and learns our
//! address by itself: there is nothing to wait for and nothing to tell later.

use super::relays::relays;
use js_sys::Reflect;
use leptos::prelude::*;
use std::{
    cell::{Cell, RefCell},
    time::Duration,
};
use types::{Error, live::VOICE_SLOTS};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Event, Headers, MediaStreamTrack, RequestInit, Response, RtcConfiguration, RtcIceServer,
    RtcPeerConnection, RtcPeerConnectionState, RtcRtpSender, RtcRtpTransceiver, RtcRtpTransceiverDirection,
    RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescriptionInit,
};

/// An answered offer that has not become a connection by then is offered anew. Through a relay several more words are
/// exchanged first.
const CONNECTED_WITHIN: Duration = Duration::from_millis(2500);
const RELAYED_WITHIN: Duration = Duration::from_secs(6);
/// A server that does not answer an offer for so long will not.
const PATIENCE: Duration = Duration::from_secs(4);

pub(super) struct Leg {
    pub connection: RtcPeerConnection,
    /// The address that hangs it up.
    location: RefCell<Option<String>>,
    /// The server named relays.
    may_be_relayed: Cell<bool>,
    on_change: RefCell<Option<Closure<dyn FnMut(Event)>>>,
}

impl Drop for Leg {
    fn drop(&mut self) {
        self.connection.set_onconnectionstatechange(None);
        self.connection.close();
    }
}

impl Leg {
    fn new() -> Result<Self, Error> {
        Ok(Self {
            connection: RtcPeerConnection::new().map_err(|_| Error::Unavailable)?,
            location: RefCell::new(None),
            may_be_relayed: Cell::new(false),
            on_change: RefCell::new(None),
        })
    }

    /// A connection that hears; its tracks are there before it is.
    pub fn listening() -> Result<(Self, Vec<MediaStreamTrack>), Error> {
        let leg = Self::new()?;
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(RtcRtpTransceiverDirection::Recvonly);
        let tracks = (0..VOICE_SLOTS)
            .map(|_| {
                let transceiver: RtcRtpTransceiver = leg.connection.add_transceiver_with_str_and_init("audio", &init);
                transceiver.receiver().track()
            })
            .collect();
        Ok((leg, tracks))
    }

    /// A connection that sends this track.
    pub fn speaking(track: &MediaStreamTrack) -> Result<Self, Error> {
        let leg = Self::new()?;
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(RtcRtpTransceiverDirection::Sendonly);
        leg.connection
            .add_transceiver_with_media_stream_track_and_init(track, &init);
        Ok(leg)
    }

    /// Runs whenever the connection's state changes.
    pub fn watch(&self, run: impl Fn(RtcPeerConnectionState) + 'static) {
        let connection = self.connection.clone();
        let on_change = Closure::<dyn FnMut(Event)>::new(move |_| run(connection.connection_state()));
        self.connection
            .set_onconnectionstatechange(Some(on_change.as_ref().unchecked_ref()));
        *self.on_change.borrow_mut() = Some(on_change);
    }

    /// Sends the offer and takes the answer. Nothing is gathered before, because the answer names the relays.
    ///
    /// # Errors
    /// The server's refusal; `Unavailable` when it could not be reached or the browser refuses its answer.
    pub async fn offer(&self, path: &str) -> Result<(), Error> {
        let broken = |_: JsValue| Error::Unavailable;
        let offer = JsFuture::from(self.connection.create_offer()).await.map_err(broken)?;
        let sdp = Reflect::get(&offer, &"sdp".into())
            .ok()
            .and_then(|sdp| sdp.as_string())
            .ok_or(Error::Unavailable)?;
        let answer = post(path, &sdp).await?;
        *self.location.borrow_mut() = answer.location;
        self.take_relays(&answer.links).map_err(broken)?;
        let local = self.connection.set_local_description(offer.unchecked_ref());
        JsFuture::from(local).await.map_err(broken)?;
        let description = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
        description.set_sdp(&answer.sdp);
        let remote = self.connection.set_remote_description(&description);
        JsFuture::from(remote).await.map_err(broken)?;
        Ok(())
    }

    fn take_relays(&self, links: &str) -> Result<(), JsValue> {
        let relays = relays(links);
        if relays.is_empty() {
            return Ok(());
        }
        let servers = js_sys::Array::new();
        for relay in &relays {
            let server = RtcIceServer::new();
            server.set_urls_str(&relay.address);
            server.set_username(&relay.username);
            server.set_credential(&relay.credential);
            servers.push(&server);
        }
        let configuration = RtcConfiguration::new();
        configuration.set_ice_servers(&servers);
        self.connection.set_configuration_with_configuration(&configuration)?;
        self.may_be_relayed.set(true);
        Ok(())
    }

    /// How long a connection may take after the answer.
    pub fn connected_within(&self) -> Duration {
        if self.may_be_relayed.get() {
            RELAYED_WITHIN
        } else {
            CONNECTED_WITHIN
        }
    }

    pub fn is_over(&self) -> bool {
        matches!(
            self.connection.connection_state(),
            RtcPeerConnectionState::Failed | RtcPeerConnectionState::Disconnected | RtcPeerConnectionState::Closed
        )
    }

    /// Sends another microphone from now on.
    pub fn replace(&self, track: &MediaStreamTrack) {
        let sender = self.connection.get_senders().get(0);
        if let Some(sender) = sender.dyn_ref::<RtcRtpSender>() {
            // Fails only for a connection that is closed, which has nothing to send.
            drop(sender.replace_track(Some(track)));
        }
    }

    /// Tells the server, in a way that outlives the page.
    pub fn hang_up(&self) {
        let Some(location) = self.location.take() else { return };
        let init = RequestInit::new();
        init.set_method("DELETE");
        let _ = Reflect::set(&init, &"keepalive".into(), &true.into());
        drop(window().fetch_with_str_and_init(&location, &init));
    }
}

struct Answer {
    sdp: String,
    location: Option<String>,
    links: String,
}

async fn post(path: &str, sdp: &str) -> Result<Answer, Error> {
    let broken = |_: JsValue| Error::Unavailable;
    let headers = Headers::new().map_err(broken)?;
    headers.set("content-type", "application/sdp").map_err(broken)?;
    let stop = AbortController::new().map_err(broken)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&sdp.into());
    init.set_signal(Some(&stop.signal()));
    let timer = set_timeout_with_handle(move || stop.abort(), PATIENCE).ok();
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await;
    let response: Response = answer.map_err(broken)?.unchecked_into();
    let text = JsFuture::from(response.text().map_err(broken)?).await;
    if let Some(timer) = timer {
        timer.clear();
    }
    let text = text.map_err(broken)?.as_string().unwrap_or_default();
    if response.ok() {
        let header = |name: &str| response.headers().get(name).ok().flatten();
        Ok(Answer {
            sdp: text,
            location: header("location"),
            links: header("link").unwrap_or_default(),
        })
    } else {
        Err(serde_json::from_str(&text).unwrap_or(Error::Unavailable))
    }
}
