//! The room of a live space: who speaks, who listens, and what one does there. Whoever is not in it sees its stage and
//! *Listen*.

mod audience;
mod bar;
mod captions;
mod devices_dialog;
mod dock;
mod header;
mod host_tools;
mod invitation;
mod menu;
mod notices;
mod person_menu;
mod pins;
mod programs;
mod stage;

pub use dock::Dock;

use super::voice::{Voice, use_voice};
use base::{context::use_page, initial_state::use_viewer, space_events::RoomNews};
use leptos::prelude::*;
use locales::{I18nContext, Locale, t_string};
use types::{AccountCard, AccountId, MyPlace, OnStage, SpaceAction, SpaceCard, SpaceId, SpacePage, SpaceRole};
use ui::ConfirmDialog;

/// What the parts of the room share.
#[derive(Clone, Copy)]
struct RoomContext {
    id: SpaceId,
    card: Memo<SpaceCard>,
    /// The room as far as it is told; none to those who are not in it.
    news: Memo<Option<RoomNews>>,
    mine: Memo<MyPlace>,
    role: Memo<Option<SpaceRole>>,
    /// This page has the sound.
    heard: Memo<bool>,
    stage: Memo<Vec<OnStage>>,
    me: Option<AccountId>,
    voice: Voice,
    i18n: I18nContext<Locale>,
    asked: RwSignal<Option<(Question, AccountCard)>>,
    is_asking: RwSignal<bool>,
    captions_shown: RwSignal<bool>,
    /// The server writes captions itself.
    writes_captions: bool,
}

/// What is asked about before it is done to somebody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Remove,
    Block,
}

impl RoomContext {
    fn new(page: Signal<SpacePage>) -> Self {
        let voice = use_voice();
        let acting = use_page();
        let id = page.with_untracked(|page| page.card.id);
        let card = Memo::new(move |_| page.with(|page| page.card.clone()));
        let news = Memo::new(move |_| {
            let told = voice.events.rooms.with(|rooms| rooms.get(&id).cloned());
            // What the page was loaded with counts until one has left.
            told.or_else(|| {
                page.with(|page| {
                    let room = page.room.clone().filter(|_| voice.left.get() != Some(id))?;
                    Some(RoomNews {
                        room: room.into(),
                        mine: page.mine.clone(),
                    })
                })
            })
        });
        let mine =
            Memo::new(move |_| news.with(|news| news.as_ref().map(|news| news.mine.clone()).unwrap_or_default()));
        let stage = Memo::new(move |_| {
            news.with(|news| news.as_ref().map(|news| news.room.stage.clone()))
                .unwrap_or_else(|| card.with(stage_of))
        });
        Self {
            id,
            card,
            news,
            mine,
            role: Memo::new(move |_| mine.with(|mine| mine.role)),
            heard: Memo::new(move |_| voice.current.get() == Some(id)),
            stage,
            me: use_viewer().with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id)),
            voice,
            i18n: acting.i18n,
            asked: RwSignal::new(None),
            is_asking: RwSignal::new(false),
            captions_shown: RwSignal::new(true),
            writes_captions: page.with_untracked(|page| page.writes_captions),
        }
    }

    fn act(self, action: SpaceAction) {
        self.voice.act(self.id, action);
    }

    fn ask(self, question: Question, card: AccountCard) {
        self.asked.set(Some((question, card)));
        self.is_asking.set(true);
    }

    fn is_host(self) -> bool {
        self.role.get() == Some(SpaceRole::Host)
    }

    fn is_cohost(self) -> bool {
        self.role.get() >= Some(SpaceRole::Cohost)
    }

    fn has_microphone(self) -> bool {
        self.role.get() >= Some(SpaceRole::Speaker)
    }
}

/// As far as those know it who are not in the room.
fn stage_of(card: &SpaceCard) -> Vec<OnStage> {
    let person = |card: &AccountCard, role| OnStage {
        card: card.clone(),
        role,
        muted: false,
        captions: false,
        away: false,
    };
    std::iter::once(person(&card.host, SpaceRole::Host))
        .chain(card.speakers.iter().map(|card| person(card, SpaceRole::Speaker)))
        .collect()
}

fn role_name(i18n: I18nContext<Locale>, role: SpaceRole) -> &'static str {
    match role {
        SpaceRole::Host => t_string!(i18n, spaces.room.host),
        SpaceRole::Cohost => t_string!(i18n, spaces.room.cohost),
        SpaceRole::Speaker => t_string!(i18n, spaces.room.speaker),
        SpaceRole::Listener => t_string!(i18n, spaces.room.listener),
    }
}

#[component]
pub fn Room(
    /// Of a live space; what the live connection tells goes before it.
    #[prop(into)]
    page: Signal<SpacePage>,
    /// Stands beside what kind of space it is.
    #[prop(into)]
    share: ViewFn,
) -> impl IntoView {
    let here = RoomContext::new(page);
    let i18n = here.i18n;
    view! {
        <div class="room" data-heard=move || here.heard.get()>
            <header::Header here share />
            <noscript>
                <p class="room__note">{t_string!(i18n, spaces.room.needs_script)}</p>
            </noscript>
            <notices::Notices here blocked=Memo::new(move |_| page.with(|page| page.blocked.clone())) />
            <invitation::Invitation here />
            <pins::Pins here />
            <stage::Stage here />
            <audience::Requests here />
            <audience::Audience here />
            <host_tools::HostTools here />
            <host_tools::InviteMore here />
            <captions::Captions here />
            <bar::Bar here />
            <Questions here />
        </div>
    }
}

/// Asks before somebody is put out.
#[component]
fn Questions(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let name = move || {
        here.asked
            .with(|asked| asked.as_ref().map(|(_, card)| card.display_name.clone()))
            .unwrap_or_default()
    };
    let blocks = move || {
        here.asked
            .with(|asked| asked.as_ref().is_some_and(|(question, _)| *question == Question::Block))
    };
    let title = move || {
        if blocks() {
            t_string!(i18n, spaces.room.block_question, name = name())
        } else {
            t_string!(i18n, spaces.room.remove_question, name = name())
        }
    };
    let text = move || {
        if blocks() {
            t_string!(i18n, spaces.room.block_text)
        } else {
            t_string!(i18n, spaces.room.remove_text)
        }
    };
    let confirm_label = move || {
        if blocks() {
            t_string!(i18n, spaces.room.block)
        } else {
            t_string!(i18n, spaces.room.remove)
        }
    };
    let confirm = move |()| {
        if let Some((question, card)) = here.asked.get_untracked() {
            here.act(match question {
                Question::Remove => SpaceAction::Remove(card.id),
                Question::Block => SpaceAction::Block(card.id),
            });
        }
    };
    view! {
        <ConfirmDialog
            open=here.is_asking
            title
            text
            confirm_label
            danger=true
            on_confirm=confirm
        />
    }
}
