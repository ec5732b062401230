//! Handles and hashtags offered while one types.

use super::super::api;
use crate::relations::api::suggest_people;
use base::{api::ApiResult, type_ahead::LookUp};
use leptos::{html, prelude::*};
use locales::{t_string, use_i18n};
use std::time::Duration;
use types::{
    AccountCard, Trend,
    text::{Token, TokenKind, token_at},
};
use ui::{Avatar, AvatarSize, Icon, IconName};

/// Pause in typing after which the server is asked.
const PAUSE: Duration = Duration::from_millis(150);

#[derive(Clone, Debug, PartialEq)]
pub enum Suggestion {
    Person(AccountCard),
    Tag(Trend),
}

impl Suggestion {
    /// With its sign, as it goes into the text.
    fn text(&self) -> String {
        match self {
            Self::Person(card) => format!("@{}", card.handle),
            Self::Tag(trend) => format!("#{}", trend.tag),
        }
    }
}

/// The list below a field and the key that opened it.
#[derive(Clone, Copy)]
pub struct Suggestions {
    text: RwSignal<String>,
    node: NodeRef<html::Textarea>,
    token: RwSignal<Option<Token>>,
    options: RwSignal<Vec<Suggestion>>,
    selected: RwSignal<usize>,
    asked: LookUp,
}

impl Suggestions {
    pub fn new(text: RwSignal<String>, node: NodeRef<html::Textarea>) -> Self {
        Self {
            text,
            node,
            token: RwSignal::new(None),
            options: RwSignal::new(Vec::new()),
            selected: RwSignal::new(0),
            asked: LookUp::after(PAUSE),
        }
    }

    pub fn is_open(self) -> bool {
        self.options.with(|options| !options.is_empty())
    }

    pub fn is_open_untracked(self) -> bool {
        self.options.with_untracked(|options| !options.is_empty())
    }

    pub fn selected(self) -> usize {
        self.selected.get()
    }

    /// Also called when the field leaves the page with the keyboard in it, after everything here has gone.
    pub fn close(self) {
        self.asked.forget();
        let _ = self.token.try_set(None);
        let _ = self.options.try_set(Vec::new());
    }

    /// Looks where the caret stands; asks the server after a pause.
    pub fn look(self) {
        let Some(area) = self.node.get_untracked() else { return };
        let caret = area.selection_start().ok().flatten().unwrap_or(0);
        let selects = area.selection_end().ok().flatten() != Some(caret);
        let token = (!selects).then(|| token_at(&area.value(), caret as usize)).flatten();
        let Some(token) = token.filter(|token| !token.query.is_empty()) else {
            return self.close();
        };
        if self.token.with_untracked(|before| before.as_ref() == Some(&token)) {
            return;
        }
        self.token.set(Some(token.clone()));
        // No suggestions are no failure to speak of: one can type on.
        self.asked.ask(
            move || suggest(token),
            move |found| {
                self.selected.set(0);
                self.options.set(found.unwrap_or_default());
            },
        );
    }

    pub fn step(self, down: bool) {
        let count = self.options.with_untracked(Vec::len).max(1);
        let step = if down { 1 } else { count - 1 };
        self.selected.update(|selected| *selected = (*selected + step) % count);
    }

    pub fn choose_selected(self) {
        self.choose(self.selected.get_untracked());
    }

    /// Puts a suggestion into the text.
    pub fn choose(self, index: usize) {
        let chosen = self
            .options
            .with_untracked(|options| options.get(index).map(Suggestion::text));
        let (Some(chosen), Some(token), Some(area)) = (chosen, self.token.get_untracked(), self.node.get_untracked())
        else {
            return self.close();
        };
        let (text, caret) = token.replace(&area.value(), &chosen);
        let caret = u32::try_from(caret).unwrap_or(u32::MAX);
        area.set_value(&text);
        // Fails only for fields without text.
        let _ = area.set_selection_range(caret, caret);
        let _ = area.focus();
        self.text.set(text);
        self.close();
    }
}

async fn suggest(token: Token) -> ApiResult<Vec<Suggestion>> {
    match token.kind {
        TokenKind::Mention => {
            let people = suggest_people(token.query).await?;
            Ok(people.into_iter().map(Suggestion::Person).collect())
        }
        TokenKind::Hashtag => {
            let tags = api::suggest_tags(token.query).await?;
            Ok(tags.into_iter().map(Suggestion::Tag).collect())
        }
    }
}

/// The list itself. `id` is what the field's `aria-controls` names; its options are `{id}-0`, `{id}-1` ….
#[component]
pub fn SuggestionList(suggestions: Suggestions, id: String) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let options = suggestions.options.get();
        if options.is_empty() {
            return None;
        }
        let items = options
            .into_iter()
            .enumerate()
            .map(|(index, option)| {
                let selected = move || {
                    if suggestions.selected.get() == index {
                        "true"
                    } else {
                        "false"
                    }
                };
                view! {
                    <li
                        class="suggestions__item"
                        role="option"
                        id=format!("{id}-{index}")
                        aria-selected=selected
                        // Before the field loses the focus.
                        on:mousedown=move |event| {
                            event.prevent_default();
                            suggestions.choose(index);
                        }
                    >
                        {content(option)}
                    </li>
                }
            })
            .collect_view();
        Some(view! {
            <ul class="suggestions" role="listbox" id=id.clone() aria-label=move || t_string!(i18n, posts.suggestions)>
                {items}
            </ul>
        })
    }
}

fn content(option: Suggestion) -> AnyView {
    match option {
        Suggestion::Person(card) => {
            let face = card.face();
            view! {
                <Avatar src=face name=card.display_name.clone() size=AvatarSize::Small />
                <span class="suggestions__text">
                    <bdi>{card.display_name}</bdi>
                    <span>"@"{card.handle}</span>
                </span>
            }
            .into_any()
        }
        Suggestion::Tag(trend) => view! {
            <Icon name=IconName::Hash />
            <span class="suggestions__text">
                <bdi>"#"{trend.tag}</bdi>
            </span>
        }
        .into_any(),
    }
}
