//! The Primary navigation: a column on wide screens, a bar at the bottom of phones.

use base::{
    initial_state::{use_site, use_viewer},
    space_links::space_rel,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use locales::{t, t_string, use_i18n};
use people::accounts::AccountMenu;
use posts::{ComposeButton, use_compose};
use ui::{ButtonKind, ButtonLink, Counter, Icon, IconName};

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Home,
    Explore,
    Notifications,
    Bookmarks,
    Circles,
    Communities,
    Spaces,
    Profile,
    Settings,
}

impl Place {
    const SIGNED_IN: [Self; 9] = [
        Self::Home,
        Self::Explore,
        Self::Notifications,
        Self::Bookmarks,
        Self::Circles,
        Self::Communities,
        Self::Spaces,
        Self::Profile,
        Self::Settings,
    ];
    const BOTTOM: [Self; 4] = [Self::Home, Self::Explore, Self::Notifications, Self::Profile];

    fn icon(self) -> IconName {
        match self {
            Self::Home => IconName::Home,
            Self::Explore => IconName::Search,
            Self::Notifications => IconName::Bell,
            Self::Bookmarks => IconName::Bookmark,
            Self::Circles => IconName::Circles,
            Self::Communities => IconName::Communities,
            Self::Spaces => IconName::Spaces,
            Self::Profile => IconName::User,
            Self::Settings => IconName::Settings,
        }
    }

    fn path(self, handle: &str) -> String {
        match self {
            Self::Home => "/home".into(),
            Self::Explore => "/explore".into(),
            Self::Notifications => "/notifications".into(),
            Self::Bookmarks => "/bookmarks".into(),
            Self::Circles => "/circles".into(),
            Self::Communities => "/communities".into(),
            Self::Spaces => "/spaces".into(),
            Self::Profile => format!("/@{handle}"),
            Self::Settings => "/settings".into(),
        }
    }
}

#[component]
pub fn Navigation() -> impl IntoView {
    let (i18n, viewer, compose) = (use_i18n(), use_viewer(), use_compose());
    let brand = move || if viewer.with(Option::is_some) { "/home" } else { "/" };
    view! {
        <header class="shell__nav">
            <nav class="nav" aria-label=move || t_string!(i18n, common.primary)>
                <a href=brand class="nav__brand" aria-label=use_site().name()>
                    <Icon name=IconName::Sparrow />
                    <span class="nav__wordmark">{use_site().name()}</span>
                </a>
                {move || match viewer.with(|viewer| viewer.as_ref().map(|viewer| viewer.card.handle.clone())) {
                    Some(handle) => {
                        view! {
                            <ul class="nav__list">
                                {Place::SIGNED_IN
                                    .map(|place| {
                                        let handle = handle.clone();
                                        view! {
                                            <li>
                                                <PlaceLink place handle class="nav__link">
                                                    <span class="nav__label">{move || place_label(i18n, place)}</span>
                                                </PlaceLink>
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ul>
                            <a
                                href="/compose"
                                class="button nav__post"
                                data-kind="primary"
                                data-size="large"
                                on:click=move |event| compose.open_in_place(&event)
                            >
                                <Icon name=IconName::Feather />
                                <span class="nav__label">{t!(i18n, common.post)}</span>
                            </a>
                            <AccountMenu />
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <ul class="nav__list">
                                {[Place::Explore, Place::Communities, Place::Spaces]
                                    .map(|place| {
                                        view! {
                                            <li>
                                                <PlaceLink place handle=String::new() class="nav__link">
                                                    <span class="nav__label">{move || place_label(i18n, place)}</span>
                                                </PlaceLink>
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ul>
                            <div class="nav__guest">
                                <ButtonLink href="/signup" kind=ButtonKind::Primary wide=true>
                                    {t!(i18n, common.sign_up)}
                                </ButtonLink>
                                <ButtonLink href="/login" wide=true>
                                    {t!(i18n, common.log_in)}
                                </ButtonLink>
                            </div>
                        }
                            .into_any()
                    }
                }}
            </nav>
        </header>
    }
}

#[component]
pub fn BottomBar() -> impl IntoView {
    let (i18n, viewer) = (use_i18n(), use_viewer());
    move || match viewer.with(|viewer| viewer.as_ref().map(|viewer| viewer.card.handle.clone())) {
        Some(handle) => view! {
            <nav class="bottom-bar" aria-label=move || t_string!(i18n, common.primary)>
                {Place::BOTTOM
                    .map(|place| {
                        let handle = handle.clone();
                        view! {
                            <PlaceLink
                                place
                                handle
                                class="bottom-bar__link"
                                label=Signal::derive(move || Some(place_label(i18n, place)))
                            />
                        }
                    })
                    .collect_view()}
                <AccountMenu compact=true />
                <ComposeButton />
            </nav>
        }
        .into_any(),
        None => view! {
            <nav class="bottom-bar" data-guest="" aria-label=move || t_string!(i18n, common.primary)>
                <p class="bottom-bar__text">{move || t_string!(i18n, common.guest_invite, name = use_site().name())}</p>
                <ButtonLink href="/login">{t!(i18n, common.log_in)}</ButtonLink>
                <ButtonLink href="/signup" kind=ButtonKind::Primary>
                    {t!(i18n, common.sign_up)}
                </ButtonLink>
            </nav>
        }
        .into_any(),
    }
}

fn place_label(i18n: locales::I18nContext<locales::Locale>, place: Place) -> &'static str {
    match place {
        Place::Home => t_string!(i18n, common.home),
        Place::Explore => t_string!(i18n, common.explore),
        Place::Notifications => t_string!(i18n, common.notifications),
        Place::Bookmarks => t_string!(i18n, common.bookmarks),
        Place::Circles => t_string!(i18n, circles.title),
        Place::Communities => t_string!(i18n, communities.title),
        Place::Spaces => t_string!(i18n, spaces.list.title),
        Place::Profile => t_string!(i18n, common.profile),
        Place::Settings => t_string!(i18n, common.settings),
    }
}

/// A link that knows whether it leads to the page one is on, and carries the unread counter where it belongs.
#[component]
fn PlaceLink(
    place: Place,
    handle: String,
    class: &'static str,
    #[prop(optional, into)] label: Signal<Option<&'static str>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (i18n, viewer) = (use_i18n(), use_viewer());
    let path = place.path(&handle);
    let here = use_location().pathname;
    let current = {
        let path = path.clone();
        move || (here.get() == path).then_some("page")
    };
    let unread = move || viewer.with(|viewer| viewer.as_ref().map_or(0, |viewer| u64::from(viewer.unread)));
    let rel = (place == Place::Spaces).then(|| space_rel()).flatten();
    view! {
        <a class=class href=path rel=rel aria-current=current aria-label=move || label.get()>
            <span class="nav__icon">
                <Icon name=place.icon() />
                {(place == Place::Notifications)
                    .then(|| {
                        view! {
                            <Counter
                                value=Signal::derive(unread)
                                label=move || t_string!(i18n, common.unread, count = unread())
                            />
                        }
                    })}
            </span>
            {children.map(|children| children())}
        </a>
    }
}
