//! Sharing a space: in a post, as a link, with the device's own sharing.

use super::slots::SpaceSlots;
use base::{
    context::use_page,
    share::{can_share, copy_address, share_natively},
};
use leptos::prelude::*;
use locales::{t, t_string};
use types::SpaceName;
use ui::{Icon, IconName, Menu, MenuItem};

/// *Share* with its menu.
#[component]
pub fn ShareSpace(space: SpaceName) -> impl IntoView {
    let (acting, slots) = (use_page(), expect_context::<SpaceSlots>());
    let i18n = acting.i18n;
    let address = StoredValue::new(acting.site.absolute(&space.path()));
    let write = (slots.write_post)();
    let post = move |()| write.run(address.get_value());
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
