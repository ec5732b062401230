//! The form of the own profile.

use super::api;
use crate::{
    media::{PictureKind, ProfilePicture},
    settings::api::{OwnAccount, load_account},
};
use base::{
    api::{ApiError, ApiResult, PageAccount},
    form_error::FormError,
    forms::FormState,
    initial_state::use_viewer,
    load_failed::LoadFailed,
};
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use types::{AccountSettings, Field, MAX_BIO, MAX_DISPLAY_NAME, MAX_PLACE, MAX_WEBSITE};
use ui::{Button, ButtonKind, InputKind, Skeleton, SkeletonKind, TextArea, TextField, ToastKind, use_toasts};

const FIELDS: &[Field] = &[
    Field::DisplayName,
    Field::Bio,
    Field::Place,
    Field::Website,
    Field::Birthday,
];

/// Pictures, name, bio, place, website, birthday. On a page below `/settings`.
#[component]
pub fn EditProfile() -> impl IntoView {
    let i18n = use_i18n();
    let account: Resource<ApiResult<OwnAccount>> = Resource::new_blocking(|| (), |()| load_account());
    let waiting = move || {
        view! { <Skeleton kind=SkeletonKind::Profile label=move || t_string!(i18n, common.loading) /> }
    };
    view! {
        <Suspense fallback=waiting>
            {move || Suspend::new(async move {
                match account.await {
                    Ok(account) => view! { <ProfileForm settings=account.settings /> }.into_any(),
                    Err(ApiError(error)) => {
                        view! { <LoadFailed error retry=move |()| account.refetch() /> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn ProfileForm(settings: AccountSettings) -> impl IntoView {
    let (i18n, viewer, toasts) = (use_i18n(), use_viewer(), use_toasts());
    let form = FormState::<api::Update>::new();
    form.on_success(move |name| {
        viewer.update(|viewer| {
            if let Some(viewer) = viewer {
                viewer.card.display_name = name;
            }
        });
        toasts.show(ToastKind::Success, t_string!(i18n, profiles.saved));
    });
    // What was typed before the page came back without script wins over what is kept.
    let refused = form.error().with_untracked(Option::is_some);
    let value = move |name: &str, kept: &str| {
        let typed = if refused {
            form.remembered(name).unwrap_or_default()
        } else {
            kept.to_owned()
        };
        RwSignal::new(typed)
    };
    let name = settings.display_name.clone();
    view! {
        <section class="settings__group">
            <h2 class="settings__title">{t!(i18n, profiles.pictures)}</h2>
            <ProfilePicture kind=PictureKind::Banner current=settings.banner.clone() name=name.clone() />
            <ProfilePicture kind=PictureKind::Avatar current=settings.avatar.clone() name=name />
        </section>
        <section class="settings__group">
            <h2 class="settings__title">{t!(i18n, profiles.about_you)}</h2>
            <ActionForm action=form.action attr:class="form" attr:novalidate="">
                <PageAccount />
                <FormError message=form.other_error(FIELDS) />
                <TextField
                    name="display_name"
                    label=move || t_string!(i18n, profiles.display_name)
                    value=value("display_name", &settings.display_name)
                    error=form.field_error(Field::DisplayName)
                    autocomplete="name"
                    maxlength=MAX_DISPLAY_NAME as u32
                    required=true
                />
                <TextArea
                    name="bio"
                    label=move || t_string!(i18n, profiles.bio)
                    hint=move || t_string!(i18n, profiles.bio_hint)
                    value=value("bio", &settings.bio)
                    error=form.field_error(Field::Bio)
                    maxlength=MAX_BIO as u32
                    counter=true
                    rows=3
                />
                <TextField
                    name="place"
                    label=move || t_string!(i18n, profiles.place)
                    value=value("place", &settings.place)
                    error=form.field_error(Field::Place)
                    maxlength=MAX_PLACE as u32
                />
                <TextField
                    name="website"
                    label=move || t_string!(i18n, profiles.website)
                    kind=InputKind::Url
                    value=value("website", &settings.website)
                    error=form.field_error(Field::Website)
                    autocomplete="url"
                    maxlength=MAX_WEBSITE as u32
                />
                <TextField
                    name="birthday"
                    label=move || t_string!(i18n, profiles.birthday)
                    hint=move || t_string!(i18n, profiles.birthday_hint)
                    kind=InputKind::Date
                    value=value("birthday", &settings.birthday)
                    error=form.field_error(Field::Birthday)
                    autocomplete="bday"
                />
                <div class="form__actions">
                    <Button kind=ButtonKind::Primary submit=true busy=form.pending()>
                        {t!(i18n, common.save)}
                    </Button>
                </div>
            </ActionForm>
        </section>
    }
}
