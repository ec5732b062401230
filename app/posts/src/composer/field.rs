//! The composer's text field: marks entities while one types, offers handles and hashtags, grows with its text.

use super::{
    highlight::Highlight,
    suggestions::{SuggestionList, Suggestions},
};
use leptos::{ev::KeyboardEvent, html, prelude::*, text_prop::TextProp};
use types::text::Parsed;
use ui::escape_text;

/// `id` must be the only one of its kind on the page. The field works without script; marks come with hydration.
#[component]
pub fn ComposerField(
    id: String,
    text: RwSignal<String>,
    parsed: Memo<Parsed>,
    label: TextProp,
    error_id: String,
    invalid: Signal<bool>,
    autofocus: bool,
    on_send: Callback<()>,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let suggestions = Suggestions::new(text, node);
    let hydrated = RwSignal::new(false);
    tie(node, text);
    Effect::new(move |_| hydrated.set(true));
    let list_id = format!("{id}-suggestions");
    let (controls, active) = (list_id.clone(), list_id.clone());
    let placeholder = label.clone();
    view! {
        <div class="composer__field" data-highlight=move || hydrated.get()>
            <Highlight text parsed />
            <textarea
                class="composer__input"
                node_ref=node
                id=id
                name="text"
                rows="2"
                dir="auto"
                autofocus=autofocus
                aria-label=move || label.get()
                placeholder=move || placeholder.get()
                aria-autocomplete="list"
                aria-controls=move || suggestions.is_open().then(|| controls.clone())
                aria-activedescendant=move || {
                    suggestions.is_open().then(|| format!("{active}-{}", suggestions.selected()))
                }
                aria-invalid=move || invalid.get().then_some("true")
                aria-describedby=error_id
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    suggestions.look();
                }
                on:click=move |_| suggestions.look()
                on:blur=move |_| suggestions.close()
                on:keydown=move |event| on_key(&event, suggestions, on_send)
                on:keyup=move |event| {
                    if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
                        suggestions.look();
                    }
                }
                inner_html=escape_text(&text.get_untracked())
            ></textarea>
        </div>
        <SuggestionList suggestions id=list_id />
    }
}

/// Ties the field to the text. What was typed before hydration wins over the text's first value.
fn tie(node: NodeRef<html::Textarea>, text: RwSignal<String>) {
    Effect::new(move |tied: Option<bool>| {
        let Some(area) = node.get() else { return false };
        let wanted = text.get();
        let shown = area.value();
        if shown != wanted {
            if tied != Some(true) && !shown.is_empty() {
                text.set(shown);
            } else {
                area.set_value(&wanted);
            }
        }
        true
    });
}

fn on_key(event: &KeyboardEvent, suggestions: Suggestions, on_send: Callback<()>) {
    // Keys that choose among the characters of an input method are not ours.
    if event.is_composing() {
        return;
    }
    let key = event.key();
    if key == "Enter" && (event.ctrl_key() || event.meta_key()) {
        event.prevent_default();
        suggestions.close();
        on_send.run(());
        return;
    }
    if !suggestions.is_open_untracked() {
        return;
    }
    match key.as_str() {
        "ArrowDown" => suggestions.step(true),
        "ArrowUp" => suggestions.step(false),
        "Enter" | "Tab" => suggestions.choose_selected(),
        "Escape" => {
            // A dialog around the field stays open.
            event.stop_propagation();
            suggestions.close();
        }
        _ => return,
    }
    event.prevent_default();
}
