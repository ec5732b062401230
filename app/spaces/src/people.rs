//! Faces and names of those who talk.

use leptos::prelude::*;
use locales::{I18nContext, Locale, t_string};
use types::{SpaceAudience, SpaceCard};
use ui::{Avatar, AvatarSize};

/// Faces shown in a row.
const MOST_FACES: usize = 5;

/// The host and the first who speak beside them. Decorative: the names stand beside.
pub fn faces(card: &SpaceCard, size: AvatarSize) -> AnyView {
    let people = std::iter::once(&card.host).chain(&card.speakers).take(MOST_FACES);
    let people = people
        .map(|card| view! { <Avatar src=card.face() name=card.display_name.clone() size /> })
        .collect_view();
    view! {
        <span class="space-faces" aria-hidden="true">
            {people}
        </span>
    }
    .into_any()
}

/// Who hosts, and who or how many speak besides.
pub fn who(i18n: I18nContext<Locale>, card: &SpaceCard) -> String {
    let host = card.host.display_name.clone();
    match card.speakers.as_slice() {
        [] => host,
        [one] => t_string!(
            i18n,
            spaces.card.with_one,
            name = host,
            other = one.display_name.clone()
        ),
        others => t_string!(i18n, spaces.card.with_many, name = host, count = others.len()),
    }
}

/// For whom it is, where that is not everybody.
pub fn audience(i18n: I18nContext<Locale>, card: &SpaceCard) -> Option<String> {
    let named = |name: &Option<String>, other: &str| name.clone().unwrap_or_else(|| other.to_owned());
    match card.audience {
        SpaceAudience::Public => None,
        SpaceAudience::Followers => Some(t_string!(i18n, spaces.card.followers).to_owned()),
        SpaceAudience::Circle(_) => Some(named(&card.audience_name, t_string!(i18n, spaces.card.circle))),
        SpaceAudience::Community(_) => Some(named(&card.audience_name, t_string!(i18n, spaces.card.community))),
        SpaceAudience::Invited => Some(t_string!(i18n, spaces.card.invited).to_owned()),
    }
}
