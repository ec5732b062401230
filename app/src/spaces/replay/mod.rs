//! A space that is over: what was said, for as long as the recording is kept.

mod captions;
mod host;
mod player;
mod timeline;
mod transcript;

use super::{people::who, share::ShareSpace, space_context::SpaceContext, when::length};
use base::{address::in_address, context::use_page, time::PostTime};
use host::HostTools;
use leptos::prelude::*;
use locales::{t, t_string};
use player::Player;
use types::{Recording, Replay, SpaceName, SpacePhase};
use ui::{Avatar, EmptyState, Icon, IconName};

#[component]
pub(super) fn ReplayView(here: SpaceContext) -> impl IntoView {
    let i18n = use_page().i18n;
    let card = here.page.with_untracked(|page| page.card.clone());
    let recording = Memo::new(move |_| here.page.with(|page| page.recording.clone()));
    let profile = format!("/@{}", in_address(&card.host.handle));
    let host = card.host.clone();
    let topics = card
        .topics
        .iter()
        .map(|topic| view! { <li>"#"<bdi>{topic.clone()}</bdi></li> })
        .collect_view();
    let ended = match card.phase {
        SpacePhase::Upcoming { at } | SpacePhase::Live { since: at } | SpacePhase::Ended { at } => at,
    };
    let is_mine = card.is_mine;
    let space = SpaceName {
        id: card.id,
        name: card.name.clone(),
    };
    let content = move || match recording.get() {
        Recording::Ready(replay) => view! { <Recorded here replay is_mine /> }.into_any(),
        Recording::None => nothing(
            move || t_string!(i18n, spaces.replay.none_title),
            move || t_string!(i18n, spaces.replay.none_text),
        ),
        Recording::Mixing => nothing(
            move || t_string!(i18n, spaces.replay.mixing_title),
            move || t_string!(i18n, spaces.replay.mixing_text),
        ),
        Recording::Gone => nothing(
            move || t_string!(i18n, spaces.replay.gone_title),
            move || t_string!(i18n, spaces.replay.gone_text),
        ),
        Recording::Failed => view! { <host::Unmixed here is_mine /> }.into_any(),
    };
    view! {
        <section class="space-stage" data-phase="ended" aria-label=card.name.clone()>
            <p class="space-stage__when">
                <Icon name=IconName::Clock />
                <span>
                    {t!(i18n, spaces.card.ended)}
                    " · "
                    <PostTime milliseconds=ended />
                </span>
            </p>
            <h2 class="space-stage__name">
                <bdi>{card.name.clone()}</bdi>
            </h2>
            <ul class="space-topics">{topics}</ul>
            <a class="space-stage__host" href=profile>
                <Avatar src=host.face() name=host.display_name.clone() />
                <span>
                    <bdi class="space-stage__who">{who(i18n, &card)}</bdi>
                    <span class="space-stage__role">{t!(i18n, spaces.card.host)}</span>
                </span>
            </a>
            <div class="space-stage__actions">
                <ShareSpace space />
            </div>
        </section>
        {content}
    }
}

fn nothing(
    title: impl Fn() -> &'static str + Send + Sync + 'static,
    text: impl Fn() -> &'static str + Send + Sync + 'static,
) -> AnyView {
    view! { <EmptyState icon=IconName::Spaces title text /> }.into_any()
}

#[component]
fn Recorded(here: SpaceContext, replay: Replay, is_mine: bool) -> impl IntoView {
    let i18n = use_page().i18n;
    let player = Player::new(&replay);
    let (until, seconds) = (replay.until, replay.milliseconds / 1000);
    let tools = is_mine.then(|| view! { <HostTools here player trimmed=replay.trimmed /> });
    let transcript = replay
        .captions
        .clone()
        .map(|address| view! { <transcript::Transcript player address /> });
    view! {
        <section class="space-section replay" aria-labelledby="replay">
            <h2 class="section-title" id="replay">
                {t!(i18n, spaces.replay.title)}
            </h2>
            <p class="replay__until">
                {move || length(i18n, seconds)} " · " {t!(i18n, spaces.replay.until)} " " <PostTime milliseconds=until full=true />
            </p>
            <player::Controls player audio=replay.audio.clone() captions=replay.captions.clone() />
            <timeline::Timeline player voices=replay.voices />
            {tools}
        </section>
        {transcript}
    }
}
