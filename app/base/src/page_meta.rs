//! What other sites, link previews and search engines learn of a page.

use crate::initial_state::use_site;
use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::{Link, Meta};

/// `path` is the page's one address, without what only leads further down.
#[component]
pub fn PageMeta(
    #[prop(into)] path: String,
    #[prop(into)] title: TextProp,
    /// May be empty.
    #[prop(into)]
    description: TextProp,
    /// What kind of thing it is for the Open Graph protocol.
    #[prop(default = "website")]
    kind: &'static str,
    /// Path of a picture.
    #[prop(optional)]
    image: Option<String>,
    #[prop(optional, into)] image_alt: String,
    /// How large previews show the picture.
    #[prop(default = "summary")]
    card: &'static str,
) -> AnyView {
    let site = use_site();
    let address = site.absolute(&path);
    let described = (!description.get().is_empty()).then(|| {
        let preview = description.clone();
        view! {
            <Meta name="description" content=move || description.get().to_string() />
            <Meta property="og:description" content=move || preview.get().to_string() />
        }
    });
    let image = image.map(|path| view! { <Meta property="og:image" content=site.absolute(&path) /> });
    let alt = (!image_alt.is_empty()).then(|| view! { <Meta property="og:image:alt" content=image_alt /> });
    view! {
        <Link rel="canonical" href=address.clone() />
        {described}
        <Meta property="og:title" content=move || title.get().to_string() />
        <Meta property="og:type" content=kind />
        <Meta property="og:site_name" content=site.name() />
        <Meta property="og:url" content=address />
        <Meta name="twitter:card" content=card />
        {image}
        {alt}
    }
    .into_any()
}

/// In place of it on a page that is not for everybody.
pub fn not_for_search_engines() -> AnyView {
    view! { <Meta name="robots" content="noindex" /> }.into_any()
}
