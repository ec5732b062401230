//! Whom a private space is for: handles in a line, and people offered for the last of them.

use super::people::face;
use crate::posts::api::suggest_people;
use base::context::use_page;
use leptos::{prelude::*, task::spawn_local};
use locales::t_string;
use std::time::Duration;
use types::AccountCard;
use ui::{Avatar, AvatarSize, TextField};

/// Pause in typing after which the server is asked.
const PAUSE: Duration = Duration::from_millis(200);

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
    let acting = use_page();
    let i18n = acting.i18n;
    let found = RwSignal::new(Vec::<AccountCard>::new());
    let turn = StoredValue::new(0_u64);
    let look = move |typed: String| {
        turn.update_value(|turn| *turn += 1);
        let now = turn.get_value();
        let query = last(&typed).to_owned();
        if query.is_empty() {
            found.set(Vec::new());
            return;
        }
        let ask = move || {
            if turn.try_get_value() != Some(now) {
                return;
            }
            spawn_local(async move {
                // No suggestions are no failure to speak of: one can type on.
                let people = suggest_people(query).await.unwrap_or_default();
                if turn.try_get_value() == Some(now) {
                    found.set(people);
                }
            });
        };
        set_timeout(ask, PAUSE);
    };
    let row = move |card: AccountCard| {
        let (handle, name) = (card.handle.clone(), card.display_name.clone());
        let chosen = handle.clone();
        let choose = move |_| {
            value.update(|text| *text = complete(text, &chosen));
            turn.update_value(|turn| *turn += 1);
            found.set(Vec::new());
            // On with the next one.
            if let Some(input) = document().get_element_by_id("field-guests") {
                use wasm_bindgen::JsCast;
                if let Some(input) = input.dyn_ref::<web_sys::HtmlElement>() {
                    let _ = input.focus();
                }
            }
        };
        let label = handle.clone();
        view! {
            <li>
                <button
                    type="button"
                    class="co-author-row"
                    aria-label=move || t_string!(i18n, spaces.start.invite, handle = label.clone())
                    on:click=choose
                >
                    <Avatar src=face(&card) name=name.clone() size=AvatarSize::Small />
                    <span class="co-author-row__text">
                        <bdi class="co-author-row__name">{name}</bdi>
                        <span class="co-author-row__handle">"@"{handle}</span>
                    </span>
                </button>
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
