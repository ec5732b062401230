//! The post that another quotes.

use base::{post_events::use_post_events, text::PostText, time::PostTime};
use leptos::prelude::*;
use locales::{t, use_i18n};
use people::media::PhotoGrid;
use types::Post;
use ui::{Avatar, AvatarSize, Icon, IconName};

/// A quoted post, or where none is given, that it cannot be seen. A press anywhere on it opens its conversation.
#[component]
pub fn QuoteCard(post: Option<Post>) -> impl IntoView {
    let Some(post) = post else { return unavailable() };
    let gone = use_post_events().state(&post).gone;
    let shown = StoredValue::new(post);
    (move || {
        if gone.get() {
            unavailable()
        } else {
            card(shown.get_value())
        }
    })
    .into_any()
}

fn card(post: Post) -> AnyView {
    let i18n = use_i18n();
    let path = post.path();
    let Post {
        id,
        author,
        co_author,
        text,
        entities,
        language,
        photos,
        ..
    } = post;
    let lang = (!language.is_empty()).then_some(language);
    let face = author.face();
    view! {
        <div class="quote-card" data-clickable="" data-href=path.clone()>
            <div class="quote-card__header">
                <Avatar src=face name=author.display_name.clone() size=AvatarSize::Tiny />
                <bdi class="post__name">{author.display_name}</bdi>
                <span class="post__handle">"@"{author.handle.clone()}</span>
                <a class="quote-card__link" href=path.clone()>
                    <PostTime milliseconds=id.milliseconds() />
                </a>
            </div>
            {co_author
                .map(|card| {
                    view! {
                        <p class="quote-card__with">
                            <span>{t!(i18n, co_posts.with)}</span>
                            <bdi class="post__name">{card.display_name}</bdi>
                            <span class="post__handle">"@"{card.handle}</span>
                        </p>
                    }
                })}
            {(!text.is_empty())
                .then(|| {
                    view! {
                        <div class="quote-card__text" dir="auto" lang=lang>
                            <PostText text entities />
                        </div>
                    }
                })}
            {(!photos.is_empty()).then(|| view! { <PhotoGrid photos compact=true /> })}
        </div>
    }
    .into_any()
}

fn unavailable() -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="quote-card" data-state="unavailable">
            <Icon name=IconName::Info />
            {t!(i18n, posts.quote_unavailable)}
        </div>
    }
    .into_any()
}
