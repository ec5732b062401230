//! Text fields: label, control, hint, error and counter, tied together by ids.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::text::{FieldError, aria_bool, escape_text, optional_attribute};

/// The `type` of a text field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    #[default]
    Text,
    Email,
    Url,
    Search,
    Date,
    /// To the minute, without a time zone.
    DateTime,
    Password,
}

impl InputKind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Url => "url",
            Self::Search => "search",
            Self::Date => "date",
            Self::DateTime => "datetime-local",
            Self::Password => "password",
        }
    }

    /// Whether what is typed is a code that no keyboard should correct.
    fn is_verbatim(self) -> bool {
        matches!(self, Self::Email | Self::Url | Self::Password)
    }
}

/// `field-{name}` unless the caller chose another id.
pub(crate) fn field_id(id: Option<String>, name: &str) -> String {
    id.unwrap_or_else(|| format!("field-{name}"))
}

/// The ids of a control's hint and error, for `aria-describedby`.
pub(crate) fn described_by(id: &str, has_hint: bool) -> String {
    if has_hint {
        format!("{id}-hint {id}-error")
    } else {
        format!("{id}-error")
    }
}

/// Label above, control, then hint, error and counter below. Every kind of field is laid out here.
pub(crate) fn frame(
    id: &str,
    label: TextProp,
    hide_label: bool,
    hint: Option<TextProp>,
    error: Signal<Option<String>>,
    counter: Option<AnyView>,
    control: AnyView,
) -> AnyView {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    view! {
        <div class="field" data-invalid=move || error.with(Option::is_some)>
            <label class=if hide_label { "visually-hidden" } else { "field__label" } for=id.to_owned()>
                {move || label.get()}
            </label>
            {control}
            <div class="field__foot">
                {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{move || hint.get()}</p> })}
                <FieldError id=error_id message=error/>
                {counter}
            </div>
        </div>
    }
    .into_any()
}

/// How much of the allowed length is used, in characters.
fn length_counter(value: RwSignal<String>, maxlength: u32) -> AnyView {
    view! {
        <span class="field__counter">{move || format!("{}/{maxlength}", value.with(|text| text.chars().count()))}</span>
    }
    .into_any()
}

/// Ties an `input` to a signal. What was typed before hydration wins over the signal's first value.
pub(crate) fn bind_input(node: NodeRef<html::Input>, value: RwSignal<String>) {
    Effect::new(move |adopted: Option<bool>| {
        let Some(input) = node.get() else { return false };
        let text = value.get();
        let shown = input.value();
        if adopted == Some(true) {
            if shown != text {
                input.set_value(&text);
            }
        } else if !shown.is_empty() && shown != text {
            value.set(shown);
        }
        true
    });
}

fn bind_text_area(node: NodeRef<html::Textarea>, value: RwSignal<String>) {
    Effect::new(move |adopted: Option<bool>| {
        let Some(area) = node.get() else { return false };
        let text = value.get();
        let shown = area.value();
        if adopted == Some(true) {
            if shown != text {
                area.set_value(&text);
            }
        } else if !shown.is_empty() && shown != text {
            value.set(shown);
        }
        true
    });
}

/// A field of one line.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: TextProp,
    /// `field-{name}` when absent; needed where one name stands twice on a page.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional)] kind: InputKind,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] value: Option<RwSignal<String>>,
    /// The first text, where no `value` is given.
    #[prop(optional, into)]
    initial: Option<String>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    /// In UTF-16 units, as HTML counts.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Shows how much of `maxlength` is used.
    #[prop(optional)]
    counter: bool,
    #[prop(optional)] required: bool,
    /// A sign before the text that is not part of it, such as `@`.
    #[prop(optional, into)]
    prefix: Option<TextProp>,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional)] autofocus: bool,
    /// No spell check, no capitals, no corrections.
    #[prop(optional)]
    verbatim: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let id = field_id(id, name);
    let value = value.unwrap_or_else(|| RwSignal::new(initial.unwrap_or_default()));
    let node = NodeRef::<html::Input>::new();
    bind_input(node, value);
    let verbatim = verbatim || kind.is_verbatim();
    let control = view! {
        <div class="field__control">
            {prefix.map(|prefix| view! { <span class="field__prefix" aria-hidden="true">{move || prefix.get()}</span> })}
            <input
                class="field__input"
                node_ref=node
                id=id.clone()
                name=name
                type=kind.name()
                dir="auto"
                value=value.get_untracked()
                autocomplete=autocomplete
                autocapitalize=verbatim.then_some("none")
                spellcheck=verbatim.then_some("false")
                maxlength=maxlength.map(|length| length.to_string())
                placeholder=optional_attribute(placeholder)
                required=required
                autofocus=autofocus
                aria-describedby=described_by(&id, hint.is_some())
                aria-invalid=move || error.with(Option::is_some).then_some(aria_bool(true))
                on:input=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(on_input) = on_input {
                        on_input.run(text);
                    }
                }
            />
        </div>
    };
    let counter = maxlength
        .filter(|_| counter)
        .map(|length| length_counter(value, length));
    frame(&id, label, hide_label, hint, error, counter, control.into_any())
}

/// A field of several lines; it grows with its text where the browser can do that.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: TextProp,
    /// `field-{name}` when absent.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] value: Option<RwSignal<String>>,
    #[prop(optional, into)] initial: Option<String>,
    /// In UTF-16 units, as HTML counts.
    #[prop(optional)]
    maxlength: Option<u32>,
    #[prop(optional)] counter: bool,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    /// Lines shown at least; 3 when absent.
    #[prop(default = 3)]
    rows: u32,
    #[prop(optional)] hide_label: bool,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let id = field_id(id, name);
    let value = value.unwrap_or_else(|| RwSignal::new(initial.unwrap_or_default()));
    let node = NodeRef::<html::Textarea>::new();
    bind_text_area(node, value);
    let control = view! {
        <div class="field__control">
            <textarea
                class="field__input"
                node_ref=node
                id=id.clone()
                name=name
                dir="auto"
                rows=rows.to_string()
                maxlength=maxlength.map(|length| length.to_string())
                placeholder=optional_attribute(placeholder)
                required=required
                aria-describedby=described_by(&id, hint.is_some())
                aria-invalid=move || error.with(Option::is_some).then_some(aria_bool(true))
                on:input=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(on_input) = on_input {
                        on_input.run(text);
                    }
                }
                inner_html=escape_text(&value.get_untracked())
            ></textarea>
        </div>
    };
    let counter = maxlength
        .filter(|_| counter)
        .map(|length| length_counter(value, length));
    frame(&id, label, hide_label, hint, error, counter, control.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_derive_from_the_name() {
        assert_eq!(field_id(None, "email"), "field-email");
        assert_eq!(field_id(Some("other".to_owned()), "email"), "other");
        assert_eq!(described_by("field-email", true), "field-email-hint field-email-error");
        assert_eq!(described_by("field-email", false), "field-email-error");
    }
}
