//! *Microphone and speaker*: choosing both, a level test, and the way in for other programs.

use super::{RoomContext, programs::Programs};
use crate::spaces::voice::{
    Device, Devices, LevelTest, can_choose_speaker, chosen_microphone, chosen_speaker, list_devices,
};
use leptos::{prelude::*, task::spawn_local};
use locales::{t, t_string};
use ui::{Button, Dialog, IconName, Notice, Select, SelectOption, Tone};

#[component]
pub(super) fn DevicesDialog(here: RoomContext, open: RwSignal<bool>) -> impl IntoView {
    let i18n = here.i18n;
    view! {
        <Dialog
            open
            title=move || t_string!(i18n, spaces.devices.title)
        >
            <Choice here />
            <Programs here />
        </Dialog>
    }
}

fn options(devices: &[Device], standard: &str, name: impl Fn(usize) -> String) -> Vec<SelectOption> {
    let system = SelectOption::new("", standard);
    // What the browser calls so is the system's choice already.
    let others = devices
        .iter()
        .filter(|device| device.id != "default")
        .enumerate()
        .map(|(place, device)| {
            let label = if device.name.is_empty() {
                name(place + 1)
            } else {
                device.name.clone()
            };
            SelectOption::new(&device.id, label)
        });
    std::iter::once(system).chain(others).collect()
}

#[component]
fn Choice(here: RoomContext) -> impl IntoView {
    let (i18n, voice) = (here.i18n, here.voice);
    let devices = RwSignal::new(Devices::default());
    let look = move || {
        spawn_local(async move {
            let found = list_devices().await;
            let _ = devices.try_set(found);
        });
    };
    look();
    let microphones = Signal::derive(move || {
        devices.with(|devices| {
            options(
                &devices.microphones,
                t_string!(i18n, spaces.devices.default),
                |number| t_string!(i18n, spaces.devices.microphone_number, number = number),
            )
        })
    });
    let speakers = Signal::derive(move || {
        devices.with(|devices| {
            options(&devices.speakers, t_string!(i18n, spaces.devices.default), |number| {
                t_string!(i18n, spaces.devices.speaker_number, number = number)
            })
        })
    });
    let microphone = RwSignal::new(chosen_microphone().unwrap_or_default());
    let speaker = RwSignal::new(chosen_speaker().unwrap_or_default());
    let are_unnamed = move || devices.with(|devices| devices.microphones.iter().all(|device| device.name.is_empty()));
    let hint = move || are_unnamed().then(|| view! { <p class="muted">{t!(i18n, spaces.devices.names_hint)}</p> });
    view! {
        <div class="stack">
            <Select
                name="microphone"
                label=move || t_string!(i18n, spaces.devices.microphone)
                options=microphones
                value=microphone
                on_change=move |id: String| voice.change_microphone(&id)
            />
            {can_choose_speaker()
                .then(|| {
                    view! {
                        <Select
                            name="speaker"
                            label=move || t_string!(i18n, spaces.devices.speaker)
                            options=speakers
                            value=speaker
                            on_change=move |id: String| voice.change_speaker(&id)
                        />
                    }
                })}
            {hint}
            <Test here chosen=microphone on_allowed=look />
        </div>
    }
}

/// The level of the chosen microphone; it is open only while this is tested.
#[component]
fn Test(
    here: RoomContext,
    chosen: RwSignal<String>,
    on_allowed: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = here.i18n;
    let test = StoredValue::new_local(None::<LevelTest>);
    let (testing, level, failed) = (RwSignal::new(false), RwSignal::new(0_u8), RwSignal::new(false));
    let stop = move || {
        let _ = test.try_update_value(Option::take);
        let _ = testing.try_set(false);
        let _ = level.try_set(0);
    };
    let start = move || {
        failed.set(false);
        testing.set(true);
        spawn_local(async move {
            let begun = LevelTest::start(move |loudness| {
                let _ = level.try_set(loudness);
            })
            .await;
            // Stopped meanwhile, or the dialog is closed: dropping the test turns the microphone off.
            if testing.try_get_untracked() != Some(true) {
                return;
            }
            match begun {
                Ok(begun) => {
                    test.set_value(Some(begun));
                    on_allowed();
                }
                Err(_) => {
                    testing.set(false);
                    failed.set(true);
                }
            }
        });
    };
    Effect::new(move |before: Option<()>| {
        chosen.track();
        if before.is_some() && testing.get_untracked() {
            stop();
            start();
        }
    });
    on_cleanup(stop);
    let press = move |_| if testing.get_untracked() { stop() } else { start() };
    let label = move || {
        if testing.get() {
            t_string!(i18n, spaces.devices.stop_test)
        } else {
            t_string!(i18n, spaces.devices.test)
        }
    };
    let trouble = move || {
        failed.get().then(|| {
            view! {
                <Notice tone=Tone::Warning icon=IconName::MicrophoneOff alert=true>
                    <strong>{t!(i18n, spaces.room.refused_title)}</strong>
                    <p>{t!(i18n, spaces.room.refused_text)}</p>
                </Notice>
            }
        })
    };
    view! {
        <div class="level-test">
            <Button icon=IconName::Spaces on_click=press>
                {label}
            </Button>
            <meter
                class="level-test__meter"
                min="0"
                max="10"
                aria-label=move || t_string!(i18n, spaces.devices.level)
                prop:value=move || f64::from(level.get())
            ></meter>
        </div>
        {trouble}
    }
}
