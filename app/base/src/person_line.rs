//! People in lists of what one decided about them.

use crate::{address::in_address, talking::is_talking};
use leptos::prelude::*;
use types::AccountCard;
use ui::Avatar;

/// Face and names, with what one does about the person behind.
#[component]
pub fn PersonLine(card: AccountCard, children: Children) -> impl IntoView {
    let path = format!("/@{}", in_address(&card.handle));
    let face = card.face();
    view! {
        <div class="person-row">
            <a class="person-row__avatar" href=path.clone() tabindex="-1" aria-hidden="true">
                <Avatar src=face name=card.display_name.clone() ring=is_talking(card.id) />
            </a>
            <div class="person-row__body">
                <a class="person-row__who" href=path>
                    <bdi class="person-row__name">{card.display_name}</bdi>
                    <span class="person-row__handle">"@"{card.handle}</span>
                </a>
            </div>
            <div class="person-row__actions">{children()}</div>
        </div>
    }
}
