//! Every address with its page. The server has each in its table of routes, with who may ask; a test holds both to be the
//! same.

use crate::{
    about::AboutPage,
    accounts::{ForgotPage, LogInPage, LogOutPage, ResetPage, SignUpPage, VerifyPage},
    circles::{CirclePage, CirclesPage},
    co_posts::DraftsPage,
    communities::{CommunitiesPage, CommunityPage, CommunitySettingsPage, CreateCommunityPage},
    moderation::{ModerationPage, PlatformReportsPage, ReportPage},
    notifications::NotificationsPage,
    pages::{ExplorePage, HomePage, LandingPage, ManagePage, ProfilePage, SearchPage},
    posts::{ComposePage, ConversationPage},
    profiles::{PeoplePage, PeopleSegment, ProfileSegment, RequestsPage, WelcomePage},
    settings::{
        AccountPage, AppearancePage, DeactivatePage, DeletePage, PrivacyPage, ProfileSettingsPage, SessionsPage,
        SettingsPage,
    },
    shell::Frame,
    slots,
    spaces::{SpaceViewPage, SpacesPage},
    timelines::{BookmarksPage, TagPage, provide_feed_cache},
};
use base::{
    initial_state::provide_initial_state, language::languages, lazy_view, not_found::NotFound,
    route_segments::HandleSegment,
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    ChooseView, MatchInterface, MatchNestedRoutes, ParamSegment, RouteDefs,
    components::{FlatRoutes, Route, Router},
    path,
};
use locales::I18nContextProvider;

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_initial_state();
    provide_feed_cache();
    view! {
        <I18nContextProvider ssr_lang_header_getter=languages()>
            <Router>
                <Frame>
                    <FlatRoutes fallback=NotFound children=ToChildren::to_children(pages) />
                </Frame>
            </Router>
        </I18nContextProvider>
    }
}

fn pages() -> impl MatchNestedRoutes + Clone + Send + 'static {
    view! {
        <Route path=path!("/") view={lazy_view!(page LandingPage, slots::posts)} />
        <Route path=path!("/home") view={lazy_view!(page HomePage, slots::posts, slots::composer)} />
        <Route path=path!("/explore") view={lazy_view!(page ExplorePage, slots::posts)} />
        <Route path=path!("/search") view={lazy_view!(page SearchPage, slots::posts)} />
        <Route path=path!("/tags/:tag") view={lazy_view!(page TagPage, slots::posts)} />
        <Route path=path!("/bookmarks") view={lazy_view!(page BookmarksPage, slots::posts)} />
        <Route path=path!("/circles") view={lazy_view!(page CirclesPage)} />
        <Route path=path!("/circles/:circle_id") view={lazy_view!(page CirclePage)} />
        <Route path=path!("/communities") view={lazy_view!(page CommunitiesPage)} />
        <Route path=path!("/communities/new") view={lazy_view!(page CreateCommunityPage)} />
        <Route path=path!("/c/:slug") view={lazy_view!(page CommunityPage, slots::posts, slots::composer, slots::communities)} />
        <Route path=path!("/c/:slug/settings") view={lazy_view!(page CommunitySettingsPage)} />
        <Route path=path!("/c/:slug/moderation") view={lazy_view!(page ModerationPage, slots::posts)} />
        // About and members.
        <Route path=path!("/c/:slug/:tab") view={lazy_view!(page CommunityPage, slots::posts, slots::composer, slots::communities)} />
        <Route path=path!("/spaces") view={lazy_view!(page SpacesPage)} />
        <Route path=path!("/spaces/:space_id") view={lazy_view!(page SpaceViewPage, slots::spaces)} />
        <Route path=path!("/notifications") view={lazy_view!(page NotificationsPage, slots::posts)} />
        <Route path=path!("/manage") view={lazy_view!(page ManagePage, slots::posts)} />
        <Route path=path!("/report") view={lazy_view!(page ReportPage, slots::posts)} />
        <Route path=path!("/admin/reports") view={lazy_view!(page PlatformReportsPage, slots::posts)} />
        <Route path=path!("/followers/requests") view={lazy_view!(page RequestsPage)} />
        <Route path=path!("/welcome") view={lazy_view!(page WelcomePage)} />
        <Route path=path!("/about") view={lazy_view!(page AboutPage)} />
        <Route path=path!("/signup") view={lazy_view!(page SignUpPage)} />
        <Route path=path!("/login") view={lazy_view!(page LogInPage)} />
        <Route path=path!("/logout") view={lazy_view!(page LogOutPage)} />
        <Route path=path!("/forgot") view={lazy_view!(page ForgotPage)} />
        <Route path=path!("/reset") view={lazy_view!(page ResetPage)} />
        <Route path=path!("/verify") view={lazy_view!(page VerifyPage)} />
        <Route path=path!("/settings") view={lazy_view!(page SettingsPage)} />
        <Route path=path!("/settings/account") view={lazy_view!(page AccountPage)} />
        <Route path=path!("/settings/account/deactivate") view={lazy_view!(page DeactivatePage)} />
        <Route path=path!("/settings/account/delete") view={lazy_view!(page DeletePage)} />
        <Route path=path!("/settings/profile") view={lazy_view!(page ProfileSettingsPage)} />
        <Route path=path!("/settings/privacy") view={lazy_view!(page PrivacyPage)} />
        <Route path=path!("/settings/appearance") view={lazy_view!(page AppearancePage)} />
        <Route path=path!("/settings/sessions") view={lazy_view!(page SessionsPage)} />
        <Route path=path!("/compose") view={lazy_view!(page ComposePage, slots::posts, slots::composer)} />
        <Route path=path!("/drafts") view={lazy_view!(page DraftsPage)} />
        <Route path=ProfileSegment view={lazy_view!(page ProfilePage, slots::posts)} />
        <Route path=PeopleSegment view={lazy_view!(page PeoplePage)} />
        // Last of what begins with a handle: the words that a profile knows are no ids.
        <Route path=(HandleSegment, ParamSegment("post_id")) view={lazy_view!(page ConversationPage, slots::posts, slots::composer)} />
    }
    .into_inner()
}

/// Loads the code of the page at `path`. To be awaited before hydration, which goes through the whole document at once.
pub async fn load_page(path: &str) {
    if let Some(found) = RouteDefs::new(pages()).match_route(path) {
        found.into_view_and_child().0.preload().await;
    }
}

/// For each address the number of the page that shows it, and how many pages there are: for the server's table of routes.
#[cfg(not(target_family = "wasm"))]
pub fn pages_at(paths: &[String]) -> (Vec<Option<usize>>, usize) {
    let pages = RouteDefs::new(pages());
    let mut seen = Vec::new();
    let numbers = paths.iter().map(|path| {
        let id = pages.match_route(path)?.as_id();
        Some(seen.iter().position(|known| *known == id).unwrap_or_else(|| {
            seen.push(id);
            seen.len() - 1
        }))
    });
    let numbers = numbers.collect();
    let (_, all) = pages.generate_routes();
    (numbers, all.into_iter().count())
}
