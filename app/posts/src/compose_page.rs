//! `/compose`: the composer as a page of its own, for pages without script and for links into it.

use super::{
    api,
    composer::{ComposeTarget, Composer, ComposerKind},
};
use base::{initial_state::use_viewer, log_in_first::LogInFirst, not_found::NotFound, page::Page};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t_string, use_i18n};
use types::PostId;
use ui::PageHeader;

/// `?reply_to=` and `?quote=` name the post that is answered or quoted.
#[derive(Clone, Copy)]
pub struct ComposePage {
    target: Resource<Option<ComposeTarget>>,
}

impl LazyRoute for ComposePage {
    fn data() -> Self {
        let query = use_query_map();
        let wanted = move || {
            let id = |name: &str| query.with(|query| query.get(name).and_then(|id| id.parse::<PostId>().ok()));
            (id("reply_to"), id("quote"))
        };
        let target = Resource::new_blocking(wanted, |(reply_to, quote)| async move {
            match (reply_to, quote) {
                (Some(id), _) => api::show(id).await.ok().map(ComposeTarget::Reply),
                (None, Some(id)) => api::show(id)
                    .await
                    .ok()
                    .filter(|post| post.shareable)
                    .map(ComposeTarget::Quote),
                (None, None) => Some(ComposeTarget::New),
            }
        });
        Self { target }
    }

    async fn view(this: Self) -> AnyView {
        let viewer = use_viewer();
        view! {
            <Suspense>
                {move || Suspend::new(async move {
                    let target = this.target.await;
                    match target {
                        _ if viewer.with_untracked(Option::is_none) => view! { <LogInFirst /> }.into_any(),
                        Some(target) => view! { <Compose target /> }.into_any(),
                        None => view! { <NotFound /> }.into_any(),
                    }
                })}
            </Suspense>
        }
        .into_any()
    }
}

#[component]
fn Compose(target: ComposeTarget) -> impl IntoView {
    let i18n = use_i18n();
    let (back, title) = match &target {
        ComposeTarget::New => ("/home".to_owned(), ComposeTitle::New),
        ComposeTarget::Reply(post) => (post.path(), ComposeTitle::Reply),
        ComposeTarget::Quote(post) => (post.path(), ComposeTitle::Quote),
    };
    let title = move || match title {
        ComposeTitle::New => t_string!(i18n, posts.new_post),
        ComposeTitle::Reply => t_string!(i18n, posts.reply),
        ComposeTitle::Quote => t_string!(i18n, posts.quote),
    };
    let acting = base::context::use_page();
    view! {
        <Page title=title>
            <PageHeader title=title back_href=back />
            <Composer
                kind=ComposerKind::Page
                target
                autofocus=true
                on_posted=move |post: types::Post| acting.go(post.path())
            />
        </Page>
    }
}

#[derive(Clone, Copy)]
enum ComposeTitle {
    New,
    Reply,
    Quote,
}
