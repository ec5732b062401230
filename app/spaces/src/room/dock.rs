//! The space that goes on while one looks at other pages.

use super::{
    super::voice::{Phase, use_voice},
    bar::mute_face,
};
use base::initial_state::use_viewer;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use locales::{I18nContext, Locale, t_string, use_i18n};
use types::{AccountCard, SpaceRole, SpacesAddress};
use ui::{IconButton, IconName};

/// Once, in the shell. Shows nothing while nobody is in a space, and on that space's own page.
#[component]
pub fn Dock() -> impl IntoView {
    let (i18n, voice, path) = (use_i18n(), use_voice(), use_location().pathname);
    let shown = Memo::new(move |_| {
        let space = voice.joined.get()?;
        let here = path.with(|path| SpacesAddress::of(path));
        (here != Some(SpacesAddress::Space(space.id))).then_some(space)
    });
    let news = voice.news();
    let me = use_viewer().with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
    let has_microphone = Memo::new(move |_| {
        let role = news.with(|news| news.as_ref().and_then(|news| news.mine.role));
        me.is_some() && role >= Some(SpaceRole::Speaker) && voice.phase.get() != Phase::Stopped
    });
    let state = move || match voice.phase.get() {
        Phase::Connecting => t_string!(i18n, spaces.room.connecting).to_string(),
        Phase::Reconnecting => t_string!(i18n, spaces.room.reconnecting).to_string(),
        Phase::Stopped => t_string!(i18n, spaces.room.stopped).to_string(),
        _ => news.with(|news| {
            let loud = voice.levels.get();
            let stage = news.iter().flat_map(|news| &news.room.stage);
            let mut people: Vec<_> = stage
                .filter_map(|person| Some((*loud.get(&person.card.id)?, &person.card)))
                .collect();
            people.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
            who_speaks(i18n, people.into_iter().map(|(_, card)| card))
        }),
    };
    let mute = move || {
        has_microphone.get().then(|| {
            let (label, icon) = mute_face(i18n, voice);
            view! {
                <button
                    type="button"
                    class="icon-button dock__mute"
                    data-muted=move || voice.muted.get()
                    aria-label=label
                    title=label
                    on:click=move |_| voice.set_muted(!voice.muted.get_untracked())
                >
                    {icon}
                </button>
            }
        })
    };
    move || {
        shown.get().map(|space| {
            let (href, name) = (space.path(), StoredValue::new(space.name.clone()));
            view! {
                <section
                    class="dock"
                    aria-label=move || t_string!(i18n, spaces.dock.label)
                    data-phase=move || voice.phase.get().name()
                >
                    <a
                        class="dock__back"
                        href=href
                        aria-label=move || t_string!(i18n, spaces.dock.back, name = name.get_value())
                    >
                        <span class="dock__sign" aria-hidden="true" data-loud=move || voice.levels.with(|levels| !levels.is_empty())>
                            <span></span>
                            <span></span>
                            <span></span>
                        </span>
                        <span class="dock__text">
                            <bdi class="dock__name">{space.name.clone()}</bdi>
                            <span class="dock__state">{state}</span>
                        </span>
                    </a>
                    {mute}
                    <IconButton
                        icon=IconName::LogOut
                        label=move || t_string!(i18n, spaces.room.leave)
                        danger=true
                        on_click=move |_| voice.leave()
                    />
                </section>
            }
        })
    }
}

fn who_speaks<'a>(i18n: I18nContext<Locale>, mut people: impl Iterator<Item = &'a AccountCard>) -> String {
    match (people.next(), people.next()) {
        (None, _) => t_string!(i18n, spaces.dock.quiet).to_string(),
        (Some(one), None) => t_string!(i18n, spaces.dock.speaks, name = one.display_name.clone()),
        (Some(one), Some(other)) => {
            let (name, other) = (one.display_name.clone(), other.display_name.clone());
            t_string!(i18n, spaces.dock.speak, name = name, other = other)
        }
    }
}
