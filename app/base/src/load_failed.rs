//! The view in place of what could not be loaded.

use crate::{api::set_page_status, forms::error_text, not_found::NotFound, page::Page};
use leptos::prelude::*;
use locales::{t_string, use_i18n};
use types::Error;
use ui::ErrorState;

/// Says why, and offers to try again. Under the words stands the id of a fault of ours, as it is in the log. A page
/// that begins like this is answered with the server's calm page instead, which names the request.
#[component]
pub fn LoadFailed(error: Error, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    set_page_status(error.status());
    let detail = match &error {
        Error::Internal { id } => id.clone(),
        _ => String::new(),
    };
    view! {
        <ErrorState
            title=move || t_string!(i18n, common.error_title)
            text=move || error_text(i18n, &error)
            detail
            on_retry=retry
        />
    }
}

/// The page in place of one that could not be loaded: nothing there where the viewer may not know of it.
pub fn failed_page(error: Error, retry: impl Fn(()) + Send + Sync + 'static) -> AnyView {
    let (i18n, retry) = (use_i18n(), Callback::new(retry));
    if matches!(error, Error::NotFound | Error::Forbidden) {
        return view! { <NotFound /> }.into_any();
    }
    view! {
        <Page title=move || t_string!(i18n, common.error_title)>
            <LoadFailed error retry />
        </Page>
    }
    .into_any()
}
