//! What kind of space it is, above the stage. Its name is the page's title.

use super::RoomContext;
use base::numbers::short_number;
use leptos::prelude::*;
use locales::{t, t_string};
use types::SpaceAudience;
use ui::{Badge, Icon, IconName, Tone};

#[component]
pub(super) fn Header(here: RoomContext, share: ViewFn) -> impl IntoView {
    let i18n = here.i18n;
    let recording = Memo::new(move |_| {
        here.news
            .with(|news| news.as_ref().map(|news| news.room.recording))
            .unwrap_or_else(|| here.card.with(|card| card.recording))
    });
    let listeners = Memo::new(move |_| {
        here.news
            .with(|news| news.as_ref().map(|news| news.room.listeners))
            .unwrap_or_else(|| here.card.with(|card| card.listeners))
    });
    let recorded = move || {
        recording.get().then(|| {
            view! {
                <span class="room-header__recording" title=move || t_string!(i18n, spaces.room.recording_hint)>
                    <Badge tone=Tone::Danger>
                        <span class="room-header__dot" aria-hidden="true"></span>
                        {t!(i18n, spaces.room.recording)}
                    </Badge>
                </span>
            }
        })
    };
    let audience = move || {
        let named = here.card.with(|card| (card.audience, card.audience_name.clone()));
        let text = match named {
            (SpaceAudience::Public, _) => return None,
            (SpaceAudience::Followers, _) => t_string!(i18n, spaces.room.for_followers).to_string(),
            (SpaceAudience::Invited, _) => t_string!(i18n, spaces.room.for_invited).to_string(),
            (SpaceAudience::Circle(_), name) => {
                name.unwrap_or_else(|| t_string!(i18n, spaces.room.for_circle).to_string())
            }
            (SpaceAudience::Community(_), name) => {
                name.unwrap_or_else(|| t_string!(i18n, spaces.room.for_community).to_string())
            }
        };
        Some(view! {
            <span class="room-header__audience">
                <Icon name=IconName::Lock />
                <bdi>{text}</bdi>
            </span>
        })
    };
    let topics = here.card.with_untracked(|card| card.topics.clone());
    let topics = (!topics.is_empty()).then(|| {
        let topics = topics
            .into_iter()
            .map(|topic| view! { <li><bdi>{topic}</bdi></li> })
            .collect_view();
        view! { <ul class="room-header__topics">{topics}</ul> }
    });
    view! {
        <div class="room-header">
            <div class="room-header__state">
                <Badge tone=Tone::Accent>{t!(i18n, spaces.room.live)}</Badge>
                {recorded}
                {audience}
                <span class="room-header__listeners">
                    <Icon name=IconName::Users />
                    {move || {
                        let count = listeners.get();
                        t_string!(i18n, spaces.room.listeners, count = count, number = short_number(i18n, count))
                    }}
                </span>
                <span class="room-header__share">{share.run()}</span>
            </div>
            {topics}
        </div>
    }
}
