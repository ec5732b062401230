//! Fields that a new community and the settings of one share.

use base::form::FormState;
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use types::{
    CommunityRule, Field, JoinLevel, MAX_COMMUNITY_DESCRIPTION, MAX_COMMUNITY_NAME, MAX_RULE_DETAIL, MAX_RULE_TITLE,
    MAX_RULES,
};
use ui::{Button, ButtonKind, ButtonSize, IconName, RadioGroup, SelectOption, TextArea, TextField};

pub const FIELDS: &[Field] = &[
    Field::CommunityName,
    Field::Slug,
    Field::Description,
    Field::Topics,
    Field::RuleTitle,
    Field::RuleDetail,
];
/// Rows offered at least: what a new community begins with, and one below the rules that are there.
const FIRST_ROWS: usize = 3;

/// What was typed and what was refused of it.
#[derive(Clone, Copy)]
pub(super) struct DetailFields {
    pub name: RwSignal<String>,
    pub description: RwSignal<String>,
    pub topics: RwSignal<String>,
    pub level: RwSignal<String>,
    pub name_error: Signal<Option<String>>,
    pub description_error: Signal<Option<String>>,
    pub topics_error: Signal<Option<String>>,
}

impl DetailFields {
    /// As typed before, or else as `kept` has it.
    pub(super) fn new(form: FormState, kept: impl Fn(&str) -> String) -> Self {
        let value = |name: &str| RwSignal::new(form.remembered(name).unwrap_or_else(|| kept(name)));
        Self {
            name: value("name"),
            description: value("description"),
            topics: value("topics"),
            level: value("level"),
            name_error: form.field_error(Field::CommunityName),
            description_error: form.field_error(Field::Description),
            topics_error: form.field_error(Field::Topics),
        }
    }
}

/// The rules as typed before, or else as they are kept.
pub(super) fn rules_of(form: FormState, kept: Vec<CommunityRule>) -> Vec<CommunityRule> {
    if form.error().with_untracked(Option::is_none) {
        return kept;
    }
    let typed = |index: usize, part: &str| form.remembered(&format!("rules[{index}][{part}]")).unwrap_or_default();
    let mut rules: Vec<CommunityRule> = (0..MAX_RULES)
        .map(|index| CommunityRule {
            title: typed(index, "title"),
            detail: typed(index, "detail"),
        })
        .collect();
    while rules
        .last()
        .is_some_and(|rule| rule.title.is_empty() && rule.detail.is_empty())
    {
        rules.pop();
    }
    rules
}

/// Description, topics and how one joins. The name stands apart, because an address may follow it.
#[component]
pub(super) fn Details(fields: DetailFields) -> impl IntoView {
    let i18n = use_i18n();
    let levels = Signal::derive(move || {
        JoinLevel::ALL
            .map(|level| {
                let (label, hint) = match level {
                    JoinLevel::Open => (
                        t_string!(i18n, communities.level_open),
                        t_string!(i18n, communities.level_open_hint),
                    ),
                    JoinLevel::Request => (
                        t_string!(i18n, communities.level_request),
                        t_string!(i18n, communities.level_request_hint),
                    ),
                    JoinLevel::Invite => (
                        t_string!(i18n, communities.level_invite),
                        t_string!(i18n, communities.level_invite_hint),
                    ),
                };
                SelectOption::new(level.name(), label).with_hint(hint)
            })
            .to_vec()
    });
    view! {
        <TextArea
            name="description"
            label=move || t_string!(i18n, communities.description)
            value=fields.description
            error=fields.description_error
            maxlength=MAX_COMMUNITY_DESCRIPTION as u32
            counter=true
            rows=2
        />
        <TextField
            name="topics"
            label=move || t_string!(i18n, communities.topics)
            hint=move || t_string!(i18n, communities.topics_hint)
            value=fields.topics
            error=fields.topics_error
            autocomplete="off"
        />
        <RadioGroup
            name="level"
            legend=move || t_string!(i18n, communities.level)
            options=levels
            value=fields.level
        />
    }
}

#[component]
pub(super) fn NameField(fields: DetailFields) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <TextField
            name="name"
            label=move || t_string!(i18n, communities.name)
            value=fields.name
            error=fields.name_error
            maxlength=MAX_COMMUNITY_NAME as u32
            autocomplete="off"
            required=true
        />
    }
}

/// Up to ten rules, each a title and perhaps a sentence. Rows that stay empty are none.
#[component]
pub(super) fn RuleFields(
    rules: Vec<CommunityRule>,
    title_error: Signal<Option<String>>,
    detail_error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = RwSignal::new((rules.len() + 1).clamp(FIRST_ROWS, MAX_RULES));
    let rules = StoredValue::new(rules);
    let row = move |index: usize| {
        let rule = rules.with_value(|rules| rules.get(index).cloned().unwrap_or_default());
        let number = index + 1;
        view! {
            <li class="rule-fields">
                <input
                    class="field__input"
                    name=format!("rules[{index}][title]")
                    value=rule.title
                    maxlength=MAX_RULE_TITLE
                    autocomplete="off"
                    aria-label=move || t_string!(i18n, communities.rule_title, number = number)
                    placeholder=move || t_string!(i18n, communities.rule_title, number = number)
                />
                <input
                    class="field__input"
                    name=format!("rules[{index}][detail]")
                    value=rule.detail
                    maxlength=MAX_RULE_DETAIL
                    autocomplete="off"
                    aria-label=move || t_string!(i18n, communities.rule_detail, number = number)
                    placeholder=move || t_string!(i18n, communities.rule_detail_hint)
                />
            </li>
        }
    };
    view! {
        <fieldset class="rules-fieldset">
            <legend class="rules-fieldset__legend">{t!(i18n, communities.rules)}</legend>
            <p class="field__hint">{t!(i18n, communities.rules_hint)}</p>
            <ol class="rules-fieldset__rows">
                <For each=move || 0..rows.get() key=|index| *index children=row />
            </ol>
            <p class="field-error" role="alert">
                {move || title_error.get().or_else(|| detail_error.get())}
            </p>
            <div class="needs-script">
                <Button
                    kind=ButtonKind::Quiet
                    size=ButtonSize::Small
                    icon=IconName::Plus
                    disabled=Signal::derive(move || rows.get() >= MAX_RULES)
                    on_click=move |_| rows.update(|rows| *rows = (*rows + 1).min(MAX_RULES))
                >
                    {t!(i18n, communities.add_rule)}
                </Button>
            </div>
        </fieldset>
    }
}
