//! What happens around a call: the page comes and goes, networks change, other pages take the sound over.

use super::{
    Voice,
    call::{self, Call},
};
use base::live::LiveState;
use js_sys::Reflect;
use leptos::prelude::*;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{BroadcastChannel, EventTarget};

/// Tells the browser's other pages that the voice is here now.
const CHANNEL: &str = "piaf-voice";

thread_local! {
    /// One for the document: what an object of it says, every other one hears, also on the same page.
    static OTHERS: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Leaving the page hangs up; coming back, other networks and other pages are noticed.
pub(super) fn follow_page(voice: Voice) {
    Effect::new(move |_| {
        let page = window();
        let on_page = |name, run: fn(&Rc<Call>)| {
            on_event(&page, name, move || {
                if let Some(call) = call::current() {
                    run(&call);
                }
            });
        };
        on_page("pagehide", |call| call.hang_up());
        // From the browser's memory: what was hung up is offered anew.
        on_page("pageshow", Call::connect);
        on_page("online", Call::network_changed);
        if let Ok(network) = Reflect::get(&window().navigator(), &"connection".into())
            && network.is_object()
        {
            let kind = {
                let network = network.clone();
                move || {
                    Reflect::get(&network, &"type".into())
                        .ok()
                        .and_then(|kind| kind.as_string())
                }
            };
            let last = RefCell::new(kind());
            on_event(network.unchecked_ref(), "change", move || {
                // Estimates of its speed change too, and mean nothing here.
                let now = kind();
                if last.replace(now.clone()) != now
                    && let Some(call) = call::current()
                {
                    call.network_changed();
                }
            });
        }
        if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
            on_event(&channel, "message", move || voice.stop());
            OTHERS.set(Some(channel));
        }
    });
}

pub(super) fn follow_connection(voice: Voice) {
    let state = voice.live.state;
    let is_live = Memo::new(move |_| state.get() == LiveState::Live);
    Effect::new(move |before: Option<bool>| {
        let now = is_live.get();
        if let Some(call) = call::current() {
            match (before, now) {
                (Some(true), false) => call.socket_lost(),
                (Some(false), true) => call.socket_back(),
                _ => {}
            }
        }
        now
    });
}

/// Says to the browser's other pages that the sound is here now.
pub(super) fn tell_other_pages() {
    OTHERS.with_borrow(|others| {
        if let Some(others) = others {
            // Fails for no text.
            let _ = others.post_message(&"taken".into());
        }
    });
}

fn on_event(target: &EventTarget, name: &str, run: impl Fn() + 'static) {
    let heard = Closure::<dyn FnMut()>::new(run);
    // Fails for no name.
    let _ = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    // Heard for as long as the document lives.
    heard.forget();
}
