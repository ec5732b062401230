//! A live space on its page.

use super::page::Here;
use leptos::prelude::*;

#[component]
pub(super) fn LiveView(here: Here) -> impl IntoView {
    let card = here.page.with_untracked(|page| page.card.clone());
    view! {
        <div class="padded">
            <super::card::SpaceTile card />
        </div>
    }
}
