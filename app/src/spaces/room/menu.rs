//! What one does rarely in a room.

use super::{RoomContext, devices_dialog::DevicesDialog, pins::PinDialog};
use crate::spaces::voice::can_recognise;
use base::initial_state::use_site;
use leptos::prelude::*;
use locales::{t, t_string};
use types::{SpaceAction, SpaceRole};
use ui::{ConfirmDialog, Icon, IconName, Menu, MenuAlign, MenuItem};

#[component]
pub(super) fn MoreMenu(here: RoomContext) -> impl IntoView {
    let (i18n, voice, site) = (here.i18n, here.voice, use_site());
    let (devices, pinning, agreeing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let agreed = Memo::new(move |_| {
        here.stage.with(|stage| {
            stage
                .iter()
                .any(|person| Some(person.card.id) == here.me && person.captions)
        })
    });
    let by_server = here.writes_captions;
    let mine = Memo::new(move |_| agreed.get() && (by_server || voice.recognising.get()));
    let toggle_mine = move |()| {
        if mine.get_untracked() {
            voice.recognising.set(false);
            here.act(SpaceAction::Captions(false));
        } else {
            agreeing.set(true);
        }
    };
    let agree = move |()| {
        voice.recognising.set(!by_server);
        here.act(SpaceAction::Captions(true));
    };
    let shown = here.captions_shown;
    let items = move || {
        view! {
            <MenuItem icon=IconName::Sliders on_select=move |()| devices.set(true)>
                {t!(i18n, spaces.devices.title)}
            </MenuItem>
            <MenuItem
                icon=IconName::Captions
                checked=shown
                on_select=move |()| shown.update(|shown| *shown = !*shown)
            >
                {t!(i18n, spaces.room.captions_show)}
            </MenuItem>
            {(here.has_microphone() && (by_server || can_recognise()))
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::Language checked=mine on_select=toggle_mine>
                            {t!(i18n, spaces.room.captions_mine)}
                        </MenuItem>
                    }
                })}
            {here
                .has_microphone()
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::Pin on_select=move |()| pinning.set(true)>
                            {t!(i18n, spaces.room.pin)}
                        </MenuItem>
                    }
                })}
            {matches!(here.role.get(), Some(SpaceRole::Speaker | SpaceRole::Cohost))
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::Users on_select=move |()| here.act(SpaceAction::StepDown)>
                            {t!(i18n, spaces.room.stop_speaking)}
                        </MenuItem>
                    }
                })}
        }
    };
    view! {
        <Menu
            label=move || t_string!(i18n, spaces.room.more)
            align=MenuAlign::End
            trigger=move || view! { <Icon name=IconName::More /> }
        >
            {items}
        </Menu>
        <DevicesDialog here open=devices />
        <PinDialog here open=pinning />
        <ConfirmDialog
            open=agreeing
            title=move || t_string!(i18n, spaces.room.captions_title)
            text=move || {
                if by_server {
                    t_string!(i18n, spaces.room.captions_by_server, name = site.name())
                } else {
                    t_string!(i18n, spaces.room.captions_text).to_owned()
                }
            }
            confirm_label=move || t_string!(i18n, spaces.room.captions_agree)
            on_confirm=agree
        />
    }
}
