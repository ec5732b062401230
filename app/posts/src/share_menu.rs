//! Sharing a post: copying its address, the device's own sharing.

use base::{
    context::use_page,
    share::{can_share, copy_address, share_natively},
};
use leptos::prelude::*;
use locales::{t, t_string};
use types::Post;
use ui::{Icon, IconName, Menu, MenuItem};

#[component]
pub fn ShareMenu(post: StoredValue<Post>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let address = move || acting.site.absolute(&post.with_value(Post::path));
    view! {
        <div class="actions__item needs-script">
            <Menu
                class="action"
                kind="share"
                label=move || t_string!(i18n, posts.share)
                trigger=move || view! { <Icon name=IconName::Share /> }
            >
                <MenuItem icon=IconName::Link on_select=move |()| copy_address(acting, address())>
                    {t!(i18n, posts.copy_link)}
                </MenuItem>
                {can_share()
                    .then(|| {
                        view! {
                            <MenuItem icon=IconName::Share on_select=move |()| share_natively(acting, address())>
                                {t!(i18n, posts.share_with)}
                            </MenuItem>
                        }
                    })}
            </Menu>
        </div>
    }
}
