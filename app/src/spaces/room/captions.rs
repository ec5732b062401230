//! What was said last, in writing.

use super::RoomContext;
use leptos::prelude::*;
use locales::t_string;

#[component]
pub(super) fn Captions(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let lines = move || {
        let shown = here.captions_shown.get() && here.heard.get();
        let said = if shown { here.voice.captions.get() } else { Vec::new() };
        said.into_iter()
            .map(|said| (said.speaker, said.number))
            .collect::<Vec<_>>()
    };
    view! {
        <ol class="room-captions" aria-label=move || t_string!(i18n, spaces.room.captions)>
            <For each=lines key=|line| *line let:line>
                {
                    let (speaker, number) = line;
                    let name = here
                        .stage
                        .with_untracked(|stage| {
                            let person = stage.iter().find(|person| person.card.id == speaker);
                            person.map(|person| person.card.display_name.clone())
                        });
                    let text = Memo::new(move |before: Option<&String>| {
                        here.voice
                            .captions
                            .with(|said| {
                                let said = said.iter().find(|said| said.speaker == speaker && said.number == number);
                                said.map(|said| said.text.clone())
                            })
                            .or_else(|| before.cloned())
                            .unwrap_or_default()
                    });
                    view! {
                        <li class="room-captions__line" dir="auto">
                            <bdi class="room-captions__name">{name}</bdi>
                            " "
                            <span>{text}</span>
                        </li>
                    }
                }
            </For>
        </ol>
    }
}
