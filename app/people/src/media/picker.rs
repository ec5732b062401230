//! The composer's parts for photos: the button that chooses them, their previews with descriptions, and plain inputs
//! for pages without script.

use super::{
    ACCEPTED_TYPES,
    drafts::{PhotoDraft, PhotoDrafts, UploadState},
};
use base::forms::error_text;
use leptos::{html, prelude::*};
use locales::{t, t_string, use_i18n};
use types::{MAX_ALT, MAX_PHOTOS};
use ui::{IconButton, IconName, TextArea, escape_text};

/// The button *Add photos or video*. Needs script; see [`PlainPhotoInputs`].
#[component]
pub fn PhotoButton(drafts: PhotoDrafts) -> impl IntoView {
    let i18n = use_i18n();
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let take = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(files) = input.files() {
            drafts.take(&files);
        }
        // So that the same file can be chosen again after it was removed.
        input.set_value("");
    };
    view! {
        <span class="needs-script">
            <IconButton
                icon=IconName::Image
                label=move || t_string!(i18n, media.add_photos)
                disabled=Signal::derive(move || !drafts.has_room())
                on_click=choose
            />
            <input type="file" node_ref=input accept=ACCEPTED_TYPES multiple hidden on:change=take />
        </span>
    }
}

/// The chosen photos with their descriptions, or nothing.
#[component]
pub fn PhotoPreviews(drafts: PhotoDrafts) -> impl IntoView {
    let i18n = use_i18n();
    let count = move || drafts.list.with(Vec::len);
    let refused = move || {
        drafts
            .refused
            .get()
            .map(|error| error_text(i18n, &error))
            .unwrap_or_default()
    };
    view! {
        <div class="composer__photos" hidden=move || count() == 0 && drafts.refused.with(Option::is_none)>
            <div class="composer__media" data-count=move || count().to_string()>
                <For each=move || drafts.list.get() key=|draft| draft.number let:draft>
                    <Attachment drafts draft />
                </For>
            </div>
            <p class="muted" hidden=move || count() == 0 || !drafts.lacks_description()>
                {t!(i18n, media.description_reminder)}
            </p>
            <p class="field-error" aria-live="polite">
                {refused}
            </p>
        </div>
    }
}

#[component]
fn Attachment(drafts: PhotoDrafts, draft: PhotoDraft) -> impl IntoView {
    let i18n = use_i18n();
    let PhotoDraft {
        number,
        preview,
        state,
        description,
    } = draft;
    let state = RwSignal::from(state);
    let name = move || match state.get() {
        UploadState::Uploading(_) => "uploading",
        UploadState::Ready(_) => "ready",
        UploadState::Refused(_) => "error",
    };
    let progress = move || match state.get() {
        UploadState::Uploading(sent) => Some(sent),
        _ => None,
    };
    let error = move || match state.get() {
        UploadState::Refused(error) => error_text(i18n, &error),
        _ => String::new(),
    };
    view! {
        <figure class="attachment" data-state=name>
            <img class="attachment__image" src=preview alt="" />
            <button
                type="button"
                class="icon-button attachment__remove"
                aria-label=move || t_string!(i18n, media.remove)
                title=move || t_string!(i18n, media.remove)
                on:click=move |_| drafts.remove(number)
            >
                <ui::Icon name=IconName::Close />
            </button>
            {move || {
                progress()
                    .map(|sent| {
                        view! {
                            <progress
                                class="attachment__progress"
                                max="1"
                                value=sent.to_string()
                                aria-label=t_string!(i18n, media.uploading)
                            ></progress>
                        }
                    })
            }}
            <p class="field-error" role="alert" hidden=move || error().is_empty()>
                {error}
            </p>
            <figcaption class="attachment__description" hidden=move || name() == "error">
                <TextArea
                    name="alt"
                    id=format!("photo-description-{number}")
                    label=move || t_string!(i18n, media.image_description)
                    value=RwSignal::from(description)
                    maxlength=MAX_ALT as u32
                    rows=2
                    counter=true
                />
            </figcaption>
        </figure>
    }
}

/// File inputs and descriptions for a page without script. The form around it posts `multipart/form-data` to
/// `/media/post`, with the fields `text`, `reply_to`, `quote_of` and `audience` as far as it has them.
#[component]
pub fn PlainPhotoInputs() -> impl IntoView {
    let i18n = use_i18n();
    let photo = escape_text(t_string!(i18n, media.photo));
    let description = escape_text(t_string!(i18n, media.image_description));
    let title = escape_text(t_string!(i18n, media.add_photos));
    let inputs: String = (1..=MAX_PHOTOS)
        .map(|number| {
            format!(
                "<div class=\"field\"><label>{photo} {number} <input type=\"file\" name=\"photo\" \
                 accept=\"{ACCEPTED_TYPES}\"></label><label>{description} <input class=\"field__input\" name=\"alt\" \
                 dir=\"auto\" maxlength=\"{MAX_ALT}\"></label></div>"
            )
        })
        .collect();
    // As text: with script, browsers do not parse what stands inside, and hydration would look for it in vain.
    view! { <noscript inner_html=format!("<details class=\"plain-photos\"><summary>{title}</summary>{inputs}</details>")></noscript> }
}
