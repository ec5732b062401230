use super::{api::RequestReset, auth_frame::AuthFrame};
use base::{
    form::{Form, FormOf},
    form_error::refused_until_edited,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use types::Field;
use ui::{IconName, Notice, TextField, Tone};

/// Asks for a link that sets a new password.
pub struct ForgotPage;

impl LazyRoute for ForgotPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let i18n = use_i18n();
        let form = FormOf::<RequestReset>::new();
        let login = RwSignal::new(form.remembered("login").unwrap_or_default());
        let login_error = refused_until_edited(form.field_error(Field::Login), login, Signal::stored(None));
        let query = use_query_map();
        let succeeded = form.succeeded();
        let sent = move || succeeded.get() || query.with(|query| query.get("sent").is_some());
        view! {
            <AuthFrame
                title=move || t_string!(i18n, accounts.forgot_title)
                lead=move || t_string!(i18n, accounts.forgot_lead)
            >
                {move || {
                    sent()
                        .then(|| {
                            view! {
                                <Notice tone=Tone::Success icon=IconName::Mail alert=true>
                                    {t!(i18n, accounts.forgot_sent)}
                                </Notice>
                            }
                        })
                }}
                <Form
                    state=form
                    fields=&[Field::Login]
                    for_anybody=true
                    submit=move || t_string!(i18n, accounts.send_link)
                    wide=true
                >
                    <TextField
                        name="login"
                        label=move || t_string!(i18n, accounts.login)
                        value=login
                        error=login_error
                        autocomplete="username"
                        maxlength=254
                        verbatim=true
                        required=true
                    />
                </Form>
                <p class="auth__switch">
                    <a href="/login">{t!(i18n, accounts.back_to_log_in)}</a>
                </p>
            </AuthFrame>
        }
        .into_any()
    }
}
