//! The form of the own profile.

use super::api;
use crate::{
    accounts::api::{OwnAccount, load_account},
    media::{PictureKind, ProfilePicture},
};
use base::{
    api::ApiResult,
    form::{Form, FormOf},
    initial_state::use_viewer,
    loaded::{Waiting, loaded},
};
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use types::{AccountSettings, Field, MAX_BIO, MAX_DISPLAY_NAME, MAX_PLACE, MAX_WEBSITE};
use ui::{InputKind, SkeletonKind, TextArea, TextField, ToastKind, use_toasts};

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
    let account: Resource<ApiResult<OwnAccount>> = Resource::new_blocking(|| (), |()| load_account());
    loaded(account, Waiting::skeleton(SkeletonKind::Profile, 1), |account| {
        view! { <ProfileForm settings=account.settings /> }.into_any()
    })
}

#[component]
fn ProfileForm(settings: AccountSettings) -> impl IntoView {
    let (i18n, viewer, toasts) = (use_i18n(), use_viewer(), use_toasts());
    let form = FormOf::<api::Update>::new();
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
            <Form state=form fields=FIELDS submit=move || t_string!(i18n, common.save)>
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
            </Form>
        </section>
    }
}
