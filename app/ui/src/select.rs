use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::field::{described_by, field_id, frame};
use crate::icon::{Icon, IconName};
use crate::text::aria_bool;

/// One choice of a [`Select`] or a [`RadioGroup`](crate::RadioGroup).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
    /// A second line; a native select does not show it.
    pub hint: Option<String>,
    pub disabled: bool,
}

impl SelectOption {
    /// An option that can be chosen.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
            disabled: false,
        }
    }

    /// The same with a second line.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A native drop-down list (role `combobox`): the platform's keyboard, search and phone wheel come with it.
#[component]
pub fn Select(
    name: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    /// `field-{name}` when absent.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional)] value: Option<RwSignal<String>>,
    /// The first choice, where no `value` is given.
    #[prop(optional, into)]
    initial: Option<String>,
    #[prop(optional)] hide_label: bool,
    #[prop(optional, into)] icon: Signal<Option<IconName>>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = field_id(id, name);
    let value = value.unwrap_or_else(|| RwSignal::new(initial.unwrap_or_default()));
    let node = NodeRef::<html::Select>::new();
    Effect::new(move |adopted: Option<bool>| {
        let Some(select) = node.get() else { return false };
        options.track();
        let wanted = value.get();
        let shown = select.value();
        if adopted == Some(true) {
            // Without any option chosen its value is empty too, as that of an option with an empty value.
            if shown != wanted || select.selected_index() < 0 {
                select.set_value(&wanted);
            }
        } else if !shown.is_empty() && shown != wanted {
            // Chosen before hydration, or the browser fell back to the first option.
            value.set(shown);
        }
        true
    });
    let choices = move || {
        let chosen = value.get_untracked();
        options
            .get()
            .into_iter()
            .map(|option| {
                let selected = option.value == chosen;
                view! {
                    <option value=option.value selected=selected disabled=option.disabled>
                        {option.label}
                    </option>
                }
            })
            .collect_view()
    };
    let control = view! {
        <div class="select" data-icon=move || icon.get().is_some()>
            {move || icon.get().map(|name| view! { <Icon name/> })}
            <select
                class="select__input"
                node_ref=node
                id=id.clone()
                name=name
                disabled=move || disabled.get()
                aria-describedby=described_by(&id, hint.is_some())
                aria-invalid=move || error.with(Option::is_some).then_some(aria_bool(true))
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    value.set(chosen.clone());
                    if let Some(on_change) = on_change {
                        on_change.run(chosen);
                    }
                }
            >
                {choices}
            </select>
            <Icon name=IconName::ChevronDown/>
        </div>
    };
    frame(&id, label, hide_label, hint, error, None, control.into_any())
}
