//! The account's avatar and banner: shown, chosen, cut, removed. Without script the server cuts the middle.

use super::{
    ACCEPTED_TYPES,
    framing::{Framing, MAX_ZOOM, Part},
    upload::{context_of, fitted, read_picture, send},
};
use crate::{
    boot::{FormMemorySignal, use_viewer},
    forms::error_text,
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use types::{Error, media};
use ui::{Avatar, AvatarSize, Button, ButtonKind, Dialog, Icon, IconName, escape_text};
use wasm_bindgen::JsCast;
use web_sys::{Blob, FormData, ImageBitmap};

/// Where the forms go; also their name in the memory of refused forms.
const PATH: &str = "/media/profile";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    Avatar,
    Banner,
}

impl PictureKind {
    fn name(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Banner => "banner",
        }
    }

    /// Size of the frame that the picture is cut in, in canvas pixels.
    fn frame(self) -> (u32, u32) {
        match self {
            Self::Avatar => (480, 480),
            Self::Banner => (900, 300),
        }
    }

    fn choose_label(self, i18n: I18nContext<Locale>) -> &'static str {
        match self {
            Self::Avatar => t_string!(i18n, media.choose_avatar),
            Self::Banner => t_string!(i18n, media.choose_banner),
        }
    }

    fn remove_label(self, i18n: I18nContext<Locale>) -> &'static str {
        match self {
            Self::Avatar => t_string!(i18n, media.remove_avatar),
            Self::Banner => t_string!(i18n, media.remove_banner),
        }
    }
}

/// A picture that is being cut. Browser objects: they stay on their thread.
#[derive(Clone)]
struct Chosen {
    file: Blob,
    picture: ImageBitmap,
}

/// What the parts of [`ProfilePicture`] share.
#[derive(Clone, Copy)]
struct Editor {
    kind: PictureKind,
    /// Media key of what the profile shows.
    current: RwSignal<Option<String>>,
    chosen: StoredValue<Option<Chosen>, LocalStorage>,
    framing: RwSignal<Framing>,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<Error>>,
    changed: Option<Callback<Option<String>>>,
}

