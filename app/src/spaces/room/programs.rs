//! The way in for other WebRTC programs.

use super::RoomContext;
use crate::spaces::api::{self, ClientAccess};
use base::context::use_page;
use leptos::{prelude::*, task::spawn_local};
use locales::{t, t_string};
use ui::{Button, ButtonSize, IconName, Switch};
use wasm_bindgen_futures::JsFuture;

#[component]
pub(super) fn Programs(here: RoomContext) -> impl IntoView {
    let (i18n, acting) = (here.i18n, use_page());
    let (access, busy) = (RwSignal::new(None::<ClientAccess>), RwSignal::new(false));
    let show = move |_| {
        acting.run_once(busy, api::client(here.id), move |found| {
            drop(access.try_set(Some(found)));
        });
    };
    let by_program = here.voice.by_program;
    let content = move || match access.get() {
        None => view! {
            <Button size=ButtonSize::Small busy on_click=show>
                {t!(i18n, spaces.devices.show)}
            </Button>
        }
        .into_any(),
        Some(ClientAccess { token, speak, listen }) => view! {
            <dl class="programs__values">
                <Value here name=t_string!(i18n, spaces.devices.speak_address) value=speak />
                <Value here name=t_string!(i18n, spaces.devices.listen_address) value=listen />
                <Value here name=t_string!(i18n, spaces.devices.token) value=token />
            </dl>
            <Switch
                name="by_program"
                label=move || t_string!(i18n, spaces.devices.by_program)
                hint=move || t_string!(i18n, spaces.devices.by_program_hint)
                checked=by_program
                on_change=move |on| here.voice.leave_to_program(on)
            />
        }
        .into_any(),
    };
    view! {
        <details class="programs">
            <summary class="programs__summary">{t!(i18n, spaces.devices.programs)}</summary>
            <div class="stack">
                <p class="muted">{t!(i18n, spaces.devices.programs_text)}</p>
                {content}
            </div>
        </details>
    }
}

#[component]
fn Value(here: RoomContext, name: &'static str, value: String) -> impl IntoView {
    let (i18n, acting) = (here.i18n, use_page());
    let stored = StoredValue::new(value.clone());
    let copy = move |_| {
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
        // Absent on pages that are neither https nor local: the text itself can be marked.
        if clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            let written = window().navigator().clipboard().write_text(&stored.get_value());
            spawn_local(async move {
                if JsFuture::from(written).await.is_ok() {
                    acting.succeeded(t_string!(i18n, spaces.devices.copied));
                }
            });
        }
    };
    view! {
        <dt class="programs__name">{name}</dt>
        <dd class="programs__value">
            <code class="programs__code" translate="no">
                {value}
            </code>
            <Button
                size=ButtonSize::Small
                icon=IconName::Link
                label=move || t_string!(i18n, spaces.devices.copy_what, what = name)
                on_click=copy
            >
                {t!(i18n, spaces.devices.copy)}
            </Button>
        </dd>
    }
}
