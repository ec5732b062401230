//! The HTML document around the application.

use crate::App;
use base::{initial_state::InitialState, services::Services};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// Watches over the page from outside the program: what is changed before hydration, what follows its end, and whose
/// page it is.
const GUARD: &str = include_str!("shell/page_guard.js");

/// The whole document, rendered on the server only.
pub fn document() -> impl IntoView {
    let assets = expect_context::<Services>().site.assets.clone();
    let initial = use_context::<InitialState>().unwrap_or_default();
    let theme = initial.theme;
    let account = initial.viewer.map(|viewer| viewer.card.id.to_string());
    // Leptos' own HydrationScripts copies the nonce into `crossorigin`; this says the same without it.
    let start = format!(
        "import({js:?}).then(piaf=>piaf.default({{module_or_path:{wasm:?}}}).then(()=>piaf.hydrate()))",
        js = assets.js,
        wasm = assets.wasm
    );
    view! {
        <!DOCTYPE html>
        <html data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=assets.css />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="modulepreload" href=assets.js nonce=use_nonce() />
                <link rel="modulepreload" href=assets.loader nonce=use_nonce() />
                <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <script type="module" nonce=use_nonce()>
                    {start}
                </script>
                <MetaTags />
            </head>
            <body>
                // Hydration begins here: others put their own things into the body.
                <div id="app" class="root" data-account=account>
                    <App />
                </div>
                <script nonce=use_nonce()>{GUARD}</script>
            </body>
        </html>
    }
}
