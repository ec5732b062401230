use super::{api::RequestReset, auth_frame::AuthFrame};
use base::{
    form_error::{FormError, refused_until_edited},
    forms::FormState,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use types::Field;
use ui::{Button, ButtonKind, IconName, Notice, TextField, Tone};

/// Asks for a link that sets a new password.
pub struct ForgotPage;

impl LazyRoute for ForgotPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let i18n = use_i18n();
        let form = FormState::<RequestReset>::new();
        let login = RwSignal::new(form.remembered("login").unwrap_or_default());
        let login_error = refused_until_edited(form.field_error(Field::Login), login, Signal::stored(None));
        let query = use_query_map();
        let value = form.action.value();
        let sent = move || {
            value.with(|answer| matches!(answer, Some(Ok(())))) || query.with(|query| query.get("sent").is_some())
        };
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
                <ActionForm action=form.action attr:class="form" attr:novalidate="">
                    <FormError message=form.other_error(&[Field::Login]) />
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
                    <div class="form__actions">
                        <Button kind=ButtonKind::Primary submit=true wide=true busy=form.pending()>
                            {t!(i18n, accounts.send_link)}
                        </Button>
                    </div>
                </ActionForm>
                <p class="auth__switch">
                    <a href="/login">{t!(i18n, accounts.back_to_log_in)}</a>
                </p>
            </AuthFrame>
        }
        .into_any()
    }
}
