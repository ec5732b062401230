//! Choosing the part of a picture to keep.

use super::{
    editor::{Editor, PictureKind},
    framing::{Framing, MAX_ZOOM},
    upload::context_of,
};
use base::forms::error_text;
use leptos::{ev, html, prelude::*};
use locales::{t, t_string, use_i18n};
use ui::{Button, ButtonKind, Icon, IconName};

/// The picture behind its frame: drag or arrow keys move it, the slider magnifies.
#[component]
pub(super) fn Cutter(editor: Editor) -> impl IntoView {
    let i18n = use_i18n();
    let canvas = NodeRef::<html::Canvas>::new();
    let dragged = StoredValue::new(None::<(f64, f64)>);
    let (width, height) = editor.kind.frame();
    Effect::new(move |_| {
        let part = editor.framing.get().visible();
        let Some(canvas) = canvas.get() else { return };
        editor.chosen.with_value(|chosen| {
            let (Some(chosen), Some(context)) = (chosen.as_ref(), context_of(&canvas)) else {
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
        PictureKind::Banner | PictureKind::Cover(_) => "banner",
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
