//! The form in which a moderator says why: in a dialog, and on the page of those without script.

use super::{
    api::Act,
    words::{button_words, title_words},
};
use base::form::{Form, FormOf};
use leptos::prelude::*;
use locales::{I18nContext, Locale, t_string, use_i18n};
use types::{AccountCard, BAN_DAYS, CommunityRule, Field, MAX_REASON, ModeratorAction, PostId};
use ui::{ButtonKind, Select, SelectOption, TextArea, TextField};

/// A deed that a moderator is about to do in the community at `slug`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    pub deed: ModeratorAction,
    pub slug: String,
    pub post: Option<PostId>,
    /// None for a ban of somebody by their handle.
    pub account: Option<AccountCard>,
}

impl Asked {
    /// The page with the form, for those without script.
    pub fn href(&self) -> String {
        let mut href = format!("/c/{}/moderation?do={}", self.slug, self.deed.name());
        if let Some(post) = self.post {
            href.push_str(&format!("&post={post}"));
        }
        if let Some(card) = &self.account {
            href.push_str(&format!("&account={}&handle={}", card.id, card.handle));
        }
        href
    }
}

pub(super) fn title_of(i18n: I18nContext<Locale>, asked: &Asked) -> String {
    let handle = asked.account.as_ref().map(|card| card.handle.clone());
    title_words(i18n, asked.deed, handle)
}

const FIELDS: &[Field] = &[Field::Reason, Field::Handle];

#[component]
pub(super) fn DeedForm(
    asked: Asked,
    rules: Vec<CommunityRule>,
    /// Both may stand on one page: their fields have different ids.
    in_dialog: bool,
    on_done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let form = FormOf::<Act>::with(&[("deed", asked.deed.name().to_owned())]);
    form.on_success(move |()| on_done.run(()));
    let place = if in_dialog { "dialog" } else { "page" };
    let id = move |name: &str| format!("deed-{place}-{name}");
    let Asked {
        deed,
        slug,
        post,
        account,
    } = asked;
    let by_handle = (deed == ModeratorAction::Ban && account.is_none()).then(|| {
        view! {
            <TextField
                name="handle"
                id=id("handle")
                label=move || t_string!(i18n, moderation.handle)
                prefix="@"
                initial=form.remembered("handle").unwrap_or_default()
                error=form.field_error(Field::Handle)
                maxlength=16
                verbatim=true
                autocomplete="off"
            />
        }
    });
    let days = (deed == ModeratorAction::Ban).then(|| {
        let options = Signal::derive(move || {
            BAN_DAYS
                .map(|days| {
                    let words = if days == 0 {
                        t_string!(i18n, moderation.for_good).to_owned()
                    } else {
                        t_string!(i18n, moderation.for_days, count = days)
                    };
                    SelectOption::new(days.to_string(), words)
                })
                .to_vec()
        });
        view! {
            <Select
                name="days"
                id=id("days")
                label=move || t_string!(i18n, moderation.how_long)
                options
                initial=form.remembered("days").unwrap_or_else(|| BAN_DAYS[0].to_string())
            />
        }
    });
    let has_rules = !rules.is_empty();
    let rules = Signal::stored(rules);
    let rule_options = Signal::derive(move || {
        let mut options = vec![SelectOption::new("", t_string!(i18n, moderation.own_words))];
        rules.with(|rules| options.extend(rules.iter().map(|rule| SelectOption::new(&rule.title, &rule.title))));
        options
    });
    let kind = if deed.takes_away() {
        ButtonKind::Danger
    } else {
        ButtonKind::Primary
    };
    let cancel = if in_dialog {
        String::new()
    } else {
        format!("/c/{slug}/moderation")
    };
    view! {
        <Form state=form fields=FIELDS submit=move || button_words(i18n, deed) kind cancel>
            <input type="hidden" name="slug" value=slug />
            <input type="hidden" name="deed" value=deed.name() />
            {post.map(|post| view! { <input type="hidden" name="post_id" value=post.to_string() /> })}
            {account.map(|card| view! { <input type="hidden" name="account_id" value=card.id.to_string() /> })}
            {by_handle}
            {days}
            {has_rules
                .then(|| {
                    view! {
                        <Select
                            name="rule"
                            id=id("rule")
                            label=move || t_string!(i18n, moderation.rule)
                            options=rule_options
                            initial=form.remembered("rule").unwrap_or_default()
                        />
                    }
                })}
            <TextArea
                name="reason"
                id=id("reason")
                label=move || t_string!(i18n, moderation.reason)
                hint=move || t_string!(i18n, moderation.reason_hint)
                initial=form.remembered("reason").unwrap_or_default()
                error=form.field_error(Field::Reason)
                maxlength=MAX_REASON as u32
                rows=2
            />
        </Form>
    }
}
