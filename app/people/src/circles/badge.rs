//! Says on a post who can see it.

use super::api;
use base::context::{PageContext, use_page};
use leptos::prelude::*;
use locales::{t, t_string};
use types::{CircleId, PostCircle, PostId};
use ui::{Icon, IconName, Menu, MenuAlign, MenuItem};

/// The sentence is a menu: its owner goes to the circle from here, everybody else can leave it.
#[component]
pub fn CircleBadge(post: PostId, id: CircleId, circle: PostCircle) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let PostCircle { owner_handle, name } = circle;
    let mine = name.is_some();
    let label = move || t_string!(i18n, circles.badge, handle = owner_handle.clone());
    let words = label.clone();
    let trigger = move || {
        let name = name
            .clone()
            .map(|name| view! { <span class="circle-badge__name"><bdi>{name}</bdi></span> });
        view! {
            <Icon name=IconName::Circles />
            <span>
                {words.clone()}
                {name}
            </span>
        }
    };
    view! {
        <div class="post__circle">
            <Menu class="circle-badge" label align=MenuAlign::Start trigger>
                {if mine {
                    view! {
                        <MenuItem icon=IconName::Circles href=format!("/circles/{id}")>
                            {t!(i18n, circles.open)}
                        </MenuItem>
                    }
                        .into_any()
                } else {
                    view! {
                        <MenuItem icon=IconName::UserMinus danger=true on_select=move |()| leave(acting, post, id)>
                            {t!(i18n, circles.leave)}
                        </MenuItem>
                    }
                        .into_any()
                }}
            </Menu>
        </div>
    }
}

/// The post goes at once; the live connection takes the others.
fn leave(acting: PageContext, post: PostId, circle: CircleId) {
    acting.run(api::leave(circle), move |()| {
        acting.events.remove(post);
        acting.succeeded(t_string!(acting.i18n, circles.left));
    });
}
