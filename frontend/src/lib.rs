//! The browser's entry: takes over the page that the server rendered.
#![cfg(target_family = "wasm")]

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script when the module has loaded.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    app::load_page(&leptos::prelude::location().pathname().unwrap_or_default()).await;
    leptos::mount::hydrate_lazy(app::App);
}
