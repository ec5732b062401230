//! A circle's name and emoji, for a new one or one that is renamed.

use leptos::{prelude::*, text_prop::TextProp};
use locales::{t_string, use_i18n};
use types::{Field, MAX_CIRCLE_NAME};
use ui::TextField;

pub const FIELDS: &[Field] = &[Field::CircleName, Field::Emoji];

/// The two fields of a circle's form, with what was refused about them.
#[component]
pub(super) fn CircleFields(
    name: RwSignal<String>,
    emoji: RwSignal<String>,
    name_error: Signal<Option<String>>,
    emoji_error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let hint: TextProp = TextProp::from(move || t_string!(i18n, circles.emoji_hint));
    view! {
        <div class="circle-fields">
            <TextField
                name="emoji"
                label=move || t_string!(i18n, circles.emoji)
                value=emoji
                error=emoji_error
                hint
                maxlength=32
                autocomplete="off"
            />
            <TextField
                name="name"
                label=move || t_string!(i18n, circles.name)
                value=name
                error=name_error
                maxlength=MAX_CIRCLE_NAME as u32
                autocomplete="off"
            />
        </div>
    }
}
