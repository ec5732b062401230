//! What search engines and link previews read of a public page.

use base::initial_state::use_site;
use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::{Link, Meta};

/// `path` is the page's one address, without what only leads further down.
#[component]
pub(super) fn PublicMeta(
    #[prop(into)] title: TextProp,
    #[prop(into)] description: TextProp,
    #[prop(into)] path: String,
) -> impl IntoView {
    let site = use_site();
    let address = site.absolute(&path);
    let (preview, description) = (description.clone(), move || description.get().to_string());
    view! {
        <Meta name="description" content=description />
        <Meta property="og:title" content=move || title.get().to_string() />
        <Meta property="og:description" content=move || preview.get().to_string() />
        <Meta property="og:type" content="website" />
        <Meta property="og:site_name" content=site.name() />
        <Meta property="og:url" content=address.clone() />
        <Link rel="canonical" href=address />
    }
}
