//! The HTML document around the application.

use crate::{App, boot::Boot, services::Services};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// The whole document, rendered on the server only.
pub fn document() -> impl IntoView {
    let assets = expect_context::<Services>().site.assets.clone();
    let theme = use_context::<Boot>().and_then(|boot| boot.theme);
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
                <App />
            </body>
        </html>
    }
}
