//! The browser's entry: takes over the page that the server rendered.
#![cfg(target_family = "wasm")]

use leptos::{
    ev::Event,
    mount::hydrate_from,
    prelude::{document, location, window},
};
use std::{
    panic,
    sync::atomic::{AtomicBool, Ordering},
};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};

/// Whether the page has been taken over.
static HYDRATED: AtomicBool = AtomicBool::new(false);

/// Called once by the page's script when the module has loaded. The other half stands in `app/src/shell/page_guard.js`.
#[wasm_bindgen]
pub async fn hydrate() {
    panic::set_hook(Box::new(|info| {
        // Before hydration is over, something in the page is not as it was sent: no fault that we could mend.
        if HYDRATED.load(Ordering::Relaxed) {
            console_error_panic_hook::hook(info);
            tell_page("piaf:panicked");
        } else {
            tell_page("piaf:not-hydrated");
        }
    }));
    app::load_page(&location().pathname().unwrap_or_default()).await;
    let Some(root) = document().get_element_by_id("app") else {
        return;
    };
    tell_page("piaf:before-hydration");
    hydrate_from(root.unchecked_into(), app::App).forget();
    HYDRATED.store(true, Ordering::Relaxed);
}

fn tell_page(what: &str) {
    if let Ok(event) = Event::new(what) {
        // Fails only while the same event is told.
        let _ = window().dispatch_event(&event);
    }
}
