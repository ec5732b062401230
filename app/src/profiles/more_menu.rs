//! Everything else that one does about somebody, at their profile.

use crate::relations::{RelationAction, act, use_people};
use base::{
    api::PageAccount,
    context::{PageContext, use_page},
    share::copy_address,
};
use leptos::prelude::*;
use locales::{t, t_string};
use types::{AccountCard, Relation};
use ui::{Icon, IconName, Menu, MenuItem, MenuSeparator};

/// A menu; without script the same as forms.
#[component]
pub fn ProfileMore(card: AccountCard, relation: Relation) -> impl IntoView {
    let (acting, people) = (use_page(), use_people());
    let i18n = acting.i18n;
    let stands = people.state(card.id, relation).relation;
    let plain = plain_forms(acting, &card, relation);
    let address = acting.site.absolute(&format!("/@{}", card.handle));
    let card = StoredValue::new(card);
    let address = StoredValue::new(address);
    let deed = move |deed: RelationAction| move |()| card.with_value(|card| act(acting, people, card, deed));
    let items = move || {
        let relation = stands.get();
        let handle = move || card.with_value(|card| card.handle.clone());
        let (mute, mute_icon) = if relation.muting {
            (RelationAction::Unmute, IconName::Sound)
        } else {
            (RelationAction::Mute, IconName::Mute)
        };
        view! {
            <MenuItem icon=IconName::Link on_select=move |()| copy_address(acting, address.get_value())>
                {t!(i18n, profiles.copy_link)}
            </MenuItem>
            <MenuSeparator />
            {(!relation.blocking)
                .then(|| {
                    view! {
                        <MenuItem icon=mute_icon on_select=deed(mute)>
                            {if relation.muting {
                                t_string!(i18n, profiles.unmute_handle, handle = handle())
                            } else {
                                t_string!(i18n, profiles.mute_handle, handle = handle())
                            }}
                        </MenuItem>
                    }
                })}
            {(!relation.blocking && !relation.following)
                .then(|| {
                    let (quiet, icon) = if relation.quiet_circles {
                        (RelationAction::HearCircles, IconName::Bell)
                    } else {
                        (RelationAction::QuietCircles, IconName::Mute)
                    };
                    view! {
                        <MenuItem icon=icon on_select=deed(quiet)>
                            {if relation.quiet_circles {
                                t_string!(i18n, profiles.hear_circles, handle = handle())
                            } else {
                                t_string!(i18n, profiles.quiet_circles, handle = handle())
                            }}
                        </MenuItem>
                    }
                })}
            {relation
                .follows_me
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::UserMinus on_select=deed(RelationAction::RemoveFollower)>
                            {t!(i18n, profiles.remove_follower)}
                        </MenuItem>
                    }
                })}
            {if relation.blocking {
                view! {
                    <MenuItem icon=IconName::Block on_select=deed(RelationAction::Unblock)>
                        {t_string!(i18n, profiles.unblock_handle, handle = handle())}
                    </MenuItem>
                }
                    .into_any()
            } else {
                let ask = move |()| {
                    if acting.may_act() {
                        people.ask_to_block(card.get_value());
                    }
                };
                view! {
                    <MenuItem icon=IconName::Block danger=true on_select=ask>
                        {t_string!(i18n, profiles.block_handle, handle = handle())}
                    </MenuItem>
                }
                    .into_any()
            }}
        }
    };
    view! {
        <div class="needs-script">
            <Menu label=move || t_string!(i18n, profiles.more) trigger=move || view! { <Icon name=IconName::More /> }>
                {items.clone()}
            </Menu>
        </div>
        {plain}
    }
}

/// The menu's deeds as forms in a `<details>`, shown where there is no script.
fn plain_forms(acting: PageContext, card: &AccountCard, relation: Relation) -> Option<AnyView> {
    if !base::initial_state::signed_in() {
        return None;
    }
    let i18n = acting.i18n;
    let handle = card.handle.clone();
    let mute = if relation.muting {
        RelationAction::Unmute
    } else {
        RelationAction::Mute
    };
    let mut deeds = vec![(
        mute,
        if relation.muting {
            t_string!(i18n, profiles.unmute).to_owned()
        } else {
            t_string!(i18n, profiles.mute).to_owned()
        },
    )];
    if !relation.blocking && !relation.following {
        deeds.push(if relation.quiet_circles {
            (
                RelationAction::HearCircles,
                t_string!(i18n, profiles.hear_circles, handle = handle),
            )
        } else {
            (
                RelationAction::QuietCircles,
                t_string!(i18n, profiles.quiet_circles, handle = handle),
            )
        });
    }
    if relation.follows_me {
        deeds.push((
            RelationAction::RemoveFollower,
            t_string!(i18n, profiles.remove_follower).to_owned(),
        ));
    }
    if !relation.blocking {
        deeds.push((RelationAction::Block, t_string!(i18n, profiles.block).to_owned()));
    }
    let forms = deeds
        .into_iter()
        .map(|(deed, label)| {
            view! {
                <form method="post" action=deed.path()>
                    <PageAccount />
                    <input type="hidden" name="account_id" value=card.id.to_string() />
                    <button class="button" data-size="small" data-kind="secondary">
                        <span class="button__text">{label}</span>
                    </button>
                </form>
            }
        })
        .collect_view();
    Some(
        view! {
            <details class="profile__plain without-script">
                <summary class="button" data-size="medium" data-kind="secondary">
                    {t!(i18n, profiles.more)}
                </summary>
                <div class="cluster">{forms}</div>
            </details>
        }
        .into_any(),
    )
}
