use super::{
    api::{Deactivate, DeleteAccount},
    frame::{Group, Section, SettingsFrame},
};
use base::{
    api::PageAccount,
    form_error::{FormError, refused_until_edited},
    forms::{FormState, leave_for},
    initial_state::use_viewer,
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use types::{Field, RETURN_DAYS};
use ui::{Button, ButtonKind, ButtonLink, PasswordField};

/// Closes the account with a way back.
pub struct DeactivatePage;

impl LazyRoute for DeactivatePage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let i18n = use_i18n();
        view! {
            <SettingsFrame section=Some(Section::Account) title=move || t_string!(i18n, settings.deactivate)>
                <DeactivateForm />
            </SettingsFrame>
        }
        .into_any()
    }
}

#[component]
fn DeactivateForm() -> impl IntoView {
    let (i18n, handle) = (use_i18n(), own_handle());
    let form = FormState::<Deactivate>::new();
    form.on_success(|to| leave_for(&to));
    let password = RwSignal::new(String::new());
    let error = refused_until_edited(
        form.field_error(Field::Password),
        password,
        Signal::stored(None::<String>),
    );
    view! {
        <Group
            title=move || t_string!(i18n, settings.deactivate_title, handle = handle.clone()).to_string()
            text=move || t_string!(i18n, settings.deactivate_text, days = RETURN_DAYS).to_string()
            danger=true
        >
            <ActionForm action=form.action attr:class="form" attr:novalidate="">
                <PageAccount />
                <FormError message=form.other_error(&[Field::Password]) />
                <PasswordField
                    name="password"
                    label=move || t_string!(i18n, accounts.password)
                    show_label=move || t_string!(i18n, accounts.show)
                    hide_label=move || t_string!(i18n, accounts.hide)
                    value=password
                    error
                    required=true
                />
                <div class="form__actions">
                    <Button kind=ButtonKind::Danger submit=true busy=form.pending()>
                        {t!(i18n, settings.deactivate)}
                    </Button>
                    <ButtonLink href="/settings/account">{t!(i18n, common.cancel)}</ButtonLink>
                </div>
            </ActionForm>
        </Group>
    }
}

/// Deletes the account for good.
pub struct DeletePage;

impl LazyRoute for DeletePage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let i18n = use_i18n();
        view! {
            <SettingsFrame section=Some(Section::Account) title=move || t_string!(i18n, settings.delete)>
                <DeleteForm />
            </SettingsFrame>
        }
        .into_any()
    }
}

#[component]
fn DeleteForm() -> impl IntoView {
    let (i18n, handle) = (use_i18n(), own_handle());
    let form = FormState::<DeleteAccount>::new();
    form.on_success(|to| leave_for(&to));
    let password = RwSignal::new(String::new());
    let error = refused_until_edited(
        form.field_error(Field::Password),
        password,
        Signal::stored(None::<String>),
    );
    view! {
        <Group
            title=move || t_string!(i18n, settings.delete_title, handle = handle.clone()).to_string()
            text=move || t_string!(i18n, settings.delete_text)
            danger=true
        >
            <ActionForm action=form.action attr:class="form" attr:novalidate="">
                <PageAccount />
                <FormError message=form.other_error(&[Field::Password]) />
                <PasswordField
                    name="password"
                    label=move || t_string!(i18n, accounts.password)
                    show_label=move || t_string!(i18n, accounts.show)
                    hide_label=move || t_string!(i18n, accounts.hide)
                    value=password
                    error
                    required=true
                />
                <div class="form__actions">
                    <Button kind=ButtonKind::Danger submit=true busy=form.pending()>
                        {t!(i18n, settings.delete_for_good)}
                    </Button>
                    <ButtonLink href="/settings/account">{t!(i18n, common.cancel)}</ButtonLink>
                </div>
            </ActionForm>
        </Group>
    }
}

fn own_handle() -> String {
    use_viewer().with_untracked(|viewer| {
        viewer
            .as_ref()
            .map(|viewer| viewer.card.handle.clone())
            .unwrap_or_default()
    })
}
