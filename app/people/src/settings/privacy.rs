use super::{
    api::{SetHidesListening, SetProtected, load_hides_listening},
    frame::{Group, Section, SettingsFrame},
};
use crate::profiles::{BlockedList, MutedList};
use base::{
    api::ApiResult,
    form::{Form, FormOf},
    initial_state::{signed_in, use_viewer},
    loaded::{Waiting, loaded},
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};
use ui::{SkeletonKind, Switch, ToastKind, use_toasts};

/// Who sees the account's posts and what it listens to; who is muted and blocked.
#[derive(Clone, Copy)]
pub struct PrivacyPage {
    /// None for visitors.
    hides_listening: Option<Resource<ApiResult<bool>>>,
}

impl LazyRoute for PrivacyPage {
    fn data() -> Self {
        Self {
            hides_listening: signed_in().then(|| Resource::new_blocking(|| (), |()| load_hides_listening())),
        }
    }

    async fn view(this: Self) -> AnyView {
        view! {
            <SettingsFrame section=Some(Section::Privacy)>
                <ProtectForm />
                {this.hides_listening.map(|hides| view! { <Listening hides /> })}
                <Lists />
            </SettingsFrame>
        }
        .into_any()
    }
}

#[component]
fn ProtectForm() -> impl IntoView {
    let (i18n, viewer, toasts) = (use_i18n(), use_viewer(), use_toasts());
    let form = FormOf::<SetProtected>::new();
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
            <Form state=form submit=move || t_string!(i18n, common.save)>
                <Switch
                    name="protected"
                    label=move || t_string!(i18n, settings.protect)
                    hint=move || t_string!(i18n, settings.protect_hint)
                    initial
                />
            </Form>
        </Group>
    }
}

/// Whether others see what spaces the person listens to.
#[component]
fn Listening(hides: Resource<ApiResult<bool>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Group title=move || t_string!(i18n, settings.listening)>
            {loaded(
                hides,
                Waiting::skeleton(SkeletonKind::Line, 1),
                |initial| view! { <ListeningForm initial /> }.into_any(),
            )}
        </Group>
    }
}

#[component]
fn ListeningForm(initial: bool) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let form = FormOf::<SetHidesListening>::new();
    form.on_success(move |_| toasts.show(ToastKind::Success, t_string!(i18n, settings.saved)));
    view! {
        <Form state=form submit=move || t_string!(i18n, common.save)>
            <Switch
                name="hides"
                label=move || t_string!(i18n, settings.hide_listening)
                hint=move || t_string!(i18n, settings.hide_listening_hint)
                initial
            />
        </Form>
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
