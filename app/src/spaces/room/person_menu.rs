//! What hosts do about somebody in the room.

use super::{Question, RoomContext};
use leptos::prelude::*;
use locales::{t, t_string};
use types::{AccountCard, SpaceAction, SpaceRole};
use ui::{Icon, IconName, Menu, MenuItem};

/// Nothing for those who have no say over the person.
#[component]
pub(super) fn PersonMenu(here: RoomContext, card: AccountCard) -> impl IntoView {
    let i18n = here.i18n;
    let id = card.id;
    let is_me = here.me == Some(id);
    let theirs = Memo::new(move |_| {
        here.stage
            .with(|stage| {
                stage
                    .iter()
                    .find(|person| person.card.id == id)
                    .map(|person| (person.role, person.muted))
            })
            .unwrap_or((SpaceRole::Listener, true))
    });
    let reaches = Memo::new(move |_| !is_me && here.is_cohost() && here.role.get() > Some(theirs.get().0));
    let card = StoredValue::new(card);
    let label = move || {
        let name = card.with_value(|card| card.display_name.clone());
        t_string!(i18n, spaces.room.person_menu, name = name)
    };
    let act = move |action: SpaceAction| move |()| here.act(action.clone());
    let ask = move |question| move |()| here.ask(question, card.get_value());
    let items = move || {
        let (role, muted) = theirs.get();
        let has_microphone = role >= SpaceRole::Speaker;
        view! {
            {(!has_microphone)
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::Spaces on_select=act(SpaceAction::Invite(id, SpaceRole::Speaker))>
                            {t!(i18n, spaces.room.invite_speak)}
                        </MenuItem>
                    }
                })}
            {(here.is_host() && role < SpaceRole::Cohost)
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::Shield on_select=act(SpaceAction::Invite(id, SpaceRole::Cohost))>
                            {t!(i18n, spaces.room.make_cohost)}
                        </MenuItem>
                    }
                })}
            {(has_microphone && !muted)
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::MicrophoneOff on_select=act(SpaceAction::MuteOne(id))>
                            {t!(i18n, spaces.room.mute_one)}
                        </MenuItem>
                    }
                })}
            {has_microphone
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::Users on_select=act(SpaceAction::Demote(id))>
                            {t!(i18n, spaces.room.back_to_listening)}
                        </MenuItem>
                    }
                })}
            <MenuItem icon=IconName::UserMinus danger=true on_select=ask(Question::Remove)>
                {t!(i18n, spaces.room.remove)}
            </MenuItem>
            <MenuItem icon=IconName::Block danger=true on_select=ask(Question::Block)>
                {t!(i18n, spaces.room.block)}
            </MenuItem>
        }
    };
    move || {
        reaches.get().then(|| {
            view! {
                <div class="person-menu needs-script">
                    <Menu label trigger=move || view! { <Icon name=IconName::More /> }>
                        {items}
                    </Menu>
                </div>
            }
        })
    }
}
