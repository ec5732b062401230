//! What other sites and search engines learn of a profile: nothing of a protected one.

use super::tab::Tab;
use base::initial_state::use_site;
use leptos::prelude::*;
use leptos_meta::{Link, Meta};
use types::{Profile, media, text::excerpt};

/// Characters of a description.
const DESCRIPTION: usize = 200;

#[component]
pub fn ProfileMeta(profile: Profile, tab: Tab) -> impl IntoView {
    let site = use_site();
    if profile.card.protected || profile.relation.blocking {
        return view! { <Meta name="robots" content="noindex" /> }.into_any();
    }
    let address = site.absolute(&tab.path(&profile.card.handle));
    let title = format!("{} (@{})", profile.card.display_name, profile.card.handle);
    let description = excerpt(&profile.bio, DESCRIPTION);
    let image = profile
        .card
        .avatar
        .as_deref()
        .map(|key| site.absolute(&media::url(key, media::Variant::Large)));
    let described = (!description.is_empty()).then(|| {
        view! {
            <Meta name="description" content=description.clone() />
            <Meta property="og:description" content=description />
        }
    });
    view! {
        <Link rel="canonical" href=address.clone() />
        <Meta property="og:type" content="profile" />
        <Meta property="og:site_name" content=site.name() />
        <Meta property="og:url" content=address />
        <Meta property="og:title" content=title />
        <Meta property="profile:username" content=profile.card.handle.clone() />
        <Meta name="twitter:card" content="summary" />
        {described}
        {image.map(|image| view! { <Meta property="og:image" content=image /> })}
    }
    .into_any()
}
