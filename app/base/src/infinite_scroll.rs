//! Going on by itself: lists load more when their end comes near.

use leptos::{html, prelude::*};

/// Runs `load` while `end` is within two windows' heights of what one sees, once for each time that `busy` ends:
/// whatever changes the list, at either end, is busy meanwhile. In the
/// browser only; without script the list's own link leads on.
pub fn on_visible(end: NodeRef<html::Div>, busy: Signal<bool>, load: Callback<()>) {
    #[cfg(target_family = "wasm")]
    observe(end, busy, load);
    #[cfg(not(target_family = "wasm"))]
    let _ = (end, busy, load);
}

#[cfg(target_family = "wasm")]
fn observe(end: NodeRef<html::Div>, busy: Signal<bool>, load: Callback<()>) {
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

    let observer = StoredValue::new_local(None::<(IntersectionObserver, Closure<dyn Fn(js_sys::Array)>)>);
    Effect::new(move |_| {
        let Some(element) = end.get() else { return };
        let seen = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let is_near = |entry: wasm_bindgen::JsValue| {
                entry
                    .dyn_into::<IntersectionObserverEntry>()
                    .is_ok_and(|entry| entry.is_intersecting())
            };
            if entries.iter().any(is_near) {
                load.run(());
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin("200% 0%");
        if let Ok(made) = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options) {
            made.observe(&element);
            observer.set_value(Some((made, seen)));
        }
    });
    // An observer speaks when something comes near, not while it stays near: after each change it looks anew.
    Effect::new(move |_| {
        if busy.get() {
            return;
        }
        observer.with_value(|observer| {
            if let (Some((observer, _)), Some(element)) = (observer, end.get_untracked()) {
                observer.unobserve(&element);
                observer.observe(&element);
            }
        });
    });
    on_cleanup(move || {
        observer.try_update_value(|observer| {
            if let Some((observer, _)) = observer.take() {
                observer.disconnect();
            }
        });
    });
}
