use super::{
    api::{ResetPassword, reset_is_open},
    auth_frame::AuthFrame,
    live::PasswordMeter,
};
use base::{
    api::ApiResult,
    form::{Form, FormOf},
    form_error::refused_until_edited,
    forms::leave_for,
    loaded::when_ready,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use types::{Error, Field};
use ui::{ButtonKind, ButtonLink, IconName, Notice, PasswordField, Tone};

/// Sets a new password; the link of a mail leads here.
pub struct ResetPage {
    token: String,
    open: Resource<ApiResult<bool>>,
}

impl LazyRoute for ResetPage {
    fn data() -> Self {
        let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
        let asked = token.clone();
        Self {
            token,
            open: Resource::new_blocking(move || asked.clone(), reset_is_open),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let ResetPage { token, open } = this;
        let closed = move || {
            view! {
                <Notice tone=Tone::Warning icon=IconName::Clock>
                    {t!(i18n, errors.link_expired)}
                </Notice>
                <div class="form__actions">
                    <ButtonLink href="/forgot" kind=ButtonKind::Primary wide=true>
                        {t!(i18n, accounts.send_link)}
                    </ButtonLink>
                </div>
            }
        };
        let form = when_ready(ViewFn::default(), move || {
            let token = token.clone();
            async move {
                match open.await {
                    Ok(false) => closed().into_any(),
                    // When the database is away now, it may be back when the password is sent.
                    Ok(true) | Err(_) => view! { <NewPasswordForm token /> }.into_any(),
                }
            }
        });
        view! {
            <AuthFrame title=move || t_string!(i18n, accounts.reset_title)>
                {form}
            </AuthFrame>
        }
        .into_any()
    }
}

#[component]
fn NewPasswordForm(token: String) -> impl IntoView {
    let i18n = use_i18n();
    let form = FormOf::<ResetPassword>::new();
    form.on_success(|to| leave_for(&to));
    let password = RwSignal::new(String::new());
    let error = refused_until_edited(
        form.field_error(Field::NewPassword),
        password,
        Signal::stored(None::<String>),
    );
    let expired = form.error();
    view! {
        <Form
            state=form
            fields=&[Field::NewPassword]
            for_anybody=true
            submit=move || t_string!(i18n, accounts.set_password)
            wide=true
        >
            <input type="hidden" name="token" value=token />
            <PasswordField
                name="new_password"
                label=move || t_string!(i18n, accounts.new_password)
                hint=move || t_string!(i18n, accounts.password_hint)
                value=password
                error
                autocomplete="new-password"
                required=true
            >
                <PasswordMeter password />
            </PasswordField>
        </Form>
        {move || {
            matches!(expired.get(), Some(Error::Invalid { field: Field::Form, .. }))
                .then(|| {
                    view! {
                        <p class="auth__switch">
                            <a href="/forgot">{t!(i18n, accounts.send_link)}</a>
                        </p>
                    }
                })
        }}
    }
}
