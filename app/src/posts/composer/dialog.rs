//! The composer over the page: for new posts, replies and quotes from anywhere.

use super::{ComposeTarget, Composer, ComposerKind, use_compose};
use crate::posts::post_view::PostView;
use base::{context::use_page, text::PostText};
use leptos::prelude::*;
use locales::{t, t_string};
use types::Post;
use ui::{Avatar, Dialog};

/// Once, in the shell.
#[component]
pub fn ComposeDialog() -> impl IntoView {
    let (compose, i18n) = (use_compose(), use_page().i18n);
    let title = move || {
        compose.target.with(|target| match target {
            ComposeTarget::New => t_string!(i18n, posts.new_post),
            ComposeTarget::Reply(_) => t_string!(i18n, posts.reply),
            ComposeTarget::Quote(_) => t_string!(i18n, posts.quote),
        })
    };
    view! {
        <Dialog open=compose.is_open title>
            {move || {
                let target = compose.target.get();
                let answered = match &target {
                    ComposeTarget::Reply(post) => Some(answered(post.clone())),
                    _ => None,
                };
                view! {
                    {answered}
                    <Composer
                        kind=ComposerKind::Dialog
                        target
                        autofocus=true
                        on_posted=move |_| compose.close()
                    />
                }
            }}
        </Dialog>
    }
}

/// The post that is answered, without its actions.
fn answered(post: Post) -> AnyView {
    let i18n = use_page().i18n;
    let face = post.author.face();
    let handle = post.author.handle.clone();
    let lang = (!post.language.is_empty()).then_some(post.language);
    view! {
        <div class="post" data-view=PostView::Ancestor.name() data-thread="start">
            <span class="post__avatar">
                <Avatar src=face name=post.author.display_name.clone() />
            </span>
            <div class="post__header">
                <span class="post__author">
                    <bdi class="post__name">{post.author.display_name}</bdi>
                    <span class="post__handle">"@"{handle.clone()}</span>
                </span>
            </div>
            <div class="post__text" dir="auto" lang=lang>
                <PostText text=post.text entities=post.entities />
            </div>
            <p class="post__reply-to">{t!(i18n, posts.replying_to)} " @" {handle}</p>
        </div>
    }
    .into_any()
}
