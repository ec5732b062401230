//! Whom a post is for, as its row keeps it.

use types::Audience;

/// `posts.audience` of a post for a circle.
pub(crate) const CIRCLE: i16 = 2;
/// `posts.audience` of a post in a community.
pub(crate) const COMMUNITY: i16 = 3;

/// As `posts.audience` keeps it.
pub(crate) fn audience_number(audience: Audience) -> i16 {
    match audience {
        Audience::Public => 0,
        Audience::Followers => 1,
        Audience::Circle(_) => CIRCLE,
        Audience::Community(_) => COMMUNITY,
    }
}

/// The group that the number is of.
pub(crate) fn audience_id(audience: Audience) -> Option<i64> {
    match audience {
        Audience::Circle(circle) => Some(circle.0),
        Audience::Community(community) => Some(community.0),
        Audience::Public | Audience::Followers => None,
    }
}
