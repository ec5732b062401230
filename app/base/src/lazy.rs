//! Pages and dialogs whose code the browser loads when it first shows them: `frontend/bundle` cuts them out of the module.

use crate::{api::ApiError, context::use_page};
use futures::future::{FutureExt, LocalBoxFuture, pending};
use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};
use leptos_router::{ChooseView, hooks::use_url};
use types::Error;

/// A view whose code comes in a file of its own, made by [`lazy_view!`].
#[derive(Clone)]
pub struct LazyView {
    /// Under which the bundler lists what the browser has to load.
    pub name: &'static str,
    pub load: fn() -> LocalBoxFuture<'static, Result<(), SplitLoaderError>>,
    pub show: fn() -> LocalBoxFuture<'static, Result<AnyView, SplitLoaderError>>,
}

/// `lazy_view!(page SomePage)` is the `LazyRoute` of that name for the router, with what it asks the server for; functions
/// after the name run first, and put in context what fills the page's slots.
/// `lazy_view!(SomeDialog)` a component without props for [`LazyDialog`]. The name is the file's too.
#[macro_export]
macro_rules! lazy_view {
    (page $page:ident $(, $fill:path)*) => {
        $crate::lazy_view!(@ $page {
            $($fill();)*
            use ::leptos_router::LazyRoute;
            $page::view($page::data()).await
        })
    };
    ($component:ident) => {
        $crate::lazy_view!(@ $component { ::leptos::prelude::view! { <$component /> }.into_any() })
    };
    (@ $name:ident $view:block) => {{
        use ::leptos::wasm_split::{SplitLoaderError, wasm_split};
        #[wasm_split($name, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
        fn show() -> Result<::futures::future::LocalBoxFuture<'static, AnyView>, SplitLoaderError> {
            Ok(Box::pin(async { $view }))
        }
        $crate::lazy::LazyView {
            name: stringify!($name),
            load: || Box::pin(load()),
            show: || Box::pin(async { Ok(show().await?.await) }),
        }
    }};
}

impl ChooseView for LazyView {
    async fn choose(self) -> AnyView {
        announce(self.name);
        let url = use_url();
        match (self.show)().await {
            Ok(page) => page,
            // The connection is gone, or the server has newer code by now: it shows the page itself.
            Err(_) => {
                let to = url.with_untracked(|url| format!("{}?{}", url.path(), url.search()));
                // Without the fragment, with which the browser might stay on the document that it has.
                let _ = window().location().assign(to.trim_end_matches('?'));
                pending().await
            }
        }
    }

    /// Before hydration. Never ready where the code can not be loaded: the page then stays as the server wrote it, whose
    /// links and forms work.
    async fn preload(&self) {
        if (self.load)().await.is_err() {
            pending().await
        }
    }
}

/// Tells the browser with the head of the answer which code the page needs, so that it does not have to run to find out.
#[cfg(not(target_family = "wasm"))]
fn announce(page: &'static str) {
    let (Ok(services), Some(answer)) = (
        crate::services::services(),
        use_context::<leptos_axum::ResponseOptions>(),
    ) else {
        return;
    };
    for file in services.site.assets.pages.get(page).into_iter().flatten() {
        let link = format!("<{file}>; rel=preload; as=fetch; crossorigin");
        if let Ok(link) = http::HeaderValue::from_str(&link) {
            answer.append_header(http::header::LINK, link);
        }
    }
}

#[cfg(target_family = "wasm")]
fn announce(_page: &'static str) {}

/// Shows `view` from when `open` is first true: what most visits to a page do without.
#[component]
pub fn LazyDialog(#[prop(into)] open: Signal<bool>, view: LazyView) -> impl IntoView {
    let (acting, loaded) = (use_page(), RwSignal::new(false));
    let LazyView { load, show, .. } = view;
    Effect::new(move |_| {
        if open.get() && !loaded.get_untracked() {
            spawn_local(async move {
                match load().await {
                    Ok(()) => loaded.set(true),
                    // The next press tries again.
                    Err(_) => acting.refused(&ApiError(Error::Unavailable)),
                }
            });
        }
    });
    // Loaded, it is there at once.
    move || loaded.get().then(|| show().now_or_never()?.ok())
}
