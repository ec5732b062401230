//! The photos of a post.

use super::viewer::Viewing;
use leptos::{ev, prelude::*};
use locales::{t_string, use_i18n};
use types::{Photo, media};

/// One to four photos, each over its tiny stand-in, so that nothing moves or stays empty while they load. A press opens
/// the viewer; without script, the photo itself.
#[component]
pub fn PhotoGrid(
    photos: Vec<Photo>,
    /// Inside a quoted post: less room.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let viewing = use_context::<Viewing>();
    let count = photos.len();
    let all = StoredValue::new(photos.clone());
    let open = move |event: ev::MouseEvent, at: usize| {
        // New tabs and windows stay the browser's business.
        if event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0 {
            return;
        }
        if let Some(viewing) = viewing {
            event.prevent_default();
            viewing.show(all.get_value(), at);
        }
    };
    view! {
        <div class="media" data-count=count.to_string() data-compact=compact>
            {photos
                .into_iter()
                .enumerate()
                .map(|(at, photo)| view! { <GridPhoto photo alone=count == 1 on_open=move |event| open(event, at) /> })
                .collect_view()}
        </div>
    }
}

#[component]
fn GridPhoto(photo: Photo, alone: bool, #[prop(into)] on_open: Callback<ev::MouseEvent>) -> impl IntoView {
    let i18n = use_i18n();
    let Photo {
        key,
        width,
        height,
        alt,
        ..
    } = photo;
    let shape = alone.then(|| shape_of(width, height));
    let label = if alt.is_empty() {
        t_string!(i18n, media.photo).to_owned()
    } else {
        alt.clone()
    };
    let sizes = if alone {
        "(min-width: 40rem) 37rem, 100vw"
    } else {
        "(min-width: 40rem) 19rem, 50vw"
    };
    view! {
        <div class="media__item" data-shape=shape>
            <a
                class="media__open"
                href=media::url(&key, media::Variant::Large)
                rel="external"
                on:click=move |event| on_open.run(event)
            >
                <img
                    class="media__placeholder"
                    src=media::url(&key, media::Variant::Tiny)
                    alt=""
                    aria-hidden="true"
                    width=width.to_string()
                    height=height.to_string()
                    loading="lazy"
                    decoding="async"
                />
                <img
                    class="media__photo"
                    src=media::url(&key, media::Variant::Small)
                    srcset=sources(&key, width, height)
                    sizes=sizes
                    alt=label
                    width=width.to_string()
                    height=height.to_string()
                    loading="lazy"
                    decoding="async"
                />
            </a>
            {(!alt.is_empty()).then(|| view! { <Description alt /> })}
        </div>
    }
}

/// The badge that says that a photo is described, and the description when it was pressed.
#[component]
fn Description(alt: String) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let (title, text) = (alt.clone(), StoredValue::new(alt));
    view! {
        <button
            type="button"
            class="alt-badge"
            title=title
            aria-label=move || t_string!(i18n, media.image_description)
            aria-expanded=move || open.get().to_string()
            on:click=move |event| {
                // Around it, a press opens the post.
                event.stop_propagation();
                open.update(|open| *open = !*open);
            }
        >
            "ALT"
        </button>
        {move || {
            open.get()
                .then(|| {
                    view! {
                        <p class="media__description" dir="auto" on:click=|event| event.stop_propagation()>
                            {text.get_value()}
                        </p>
                    }
                })
        }}
    }
}

/// Both sizes with their widths, for the browser to choose by the screen.
fn sources(key: &str, width: u32, height: u32) -> String {
    let scale = (f64::from(media::SMALL_SIDE) / f64::from(width.max(height).max(1))).min(1.0);
    let small = (f64::from(width) * scale).round().max(1.0);
    let [small_url, large_url] = [media::Variant::Small, media::Variant::Large].map(|variant| media::url(key, variant));
    format!("{small_url} {small}w, {large_url} {width}w")
}

/// How a photo that stands alone is framed.
fn shape_of(width: u32, height: u32) -> &'static str {
    let ratio = f64::from(width) / f64::from(height.max(1));
    if ratio > 1.1 {
        "landscape"
    } else if ratio < 0.9 {
        "portrait"
    } else {
        "square"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_name_the_widths_of_the_files() {
        assert_eq!(sources("k", 2048, 1024), "/media/k/small 680w, /media/k/large 2048w");
        assert_eq!(sources("k", 1024, 2048), "/media/k/small 340w, /media/k/large 1024w");
        assert_eq!(sources("k", 100, 50), "/media/k/small 100w, /media/k/large 100w");
    }

    #[test]
    fn shapes_follow_the_ratio() {
        assert_eq!(shape_of(1600, 900), "landscape");
        assert_eq!(shape_of(1000, 1000), "square");
        assert_eq!(shape_of(900, 1600), "portrait");
        assert_eq!(shape_of(5, 0), "landscape");
    }
}
