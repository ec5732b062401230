//! The account that the page shows, where the browser may act for another by now.

use leptos::prelude::*;

/// Told on the window by whoever is refused: [`ask_whose`], or the page's own script for what it fetches.
pub const REFUSED: &str = "piaf:other-account";

/// The account that the page shows, for requests that are no `fetch`.
pub fn shown_account() -> Option<String> {
    document().get_element_by_id("app")?.get_attribute("data-account")
}

/// Asks how to go on, where the browser acts for another account now.
pub fn ask_whose() {
    if let Ok(event) = web_sys::Event::new(REFUSED) {
        // Fails only while the same event is told.
        let _ = window().dispatch_event(&event);
    }
}
