//! Server functions. Their addresses are those that Leptos registers; a test holds both lists to be the same.

use super::{Access, Cache, Endpoint, Method, RateLimit, Route};
use Access::{Everyone, Operator, SignedIn};

const fn function(method: Method, path: &'static str, access: Access, content: bool) -> Route {
    Route {
        method,
        path,
        endpoint: Endpoint::Function,
        access,
        limit: None,
        content,
        cache: Cache::NoStore,
    }
}

/// Answers what others wrote.
const fn read(path: &'static str, access: Access) -> Route {
    function(Method::Get, path, access, true)
}

/// Answers about the asker's own account, or a rule of the instance.
const fn own(path: &'static str, access: Access) -> Route {
    function(Method::Get, path, access, false)
}

/// Changes something, and answers about the asker's own action.
const fn change(path: &'static str, access: Access) -> Route {
    function(Method::Post, path, access, false)
}

/// The same, counted by network address.
const fn limited(path: &'static str, limit: RateLimit) -> Route {
    Route {
        limit: Some(limit),
        ..change(path, Everyone)
    }
}

pub const FUNCTIONS: &[Route] = &[
    own("/api/accounts/check_handle", Everyone),
    own("/api/accounts/current", Everyone),
    limited("/api/accounts/log_in", RateLimit::LogIn),
    change("/api/accounts/log_out", Everyone),
    limited("/api/accounts/request_reset", RateLimit::LogIn),
    own("/api/accounts/reset_is_open", Everyone),
    change("/api/accounts/reset_password", Everyone),
    limited("/api/accounts/sign_up", RateLimit::SignUp),
    change("/api/accounts/switch", SignedIn),
    change("/api/accounts/verify_email", Everyone),
    change("/api/circles/add", SignedIn),
    read("/api/circles/candidates", SignedIn),
    change("/api/circles/create", SignedIn),
    change("/api/circles/delete", SignedIn),
    change("/api/circles/leave", SignedIn),
    read("/api/circles/members", SignedIn),
    change("/api/circles/remove", SignedIn),
    change("/api/circles/rename", SignedIn),
    read("/api/circles/show", SignedIn),
    change("/api/co_posts/accept", SignedIn),
    read("/api/co_posts/candidates", SignedIn),
    change("/api/co_posts/decline", SignedIn),
    change("/api/co_posts/invite", SignedIn),
    change("/api/co_posts/leave", SignedIn),
    read("/api/co_posts/list", SignedIn),
    change("/api/co_posts/withdraw", SignedIn),
    read("/api/communities/candidates", SignedIn),
    change("/api/communities/create", SignedIn),
    read("/api/communities/directory", Everyone),
    change("/api/communities/invite", SignedIn),
    change("/api/communities/join", SignedIn),
    change("/api/communities/leave", SignedIn),
    read("/api/communities/members", Everyone),
    change("/api/communities/set_role", SignedIn),
    change("/api/communities/set_rules", SignedIn),
    read("/api/communities/show", Everyone),
    change("/api/communities/update", SignedIn),
    own("/api/live/account", Everyone),
    change("/api/moderation/act", SignedIn),
    read("/api/moderation/log", Everyone),
    read("/api/moderation/platform_reports", Operator),
    change("/api/moderation/report", SignedIn),
    read("/api/moderation/report_form", SignedIn),
    change("/api/moderation/settle", Operator),
    read("/api/moderation/show", Everyone),
    read("/api/notifications/list", SignedIn),
    change("/api/notifications/seen", SignedIn),
    change("/api/posts/bookmark", SignedIn),
    read("/api/posts/conversation", Everyone),
    change("/api/posts/create", SignedIn),
    change("/api/posts/delete", SignedIn),
    change("/api/posts/hide_reply", SignedIn),
    change("/api/posts/like", SignedIn),
    change("/api/posts/pin", SignedIn),
    change("/api/posts/repost", SignedIn),
    change("/api/posts/set_reply_rule", SignedIn),
    read("/api/posts/show", Everyone),
    read("/api/posts/suggest_people", SignedIn),
    read("/api/posts/suggest_tags", SignedIn),
    change("/api/posts/unbookmark", SignedIn),
    change("/api/posts/unlike", SignedIn),
    change("/api/posts/unpin", SignedIn),
    change("/api/posts/unrepost", SignedIn),
    change("/api/profiles/accept_request", SignedIn),
    change("/api/profiles/block", SignedIn),
    read("/api/profiles/count_requests", SignedIn),
    change("/api/profiles/finish_welcome", SignedIn),
    change("/api/profiles/follow", SignedIn),
    change("/api/profiles/hear_circles", SignedIn),
    change("/api/profiles/mute", SignedIn),
    read("/api/profiles/people", Everyone),
    change("/api/profiles/quiet_circles", SignedIn),
    change("/api/profiles/refuse_request", SignedIn),
    change("/api/profiles/remove_follower", SignedIn),
    change("/api/profiles/set_bio", SignedIn),
    read("/api/profiles/show", Everyone),
    read("/api/profiles/suggested", SignedIn),
    change("/api/profiles/unblock", SignedIn),
    change("/api/profiles/unfollow", SignedIn),
    change("/api/profiles/unmute", SignedIn),
    change("/api/profiles/update", SignedIn),
    read("/api/settings/account", SignedIn),
    change("/api/settings/change_email", SignedIn),
    change("/api/settings/change_handle", SignedIn),
    change("/api/settings/change_password", SignedIn),
    change("/api/settings/deactivate", SignedIn),
    change("/api/settings/delete_account", SignedIn),
    change("/api/settings/end_other_sessions", SignedIn),
    change("/api/settings/end_session", SignedIn),
    own("/api/settings/hides_listening", SignedIn),
    change("/api/settings/resend_verification", SignedIn),
    read("/api/settings/sessions", SignedIn),
    change("/api/settings/set_hides_listening", SignedIn),
    change("/api/settings/set_language", Everyone),
    change("/api/settings/set_protected", SignedIn),
    change("/api/settings/set_shortcuts", SignedIn),
    change("/api/settings/set_theme", Everyone),
    change("/api/spaces/act", SignedIn),
    change("/api/spaces/blocked", SignedIn),
    change("/api/spaces/cancel", SignedIn),
    read("/api/spaces/card", Everyone),
    change("/api/spaces/client", SignedIn),
    change("/api/spaces/delete_replay", SignedIn),
    read("/api/spaces/followed", Everyone),
    change("/api/spaces/invite", SignedIn),
    read("/api/spaces/list", Everyone),
    change("/api/spaces/mix_again", SignedIn),
    change("/api/spaces/remind", SignedIn),
    read("/api/spaces/show", Everyone),
    change("/api/spaces/start", SignedIn),
    change("/api/spaces/trim", SignedIn),
    read("/api/timelines/list", Everyone),
    read("/api/timelines/search_people", Everyone),
    read("/api/timelines/trends", Everyone),
    read("/api/timelines/who_to_follow", Everyone),
];
