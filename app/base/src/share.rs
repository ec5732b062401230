//! Sharing an address: copying it, the device's own sharing.

use crate::context::PageContext;
use leptos::{prelude::*, task::spawn_local};
use locales::t_string;
use ui::ToastKind;
use wasm_bindgen_futures::JsFuture;

/// Puts an address into the clipboard and says so.
pub fn copy_address(acting: PageContext, address: String) {
    // Absent on pages that are neither https nor local.
    if !has_ability("clipboard") {
        acting.toasts.show(ToastKind::Info, address);
        return;
    }
    let written = window().navigator().clipboard().write_text(&address);
    spawn_local(async move {
        match JsFuture::from(written).await {
            Ok(_) => acting.succeeded(t_string!(acting.i18n, posts.link_copied)),
            // Refused by the person or the browser: the address itself can still be copied by hand.
            Err(_) => acting.toasts.show(ToastKind::Info, address),
        }
    });
}

/// Whether the device has a sharing of its own.
pub fn can_share() -> bool {
    has_ability("share")
}

fn has_ability(name: &str) -> bool {
    let navigator = window().navigator();
    js_sys::Reflect::get(&navigator, &name.into()).is_ok_and(|ability| !ability.is_undefined())
}

/// Hands an address to the device's own sharing.
pub fn share_natively(acting: PageContext, address: String) {
    let data = web_sys::ShareData::new();
    data.set_url(&address);
    let shared = window().navigator().share_with_data(&data);
    spawn_local(async move {
        if let Err(cause) = JsFuture::from(shared).await {
            let name = js_sys::Reflect::get(&cause, &"name".into())
                .ok()
                .and_then(|name| name.as_string());
            // Closing the sheet is no failure.
            if name.as_deref() != Some("AbortError") {
                copy_address(acting, address);
            }
        }
    });
}
