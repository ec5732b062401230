//! Every address that answers something, with the fields that make it tell most. A route of the server that is neither
//! here nor among [`SILENT`] fails the test.

use super::fixture::{PEOPLE, World, canary, handle};
use crate::support::encode;

/// One address to ask, of a route as the server registers it.
pub struct Output {
    pub route: &'static str,
    pub address: String,
}

/// Routes that answer nothing of posts: forms and confirmations, what only the asker's own account concerns, files of
/// the build; and changes, whose answers are about the asker's own deed. What changes something of a post is asked for
/// each hidden post by the test itself.
pub const SILENT: &[&str] = &[
    "/about",
    "/signup",
    "/login",
    "/logout",
    "/forgot",
    "/reset",
    "/verify",
    "/live",
    "/api/accounts/check_handle",
    "/api/accounts/current",
    "/api/accounts/log_in",
    "/api/accounts/log_out",
    "/api/accounts/request_reset",
    "/api/accounts/reset_is_open",
    "/api/accounts/reset_password",
    "/api/accounts/sign_up",
    "/api/accounts/switch",
    "/api/accounts/verify_email",
    "/api/circles/add",
    "/api/circles/create",
    "/api/circles/delete",
    "/api/circles/leave",
    "/api/circles/remove",
    "/api/circles/rename",
    "/communities/new",
    "/c/{slug}/settings",
    "/api/communities/create",
    "/api/communities/invite",
    "/api/communities/join",
    "/api/communities/leave",
    "/api/communities/set_role",
    "/api/communities/set_rules",
    "/api/communities/update",
    "/api/co_posts/accept",
    "/api/co_posts/decline",
    "/api/co_posts/invite",
    "/api/co_posts/leave",
    "/api/co_posts/withdraw",
    "/api/live/account",
    "/api/moderation/act",
    "/api/moderation/report",
    "/api/moderation/settle",
    "/api/notifications/seen",
    "/api/posts/bookmark",
    "/api/posts/create",
    "/api/posts/delete",
    "/api/posts/hide_reply",
    "/api/posts/like",
    "/api/posts/set_reply_rule",
    "/api/posts/pin",
    "/api/posts/repost",
    "/api/posts/unbookmark",
    "/api/posts/unlike",
    "/api/posts/unpin",
    "/api/posts/unrepost",
    "/api/profiles/accept_request",
    "/api/profiles/block",
    "/api/profiles/hear_circles",
    "/api/profiles/quiet_circles",
    "/api/profiles/finish_welcome",
    "/api/profiles/follow",
    "/api/profiles/mute",
    "/api/profiles/refuse_request",
    "/api/profiles/remove_follower",
    "/api/profiles/set_bio",
    "/api/profiles/unblock",
    "/api/profiles/unfollow",
    "/api/profiles/unmute",
    "/api/profiles/update",
    "/api/settings/change_email",
    "/api/settings/change_handle",
    "/api/settings/change_password",
    "/api/settings/deactivate",
    "/api/settings/delete_account",
    "/api/settings/end_other_sessions",
    "/api/settings/end_session",
    "/api/settings/resend_verification",
    "/api/settings/set_language",
    "/api/settings/hides_listening",
    "/api/settings/set_hides_listening",
    "/api/settings/set_protected",
    "/api/settings/set_shortcuts",
    "/api/settings/set_theme",
    "/api/spaces/act",
    "/api/spaces/blocked",
    "/api/spaces/cancel",
    "/api/spaces/client",
    "/api/spaces/delete_replay",
    "/api/spaces/invite",
    "/api/spaces/mix_again",
    "/api/spaces/remind",
    "/api/spaces/start",
    "/api/spaces/trim",
];

/// Everything that the world's people ask.
pub fn outputs(world: &World) -> Vec<Output> {
    let mut all = Vec::new();
    let mut add = |route, address: String| all.push(Output { route, address });
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
    for (person, account) in world.accounts.iter().enumerate() {
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
    for circle in &world.circles {
        let id = circle.to_string();
        for function in ["/api/circles/show", "/api/circles/members", "/api/circles/candidates"] {
            ask(function, &[("circle_id", &id)]);
        }
    }
    ask("/api/communities/directory", &[]);
    ask("/api/communities/directory", &[("query", "roost")]);
    for community in &world.communities {
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
    for space in &world.spaces {
        let id = space.to_string();
        ask("/api/spaces/show", &[("space", &id)]);
        ask("/api/spaces/card", &[("space", &id)]);
    }
    for (place, post) in world.posts.iter().enumerate() {
        let id = post.to_string();
        ask("/api/posts/show", &[("post_id", &id)]);
        ask("/api/posts/conversation", &[("post_id", &id)]);
        ask("/api/moderation/report_form", &[("post_id", &id)]);
        ask("/api/timelines/list", &[("source[tag]", &canary(place))]);
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
            all.push(Output {
                route,
                address: format!("/@{name}{part}"),
            });
        }
    }
    for circle in &world.circles {
        all.push(Output {
            route: "/circles/{circle_id}",
            address: format!("/circles/{circle}"),
        });
    }
    for community in &world.communities {
        for (route, part) in [
            ("/c/{slug}", ""),
            ("/c/{slug}/about", "/about"),
            ("/c/{slug}/members", "/members"),
            ("/c/{slug}/moderation", "/moderation"),
        ] {
            all.push(Output {
                route,
                address: format!("/c/{}{part}", community.slug),
            });
        }
    }
    all.push(Output {
        route: "/spaces",
        address: "/spaces".to_owned(),
    });
    for space in &world.spaces {
        for (route, part) in [
            ("/spaces/{space_id}", ""),
            ("/spaces/{space_id}/captions.vtt", "/captions.vtt"),
            ("/spaces/{space_id}/replay.ogg", "/replay.ogg"),
        ] {
            all.push(Output {
                route,
                address: format!("/spaces/{space}{part}"),
            });
        }
    }
    for (place, post) in world.posts.iter().enumerate().step_by(4) {
        let author = handle(world.facts.pieces[&place].author);
        for (route, address) in [
            ("/@{handle}/{post_id}", format!("/@{author}/{post}")),
            ("/tags/{tag}", format!("/tags/{}", canary(place))),
            ("/compose", format!("/compose?quote={post}")),
            ("/report", format!("/report?post={post}")),
            ("/manage", format!("/manage?post={post}")),
        ] {
            all.push(Output { route, address });
        }
    }
    all
}
