//! What other sites and search engines learn of a profile: nothing of a protected one.

use super::tab::Tab;
use base::page_meta::{PageMeta, not_for_search_engines};
use leptos::prelude::*;
use leptos_meta::Meta;
use types::{Profile, text::excerpt};

/// Characters of a description.
const DESCRIPTION: usize = 200;

#[component]
pub fn ProfileMeta(profile: Profile, tab: Tab) -> impl IntoView {
    if profile.card.protected || profile.relation.blocking {
        return not_for_search_engines();
    }
    let title = format!("{} (@{})", profile.card.display_name, profile.card.handle);
    let image = profile.card.portrait();
    view! {
        <PageMeta
            path=tab.path(&profile.card.handle)
            title
            description=excerpt(&profile.bio, DESCRIPTION)
            kind="profile"
            nostrip:image=image
        />
        <Meta property="profile:username" content=profile.card.handle.clone() />
    }
    .into_any()
}
