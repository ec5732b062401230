use super::{
    api::{ResetPassword, reset_is_open},
    auth_frame::AuthFrame,
    live::PasswordMeter,
};
use base::{
    api::ApiResult,
    form_error::{FormError, refused_until_edited},
    forms::{FormState, leave_for},
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use types::{Error, Field};
use ui::{Button, ButtonKind, ButtonLink, IconName, Notice, PasswordField, Tone};

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
        let form = move || view! { <NewPasswordForm token=token.clone() /> };
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
        view! {
            <AuthFrame title=move || t_string!(i18n, accounts.reset_title)>
                <Suspense>
                    {move || {
                        let (form, closed) = (form.clone(), closed);
                        Suspend::new(async move {
                            match open.await {
                                Ok(false) => closed().into_any(),
                                // When the database is away now, it may be back when the password is sent.
                                Ok(true) | Err(_) => form().into_any(),
                            }
                        })
                    }}
                </Suspense>
            </AuthFrame>
        }
        .into_any()
    }
}

#[component]
fn NewPasswordForm(token: String) -> impl IntoView {
    let i18n = use_i18n();
    let form = FormState::<ResetPassword>::new();
    form.on_success(|to| leave_for(&to));
    let password = RwSignal::new(String::new());
    let error = refused_until_edited(
        form.field_error(Field::NewPassword),
        password,
        Signal::stored(None::<String>),
    );
    let expired = form.error();
    view! {
        <ActionForm action=form.action attr:class="form" attr:novalidate="">
            <FormError message=form.other_error(&[Field::NewPassword]) />
            <input type="hidden" name="token" value=token />
            <PasswordField
                name="new_password"
                label=move || t_string!(i18n, accounts.new_password)
                show_label=move || t_string!(i18n, accounts.show)
                hide_label=move || t_string!(i18n, accounts.hide)
                hint=move || t_string!(i18n, accounts.password_hint)
                value=password
                error
                autocomplete="new-password"
                required=true
            >
                <PasswordMeter password />
            </PasswordField>
            <div class="form__actions">
                <Button kind=ButtonKind::Primary submit=true wide=true busy=form.pending()>
                    {t!(i18n, accounts.set_password)}
                </Button>
            </div>
        </ActionForm>
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
