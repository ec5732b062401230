//! Every endpoint that returns content, with the fields for the fullest answer. A route that returns content by the
//! server's table of routes and is not here fails the test.

use super::fixture::{Fixture, PEOPLE, canary, handle};
use crate::support::encode;

/// One address to ask, of a route as the server registers it.
pub struct Endpoint {
    pub route: &'static str,
    pub address: String,
}

/// Routes with content that are not among [`endpoints`], because they are asked one by one: in which function.
pub const ASKED_APART: [(&str, &str); 3] = [
    ("/live", "read_live"),
    ("/media/{key}/{variant}", "read_posts"),
    ("/spaces/{space_id}/whep", "read_spaces"),
];

/// Everything that the fixture's people ask.
pub fn endpoints(fixture: &Fixture) -> Vec<Endpoint> {
    let mut all = Vec::new();
    let mut add = |route, address: String| all.push(Endpoint { route, address });
    for page in [
        "/",
        "/home",
        "/explore",
        "/bookmarks",
        "/circles",
        "/communities",
        "/notifications",
        "/followers/requests",
        "/welcome",
        "/settings",
        "/settings/account",
        "/settings/account/deactivate",
        "/settings/account/delete",
        "/settings/profile",
        "/settings/privacy",
        "/settings/appearance",
        "/settings/sessions",
        "/compose",
        "/admin/reports",
        "/drafts",
    ] {
        add(page, page.to_owned());
    }
    add("/notifications", "/notifications?f=mentions".to_owned());
    for filter in ["top", "latest", "people", "media", "communities"] {
        add("/search", format!("/search?q=canary&f={filter}"));
        add("/search", format!("/search?q=described&f={filter}"));
    }
    for function in [
        "/api/moderation/platform_reports",
        "/api/co_posts/list",
        "/api/co_posts/candidates",
        "/api/notifications/list",
        "/api/profiles/count_requests",
        "/api/profiles/suggested",
        "/api/settings/account",
        "/api/settings/sessions",
        "/api/spaces/followed",
        "/api/spaces/list",
        "/api/timelines/trends",
        "/api/timelines/who_to_follow",
    ] {
        add(function, function.to_owned());
    }
    let mut ask = |route: &'static str, fields: &[(&str, &str)]| add(route, format!("{route}?{}", encode(fields)));
    ask("/api/notifications/list", &[("mentions_only", "true")]);
    ask("/api/co_posts/candidates", &[("query", "w")]);
    ask("/api/posts/suggest_tags", &[("prefix", "canary")]);
    ask("/api/posts/suggest_people", &[("prefix", "w")]);
    ask("/api/timelines/search_people", &[("query", "canary")]);
    for source in ["home", "latest", "bookmarks"] {
        ask("/api/timelines/list", &[("source", source)]);
    }
    for filter in ["top", "latest", "media"] {
        ask(
            "/api/timelines/list",
            &[("source[search][query]", "canary"), ("source[search][filter]", filter)],
        );
    }
    for (person, account) in fixture.accounts.iter().enumerate() {
        let id = account.to_string();
        for source in ["posts", "replies", "media", "likes"] {
            ask("/api/timelines/list", &[(&format!("source[profile_{source}]"), &id)]);
        }
        ask("/api/profiles/show", &[("handle", handle(person))]);
        for kind in ["followers", "following", "requests", "blocked", "muted"] {
            ask("/api/profiles/people", &[("kind", kind), ("handle", handle(person))]);
        }
        let query = format!("from:{} canary", handle(person));
        ask(
            "/api/timelines/list",
            &[("source[search][query]", &query), ("source[search][filter]", "latest")],
        );
    }
    for circle in &fixture.circles {
        let id = circle.to_string();
        for function in ["/api/circles/show", "/api/circles/members", "/api/circles/candidates"] {
            ask(function, &[("circle_id", &id)]);
        }
    }
    ask("/api/communities/directory", &[]);
    ask("/api/communities/directory", &[("query", "community")]);
    for community in &fixture.communities {
        for function in [
            "/api/communities/show",
            "/api/communities/members",
            "/api/communities/candidates",
            "/api/moderation/show",
            "/api/moderation/log",
        ] {
            ask(function, &[("slug", &community.slug)]);
        }
        for part in ["top", "latest", "media"] {
            let id = community.id.to_string();
            let fields = [
                ("source[community][community]", &*id),
                ("source[community][part]", part),
            ];
            ask("/api/timelines/list", &fields);
        }
    }
    for space in &fixture.spaces {
        let id = space.to_string();
        ask("/api/spaces/show", &[("space", &id)]);
        ask("/api/spaces/card", &[("space", &id)]);
    }
    for (position, post) in fixture.posts.iter().enumerate() {
        let id = post.to_string();
        ask("/api/posts/show", &[("post_id", &id)]);
        ask("/api/posts/conversation", &[("post_id", &id)]);
        ask("/api/moderation/report_form", &[("post_id", &id)]);
        ask("/api/timelines/list", &[("source[tag]", &canary(position))]);
    }
    for person in 0..PEOPLE {
        let name = handle(person);
        for (route, part) in [
            ("/@{handle}", ""),
            ("/@{handle}/replies", "/replies"),
            ("/@{handle}/media", "/media"),
            ("/@{handle}/likes", "/likes"),
            ("/@{handle}/followers", "/followers"),
            ("/@{handle}/following", "/following"),
        ] {
            all.push(Endpoint {
                route,
                address: format!("/@{name}{part}"),
            });
        }
    }
    for circle in &fixture.circles {
        all.push(Endpoint {
            route: "/circles/{circle_id}",
            address: format!("/circles/{circle}"),
        });
    }
    for community in &fixture.communities {
        for (route, part) in [
            ("/c/{slug}", ""),
            ("/c/{slug}/about", "/about"),
            ("/c/{slug}/members", "/members"),
            ("/c/{slug}/moderation", "/moderation"),
        ] {
            all.push(Endpoint {
                route,
                address: format!("/c/{}{part}", community.slug),
            });
        }
    }
    all.push(Endpoint {
        route: "/spaces",
        address: "/spaces".to_owned(),
    });
    for space in &fixture.spaces {
        for (route, part) in [
            ("/spaces/{space_id}", ""),
            ("/spaces/{space_id}/captions.vtt", "/captions.vtt"),
            ("/spaces/{space_id}/replay.ogg", "/replay.ogg"),
        ] {
            all.push(Endpoint {
                route,
                address: format!("/spaces/{space}{part}"),
            });
        }
    }
    for (position, post) in fixture.posts.iter().enumerate().step_by(4) {
        let author = handle(fixture.facts.posts[&position].author);
        for (route, address) in [
            ("/@{handle}/{post_id}", format!("/@{author}/{post}")),
            ("/tags/{tag}", format!("/tags/{}", canary(position))),
            ("/compose", format!("/compose?quote={post}")),
            ("/report", format!("/report?post={post}")),
            ("/manage", format!("/manage?post={post}")),
        ] {
            all.push(Endpoint { route, address });
        }
    }
    all
}
