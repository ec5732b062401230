//! Files dropped beside the places that take them. The browser would open them in the page's place.

use leptos::{ev, prelude::*};
use people::media::carries_files;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlInputElement};

/// Nothing happens to such a file: the pointer says so, and the page stays. Once, in the shell.
pub(super) fn stop_file_drops() {
    Effect::new(|_| {
        let over = window_event_listener(ev::dragover, |event| {
            if is_stray(&event) {
                event.prevent_default();
                if let Some(data) = event.data_transfer() {
                    data.set_drop_effect("none");
                }
            }
        });
        let dropped = window_event_listener(ev::drop, |event| {
            if is_stray(&event) {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            over.remove();
            dropped.remove();
        });
    });
}

/// Carries files, and neither a composer nor a field for files takes them.
fn is_stray(event: &DragEvent) -> bool {
    let takes_files = || {
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        field.is_some_and(|field| field.type_() == "file")
    };
    !event.default_prevented() && carries_files(event) && !takes_files()
}
