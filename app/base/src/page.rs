//! What all pages have: a document title, the main landmark, the side column.

use crate::initial_state::{use_site, use_viewer};
use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::Title;
use locales::{t_string, use_i18n};

/// A page. `title` names it in the window and finds no contexts when it is asked; the page shows its own heading. `wide`
/// leaves out the side column.
#[component]
pub fn Page(
    #[prop(into)] title: TextProp,
    #[prop(optional)] wide: bool,
    /// Content of the side column; none with `wide`.
    #[prop(optional, into)]
    aside: ViewFn,
    children: Children,
) -> impl IntoView {
    let (i18n, viewer, site) = (use_i18n(), use_viewer(), use_site());
    let text = move || {
        let unread = viewer.with(|viewer| viewer.as_ref().map_or(0, |viewer| viewer.unread));
        let count = if unread > 0 {
            format!("({unread}) ")
        } else {
            String::new()
        };
        in_document(format!("{count}{} · {}", title.get(), site.name()))
    };
    // The server asks for the title when the page's signals may have gone.
    let text = if cfg!(target_family = "wasm") {
        TextProp::from(text)
    } else {
        TextProp::from(text())
    };
    view! {
        <Title text />
        <main id="main" class="main" tabindex="-1" data-layout=wide.then_some("wide")>
            {children()}
        </main>
        {(!wide)
            .then(|| {
                view! {
                    <aside class="aside" aria-label=move || t_string!(i18n, common.side_column)>
                        {aside.run()}
                    </aside>
                }
            })}
    }
}

/// leptos_meta writes a title into the server's HTML as it stands; in the browser it sets it as text.
fn in_document(title: String) -> String {
    if cfg!(target_family = "wasm") {
        title
    } else {
        ui::escape_text(&title)
    }
}
