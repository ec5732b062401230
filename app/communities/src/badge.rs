//! Says on a post where it was written.

use leptos::prelude::*;
use locales::{t_string, use_i18n};
use types::{ModerationState, PostCommunity};
use ui::{Icon, IconName};

/// The community, and whether its moderators keep the post back.
#[component]
pub fn CommunityBadge(place: PostCommunity, held: ArcRwSignal<ModerationState>) -> impl IntoView {
    let i18n = use_i18n();
    let path = place.community.path();
    let held = move || {
        let words = match held.get() {
            ModerationState::Shown => return None,
            ModerationState::Waiting => t_string!(i18n, communities.waiting),
            ModerationState::Hidden => t_string!(i18n, communities.hidden),
        };
        Some(view! { <span class="community-badge__held">{words}</span> })
    };
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
