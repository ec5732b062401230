use super::{
    api::SignUp,
    auth_frame::AuthFrame,
    live::{PasswordMeter, watch_handle},
};
use base::{
    form::{Form, FormOf},
    form_error::refused_until_edited,
    forms::leave_for,
    initial_state::{signed_in, use_site},
    log_in_first::log_in_address,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use types::{Field, MAX_DISPLAY_NAME, MAX_EMAIL};
use ui::{InputKind, PasswordField, TextField};

pub struct SignUpPage;

const FIELDS: &[Field] = &[Field::Handle, Field::DisplayName, Field::Email, Field::Password];

impl LazyRoute for SignUpPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let (i18n, site) = (use_i18n(), use_site());
        let form = FormOf::<SignUp>::new();
        form.on_success(|to| leave_for(&to));
        let value = move |name| RwSignal::new(form.remembered(name).unwrap_or_default());
        let (handle, display_name, email) = (value("handle"), value("display_name"), value("email"));
        let password = RwSignal::new(String::new());
        let watch = watch_handle(handle, false);
        let quiet = Signal::stored(None);
        let handle_error = refused_until_edited(form.field_error(Field::Handle), handle, watch.problem);
        let name_error = refused_until_edited(form.field_error(Field::DisplayName), display_name, quiet);
        let email_error = refused_until_edited(form.field_error(Field::Email), email, quiet);
        let password_error = refused_until_edited(form.field_error(Field::Password), password, quiet);
        let known = Signal::derive(move || vec![handle.get(), email.get(), display_name.get()]);
        let handle_hint = move || {
            if watch.free.get() {
                t_string!(
                    i18n,
                    accounts.handle_free,
                    handle = handle.get().trim().trim_start_matches('@').to_owned()
                )
                .to_string()
            } else {
                t_string!(i18n, accounts.handle_hint).to_string()
            }
        };
        let query = use_query_map();
        let next = query.with_untracked(|query| query.get("next"));
        let log_in = match &next {
            Some(next) => log_in_address(next),
            None => "/login".to_owned(),
        };
        let is_another = signed_in();
        let title = move || {
            if is_another {
                t_string!(i18n, accounts.another_title).to_string()
            } else {
                t_string!(i18n, accounts.sign_up_title, site = site.name()).to_string()
            }
        };
        view! {
            <AuthFrame title lead=move || t_string!(i18n, accounts.sign_up_lead)>
                <Form
                    state=form
                    fields=FIELDS
                    for_anybody=true
                    submit=move || t_string!(i18n, accounts.create_account)
                    wide=true
                >
                    <TextField
                        name="handle"
                        label=move || t_string!(i18n, accounts.handle)
                        prefix="@"
                        hint=handle_hint
                        value=handle
                        error=handle_error
                        autocomplete="username"
                        maxlength=40
                        verbatim=true
                        required=true
                    />
                    <TextField
                        name="display_name"
                        label=move || t_string!(i18n, accounts.display_name)
                        hint=move || t_string!(i18n, accounts.display_name_hint)
                        value=display_name
                        error=name_error
                        autocomplete="name"
                        maxlength=MAX_DISPLAY_NAME as u32
                        required=true
                    />
                    <TextField
                        name="email"
                        label=move || t_string!(i18n, accounts.email)
                        hint=move || t_string!(i18n, accounts.email_hint)
                        kind=InputKind::Email
                        value=email
                        error=email_error
                        autocomplete="email"
                        maxlength=MAX_EMAIL as u32
                        required=true
                    />
                    <PasswordField
                        name="password"
                        label=move || t_string!(i18n, accounts.password)
                        hint=move || t_string!(i18n, accounts.password_hint)
                        value=password
                        error=password_error
                        autocomplete="new-password"
                        required=true
                    >
                        <PasswordMeter password context=known />
                    </PasswordField>
                    {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
                </Form>
                <p class="auth__switch">
                    {t!(i18n, accounts.have_account)} " " <a href=log_in>{t!(i18n, accounts.log_in)}</a>
                </p>
            </AuthFrame>
        }
        .into_any()
    }
}
