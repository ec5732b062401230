use super::{
    api::{Deactivate, DeleteAccount},
    frame::{Group, Section, SettingsFrame},
};
use base::{
    form::{Form, FormOf, FormState},
    form_error::refused_until_edited,
    forms::leave_for,
    initial_state::use_viewer,
};
use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};
use types::{Field, RETURN_DAYS};
use ui::{ButtonKind, PasswordField};

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
    let form = FormOf::<Deactivate>::new();
    form.on_success(|to| leave_for(&to));
    view! {
        <ClosingForm
            form
            title=move || t_string!(i18n, settings.deactivate_title, handle = handle.clone()).to_string()
            text=move || t_string!(i18n, settings.deactivate_text, days = RETURN_DAYS).to_string()
            submit=move || t_string!(i18n, settings.deactivate)
        />
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
    let form = FormOf::<DeleteAccount>::new();
    form.on_success(|to| leave_for(&to));
    view! {
        <ClosingForm
            form
            title=move || t_string!(i18n, settings.delete_title, handle = handle.clone()).to_string()
            text=move || t_string!(i18n, settings.delete_text)
            submit=move || t_string!(i18n, settings.delete_for_good)
        />
    }
}

/// What follows, and the password that says that it is the owner.
#[component]
fn ClosingForm(
    #[prop(into)] form: FormState,
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    #[prop(into)] submit: TextProp,
) -> impl IntoView {
    let i18n = use_i18n();
    let password = RwSignal::new(String::new());
    let error = refused_until_edited(
        form.field_error(Field::Password),
        password,
        Signal::stored(None::<String>),
    );
    view! {
        <Group title text danger=true>
            <Form
                state=form
                fields=&[Field::Password]
                submit
                kind=ButtonKind::Danger
                cancel="/settings/account"
            >
                <PasswordField
                    name="password"
                    label=move || t_string!(i18n, accounts.password)
                    value=password
                    error
                    required=true
                />
            </Form>
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
