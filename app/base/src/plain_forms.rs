//! What menus and dialogs do, as forms for pages without script.

use crate::{
    api::{ApiError, PageAccount},
    form::{FormOf, FormState},
    form_error::FormError,
};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::de::DeserializeOwned;
use ui::{Button, ButtonKind};

/// One press, with or without script; what the server refuses is said above it.
pub fn plain_form<S>(fields: Vec<(&'static str, String)>, label: &'static str, kind: ButtonKind) -> AnyView
where
    S: ServerFn<Error = ApiError>,
    S::Output: DeserializeOwned,
{
    form_at(S::PATH, *FormOf::<S>::new(), fields, label, kind)
}

fn form_at(
    path: &'static str,
    form: FormState,
    fields: Vec<(&'static str, String)>,
    label: &'static str,
    kind: ButtonKind,
) -> AnyView {
    let error = form.other_error(&[]);
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form method="post" action=path>
            <PageAccount />
            <FormError message=error />
            {fields}
            <Button kind submit=true>
                {label}
            </Button>
        </form>
    }
    .into_any()
}

/// The form shows when the question was opened.
pub fn asked_first(label: &'static str, question: String, explanation: String, form: AnyView) -> AnyView {
    view! {
        <details>
            <summary class="button" data-size="medium" data-kind="secondary">
                <span class="button__text">{label}</span>
            </summary>
            <p>
                <strong>{question}</strong>
            </p>
            <p>{explanation}</p>
            {form}
        </details>
    }
    .into_any()
}
