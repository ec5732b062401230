//! Every address with its page. The server registers [`PAGES`]; the router below shows them.

use crate::{about::AboutPage, boot::provide_boot, not_found::NotFound, shell::Frame};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy,
    components::{FlatRoutes, Route, Router},
    path,
};
use locales::I18nContextProvider;

/// Addresses that the server renders, as axum writes them; anything else answers 404. One line for each `Route` below.
pub const PAGES: &[&str] = &["/about"];

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_boot();
    view! {
        <I18nContextProvider>
            <Router>
                <Frame>
                    <FlatRoutes fallback=NotFound>
                        <Route path=path!("/about") view={Lazy::<AboutPage>::new()} />
                    </FlatRoutes>
                </Frame>
            </Router>
        </I18nContextProvider>
    }
}
