//! Keyboard shortcuts: single keys for what one does most. They can be switched off in the settings.

mod dialog;
mod keys;

use base::{
    context::{PageContext, use_page},
    initial_state::use_viewer,
};
use dialog::ShortcutsDialog;
use keys::{Action, Keys, Target};
use leptos::{ev, prelude::*};
use posts::{ComposeTarget, use_compose};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Listens on the whole page and holds the list of shortcuts. Once, in the shell.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let is_listed = RwSignal::new(false);
    let (acting, compose, viewer) = (use_page(), use_compose(), use_viewer());
    let keys = StoredValue::new(Keys::default());
    let listen = move |event: KeyboardEvent| {
        let enabled = viewer.with_untracked(|viewer| viewer.as_ref().is_none_or(|viewer| viewer.shortcuts));
        if !enabled || !is_for_us(&event) {
            return;
        }
        let now = event.time_stamp();
        let Some(action) = keys.try_update_value(|keys| keys.press(&event.key(), now)).flatten() else {
            return;
        };
        if event.repeat() && !action.may_repeat() {
            return;
        }
        let done = match action {
            Action::ListShortcuts => {
                is_listed.set(true);
                true
            }
            Action::NewPost => {
                if acting.may_act() {
                    compose.open(ComposeTarget::New);
                }
                true
            }
            Action::Next => step(true),
            Action::Previous => step(false),
            Action::Press(target) => press(target),
            Action::Search => search(acting),
            Action::Open => open(acting),
            Action::Go(path) => {
                acting.go(path);
                true
            }
            Action::GoToProfile => {
                match viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.handle.clone())) {
                    Some(handle) => {
                        acting.go(format!("/@{handle}"));
                        true
                    }
                    None => acting.may_act(),
                }
            }
        };
        if done {
            event.prevent_default();
        }
    };
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, listen);
        on_cleanup(move || handle.remove());
    });
    view! { <ShortcutsDialog open=is_listed /> }
}

/// Not while one types, not in dialogs and menus, not together with keys that mean something to the browser.
fn is_for_us(event: &KeyboardEvent) -> bool {
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
        return false;
    }
    let typing = "input, textarea, select, [contenteditable], dialog, [role=menu], [role=listbox]";
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let free = target.is_none_or(|target| matches!(target.closest(typing), Ok(None)));
    free && matches!(document().query_selector("dialog[open]"), Ok(None))
}

fn posts() -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all("#main article.post") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect()
}

/// The post that has the keyboard.
fn current() -> Option<HtmlElement> {
    document()
        .active_element()?
        .closest("article.post")
        .ok()??
        .dyn_into()
        .ok()
}

/// Moves to the next or previous post; from nowhere, to the first that is in sight.
fn step(down: bool) -> bool {
    let posts = posts();
    let place = current().and_then(|current| posts.iter().position(|post| *post == current));
    let next = match place {
        Some(place) if down => posts.get(place + 1),
        Some(place) => place.checked_sub(1).and_then(|place| posts.get(place)),
        None => posts
            .iter()
            .find(|post| post.get_bounding_client_rect().bottom() > 100.0),
    };
    if let Some(next) = next {
        // Fails only for an element that has left the page.
        let _ = next.focus();
    }
    next.is_some()
}

/// Presses a button of the current post, or of the page.
fn press(target: Target) -> bool {
    let found = match target {
        Target::OfPost(selector) => {
            let focus = || {
                document()
                    .query_selector("#main article.post[data-view=focus]")
                    .ok()
                    .flatten()
            };
            let post = current().map(Element::from).or_else(focus);
            post.and_then(|post| post.query_selector(selector).ok().flatten())
        }
        Target::OfPage(selector) => document().query_selector(selector).ok().flatten(),
    };
    match found.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        Some(button) => {
            button.click();
            true
        }
        None => false,
    }
}

fn open(acting: PageContext) -> bool {
    let path = current().and_then(|post| post.get_attribute("data-href"));
    path.map(|path| acting.go(path)).is_some()
}

/// Into the search field where the page shows one, else to the page that has it.
fn search(acting: PageContext) -> bool {
    let fields = document().query_selector_all("input[type=search]").ok();
    let fields = fields
        .iter()
        .flat_map(|fields| (0..fields.length()).filter_map(|index| fields.item(index)));
    let shown = fields
        .filter_map(|field| field.dyn_into::<HtmlElement>().ok())
        .find(|field| field.offset_width() > 0);
    match shown {
        Some(field) => field.focus().is_ok(),
        None => {
            acting.go("/explore");
            true
        }
    }
}
