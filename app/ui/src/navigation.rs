//! Ways around a page: skip link, tabs, page header.

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::icon::{Icon, IconName};
use crate::words::use_words;

/// The first stop of the Tab key: jumps over the navigation.
#[component]
pub fn SkipLink(#[prop(default = "#main")] href: &'static str, children: Children) -> impl IntoView {
    view! { <a class="skip-link" href=href>{children()}</a> }
}

/// Pages that belong together, as links. Not ARIA tabs: each has an address.
#[component]
pub fn Tabs(#[prop(into)] label: TextProp, children: Children) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=move || label.get()>
            {children()}
        </nav>
    }
}

/// One of the [`Tabs`]. Where they do not all fit, the current one is scrolled to.
#[component]
pub fn TabLink(#[prop(into)] href: String, #[prop(into)] current: Signal<bool>, children: Children) -> impl IntoView {
    let node = NodeRef::<html::A>::new();
    Effect::new(move |_| {
        if let (true, Some(link)) = (current.get(), node.get()) {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            nearest.set_inline(web_sys::ScrollLogicalPosition::Nearest);
            link.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    view! {
        <a node_ref=node class="tabs__link" href=href aria-current=move || current.get().then_some("page")>
            <span class="tabs__text">{children()}</span>
        </a>
    }
}

/// The bar on top of a page; it stays while the page scrolls. Its title is the page's `h1`.
#[component]
pub fn PageHeader(
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] subtitle: Option<TextProp>,
    /// Where the back arrow leads; no arrow without it.
    #[prop(optional, into)]
    back_href: Option<String>,
    /// May prevent the event's default and go back in history instead.
    #[prop(optional, into)]
    on_back: Option<Callback<MouseEvent>>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    /// Tabs.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let back = back_href.map(|href| {
        let label = use_words().back;
        let tooltip = label.clone();
        view! {
            <a
                class="icon-button page-header__back"
                href=href
                aria-label=move || label.get()
                title=move || tooltip.get()
                on:click=move |event| {
                    if let Some(on_back) = on_back {
                        on_back.run(event);
                    }
                }
            >
                <Icon name=IconName::Back/>
            </a>
        }
    });
    view! {
        <header class="page-header">
            <div class="page-header__bar">
                {back}
                <div class="page-header__titles">
                    <h1 class="page-header__title">
                        <bdi>{move || title.get()}</bdi>
                    </h1>
                    {subtitle
                        .map(|subtitle| view! { <p class="page-header__subtitle">{move || subtitle.get()}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="page-header__actions">{actions.run()}</div> })}
            </div>
            {children.map(|children| children())}
        </header>
    }
}
