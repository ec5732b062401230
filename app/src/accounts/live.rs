//! Checks while typing.

use super::{api::check_handle, rules};
use base::type_ahead::LookUp;
use leptos::prelude::*;
use locales::{t_string, use_i18n};
use std::time::Duration;
use types::{
    Error, Field, Rule,
    password::{Strength, strength},
};
use ui::StrengthMeter;

/// How long the fingers rest before the server is asked.
const REST: Duration = Duration::from_millis(350);

/// What is known of a handle that is being typed.
#[derive(Clone, Copy)]
pub struct HandleWatch {
    /// Why it cannot be had.
    pub problem: Signal<Option<String>>,
    /// It is free.
    pub free: Signal<bool>,
}

/// Checks a handle while it is typed. `own`: for a change of the account's handle, where one's former ones are free.
pub fn watch_handle(value: RwSignal<String>, own: bool) -> HandleWatch {
    let i18n = use_i18n();
    // The text that was checked, and what was wrong with it.
    let checked = RwSignal::new(None::<(String, Option<Rule>)>);
    let look_up = LookUp::after(REST);
    Effect::new(move |before: Option<String>| {
        let text = value.get();
        look_up.forget();
        if before.is_none_or(|before| before == text) || text.trim().is_empty() {
            return text;
        }
        match rules::check_handle(&text) {
            Err(Error::Invalid { rule, .. }) => checked.set(Some((text.clone(), Some(rule)))),
            _ => {
                let (asked, about) = (text.clone(), text.clone());
                look_up.ask(
                    move || check_handle(asked, own),
                    move |answer| {
                        if let Ok(rule) = answer {
                            checked.set(Some((about, rule)));
                        }
                    },
                );
            }
        }
        text
    });
    let answer = move || {
        checked
            .get()
            .filter(|(text, _)| value.with(|now| now == text))
            .map(|(_, rule)| rule)
    };
    let problem = Signal::derive(move || {
        let rule = answer().flatten()?;
        Some(base::forms::error_text(i18n, &Error::invalid(Field::Handle, rule)))
    });
    HandleWatch {
        problem,
        free: Signal::derive(move || answer() == Some(None)),
    }
}

/// Says how hard the password being typed is to guess.
#[component]
pub fn PasswordMeter(
    password: RwSignal<String>,
    /// What a guesser knows: handle, address, name.
    #[prop(optional, into)]
    context: Signal<Vec<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let judged = Memo::new(move |_| {
        let context = context.get();
        let known: Vec<&str> = context.iter().map(String::as_str).collect();
        password.with(|password| (!password.is_empty()).then(|| strength(password, &known)))
    });
    let score = Signal::derive(move || match judged.get() {
        None => 0,
        Some(Strength::TooShort | Strength::Weak) => 1,
        Some(Strength::Fair) => 2,
        Some(Strength::Good) => 3,
        Some(Strength::Strong) => 4,
    });
    let label = move || match judged.get() {
        None => "",
        Some(Strength::TooShort) => t_string!(i18n, accounts.strength_short),
        Some(Strength::Weak) => t_string!(i18n, accounts.strength_weak),
        Some(Strength::Fair) => t_string!(i18n, accounts.strength_fair),
        Some(Strength::Good) => t_string!(i18n, accounts.strength_good),
        Some(Strength::Strong) => t_string!(i18n, accounts.strength_strong),
    };
    view! { <StrengthMeter score label /> }
}
