//! The top of a community's page: cover, name, what it is about, who is in it, and the way in.

use super::{
    cards::level_name,
    join::{CommunityContext, JoinButton, StandingNotice},
    slots::CommunitySlots,
};
use base::{address::in_address, context::use_page, numbers::short_number, share::copy_address};
use leptos::prelude::*;
use locales::{t, t_string};
use types::{Community, CommunityRole, MembershipState, media};
use ui::{Avatar, AvatarSize, ButtonLink, Icon, IconName, Menu, MenuItem};

#[component]
pub(super) fn CommunityHeader(community: Community, here: CommunityContext) -> impl IntoView {
    let (acting, slots) = (use_page(), expect_context::<CommunitySlots>());
    let i18n = acting.i18n;
    let card = community.card.clone();
    let path = card.community.path();
    let tint = (card.community.id.0 % 8).to_string();
    let cover = card.cover.map(|key| {
        let src = media::url(&key, media::Variant::Large);
        view! { <img src=src alt="" width="1500" height="500" /> }
    });
    let level = card.level;
    let topics = card.topics.into_iter().map(|topic| {
        let href = format!("/communities?q=%23{}", in_address(&topic));
        view! { <li><a href=href>"#"<bdi>{topic}</bdi></a></li> }
    });
    let topics = topics.collect_view();
    let faces = community
        .faces
        .into_iter()
        .map(|card| {
            let face = card.face();
            view! { <Avatar src=face name=card.display_name size=AvatarSize::Small /> }
        })
        .collect_view();
    let count = move || {
        let members = here.members.get();
        t_string!(
            i18n,
            communities.members_count,
            count = members,
            number = short_number(i18n, members)
        )
    };
    let invite = {
        let href = format!("{path}/members");
        move || {
            here.is_member
                .get()
                .then(|| view! { <ButtonLink href=href.clone()>{t!(i18n, communities.invite)}</ButtonLink> })
        }
    };
    let address = acting.site.absolute(&path);
    let settings = StoredValue::new(format!("{path}/settings"));
    let moderation = StoredValue::new(format!("{path}/moderation"));
    let is_admin = move || {
        matches!(
            here.membership.get(),
            MembershipState::Member {
                role: CommunityRole::Admin,
                ..
            }
        )
    };
    let address = StoredValue::new(address);
    let reported = StoredValue::new(card.community.clone());
    let items = move || {
        view! {
            <MenuItem icon=IconName::Link on_select=move |()| copy_address(acting, address.get_value())>
                {t!(i18n, communities.copy_link)}
            </MenuItem>
            <MenuItem icon=IconName::Shield href=moderation.get_value()>
                {t!(i18n, communities.moderation)}
            </MenuItem>
            {is_admin()
                .then(|| {
                    view! {
                        <MenuItem icon=IconName::Settings href=settings.get_value()>
                            {t!(i18n, communities.settings)}
                        </MenuItem>
                    }
                })}
            {(slots.menu_items)(reported.get_value())}
        }
    };
    view! {
        <section class="profile community" aria-label=card.community.name.clone()>
            <div class="profile__banner" data-tint=tint>
                {cover}
            </div>
            <div class="community__top">
                <h2 class="profile__name">
                    <bdi>{card.community.name.clone()}</bdi>
                </h2>
                <div class="profile__actions">
                    <div class="needs-script">
                        <Menu
                            label=move || t_string!(i18n, communities.more)
                            trigger=move || view! { <Icon name=IconName::More /> }
                        >
                            {items}
                        </Menu>
                    </div>
                    {invite}
                    <JoinButton here />
                </div>
            </div>
            {(!card.description.is_empty())
                .then(|| view! { <p class="community__description" dir="auto">{card.description.clone()}</p> })}
            <ul class="community__topics">{topics}</ul>
            <a class="community__members" href=format!("{path}/members")>
                <span class="faces community__faces" aria-hidden="true">{faces}</span>
                <span>{count} " · " {move || level_name(i18n, level)}</span>
            </a>
            {(slots.plain_menu)(reported.get_value())}
            <StandingNotice here />
        </section>
    }
}
