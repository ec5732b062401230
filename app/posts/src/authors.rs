//! Who wrote a post: one face and name, or two.

use base::{address::in_address, context::use_page, talking::is_talking};
use leptos::prelude::*;
use locales::t;
use types::AccountCard;
use ui::{Avatar, AvatarSize};

/// The face of the author, before that of the co-author; each leads to its profile. The names beside them are the links
/// for screen readers and the keyboard.
#[component]
pub fn Faces(author: AccountCard, co_author: Option<AccountCard>) -> impl IntoView {
    let face = |card: AccountCard, size: AvatarSize| {
        let src = card.face();
        (
            format!("/@{}", in_address(&card.handle)),
            view! { <Avatar src name=card.display_name size ring=is_talking(card.id) /> },
        )
    };
    match co_author {
        None => {
            let (href, face) = face(author, AvatarSize::Medium);
            view! {
                <a class="post__avatar" href=href tabindex="-1" aria-hidden="true">
                    {face}
                </a>
            }
            .into_any()
        }
        Some(co_author) => {
            let [first, second] = [author, co_author].map(|card| {
                let (href, face) = face(card, AvatarSize::Small);
                view! {
                    <a class="post__face" href=href tabindex="-1">
                        {face}
                    </a>
                }
            });
            view! {
                <span class="post__avatar" data-pair="" aria-hidden="true">
                    {first}
                    {second}
                </span>
            }
            .into_any()
        }
    }
}

/// The line below the author: with whom.
#[component]
pub fn WithCoAuthor(co_author: AccountCard) -> impl IntoView {
    let i18n = use_page().i18n;
    let profile = format!("/@{}", in_address(&co_author.handle));
    view! {
        <p class="post__with">
            <span>{t!(i18n, co_posts.with)}</span>
            <a class="post__author" href=profile>
                <bdi class="post__name">{co_author.display_name}</bdi>
                <span class="post__handle">"@"{co_author.handle}</span>
            </a>
        </p>
    }
}
