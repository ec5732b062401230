//! Sharing a post: copying its address, the device's own sharing.

use super::acting::{Acting, use_acting};
use leptos::{prelude::*, task::spawn_local};
use locales::{t, t_string};
use types::Post;
use ui::{Icon, IconName, Menu, MenuItem, ToastKind};
use wasm_bindgen_futures::JsFuture;

#[component]
pub fn ShareMenu(post: StoredValue<Post>) -> impl IntoView {
    let acting = use_acting();
    let i18n = acting.i18n;
    let address = move || acting.site.absolute(&post.with_value(Post::path));
    view! {
        <div class="actions__item needs-script">
            <Menu
                class="action"
                kind="share"
                label=move || t_string!(i18n, posts.share)
                trigger=move || view! { <Icon name=IconName::Share /> }
            >
                <MenuItem icon=IconName::Link on_select=move |()| copy_address(acting, address())>
                    {t!(i18n, posts.copy_link)}
                </MenuItem>
                {can_share()
                    .then(|| {
                        view! {
                            <MenuItem icon=IconName::Share on_select=move |()| share_natively(acting, address())>
                                {t!(i18n, posts.share_with)}
                            </MenuItem>
                        }
                    })}
            </Menu>
        </div>
    }
}

/// Puts an address into the clipboard and says so.
pub fn copy_address(acting: Acting, address: String) {
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
pub fn share_natively(acting: Acting, address: String) {
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
