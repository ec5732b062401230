//! One photo at a time over the whole window, by keys, swipes and buttons. There is one viewer for all pages.

use base::{lazy::LazyDialog, lazy_view};
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
}

impl Viewing {
    pub(super) fn show(self, photos: Vec<Photo>, at: usize) {
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
    });
}

/// The viewer; closed until a photo is pressed. Once, after the page.
#[component]
pub fn PhotoViewer() -> impl IntoView {
    let open = expect_context::<Viewing>().open;
    view! { <LazyDialog open view=lazy_view!(PhotoDialog) /> }
}

#[component]
fn PhotoDialog() -> impl IntoView {
    let i18n = use_i18n();
    let viewing = expect_context::<Viewing>();
    view! {
        <Dialog
            open=viewing.open
            title=move || t_string!(i18n, media.viewer)
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
    // From the whole window, because the focus goes with a button that has nothing to turn to any more.
    let keys = window_event_listener(ev::keydown, move |event| match event.key().as_str() {
        "ArrowLeft" => viewing.turn(-1),
        "ArrowRight" => viewing.turn(1),
        "Home" => viewing.turn(isize::MIN),
        "End" => viewing.turn(isize::MAX),
        _ => {}
    });
    on_cleanup(move || keys.remove());
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
        <div class="viewer" on:touchstart=on_touch_start on:touchend=on_touch_end>
            <div class="viewer__bar">
                <IconButton
                    icon=IconName::Close
                    label=move || t_string!(i18n, common.close)
                    on_click=move |_| viewing.open.set(false)
                />
                <span class="viewer__count" role="status" hidden={move || viewing.count() < 2}>
                    {move || format!("{} / {}", viewing.at.get() + 1, viewing.count())}
                </span>
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
            <Show when=move || viewing.at.get() != 0>
                <Turn viewing step=-1 />
            </Show>
            <Show when=move || viewing.at.get() + 1 != viewing.count()>
                <Turn viewing step=1 />
            </Show>
        </div>
    }
}

/// The button to the photo before (`step` -1) or after (1).
#[component]
fn Turn(viewing: Viewing, step: isize) -> impl IntoView {
    let i18n = use_i18n();
    let back = step < 0;
    let label = move || {
        if back {
            t_string!(i18n, media.previous)
        } else {
            t_string!(i18n, media.next)
        }
    };
    view! {
        <button
            type="button"
            class=if back { "icon-button viewer__previous" } else { "icon-button viewer__next" }
            aria-label=label
            title=label
            on:click=move |_| viewing.turn(step)
        >
            <Icon name=if back { IconName::ChevronLeft } else { IconName::ChevronRight } />
        </button>
    }
}
