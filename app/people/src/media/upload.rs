//! Sending files from the browser, with progress.

use base::shown_account::{ask_whose, shown_account};
use js_sys::{Function, Promise};
use std::{cell::RefCell, rc::Rc};
use types::{Error, Field, MAX_PHOTO_BYTES, Rule, media::LARGE_SIDE};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, FormData, HtmlCanvasElement, ImageBitmap, ProgressEvent, XmlHttpRequest,
};

/// Longest side of photos that are made to fit, in pixels: the second where the first is still too much. The server
/// keeps no more than the second, but avatars and banners are cut out of it first.
const FITTED_SIDES: [u32; 2] = [2 * LARGE_SIDE, LARGE_SIDE];
/// Their JPEG quality, 0 to 1.
const FITTED_QUALITY: f64 = 0.85;

/// Posts a form and reads the answer; `progress` hears how much was sent, 0 to 1.
pub async fn send<T: serde::de::DeserializeOwned>(
    path: &str,
    form: &FormData,
    progress: impl Fn(f64) + 'static,
) -> Result<T, Error> {
    let (status, text) = request(path, form, progress).await.map_err(|_| Error::Unavailable)?;
    if status == 200 {
        serde_json::from_str(&text).map_err(|_| Error::Unavailable)
    } else {
        let refusal = serde_json::from_str(&text).unwrap_or(match status {
            413 => too_large(),
            _ => Error::Unavailable,
        });
        if refusal == Error::OtherAccount {
            ask_whose();
        }
        Err(refusal)
    }
}

// The one way to learn how much was sent: `fetch` does not tell.
async fn request(path: &str, form: &FormData, progress: impl Fn(f64) + 'static) -> Result<(u16, String), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", path)?;
    request.set_request_header("accept", "application/json")?;
    if let Some(account) = shown_account() {
        request.set_request_header("piaf-account", &account)?;
    }
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            progress(event.loaded() / event.total());
        }
    });
    request
        .upload()?
        .set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    let ended = Promise::new(&mut |resolve: Function, _reject: Function| {
        // Fires once, after success, failure and abort alike; a failure leaves the status at 0.
        request.set_onloadend(Some(&resolve));
    });
    request.send_with_opt_form_data(Some(form))?;
    JsFuture::from(ended).await?;
    Ok((request.status()?, request.response_text()?.unwrap_or_default()))
}

/// A photo that the server takes: the file itself, or where it is over the limit, a smaller copy made here.
pub async fn fitted(file: &Blob) -> Result<Blob, Error> {
    if file.type_() == "image/gif" {
        return Err(Error::invalid(Field::Media, Rule::MediaWrongKind));
    }
    if file.size() <= MAX_PHOTO_BYTES as f64 {
        return Ok(file.clone());
    }
    let picture = read_picture(file).await?;
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let mut fitted = None;
    for side in FITTED_SIDES {
        let scale = (f64::from(side) / width.max(height)).min(1.0);
        let copy = shrink(
            &picture,
            (width * scale).round().max(1.0),
            (height * scale).round().max(1.0),
        )
        .await;
        fitted = copy.ok().filter(|copy| copy.size() <= MAX_PHOTO_BYTES as f64);
        if fitted.is_some() {
            break;
        }
    }
    picture.close();
    fitted.ok_or_else(too_large)
}

/// Unpacks a picture upright; refuses what the browser cannot read.
pub async fn read_picture(file: &Blob) -> Result<ImageBitmap, Error> {
    let broken = |_| Error::invalid(Field::Media, Rule::MediaBroken);
    let promise = leptos::prelude::window()
        .create_image_bitmap_with_blob(file)
        .map_err(broken)?;
    JsFuture::from(promise)
        .await
        .map_err(broken)?
        .dyn_into()
        .map_err(broken)
}

async fn shrink(picture: &ImageBitmap, width: f64, height: f64) -> Result<Blob, JsValue> {
    let canvas: HtmlCanvasElement = leptos::prelude::document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = context_of(&canvas).ok_or(JsValue::NULL)?;
    // JPEG has no transparency.
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(picture, 0.0, 0.0, width, height)?;
    let failed = Rc::new(RefCell::new(Ok(())));
    let outcome = failed.clone();
    let made = Promise::new(&mut |resolve: Function, _reject: Function| {
        let quality = JsValue::from_f64(FITTED_QUALITY);
        let started = canvas.to_blob_with_type_and_encoder_options(&resolve, "image/jpeg", &quality);
        if started.is_err() {
            // Nobody else would end the wait.
            let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
        }
        *outcome.borrow_mut() = started;
    });
    let blob = JsFuture::from(made).await?;
    failed.replace(Ok(()))?;
    blob.dyn_into()
}

/// The drawing side of a canvas.
pub fn context_of(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

fn too_large() -> Error {
    Error::invalid(
        Field::Media,
        Rule::MediaTooLarge {
            megabytes: (MAX_PHOTO_BYTES / 1024 / 1024) as u32,
        },
    )
}
