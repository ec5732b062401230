use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::field::{bind_input, described_by, field_id, frame};
use crate::icon::{Icon, IconName};
use crate::text::aria_bool;
use crate::words::{Words, use_words};

/// A password with a button that shows what was typed. Without script it is a plain password field.
#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: TextProp,
    /// `field-{name}` when absent.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] value: Option<RwSignal<String>>,
    /// `current-password` or `new-password`.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
    /// In UTF-16 units, as HTML counts.
    #[prop(optional)]
    maxlength: Option<u32>,
    #[prop(optional)] required: bool,
    /// Stands below the control, e.g. a [`StrengthMeter`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let Words {
        show_password: show_label,
        hide_password: hide_label,
        ..
    } = use_words();
    let id = field_id(id, name);
    let value = value.unwrap_or_else(|| RwSignal::new(String::new()));
    let node = NodeRef::<html::Input>::new();
    bind_input(node, value);
    let shown = RwSignal::new(false);
    let control = view! {
        <div class="field__control">
            <input
                class="field__input"
                node_ref=node
                id=id.clone()
                name=name
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                maxlength=maxlength.map(|length| length.to_string())
                required=required
                aria-describedby=described_by(&id, hint.is_some())
                aria-invalid=move || error.with(Option::is_some).then_some(aria_bool(true))
                on:input=move |event| value.set(event_target_value(&event))
            />
            <button
                class="field__toggle needs-script"
                type="button"
                aria-controls=id.clone()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || {
                    let name = if shown.get() { IconName::EyeOff } else { IconName::Eye };
                    view! { <Icon name/> }
                }}
                <span class="visually-hidden">
                    {move || if shown.get() { hide_label.get() } else { show_label.get() }}
                </span>
            </button>
        </div>
        {children.map(|children| children())}
    };
    frame(&id, label, false, hint, error, None, control.into_any())
}

/// Four bars and a word that say how hard a password is to guess.
#[component]
pub fn StrengthMeter(
    /// 0..=4; 0 shows nothing.
    #[prop(into)]
    score: Signal<u8>,
    /// The word for the score, announced when it changes.
    #[prop(into)]
    label: TextProp,
) -> impl IntoView {
    view! {
        <div class="strength" data-score=move || score.get().min(4).to_string()>
            <span class="strength__bars" aria-hidden="true">
                <span></span>
                <span></span>
                <span></span>
                <span></span>
            </span>
            <span class="strength__label" aria-live="polite">
                {move || label.get()}
            </span>
        </div>
    }
}
