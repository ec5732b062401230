//! Who will see a post for a circle, before it is sent.

use super::api;
use base::initial_state::use_viewer;
use leptos::{prelude::*, task::spawn_local};
use locales::{t_string, use_i18n};
use types::{AccountCard, Audience, CircleId};
use ui::{Avatar, AvatarSize};

/// Faces shown; the number tells of the others.
const FACES: usize = 5;

/// Below the composer's *Audience*, while a circle is chosen there.
#[component]
pub fn AudiencePreview(#[prop(into)] audience: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let people = RwSignal::new(None::<Vec<AccountCard>>);
    let viewer = use_viewer();
    // Of a circle of somebody else one does not learn who is in it.
    let is_own = move |id: CircleId| {
        viewer.with(|viewer| {
            viewer
                .iter()
                .flat_map(|viewer| &viewer.circles)
                .any(|circle| circle.id == id)
        })
    };
    let circle = Memo::new(move |_| match audience.with(|audience| audience.parse()) {
        Ok(Audience::Circle(circle)) if is_own(circle) => Some(circle),
        _ => None,
    });
    Effect::new(move |_| {
        people.set(None);
        if let Some(wanted) = circle.get() {
            load(people, circle, wanted);
        }
    });
    let content = move |people: Vec<AccountCard>| {
        let count = people.len() as u32;
        let faces = people
            .into_iter()
            .take(FACES)
            .map(|card| {
                let face = card.face();
                view! { <Avatar src=face name=card.display_name size=AvatarSize::Small /> }
            })
            .collect_view();
        let words = if count == 0 {
            t_string!(i18n, circles.seen_by_nobody).to_owned()
        } else {
            t_string!(i18n, circles.seen_by, count = count)
        };
        view! {
            <span class="faces" aria-hidden="true">{faces}</span>
            <span>{words}</span>
        }
    };
    view! {
        <p class="audience-preview" role="status" hidden=move || circle.with(Option::is_none)>
            {move || people.get().map(content)}
        </p>
    }
}

fn load(people: RwSignal<Option<Vec<AccountCard>>>, circle: Memo<Option<CircleId>>, wanted: CircleId) {
    spawn_local(async move {
        // Without an answer nothing is said: the choice itself stands.
        if let Ok(members) = api::members(wanted).await
            && circle.try_get_untracked() == Some(Some(wanted))
        {
            let _ = people.try_set(Some(members));
        }
    });
}
