use super::{
    api::{ChangeEmail, ChangeHandle, ChangePassword, OwnAccount, ResendVerification, load_account},
    frame::{Group, Section, SettingsFrame},
};
use crate::accounts::{PasswordMeter, watch_handle};
use base::{
    api::{ApiError, ApiResult, PageAccount},
    form_error::{FormError, refused_until_edited},
    forms::FormState,
    initial_state::use_viewer,
    load_failed::LoadFailed,
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use types::{AccountSettings, Field, MAX_EMAIL};
use ui::{
    Button, ButtonKind, ButtonLink, IconName, InputKind, Notice, PasswordField, Skeleton, SkeletonKind, TextField,
    ToastKind, Tone, use_toasts,
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
        let i18n = use_i18n();
        let account = this.account;
        let loading = move || {
            view! { <Skeleton kind=SkeletonKind::Line count=4 label=move || t_string!(i18n, common.loading) /> }
        };
        view! {
            <SettingsFrame section=Some(Section::Account)>
                <Suspense fallback=loading>
                    {move || Suspend::new(async move {
                        match account.await {
                            Ok(own) => view! { <Forms own /> }.into_any(),
                            Err(ApiError(error)) => {
                                view! { <LoadFailed error retry=move |()| account.refetch() /> }.into_any()
                            }
                        }
                    })}
                </Suspense>
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
    let form = FormState::<ChangeHandle>::new();
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
            <ActionForm action=form.action attr:class="form" attr:novalidate="">
                <PageAccount />
                <FormError message=form.other_error(&[Field::Handle]) />
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
                <div class="form__actions">
                    <Button kind=ButtonKind::Primary submit=true busy=form.pending()>
                        {t!(i18n, settings.change_handle)}
                    </Button>
                </div>
            </ActionForm>
        </Group>
    }
}

#[component]
fn EmailForm(settings: AccountSettings, pending: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let form = FormState::<ChangeEmail>::new();
    let resend = FormState::<ResendVerification>::new();
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
                        <ActionForm action=resend.action attr:class="form">
                            <PageAccount />
                            <FormError message=resend.other_error(&[]) />
                            <div class="form__actions">
                                <Button submit=true busy=resend.pending()>
                                    {t!(i18n, settings.resend)}
                                </Button>
                            </div>
                        </ActionForm>
                    }
                })}
            <ActionForm action=form.action attr:class="form" attr:novalidate="">
                <PageAccount />
                <FormError message=form.other_error(&[Field::Email, Field::Password]) />
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
                    show_label=move || t_string!(i18n, accounts.show)
                    hide_label=move || t_string!(i18n, accounts.hide)
                    value=password
                    error=password_error
                    required=true
                />
                <div class="form__actions">
                    <Button kind=ButtonKind::Primary submit=true busy=form.pending()>
                        {t!(i18n, settings.change_email)}
                    </Button>
                </div>
            </ActionForm>
        </Group>
    }
}

#[component]
fn PasswordForm(settings: AccountSettings) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let form = FormState::<ChangePassword>::new();
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
            <ActionForm action=form.action attr:class="form" attr:novalidate="">
                <PageAccount />
                <FormError message=form.other_error(&[Field::Password, Field::NewPassword]) />
                // Password managers file the new password under this name.
                <input type="hidden" autocomplete="username" value=settings.handle />
                <PasswordField
                    name="password"
                    label=move || t_string!(i18n, settings.password_now)
                    show_label=move || t_string!(i18n, accounts.show)
                    hide_label=move || t_string!(i18n, accounts.hide)
                    value=password
                    error=password_error
                    required=true
                />
                <PasswordField
                    name="new_password"
                    label=move || t_string!(i18n, accounts.new_password)
                    show_label=move || t_string!(i18n, accounts.show)
                    hide_label=move || t_string!(i18n, accounts.hide)
                    hint=move || t_string!(i18n, accounts.password_hint)
                    value=new_password
                    error=new_error
                    autocomplete="new-password"
                    required=true
                >
                    <PasswordMeter password=new_password context=known />
                </PasswordField>
                <div class="form__actions">
                    <Button kind=ButtonKind::Primary submit=true busy=form.pending()>
                        {t!(i18n, settings.change_password)}
                    </Button>
                </div>
            </ActionForm>
        </Group>
    }
}
