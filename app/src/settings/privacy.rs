use super::{
    api::SetProtected,
    frame::{Group, Section, SettingsFrame},
};
use crate::{
    accounts::FormError,
    boot::use_viewer,
    forms::FormState,
    profiles::{BlockedList, MutedList},
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use ui::{Button, ButtonKind, Switch, ToastKind, use_toasts};

/// Who sees the account's posts; who is muted and blocked.
pub struct PrivacyPage;

impl LazyRoute for PrivacyPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        view! {
            <SettingsFrame section=Some(Section::Privacy)>
                <ProtectForm />
                <Lists />
            </SettingsFrame>
        }
        .into_any()
    }
}

#[component]
fn ProtectForm() -> impl IntoView {
    let (i18n, viewer, toasts) = (use_i18n(), use_viewer(), use_toasts());
    let form = FormState::<SetProtected>::new();
    form.on_success(move |protected| {
        viewer.update(|viewer| {
            if let Some(viewer) = viewer {
                viewer.card.protected = protected;
            }
        });
        toasts.show(ToastKind::Success, t_string!(i18n, settings.saved));
    });
    let initial = viewer.with_untracked(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.card.protected));
    view! {
        <Group title=move || t_string!(i18n, settings.posts)>
            <ActionForm action=form.action attr:class="form">
                <FormError message=form.other_error(&[]) />
                <Switch
                    name="protected"
                    label=move || t_string!(i18n, settings.protect)
                    hint=move || t_string!(i18n, settings.protect_hint)
                    initial
                />
                <div class="form__actions">
                    <Button kind=ButtonKind::Primary submit=true busy=form.pending()>
                        {t!(i18n, common.save)}
                    </Button>
                </div>
            </ActionForm>
        </Group>
    }
}

#[component]
fn Lists() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Group title=move || t_string!(i18n, settings.muted) text=move || t_string!(i18n, settings.muted_text)>
            <MutedList />
        </Group>
        <Group title=move || t_string!(i18n, settings.blocked) text=move || t_string!(i18n, settings.blocked_text)>
            <BlockedList />
        </Group>
    }
}
