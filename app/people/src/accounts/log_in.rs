use super::{api::LogIn, auth_frame::AuthFrame};
use base::{
    address::in_address,
    form::{Form, FormOf},
    form_error::refused_until_edited,
    forms::leave_for,
    initial_state::{signed_in, use_site},
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use types::{Error, Field, Rule};
use ui::{Checkbox, IconName, Notice, PasswordField, TextField, Tone};

pub struct LogInPage;

const FIELDS: &[Field] = &[Field::Login, Field::Password];

impl LazyRoute for LogInPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let (i18n, site) = (use_i18n(), use_site());
        let form = FormOf::<LogIn>::new();
        form.on_success(|to| leave_for(&to));
        let login = RwSignal::new(form.remembered("login").unwrap_or_default());
        let password = RwSignal::new(String::new());
        let quiet = Signal::stored(None);
        let login_error = refused_until_edited(form.field_error(Field::Login), login, quiet);
        let password_error = refused_until_edited(form.field_error(Field::Password), password, quiet);
        let error = form.error();
        let deactivated = Memo::new(move |_| {
            matches!(
                error.get(),
                Some(Error::Invalid {
                    rule: Rule::AccountDeactivated { .. },
                    ..
                })
            )
        });
        let query = use_query_map();
        let next = query.with_untracked(|query| query.get("next"));
        let was_ended = query.with_untracked(|query| query.get("ended").is_some());
        let was_reset = query.with_untracked(|query| query.get("reset").is_some());
        let sign_up = match &next {
            Some(next) => format!("/signup?next={}", in_address(next)),
            None => "/signup".to_owned(),
        };
        let is_another = signed_in();
        let title = move || {
            if is_another {
                t_string!(i18n, accounts.another_title).to_string()
            } else {
                t_string!(i18n, accounts.log_in_title, site = site.name()).to_string()
            }
        };
        view! {
            <AuthFrame title>
                {was_reset
                    .then(|| {
                        view! {
                            <Notice tone=Tone::Success icon=IconName::Check>
                                {t!(i18n, accounts.reset_done)}
                            </Notice>
                        }
                    })}
                {was_ended.then(|| view! { <Notice icon=IconName::Info>{t!(i18n, live.session_ended)}</Notice> })}
                <Form
                    state=form
                    fields=FIELDS
                    for_anybody=true
                    submit=move || t_string!(i18n, accounts.log_in)
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
                    <PasswordField
                        name="password"
                        label=move || t_string!(i18n, accounts.password)
                        value=password
                        error=password_error
                        autocomplete="current-password"
                        required=true
                    />
                    {move || {
                        deactivated
                            .get()
                            .then(|| {
                                view! {
                                    <Checkbox
                                        name="bring_back"
                                        label=move || t_string!(i18n, accounts.bring_back)
                                        hint=move || t_string!(i18n, accounts.bring_back_hint)
                                    />
                                }
                            })
                    }}
                    {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
                </Form>
                <p class="auth__switch">
                    <a href="/forgot">{t!(i18n, accounts.forgot)}</a>
                </p>
                <p class="auth__switch">
                    {t!(i18n, accounts.no_account)} " " <a href=sign_up>{t!(i18n, accounts.sign_up)}</a>
                </p>
            </AuthFrame>
        }
        .into_any()
    }
}
