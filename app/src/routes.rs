//! Every address with its page. The server registers [`PAGES`]; the router below shows them.

use crate::{
    about::AboutPage,
    accounts::{ForgotPage, LogInPage, LogOutPage, ResetPage, SignUpPage, VerifyPage},
    boot::provide_boot,
    circles::{CirclePage, CirclesPage},
    co_posts::DraftsPage,
    communities::{CommunitiesPage, CommunityPage, CommunitySettingsPage, CreateCommunityPage},
    language::languages,
    moderation::{ModerationPage, PlatformReportsPage, ReportPage},
    not_found::NotFound,
    notifications::NotificationsPage,
    posts::{ComposePage, ConversationPage},
    profiles::{PeoplePage, PeopleSegment, ProfilePage, ProfileSegment, RequestsPage, WelcomePage},
    route_segments::HandleSegment,
    settings::{
        AccountPage, AppearancePage, DeactivatePage, DeletePage, PrivacyPage, ProfileSettingsPage, SessionsPage,
        SettingsPage,
    },
    shell::Frame,
    spaces::{SpaceViewPage, SpacesPage},
    timelines::{BookmarksPage, ExplorePage, HomePage, LandingPage, SearchPage, TagPage, provide_feed_memory},
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy, ParamSegment,
    components::{FlatRoutes, Route, Router},
    path,
};
use locales::I18nContextProvider;

/// Addresses that the server renders, as axum writes them; anything else answers 404. One line for each `Route` below.
pub const PAGES: &[&str] = &[
    "/",
    "/home",
    "/explore",
    "/search",
    "/tags/{tag}",
    "/bookmarks",
    "/circles",
    "/circles/{circle_id}",
    "/communities",
    "/communities/new",
    "/c/{slug}",
    "/c/{slug}/about",
    "/c/{slug}/members",
    "/c/{slug}/settings",
    "/c/{slug}/moderation",
    "/spaces",
    "/spaces/{space_id}",
    "/notifications",
    "/report",
    "/admin/reports",
    "/followers/requests",
    "/welcome",
    "/about",
    "/signup",
    "/login",
    "/logout",
    "/forgot",
    "/reset",
    "/verify",
    "/settings",
    "/settings/account",
    "/settings/account/deactivate",
    "/settings/account/delete",
    "/settings/profile",
    "/settings/privacy",
    "/settings/appearance",
    "/settings/sessions",
    "/compose",
    "/drafts",
    "/@{handle}",
    "/@{handle}/replies",
    "/@{handle}/media",
    "/@{handle}/likes",
    "/@{handle}/followers",
    "/@{handle}/following",
];

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_boot();
    provide_feed_memory();
    view! {
        <I18nContextProvider enable_cookie=false ssr_lang_header_getter=languages()>
            <Router>
                <Frame>
                    <FlatRoutes fallback=NotFound>
                        <Route path=path!("/") view={Lazy::<LandingPage>::new()} />
                        <Route path=path!("/home") view={Lazy::<HomePage>::new()} />
                        <Route path=path!("/explore") view={Lazy::<ExplorePage>::new()} />
                        <Route path=path!("/search") view={Lazy::<SearchPage>::new()} />
                        <Route path=path!("/tags/:tag") view={Lazy::<TagPage>::new()} />
                        <Route path=path!("/bookmarks") view={Lazy::<BookmarksPage>::new()} />
                        <Route path=path!("/circles") view={Lazy::<CirclesPage>::new()} />
                        <Route path=path!("/circles/:circle_id") view={Lazy::<CirclePage>::new()} />
                        <Route path=path!("/communities") view={Lazy::<CommunitiesPage>::new()} />
                        <Route path=path!("/communities/new") view={Lazy::<CreateCommunityPage>::new()} />
                        <Route path=path!("/c/:slug") view={Lazy::<CommunityPage>::new()} />
                        <Route path=path!("/c/:slug/settings") view={Lazy::<CommunitySettingsPage>::new()} />
                        <Route path=path!("/c/:slug/moderation") view={Lazy::<ModerationPage>::new()} />
                        // About and members.
                        <Route path=path!("/c/:slug/:tab") view={Lazy::<CommunityPage>::new()} />
                        <Route path=path!("/spaces") view={Lazy::<SpacesPage>::new()} />
                        <Route path=path!("/spaces/:space_id") view={Lazy::<SpaceViewPage>::new()} />
                        <Route path=path!("/notifications") view={Lazy::<NotificationsPage>::new()} />
                        <Route path=path!("/report") view={Lazy::<ReportPage>::new()} />
                        <Route path=path!("/admin/reports") view={Lazy::<PlatformReportsPage>::new()} />
                        <Route path=path!("/followers/requests") view={Lazy::<RequestsPage>::new()} />
                        <Route path=path!("/welcome") view={Lazy::<WelcomePage>::new()} />
                        <Route path=path!("/about") view={Lazy::<AboutPage>::new()} />
                        <Route path=path!("/signup") view={Lazy::<SignUpPage>::new()} />
                        <Route path=path!("/login") view={Lazy::<LogInPage>::new()} />
                        <Route path=path!("/logout") view={Lazy::<LogOutPage>::new()} />
                        <Route path=path!("/forgot") view={Lazy::<ForgotPage>::new()} />
                        <Route path=path!("/reset") view={Lazy::<ResetPage>::new()} />
                        <Route path=path!("/verify") view={Lazy::<VerifyPage>::new()} />
                        <Route path=path!("/settings") view={Lazy::<SettingsPage>::new()} />
                        <Route path=path!("/settings/account") view={Lazy::<AccountPage>::new()} />
                        <Route path=path!("/settings/account/deactivate") view={Lazy::<DeactivatePage>::new()} />
                        <Route path=path!("/settings/account/delete") view={Lazy::<DeletePage>::new()} />
                        <Route path=path!("/settings/profile") view={Lazy::<ProfileSettingsPage>::new()} />
                        <Route path=path!("/settings/privacy") view={Lazy::<PrivacyPage>::new()} />
                        <Route path=path!("/settings/appearance") view={Lazy::<AppearancePage>::new()} />
                        <Route path=path!("/settings/sessions") view={Lazy::<SessionsPage>::new()} />
                        <Route path=path!("/compose") view={Lazy::<ComposePage>::new()} />
                        <Route path=path!("/drafts") view={Lazy::<DraftsPage>::new()} />
                        <Route path=ProfileSegment view={Lazy::<ProfilePage>::new()} />
                        <Route path=PeopleSegment view={Lazy::<PeoplePage>::new()} />
                        // Last of what begins with a handle: the words that a profile knows are no ids.
                        <Route path=(HandleSegment, ParamSegment("post_id")) view={Lazy::<ConversationPage>::new()} />
                    </FlatRoutes>
                </Frame>
            </Router>
        </I18nContextProvider>
    }
}
