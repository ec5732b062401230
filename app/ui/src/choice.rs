//! Things that are on or off, and one of several.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::field::field_id;
use crate::select::SelectOption;

/// Ties a check box to a signal. What was switched before hydration wins over the signal's first value.
fn bind_checked(node: NodeRef<html::Input>, checked: RwSignal<bool>) {
    Effect::new(move |adopted: Option<bool>| {
        let Some(input) = node.get() else { return false };
        let wanted = checked.get();
        let shown = input.checked();
        if shown != wanted {
            if adopted == Some(true) {
                input.set_checked(wanted);
            } else {
                checked.set(shown);
            }
        }
        true
    });
}

/// A check box with its texts, drawn as a box or as a switch.
fn toggle(
    class: &'static str,
    role: Option<&'static str>,
    name: &'static str,
    label: TextProp,
    id: Option<String>,
    hint: Option<TextProp>,
    checked: Option<RwSignal<bool>>,
    initial: bool,
    value: &'static str,
    disabled: Signal<bool>,
    on_change: Option<Callback<bool>>,
) -> AnyView {
    let id = field_id(id, name);
    let hint_id = format!("{id}-hint");
    let checked = checked.unwrap_or_else(|| RwSignal::new(initial));
    let node = NodeRef::<html::Input>::new();
    bind_checked(node, checked);
    let described = hint.is_some().then(|| hint_id.clone());
    view! {
        <div class=class>
            <input
                class=format!("{class}__input")
                type="checkbox"
                role=role
                node_ref=node
                id=id.clone()
                name=name
                value=value
                checked=checked.get_untracked()
                disabled=move || disabled.get()
                aria-describedby=described
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    checked.set(on);
                    if let Some(on_change) = on_change {
                        on_change.run(on);
                    }
                }
            />
            <label class=format!("{class}__label") for=id>
                {move || label.get()}
            </label>
            {hint.map(|hint| view! { <p class=format!("{class}__hint") id=hint_id>{move || hint.get()}</p> })}
        </div>
    }
    .into_any()
}

/// On or off, at once.
#[component]
pub fn Switch(
    name: &'static str,
    #[prop(into)] label: TextProp,
    /// `field-{name}` when absent.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] checked: Option<RwSignal<bool>>,
    /// The first state, where no `checked` is given.
    #[prop(optional)]
    initial: bool,
    /// Sent with the form when on.
    #[prop(default = "true")]
    value: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    toggle(
        "switch",
        Some("switch"),
        name,
        label,
        id,
        hint,
        checked,
        initial,
        value,
        disabled,
        on_change,
    )
}

/// Yes or no, sent with a form.
#[component]
pub fn Checkbox(
    name: &'static str,
    #[prop(into)] label: TextProp,
    /// `field-{name}` when absent.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] checked: Option<RwSignal<bool>>,
    /// The first state, where no `checked` is given.
    #[prop(optional)]
    initial: bool,
    /// Sent with the form when on.
    #[prop(default = "true")]
    value: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    toggle(
        "checkbox", None, name, label, id, hint, checked, initial, value, disabled, on_change,
    )
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RadioLayout {
    #[default]
    Rows,
    Cards,
}

impl RadioLayout {
    fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Cards => "cards",
        }
    }
}

/// One of a few, all visible at once.
#[component]
pub fn RadioGroup(
    name: &'static str,
    #[prop(into)] legend: TextProp,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    #[prop(optional)] value: Option<RwSignal<String>>,
    /// The first choice, where no `value` is given.
    #[prop(optional, into)]
    initial: Option<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] layout: RadioLayout,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let value = value.unwrap_or_else(|| RwSignal::new(initial.unwrap_or_default()));
    let choices = move || {
        options
            .get()
            .into_iter()
            .map(|option| radio(name, option, value, on_change))
            .collect_view()
    };
    view! {
        <fieldset class="radio-group" data-layout=layout.name()>
            <legend class="radio-group__legend">{move || legend.get()}</legend>
            {hint.map(|hint| view! { <p class="radio-group__hint">{move || hint.get()}</p> })}
            <div class="radio-group__choices">{choices}</div>
        </fieldset>
    }
}

fn radio(
    name: &'static str,
    option: SelectOption,
    value: RwSignal<String>,
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let own = option.value.clone();
    Effect::new(move |adopted: Option<bool>| {
        let Some(input) = node.get() else { return false };
        let wanted = value.with(|value| *value == own);
        if adopted == Some(true) {
            if input.checked() != wanted {
                input.set_checked(wanted);
            }
        } else if input.checked() && !wanted {
            // Chosen before hydration.
            value.set(own.clone());
        }
        true
    });
    let checked = value.with_untracked(|value| *value == option.value);
    let chosen = option.value.clone();
    let shown = option.value.clone();
    view! {
        <label class="radio-group__choice" data-value=shown>
            <input
                type="radio"
                node_ref=node
                name=name
                value=option.value
                checked=checked
                disabled=option.disabled
                on:change=move |_| {
                    value.set(chosen.clone());
                    if let Some(on_change) = on_change {
                        on_change.run(chosen.clone());
                    }
                }
            />
            <span class="radio-group__text">
                <span class="radio-group__label">{option.label}</span>
                {option.hint.map(|hint| view! { <span class="radio-group__hint">{hint}</span> })}
            </span>
        </label>
    }
}
