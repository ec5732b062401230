//! What menus and dialogs do, as forms for pages without script.

use crate::{
    api::{ApiError, PageAccount},
    form_error::FormError,
    forms::FormState,
};
use leptos::{prelude::*, server_fn::ServerFn};
use ui::{Button, ButtonKind};

/// One press, with or without script; what the server refuses is said above it.
pub fn plain_form<S, T>(fields: Vec<(&'static str, String)>, label: &'static str, kind: ButtonKind) -> AnyView
where
    S: ServerFn<Output = T, Error = ApiError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let error = FormState::<S>::new().other_error(&[]);
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form method="post" action=S::PATH>
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
