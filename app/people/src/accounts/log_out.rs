use super::{api::LogOut, auth_frame::AuthFrame};
use base::{
    form::{Form, FormOf},
    forms::leave_for,
    initial_state::use_viewer,
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};

/// Asks before logging out: an address that somebody else can make a browser open must not end a session.
pub struct LogOutPage;

impl LazyRoute for LogOutPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let (i18n, viewer) = (use_i18n(), use_viewer());
        let form = FormOf::<LogOut>::new();
        form.on_success(|to| leave_for(&to));
        let lead = move || match viewer.with(|viewer| viewer.as_ref().map(|viewer| viewer.card.handle.clone())) {
            Some(handle) => t_string!(i18n, accounts.log_out_lead, handle = handle).to_string(),
            None => t_string!(i18n, accounts.not_logged_in).to_string(),
        };
        view! {
            <AuthFrame title=move || t_string!(i18n, accounts.log_out_title) lead>
                <Form state=form submit=move || t_string!(i18n, accounts.log_out) wide=true cancel="/" />
            </AuthFrame>
        }
        .into_any()
    }
}
