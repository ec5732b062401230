//! What was said, in step with the player; a press on a line goes there.

use super::{
    super::when::clock,
    captions::{Cue, cues},
    player::Player,
};
use base::context::use_page;
use leptos::{html, prelude::*, task::spawn_local};
use locales::{t, t_string};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

#[component]
pub(super) fn Transcript(player: Player, address: String) -> impl IntoView {
    let i18n = use_page().i18n;
    let said = RwSignal::new(Vec::<Cue>::new());
    let address = StoredValue::new(address);
    Effect::new(move |_| {
        spawn_local(async move {
            // Without captions the replay is still a replay.
            if let Some(file) = fetch(&address.get_value()).await {
                let _ = said.try_set(cues(&file));
            }
        });
    });
    let current = Memo::new(move |_| {
        let position = player.position.get();
        said.with(|said| said.iter().rposition(|cue| cue.start <= position && position < cue.end))
    });
    let list = NodeRef::<html::Ol>::new();
    Effect::new(move |_| {
        if let (Some(current), Some(list)) = (current.get(), list.get()) {
            follow(&list, current);
        }
    });
    let line = move |(index, cue): (usize, Cue)| {
        let is_current = move || (current.get() == Some(index)).then_some("true");
        view! {
            <li>
                <button
                    class="transcript__line"
                    type="button"
                    aria-current=is_current
                    on:click=move |_| player.play_from(cue.start)
                >
                    <span class="transcript__time">{clock(cue.start)}</span>
                    <span class="transcript__said" dir="auto">
                        {cue.speaker.clone().map(|speaker| view! { <bdi class="transcript__who">{speaker}</bdi> })}
                        {cue.text.clone()}
                    </span>
                </button>
            </li>
        }
    };
    let lines = move || said.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <section
            class="space-section transcript"
            aria-labelledby="transcript"
            hidden=move || said.with(Vec::is_empty)
        >
            <h2 class="section-title" id="transcript">
                {t!(i18n, spaces.replay.transcript)}
            </h2>
            <ol
                class="transcript__lines"
                node_ref=list
                tabindex="0"
                aria-label=move || t_string!(i18n, spaces.replay.transcript)
            >
                <For
                    each=lines
                    key=|(index, _)| *index
                    children=line
                />
            </ol>
        </section>
    }
}

/// Keeps the line in view within its own box; the page stays where it is.
fn follow(list: &web_sys::HtmlOListElement, index: usize) {
    let line = list.children().item(u32::try_from(index).unwrap_or(u32::MAX));
    if let Some(line) = line.and_then(|line| line.dyn_into::<web_sys::HtmlElement>().ok()) {
        let middle = line.offset_top() - list.offset_top() - (list.client_height() - line.offset_height()) / 2;
        list.set_scroll_top(middle.max(0));
    }
}

async fn fetch(address: &str) -> Option<String> {
    let answer = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}
