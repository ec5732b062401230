//! What other sites and search engines learn of a conversation: nothing of what is not public.

use base::page_meta::{PageMeta, not_for_search_engines};
use leptos::prelude::*;
use types::{Post, media, text::excerpt};

/// Characters of a description.
const DESCRIPTION: usize = 200;

#[component]
pub fn ConversationMeta(post: Post) -> impl IntoView {
    if !post.shareable {
        return not_for_search_engines();
    }
    let title = format!("{} (@{})", post.author.display_name, post.author.handle);
    let photo = post.photos.first();
    let image = photo
        .map(|photo| media::url(&photo.key, media::Variant::Large))
        .or_else(|| post.author.portrait());
    let card = if photo.is_some() {
        "summary_large_image"
    } else {
        "summary"
    };
    let alt = photo.map(|photo| photo.alt.clone()).unwrap_or_default();
    let description = excerpt(&post.text, DESCRIPTION);
    view! {
        <PageMeta
            path=post.path()
            title
            description
            kind="article"
            nostrip:image=image
            image_alt=alt
            card
        />
    }
    .into_any()
}
