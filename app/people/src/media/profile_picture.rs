//! The account's avatar and banner, and a community's cover: shown, chosen, cut, removed. Without script the server cuts the middle.

use super::{
    ACCEPTED_TYPES,
    cutter::Cutter,
    editor::{Editor, PATH, PictureKind},
    framing::Framing,
};
use base::{api::PageAccount, forms::error_text, initial_state::FormMemorySignal};
use leptos::{ev, html, prelude::*, reactive::send_wrapper_ext::SendOption};
use locales::{t_string, use_i18n};
use types::media;
use ui::{Avatar, AvatarSize, Button, ButtonKind, Dialog, Icon, IconName, escape_text};
use wasm_bindgen::JsCast;

/// The picture with what changes it. A change is saved at once, apart from any form around; do not put it
/// inside another form.
#[component]
pub fn ProfilePicture(
    kind: PictureKind,
    /// Media key of the present picture.
    current: Option<String>,
    /// The account's display name, for the stand-in.
    #[prop(into)]
    name: String,
    /// Hears the new key after a change.
    #[prop(optional, into)]
    on_change: Option<Callback<Option<String>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let remembered = expect_context::<FormMemorySignal>().0.with_untracked(|memory| {
        let memory = memory.as_ref().filter(|memory| memory.path == PATH)?;
        (memory.fields.get("kind").map(String::as_str) == Some(kind.name())).then(|| memory.error.clone())
    });
    let editor = Editor {
        kind,
        current: RwSignal::new(current),
        chosen: StoredValue::new(SendOption::new_local(None)),
        framing: RwSignal::new(Framing::new(1.0, 1.0, 1.0)),
        open: RwSignal::new(false),
        busy: RwSignal::new(false),
        error: RwSignal::new(remembered),
        changed: on_change,
    };
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            editor.choose(file.unchecked_into());
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let error = move || {
        editor
            .error
            .get()
            .map(|error| error_text(i18n, &error))
            .unwrap_or_default()
    };
    let upload = format!(
        "<button class=\"button\" data-kind=\"primary\" data-size=\"medium\">{}</button>",
        escape_text(t_string!(i18n, media.upload))
    );
    view! {
        <div class="profile-picture" data-kind=kind.name()>
            <Shown editor name />
            <div class="profile-picture__controls">
                <form method="post" action=PATH enctype="multipart/form-data">
                    <PageAccount />
                    <input type="hidden" name="kind" value=kind.name() />
                    <input type="hidden" name="community" value=kind.community() />
                    <label class="button profile-picture__choose" data-kind="secondary" data-size="medium">
                        <Icon name=IconName::Camera />
                        <span class="button__text">{move || kind.choose_label(i18n)}</span>
                        <input
                            class="profile-picture__file"
                            type="file"
                            name="picture"
                            accept=ACCEPTED_TYPES
                            required
                            node_ref=input
                            on:change=choose
                        />
                    </label>
                    <noscript inner_html=upload></noscript>
                </form>
                <form
                    method="post"
                    action=PATH
                    enctype="multipart/form-data"
                    hidden=move || editor.current.with(Option::is_none)
                    on:submit=move |event: ev::SubmitEvent| {
                        event.prevent_default();
                        editor.remove();
                    }
                >
                    <PageAccount />
                    <input type="hidden" name="kind" value=kind.name() />
                    <input type="hidden" name="community" value=kind.community() />
                    <input type="hidden" name="remove" value="true" />
                    <Button kind=ButtonKind::Quiet submit=true busy=editor.busy>
                        {move || kind.remove_label(i18n)}
                    </Button>
                </form>
            </div>
            <p class="field-error" aria-live="polite" hidden=move || editor.open.get()>
                {error}
            </p>
            <Dialog
                open=editor.open
                title=move || t_string!(i18n, media.cut_title)
                on_close=move |()| editor.forget()
            >
                <Cutter editor />
            </Dialog>
        </div>
    }
}

#[component]
fn Shown(editor: Editor, name: String) -> impl IntoView {
    let address = move |variant| editor.current.get().map(|key| media::url(&key, variant));
    match editor.kind {
        PictureKind::Avatar => (move || {
            view! { <Avatar src=address(media::Variant::Large) name=name.clone() size=AvatarSize::Huge /> }
        })
        .into_any(),
        PictureKind::Banner | PictureKind::Cover(_) => view! {
            <div class="profile__banner">
                {move || {
                    address(media::Variant::Small).map(|src| view! { <img src=src alt="" width="1500" height="500" /> })
                }}
            </div>
        }
        .into_any(),
    }
}
