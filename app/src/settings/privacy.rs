use super::{
    api::{SetHidesListening, SetProtected, load_hides_listening},
    frame::{Group, Section, SettingsFrame},
};
use crate::profiles::{BlockedList, MutedList};
use base::{
    api::{ApiError, ApiResult, PageAccount},
    form_error::FormError,
    forms::FormState,
    initial_state::{signed_in, use_viewer},
    load_failed::LoadFailed,
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use ui::{Button, ButtonKind, Skeleton, SkeletonKind, Switch, ToastKind, use_toasts};

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
                <PageAccount />
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

/// Whether others see what spaces the person listens to.
#[component]
fn Listening(hides: Resource<ApiResult<bool>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Group title=move || t_string!(i18n, settings.listening)>
            <Suspense fallback=move || {
                view! { <Skeleton kind=SkeletonKind::Line label=move || t_string!(i18n, common.loading) /> }
            }>
                {move || Suspend::new(async move {
                    match hides.await {
                        Ok(initial) => view! { <ListeningForm initial /> }.into_any(),
                        Err(ApiError(error)) => {
                            view! { <LoadFailed error retry=move |()| hides.refetch() /> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </Group>
    }
}

#[component]
fn ListeningForm(initial: bool) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let form = FormState::<SetHidesListening>::new();
    form.on_success(move |_| toasts.show(ToastKind::Success, t_string!(i18n, settings.saved)));
    view! {
        <ActionForm action=form.action attr:class="form">
            <PageAccount />
            <FormError message=form.other_error(&[]) />
            <Switch
                name="hides"
                label=move || t_string!(i18n, settings.hide_listening)
                hint=move || t_string!(i18n, settings.hide_listening_hint)
                initial
            />
            <div class="form__actions">
                <Button kind=ButtonKind::Primary submit=true busy=form.pending()>
                    {t!(i18n, common.save)}
                </Button>
            </div>
        </ActionForm>
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
