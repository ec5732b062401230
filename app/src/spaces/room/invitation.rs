//! An offered microphone, or the place of a co-host.

use super::RoomContext;
use leptos::prelude::*;
use locales::{t, t_string};
use types::{SpaceAction, SpaceRole};
use ui::{Button, ButtonKind};

#[component]
pub(super) fn Invitation(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let offered = Memo::new(move |_| here.mine.with(|mine| mine.invitation));
    // Offers come from hosts; which of them it was nobody needs to know.
    let host = move || {
        here.stage.with(|stage| {
            let host = stage.iter().find(|person| person.role == SpaceRole::Host);
            host.map(|person| person.card.display_name.clone()).unwrap_or_default()
        })
    };
    let text = move || match offered.get() {
        Some(SpaceRole::Cohost) => t_string!(i18n, spaces.room.invited_cohost, name = host()),
        _ => t_string!(i18n, spaces.room.invited_speak, name = host()),
    };
    move || {
        offered.get().map(|_| {
            view! {
                <div class="room-invitation" role="status">
                    <p>{text}</p>
                    <div class="cluster">
                        <Button on_click=move |_| here.act(SpaceAction::DeclineInvitation)>
                            {t!(i18n, spaces.room.decline)}
                        </Button>
                        <Button kind=ButtonKind::Primary on_click=move |_| here.act(SpaceAction::Accept)>
                            {t!(i18n, spaces.room.accept)}
                        </Button>
                    </div>
                </div>
            }
        })
    }
}
