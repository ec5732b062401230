//! Pages. Their addresses are those of `app/src/routes.rs`; a test holds both lists to be the same.

use super::{Access, Cache, Endpoint, Method, Route};
use Access::{Everyone, Operator, SignedIn};

const fn page(path: &'static str, access: Access) -> Route {
    Route {
        method: Method::Get,
        path,
        endpoint: Endpoint::Page,
        access,
        limit: None,
        content: true,
        // What a page shows depends on who asks.
        cache: Cache::PrivateNoCache,
    }
}

/// A form, or words of our own.
const fn form(path: &'static str, access: Access) -> Route {
    Route {
        content: false,
        ..page(path, access)
    }
}

pub const PAGES: &[Route] = &[
    page("/", Everyone),
    page("/home", SignedIn),
    page("/explore", Everyone),
    page("/search", Everyone),
    page("/tags/{tag}", Everyone),
    page("/bookmarks", SignedIn),
    page("/circles", SignedIn),
    page("/circles/{circle_id}", SignedIn),
    page("/communities", Everyone),
    form("/communities/new", SignedIn),
    page("/c/{slug}", Everyone),
    page("/c/{slug}/about", Everyone),
    page("/c/{slug}/members", Everyone),
    form("/c/{slug}/settings", Everyone),
    page("/c/{slug}/moderation", Everyone),
    page("/spaces", Everyone),
    page("/spaces/{space_id}", Everyone),
    page("/notifications", SignedIn),
    page("/report", Everyone),
    page("/manage", Everyone),
    page("/admin/reports", Operator),
    page("/followers/requests", SignedIn),
    page("/welcome", SignedIn),
    form("/about", Everyone),
    form("/signup", Everyone),
    form("/login", Everyone),
    form("/logout", Everyone),
    form("/forgot", Everyone),
    form("/reset", Everyone),
    form("/verify", Everyone),
    page("/settings", SignedIn),
    page("/settings/account", SignedIn),
    page("/settings/account/deactivate", SignedIn),
    page("/settings/account/delete", SignedIn),
    page("/settings/profile", SignedIn),
    page("/settings/privacy", SignedIn),
    page("/settings/appearance", SignedIn),
    page("/settings/sessions", SignedIn),
    page("/compose", SignedIn),
    page("/drafts", SignedIn),
    page("/@{handle}", Everyone),
    page("/@{handle}/replies", Everyone),
    page("/@{handle}/media", Everyone),
    page("/@{handle}/likes", Everyone),
    page("/@{handle}/followers", Everyone),
    page("/@{handle}/following", Everyone),
    page("/@{handle}/{post_id}", Everyone),
];