impl Editor {
    /// Opens the cutter on a file.
    fn choose(self, file: Blob) {
        self.error.set(None);
        spawn_local(async move {
            match read_picture(&file).await {
                Ok(picture) => {
                    let (width, height) = self.kind.frame();
                    let ratio = f64::from(width) / f64::from(height);
                    self.framing
                        .set(Framing::new(picture.width().into(), picture.height().into(), ratio));
                    self.chosen.set_value(Some(Chosen { file, picture }));
                    self.open.set(true);
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    fn apply(self) {
        let Some(Chosen { file, .. }) = self.chosen.get_value() else {
            return;
        };
        let part = self.framing.get_untracked().fractions();
        self.submit(async move {
            let file = fitted(&file).await?;
            let form = form_of(self.kind)?;
            form.append_with_blob("picture", &file)
                .map_err(|_| Error::Unavailable)?;
            let Part {
                left,
                top,
                width,
                height,
            } = part;
            for (name, value) in [("x", left), ("y", top), ("width", width), ("height", height)] {
                form.append_with_str(name, &value.to_string())
                    .map_err(|_| Error::Unavailable)?;
            }
            Ok(form)
        });
    }

    fn remove(self) {
        self.submit(async move {
            let form = form_of(self.kind)?;
            form.append_with_str("remove", "true").map_err(|_| Error::Unavailable)?;
            Ok(form)
        });
    }

    fn submit(self, form: impl Future<Output = Result<FormData, Error>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let viewer = use_viewer();
        spawn_local(async move {
            let answer = match form.await {
                Ok(form) => send::<Option<String>>(PATH, &form, |_| {}).await,
                Err(error) => Err(error),
            };
            self.busy.set(false);
            match answer {
                Ok(key) => {
                    if self.kind == PictureKind::Avatar {
                        viewer.update(|viewer| {
                            if let Some(viewer) = viewer {
                                viewer.card.avatar.clone_from(&key);
                            }
                        });
                    }
                    self.open.set(false);
                    self.current.set(key.clone());
                    if let Some(changed) = self.changed {
                        changed.run(key);
                    }
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

fn form_of(kind: PictureKind) -> Result<FormData, Error> {
    let form = FormData::new().map_err(|_| Error::Unavailable)?;
    form.append_with_str("kind", kind.name())
        .map_err(|_| Error::Unavailable)?;
    Ok(form)
}

/// The avatar or banner with what changes it. A change is saved at once, apart from any form around; do not put it
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
        memory
            .as_ref()
            .filter(|memory| memory.path == PATH)
            .map(|memory| memory.error.clone())
    });
    let editor = Editor {
        kind,
        current: RwSignal::new(current),
        chosen: StoredValue::new_local(None),
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
                    <input type="hidden" name="kind" value=kind.name() />
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
                    <input type="hidden" name="kind" value=kind.name() />
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
                close_label=move || t_string!(i18n, common.close)
                on_close=move |()| {
                    if let Some(chosen) = editor.chosen.try_update_value(Option::take).flatten() {
                        chosen.picture.close();
                    }
                }
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
        PictureKind::Banner => view! {
            <div class="profile__banner">
                {move || {
                    address(media::Variant::Small).map(|src| view! { <img src=src alt="" width="1500" height="500" /> })
                }}
            </div>
        }
        .into_any(),
    }
}

/// The picture behind its frame: drag or arrow keys move it, the slider magnifies.
#[component]
fn Cutter(editor: Editor) -> impl IntoView {
    let i18n = use_i18n();
    let canvas = NodeRef::<html::Canvas>::new();
    let dragged = StoredValue::new(None::<(f64, f64)>);
    let (width, height) = editor.kind.frame();
    Effect::new(move |_| {
        let part = editor.framing.get().visible();
        let Some(canvas) = canvas.get() else { return };
        editor.chosen.with_value(|chosen| {
            let (Some(chosen), Some(context)) = (chosen, context_of(&canvas)) else {
                return;
            };
            let (width, height) = (f64::from(width), f64::from(height));
            context.clear_rect(0.0, 0.0, width, height);
            // Fails only for a picture closed meanwhile.
            let _ = context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                &chosen.picture,
                part.left,
                part.top,
                part.width,
                part.height,
                0.0,
                0.0,
                width,
                height,
            );
        });
    });
    let on_down = move |event: ev::PointerEvent| {
        dragged.set_value(Some((event.client_x().into(), event.client_y().into())));
        if let Some(canvas) = canvas.get_untracked() {
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
    };
    let on_move = move |event: ev::PointerEvent| {
        let (Some((x, y)), Some(canvas)) = (dragged.get_value(), canvas.get_untracked()) else {
            return;
        };
        let (now_x, now_y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        let (shown_width, shown_height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
        if shown_width > 0.0 && shown_height > 0.0 {
            // The picture follows the finger, so the frame goes the other way.
            let (right, down) = ((x - now_x) / shown_width, (y - now_y) / shown_height);
            editor.framing.update(|framing| *framing = framing.moved(right, down));
        }
        dragged.set_value(Some((now_x, now_y)));
    };
    let on_up = move |_| dragged.set_value(None);
    let on_key = move |event: ev::KeyboardEvent| {
        let (right, down) = match event.key().as_str() {
            "ArrowLeft" => (-0.05, 0.0),
            "ArrowRight" => (0.05, 0.0),
            "ArrowUp" => (0.0, -0.05),
            "ArrowDown" => (0.0, 0.05),
            _ => return,
        };
        event.prevent_default();
        editor.framing.update(|framing| *framing = framing.moved(right, down));
    };
    let on_zoom = move |event| {
        if let Ok(zoom) = event_target_value(&event).parse::<f64>() {
            editor.framing.update(|framing| *framing = framing.zoomed(zoom));
        }
    };
    let error = move || {
        editor
            .error
            .get()
            .map(|error| error_text(i18n, &error))
            .unwrap_or_default()
    };
    let shape = match editor.kind {
        PictureKind::Avatar => "circle",
        PictureKind::Banner => "banner",
    };
    view! {
        <div class="crop" data-shape=shape>
            <canvas
                class="crop__canvas"
                node_ref=canvas
                width=width.to_string()
                height=height.to_string()
                tabindex="0"
                role="application"
                aria-label=move || t_string!(i18n, media.cut_hint)
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=on_up
                on:pointercancel=on_up
                on:keydown=on_key
            ></canvas>
            <label class="crop__zoom">
                <Icon name=IconName::Search />
                <input
                    type="range"
                    min="1"
                    max=MAX_ZOOM.to_string()
                    step="0.05"
                    aria-label=move || t_string!(i18n, media.zoom)
                    prop:value=move || editor.framing.with(Framing::zoom).to_string()
                    on:input=on_zoom
                />
            </label>
        </div>
        <p class="field-error" aria-live="polite">
            {error}
        </p>
        <div class="dialog__actions">
            <Button on_click=move |_| editor.open.set(false)>{t!(i18n, common.cancel)}</Button>
            <Button kind=ButtonKind::Primary busy=editor.busy on_click=move |_| editor.apply()>
                {t!(i18n, media.use_picture)}
            </Button>
        </div>
    }
}
