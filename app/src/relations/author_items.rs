//! What the menu of a post offers about its author.

use super::{RelationAction, act, use_people};
use base::context::use_page;
use leptos::prelude::*;
use locales::t_string;
use types::AccountCard;
use ui::{IconName, MenuItem};

/// *Mute* and *Block*, as items of a menu. Not for the viewer's own account.
#[component]
pub fn AuthorItems(card: AccountCard) -> impl IntoView {
    let (acting, people) = (use_page(), use_people());
    let i18n = acting.i18n;
    let stands = people.known(card.id).relation;
    let (muting, blocking) = stands.with_untracked(|relation| (relation.muting, relation.blocking));
    let card = StoredValue::new(card);
    let handle = move || card.with_value(|card| card.handle.clone());
    let mute = move |()| {
        card.with_value(|card| {
            act(
                acting,
                people,
                card,
                if muting {
                    RelationAction::Unmute
                } else {
                    RelationAction::Mute
                },
            )
        })
    };
    let block = move |()| {
        if blocking {
            card.with_value(|card| act(acting, people, card, RelationAction::Unblock));
        } else if acting.may_act() {
            people.ask_to_block(card.get_value());
        }
    };
    view! {
        <MenuItem icon=if muting { IconName::Sound } else { IconName::Mute } on_select=mute>
            {if muting {
                t_string!(i18n, profiles.unmute_handle, handle = handle())
            } else {
                t_string!(i18n, profiles.mute_handle, handle = handle())
            }}
        </MenuItem>
        <MenuItem icon=IconName::Block danger=!blocking on_select=block>
            {if blocking {
                t_string!(i18n, profiles.unblock_handle, handle = handle())
            } else {
                t_string!(i18n, profiles.block_handle, handle = handle())
            }}
        </MenuItem>
    }
}
