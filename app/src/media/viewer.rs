//! One photo at a time over the whole window, by keys, swipes and buttons. There is one viewer for all pages.

use leptos::{ev, prelude::*};
use locales::{t_string, use_i18n};
use types::{Photo, media};
use ui::{Dialog, DialogSize, Icon, IconButton, IconName};

/// Shortest way of a finger that turns to the next photo, in CSS pixels.
const SWIPE: f64 = 48.0;

/// What the viewer shows.
#[derive(Clone, Copy)]
pub(super) struct Viewing {
    open: RwSignal<bool>,
    photos: RwSignal<Vec<Photo>>,
    at: RwSignal<usize>,
    /// Address of the post that they belong to.
    path: RwSignal<Option<String>>,
}

impl Viewing {
    pub(super) fn show(self, photos: Vec<Photo>, at: usize, path: Option<String>) {
        self.path.set(path);
        self.photos.set(photos);
        self.at.set(at);
        self.open.set(true);
    }

    fn count(self) -> usize {
        self.photos.with(Vec::len)
    }

    /// Moves by `step` photos; stays at the ends.
    fn turn(self, step: isize) {
        let last = self.photos.with_untracked(|photos| photos.len().saturating_sub(1));
        self.at.update(|at| *at = at.saturating_add_signed(step).min(last));
    }
}

/// Once, where [`PhotoViewer`] stands: lets photos anywhere below open it.
pub fn provide_photo_viewer() {
    provide_context(Viewing {
        open: RwSignal::new(false),
        photos: RwSignal::default(),
        at: RwSignal::new(0),
        path: RwSignal::default(),
    });
}

/// The viewer; closed until a photo is pressed. Once, after the page.
#[component]
pub fn PhotoViewer() -> impl IntoView {
    let i18n = use_i18n();
    let viewing = expect_context::<Viewing>();
    view! {
        <Dialog
            open=viewing.open
            title=move || t_string!(i18n, media.viewer)
            close_label=move || t_string!(i18n, common.close)
            size=DialogSize::Full
            bare=true
        >
            <Stage viewing />
        </Dialog>
    }
}

#[component]
fn Stage(viewing: Viewing) -> impl IntoView {
    let i18n = use_i18n();
    let touched = StoredValue::new(None::<f64>);
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => viewing.turn(-1),
        "ArrowRight" => viewing.turn(1),
        "Home" => viewing.turn(isize::MIN),
        "End" => viewing.turn(isize::MAX),
        _ => {}
    };
    let on_touch_start = move |event: ev::TouchEvent| {
        // Two fingers zoom.
        let only = (event.touches().length() == 1)
            .then(|| event.touches().item(0))
            .flatten();
        touched.set_value(only.map(|touch| f64::from(touch.client_x())));
    };
    let on_touch_end = move |event: ev::TouchEvent| {
        let (Some(from), Some(touch)) = (touched.get_value(), event.changed_touches().item(0)) else {
            return;
        };
        touched.set_value(None);
        let way = f64::from(touch.client_x()) - from;
        if way.abs() >= SWIPE {
            viewing.turn(if way < 0.0 { 1 } else { -1 });
        }
    };
    let photo = move || viewing.photos.with(|photos| photos.get(viewing.at.get()).cloned());
    view! {
        <div class="viewer" tabindex="-1" on:keydown=on_key on:touchstart=on_touch_start on:touchend=on_touch_end>
            <div class="viewer__bar">
                <IconButton
                    icon=IconName::Close
                    label=move || t_string!(i18n, common.close)
                    on_click=move |_| viewing.open.set(false)
                />
                <span class="viewer__count" role="status" hidden=move || viewing.count() < 2>
                    {move || format!("{} / {}", viewing.at.get() + 1, viewing.count())}
                </span>
                {move || {
                    viewing
                        .path
                        .get()
                        .map(|path| {
                            view! {
                                <a
                                    class="icon-button"
                                    href=path
                                    aria-label=t_string!(i18n, media.show_post)
                                    title=t_string!(i18n, media.show_post)
                                    on:click=move |_| viewing.open.set(false)
                                >
                                    <Icon name=IconName::Reply />
                                </a>
                            }
                        })
                }}
            </div>
            {move || {
                photo()
                    .map(|photo| {
                        view! {
                            <figure class="viewer__stage">
                                <img
                                    class="viewer__photo"
                                    src=media::url(&photo.key, media::Variant::Large)
                                    width=photo.width.to_string()
                                    height=photo.height.to_string()
                                    alt=photo.alt.clone()
                                    draggable="false"
                                />
                                // Read as the photo's name already.
                                <figcaption class="viewer__caption" dir="auto" aria-hidden="true">
                                    {photo.alt}
                                </figcaption>
                            </figure>
                        }
                    })
            }}
            <button
                type="button"
                class="icon-button viewer__previous"
                aria-label=move || t_string!(i18n, media.previous)
                hidden=move || viewing.at.get() == 0
                on:click=move |_| viewing.turn(-1)
            >
                <Icon name=IconName::ChevronLeft />
            </button>
            <button
                type="button"
                class="icon-button viewer__next"
                aria-label=move || t_string!(i18n, media.next)
                hidden=move || viewing.at.get() + 1 >= viewing.count()
                on:click=move |_| viewing.turn(1)
            >
                <Icon name=IconName::ChevronRight />
            </button>
        </div>
    }
}
