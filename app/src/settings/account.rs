use super::{
    api::{ChangeEmail, ChangeHandle, ChangePassword, ResendVerification},
    frame::{Group, Section, SettingsFrame},
};
use crate::accounts::{
    PasswordMeter,
    api::{OwnAccount, load_account},
    watch_handle,
};
use base::{
    api::ApiResult,
    form::{Form, FormOf},
    form_error::refused_until_edited,
    initial_state::use_viewer,
    loaded::{Waiting, loaded},
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use types::{AccountSettings, Field, MAX_EMAIL};
use ui::{
    ButtonKind, ButtonLink, IconName, InputKind, Notice, PasswordField, SkeletonKind, TextField, ToastKind, Tone,
    use_toasts,
};

/// Handle, e-mail, password, and the ways out.
pub struct AccountPage {
    account: Resource<ApiResult<OwnAccount>>,
}

impl LazyRoute for AccountPage {
    fn data() -> Self {
        Self {
            account: Resource::new(|| (), |()| load_account()),
        }
    }

    async fn view(this: Self) -> AnyView {
        let account = this.account;
        view! {
            <SettingsFrame section=Some(Section::Account)>
                {loaded(
                    account,
                    Waiting::skeleton(SkeletonKind::Line, 4),
                    |own| view! { <Forms own /> }.into_any(),
                )}
            </SettingsFrame>
        }
        .into_any()
    }
}

#[component]
fn Forms(own: OwnAccount) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <HandleForm handle=own.settings.handle.clone() />
        <EmailForm settings=own.settings.clone() pending=own.pending_email />
        <PasswordForm settings=own.settings />
        <Group
            title=move || t_string!(i18n, settings.leave)
            text=move || t_string!(i18n, settings.leave_text)
            danger=true
        >
            <div class="cluster">
                <ButtonLink href="/settings/account/deactivate">{t!(i18n, settings.deactivate)}</ButtonLink>
                <ButtonLink href="/settings/account/delete" kind=ButtonKind::Danger>
                    {t!(i18n, settings.delete)}
                </ButtonLink>
            </div>
        </Group>
    }
}

#[component]
fn HandleForm(handle: String) -> impl IntoView {
    let (i18n, viewer, toasts) = (use_i18n(), use_viewer(), use_toasts());
    let form = FormOf::<ChangeHandle>::new();
    form.on_success(move |handle| {
        viewer.update(|viewer| {
            if let Some(viewer) = viewer {
                viewer.card.handle = handle;
            }
        });
        toasts.show(ToastKind::Success, t_string!(i18n, settings.saved));
    });
    let value = RwSignal::new(form.remembered("handle").unwrap_or(handle));
    let watch = watch_handle(value, true);
    let error = refused_until_edited(form.field_error(Field::Handle), value, watch.problem);
    view! {
        <Group title=move || t_string!(i18n, accounts.handle)>
            <Form state=form fields=&[Field::Handle] submit=move || t_string!(i18n, settings.change_handle)>
                <TextField
                    name="handle"
                    label=move || t_string!(i18n, accounts.handle)
                    prefix="@"
                    hint=move || t_string!(i18n, settings.handle_hint)
                    value
                    error
                    autocomplete="username"
                    maxlength=40
                    verbatim=true
                    required=true
                />
            </Form>
        </Group>
    }
}

#[component]
fn EmailForm(settings: AccountSettings, pending: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let form = FormOf::<ChangeEmail>::new();
    let resend = FormOf::<ResendVerification>::new();
    let value = RwSignal::new(form.remembered("email").unwrap_or(settings.email));
    let password = RwSignal::new(String::new());
    let quiet = Signal::stored(None);
    let error = refused_until_edited(form.field_error(Field::Email), value, quiet);
    let password_error = refused_until_edited(form.field_error(Field::Password), password, quiet);
    // The address that a link is on its way to.
    let waiting = RwSignal::new(pending.clone());
    let verified = settings.email_verified;
    form.on_success(move |email| {
        password.set(String::new());
        waiting.set(Some(email));
    });
    resend.on_success(move |email| waiting.set(Some(email)));
    let state = move || match waiting.get() {
        Some(email) => {
            let text = move || t_string!(i18n, settings.email_waiting, email = email.clone());
            view! { <Notice icon=IconName::Mail>{text}</Notice> }.into_any()
        }
        None if verified => view! {
            <Notice tone=Tone::Success icon=IconName::Check>{t!(i18n, settings.email_verified)}</Notice>
        }
        .into_any(),
        None => {
            view! { <Notice tone=Tone::Warning icon=IconName::Warning>{t!(i18n, settings.email_unverified)}</Notice> }
                .into_any()
        }
    };
    view! {
        <Group title=move || t_string!(i18n, accounts.email)>
            {state}
            {(!verified || pending.is_some())
                .then(|| {
                    view! {
                        <Form
                            state=resend
                            submit=move || t_string!(i18n, settings.resend)
                            kind=ButtonKind::Secondary
                        />
                    }
                })}
            <Form
                state=form
                fields=&[Field::Email, Field::Password]
                submit=move || t_string!(i18n, settings.change_email)
            >
                <TextField
                    name="email"
                    label=move || t_string!(i18n, accounts.email)
                    hint=move || t_string!(i18n, settings.email_hint)
                    kind=InputKind::Email
                    value
                    error
                    autocomplete="email"
                    maxlength=MAX_EMAIL as u32
                    required=true
                />
                <PasswordField
                    name="password"
                    id="email-password"
                    label=move || t_string!(i18n, settings.password_now)
                    value=password
                    error=password_error
                    required=true
                />
            </Form>
        </Group>
    }
}

#[component]
fn PasswordForm(settings: AccountSettings) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let form = FormOf::<ChangePassword>::new();
    let (password, new_password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    form.on_success(move |()| {
        password.set(String::new());
        new_password.set(String::new());
        toasts.show(ToastKind::Success, t_string!(i18n, settings.password_changed));
    });
    let quiet = Signal::stored(None);
    let password_error = refused_until_edited(form.field_error(Field::Password), password, quiet);
    let new_error = refused_until_edited(form.field_error(Field::NewPassword), new_password, quiet);
    let known = Signal::stored(vec![settings.handle.clone(), settings.email, settings.display_name]);
    view! {
        <Group
            title=move || t_string!(i18n, accounts.password)
            text=move || t_string!(i18n, settings.password_text)
        >
            <Form
                state=form
                fields=&[Field::Password, Field::NewPassword]
                submit=move || t_string!(i18n, settings.change_password)
            >
                // Password managers file the new password under this name.
                <input type="hidden" autocomplete="username" value=settings.handle />
                <PasswordField
                    name="password"
                    label=move || t_string!(i18n, settings.password_now)
                    value=password
                    error=password_error
                    required=true
                />
                <PasswordField
                    name="new_password"
                    label=move || t_string!(i18n, accounts.new_password)
                    hint=move || t_string!(i18n, accounts.password_hint)
                    value=new_password
                    error=new_error
                    autocomplete="new-password"
                    required=true
                >
                    <PasswordMeter password=new_password context=known />
                </PasswordField>
            </Form>
        </Group>
    }
}
