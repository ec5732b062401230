//! Says on a post where it was written.

use leptos::prelude::*;
use locales::{t, use_i18n};
use types::{Held, PostCommunity};
use ui::{Icon, IconName};

/// The community, and whether its moderators keep the post back.
#[component]
pub fn CommunityBadge(place: PostCommunity) -> impl IntoView {
    let i18n = use_i18n();
    let path = place.community.path();
    let held = match place.held {
        Held::Shown => None,
        Held::Waiting => Some(t!(i18n, communities.waiting).into_any()),
        Held::Hidden => Some(t!(i18n, communities.hidden).into_any()),
    };
    let held = held.map(|words| view! { <span class="community-badge__held">{words}</span> });
    view! {
        <div class="post__community">
            <a class="community-badge" href=path>
                <Icon name=IconName::Communities />
                <bdi>{place.community.name}</bdi>
            </a>
            {held}
        </div>
    }
}
