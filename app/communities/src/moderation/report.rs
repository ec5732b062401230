//! The form of a report: in a dialog, and on a page of its own for those without script.

use super::{api::Report, words::reason_words};
use base::form::{Form, FormOf};
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use types::{Field, MAX_REPORT_NOTE, ReportReason, Reportable};
use ui::{FieldError, RadioGroup, SelectOption, TextArea};

const FIELDS: &[Field] = &[Field::Reason, Field::Message];

#[component]
pub(super) fn ReportFields(
    form: Reportable,
    /// Both may stand on one page: their fields have different ids.
    in_dialog: bool,
    on_done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = FormOf::<Report>::new();
    state.on_success(move |()| on_done.run(()));
    let place = if in_dialog { "dialog" } else { "page" };
    let Reportable { post, community, rules } = form;
    let name = community
        .as_ref()
        .map(|community| community.name.clone())
        .unwrap_or_default();
    let post_id = post.map(|post| post.id);
    // Of a community as a whole its own moderators are not the judges.
    let rules = Signal::stored(if post_id.is_some() { rules } else { Vec::new() });
    let community_id = community.map(|community| community.id).filter(|_| post_id.is_none());
    let options = Signal::derive(move || {
        let to_moderators = rules.with(|rules| {
            let option = |title: &String| {
                let value = ReportReason::Rule(title.clone()).to_string();
                let hint = t_string!(i18n, moderation.to_moderators, name = name.clone());
                SelectOption::new(value, title.clone()).with_hint(hint)
            };
            rules.iter().map(|rule| option(&rule.title)).collect::<Vec<_>>()
        });
        let to_operators = ReportReason::PLATFORM
            .into_iter()
            .map(|reason| SelectOption::new(reason.to_string(), reason_words(i18n, &reason)));
        to_moderators.into_iter().chain(to_operators).collect()
    });
    let error_id = format!("report-{place}-reason-error");
    view! {
        <Form
            state
            fields=FIELDS
            class="form report-form"
            submit=move || t_string!(i18n, moderation.send_report)
        >
            {post_id.map(|id| view! { <input type="hidden" name="post_id" value=id.to_string() /> })}
            {community_id.map(|id| view! { <input type="hidden" name="community_id" value=id.to_string() /> })}
            <div class="report-form__reasons">
                <RadioGroup
                    name="reason"
                    legend=move || t_string!(i18n, moderation.what_is_wrong)
                    options
                    initial=state.remembered("reason").unwrap_or_default()
                />
                <FieldError id=error_id message=state.field_error(Field::Reason) />
            </div>
            <TextArea
                name="note"
                id=format!("report-{place}-note")
                label=move || t_string!(i18n, moderation.note)
                hint=move || t_string!(i18n, moderation.note_hint)
                initial=state.remembered("note").unwrap_or_default()
                error=state.field_error(Field::Message)
                maxlength=MAX_REPORT_NOTE as u32
                counter=true
                rows=2
            />
            <p class="muted">{t!(i18n, moderation.discreet)}</p>
        </Form>
    }
}
