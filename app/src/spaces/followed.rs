//! People whom the viewer follows and who talk right now: the pill on top of Home, the ring around their faces.

use super::{
    api,
    people::{faces, who},
    watching::watch_spaces,
};
use base::{
    initial_state::{signed_in, use_viewer},
    live::watch,
    space_links::space_rel,
    talking::Talking,
};
use leptos::{prelude::*, task::spawn_local};
use locales::{t, t_string, use_i18n};
use types::{SpaceCard, live::Topic};
use ui::{AvatarSize, Icon, IconName};

/// In context of every page.
#[derive(Clone, Copy)]
struct FollowedSpaces {
    spaces: RwSignal<Vec<SpaceCard>>,
}

/// Puts them in context and asks for them after hydration, and whenever one of them changed. Once, in the shell, after
/// the live connection. No page of the server waits for it.
pub fn provide_followed_spaces() {
    let spaces = RwSignal::new(Vec::<SpaceCard>::new());
    let own = use_viewer().with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
    let talking = Memo::new(move |_| {
        spaces.with(|spaces| {
            let people = spaces
                .iter()
                .flat_map(|space| std::iter::once(&space.host).chain(&space.speakers));
            people
                .map(|card| card.id)
                .filter(|account| Some(*account) != own)
                .collect()
        })
    });
    provide_context(FollowedSpaces { spaces });
    provide_context(Talking(talking));
    if !signed_in() {
        return;
    }
    let load = move || {
        spawn_local(async move {
            // Decoration: without it the page is whole.
            if let Ok(now) = api::followed().await
                && spaces.with_untracked(|before| *before != now)
            {
                spaces.set(now);
            }
        });
    };
    Effect::new(move |_| load());
    watch_spaces(Callback::new(move |()| load()));
    // The page is told of those that it watches when they are gone for the viewer, too.
    Effect::new(move |_| {
        spaces.with(|spaces| spaces.iter().for_each(|space| watch(Topic::Space(space.id))));
    });
}

/// On top of Home, while somebody whom the viewer follows hosts or speaks.
#[component]
pub fn LivePill() -> impl IntoView {
    let i18n = use_i18n();
    let rel = space_rel();
    let spaces = use_context::<FollowedSpaces>().map(|followed| followed.spaces);
    move || {
        let spaces = spaces.map(|spaces| spaces.get()).unwrap_or_default();
        let pills = spaces
            .into_iter()
            .map(|space| {
                let (people, path, name) = (who(i18n, &space), space.path(), space.name.clone());
                view! {
                    <li>
                        <a class="space-pill" href=path rel=rel>
                            {faces(&space, AvatarSize::Tiny)}
                            <span class="space-pill__text">
                                <bdi class="space-pill__who">{people}</bdi>
                                <bdi class="space-pill__name">{name}</bdi>
                            </span>
                            <span class="live-mark">
                                <Icon name=IconName::Spaces />
                                {t!(i18n, spaces.card.live)}
                            </span>
                        </a>
                    </li>
                }
            })
            .collect_view();
        (!pills.is_empty()).then(|| {
            view! {
                <section aria-label=move || t_string!(i18n, spaces.list.followed)>
                    <ul class="space-pills">{pills}</ul>
                </section>
            }
        })
    }
}
