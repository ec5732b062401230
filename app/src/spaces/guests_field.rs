//! Whom a private space is for: handles in a line, and people offered for the last of them.

use crate::relations::api::suggest_people;
use base::{context::use_page, person_choice::PersonChoice, type_ahead::LookUp};
use leptos::prelude::*;
use locales::t_string;
use types::AccountCard;
use ui::TextField;

fn is_between(character: char) -> bool {
    character == ',' || character == ';' || character.is_whitespace()
}

/// The handle that is being typed, without its sign.
fn last(text: &str) -> &str {
    text.rsplit(is_between)
        .next()
        .unwrap_or_default()
        .trim_start_matches('@')
}

/// The line with that handle replaced.
fn complete(text: &str, handle: &str) -> String {
    let begin = text
        .rfind(is_between)
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    format!("{}@{handle}, ", &text[..begin])
}

/// A plain field without script.
#[component]
pub(super) fn GuestsField(value: RwSignal<String>, error: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_page().i18n;
    let found = RwSignal::new(Vec::<AccountCard>::new());
    let people = LookUp::new();
    let look = move |typed: String| {
        let query = last(&typed).to_owned();
        if query.is_empty() {
            people.forget();
            found.set(Vec::new());
            return;
        }
        // No suggestions are no failure to speak of: one can type on.
        people.ask(
            move || suggest_people(query),
            move |answer| found.set(answer.unwrap_or_default()),
        );
    };
    let choose = Callback::new(move |card: AccountCard| {
        value.update(|text| *text = complete(text, &card.handle));
        people.forget();
        found.set(Vec::new());
        // On with the next one.
        if let Some(input) = document().get_element_by_id("field-guests") {
            use wasm_bindgen::JsCast;
            if let Some(input) = input.dyn_ref::<web_sys::HtmlElement>() {
                let _ = input.focus();
            }
        }
    });
    let row = move |card: AccountCard| {
        let handle = card.handle.clone();
        let label = move || t_string!(i18n, spaces.start.invite, handle = handle.clone());
        view! {
            <li>
                <PersonChoice card label on_choose=choose />
            </li>
        }
    };
    view! {
        <div class="guests-field">
            <TextField
                name="guests"
                label=move || t_string!(i18n, spaces.start.guests)
                hint=move || t_string!(i18n, spaces.start.guests_hint)
                value
                error
                autocomplete="off"
                verbatim=true
                on_input=look
            />
            <ul class="guests-field__found" aria-label=move || t_string!(i18n, spaces.start.people)>
                <For each=move || found.get() key=|card| card.id children=row />
            </ul>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_handle_is_completed() {
        assert_eq!(last("@ada, be"), "be");
        assert_eq!(last("@ada,"), "");
        assert_eq!(complete("@ada, be", "ben"), "@ada, @ben, ");
        assert_eq!(complete("@b", "ben"), "@ben, ");
        assert_eq!(complete("ada b", "ben"), "ada @ben, ");
    }
}
