//! Sharing a space: in a post, as a link, with the device's own sharing.

use crate::posts::use_compose;
use base::{
    context::use_page,
    initial_state::use_viewer,
    share::{can_share, copy_address, share_natively},
};
use leptos::prelude::*;
use locales::{t, t_string};
use types::SpaceName;
use ui::{Icon, IconName, Menu, MenuItem};

/// *Share* with its menu.
#[component]
pub fn ShareSpace(space: SpaceName) -> impl IntoView {
    let (acting, compose, viewer) = (use_page(), use_compose(), use_viewer());
    let i18n = acting.i18n;
    let address = StoredValue::new(acting.site.absolute(&space.path()));
    let post = move |()| {
        let account = viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
        if let Some(account) = account {
            compose.open_with(account, &address.get_value());
        } else {
            acting.may_act();
        }
    };
    view! {
        <div class="needs-script">
            <Menu
                label=move || t_string!(i18n, spaces.card.share)
                trigger=move || view! { <Icon name=IconName::Share /> }
            >
                <MenuItem icon=IconName::Feather on_select=post>
                    {t!(i18n, spaces.card.post_it)}
                </MenuItem>
                <MenuItem icon=IconName::Link on_select=move |()| copy_address(acting, address.get_value())>
                    {t!(i18n, posts.copy_link)}
                </MenuItem>
                {can_share()
                    .then(|| {
                        view! {
                            <MenuItem
                                icon=IconName::Share
                                on_select=move |()| share_natively(acting, address.get_value())
                            >
                                {t!(i18n, posts.share_with)}
                            </MenuItem>
                        }
                    })}
            </Menu>
        </div>
    }
}
