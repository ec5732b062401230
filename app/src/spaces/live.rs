//! A live space on its page.

use super::{room::Room, share::ShareSpace, space_context::SpaceContext};
use leptos::prelude::*;
use types::SpaceName;

#[component]
pub(super) fn LiveView(here: SpaceContext) -> impl IntoView {
    let space = here.page.with_untracked(|page| SpaceName {
        id: page.card.id,
        name: page.card.name.clone(),
    });
    view! {
        <Room page=here.page share=move || view! { <ShareSpace space=space.clone() /> } />
    }
}
