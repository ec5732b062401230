//! What other sites and search engines learn of a conversation: nothing of what is not public.

use base::initial_state::use_site;
use leptos::prelude::*;
use leptos_meta::{Link, Meta};
use types::{Post, media, text::excerpt};

/// Characters of a description.
const DESCRIPTION: usize = 200;

#[component]
pub fn ConversationMeta(post: Post) -> impl IntoView {
    let site = use_site();
    if !post.shareable {
        return view! { <Meta name="robots" content="noindex" /> }.into_any();
    }
    let address = site.absolute(&post.path());
    let title = format!("{} (@{})", post.author.display_name, post.author.handle);
    let photo = post.photos.first();
    let image = photo
        .map(|photo| media::url(&photo.key, media::Variant::Large))
        .or_else(|| {
            post.author
                .avatar
                .as_deref()
                .map(|key| media::url(key, media::Variant::Large))
        })
        .map(|path| site.absolute(&path));
    let card = if photo.is_some() {
        "summary_large_image"
    } else {
        "summary"
    };
    let alt = photo.map(|photo| photo.alt.clone()).filter(|alt| !alt.is_empty());
    let description = excerpt(&post.text, DESCRIPTION);
    view! {
        <Link rel="canonical" href=address.clone() />
        <Meta name="description" content=description.clone() />
        <Meta property="og:type" content="article" />
        <Meta property="og:site_name" content=site.name() />
        <Meta property="og:url" content=address />
        <Meta property="og:title" content=title />
        <Meta property="og:description" content=description />
        <Meta name="twitter:card" content=card />
        {image.map(|image| view! { <Meta property="og:image" content=image /> })}
        {alt.map(|alt| view! { <Meta property="og:image:alt" content=alt /> })}
    }
    .into_any()
}
