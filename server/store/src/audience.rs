//! Whom a post or a space is for, as its row keeps it: a kind, and the circle or community that it names.

use crate::numbers::{known, unknown};
use types::{Audience, CircleId, CommunityId, NumberEnum, Result, SpaceAudience, number_enum};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AudienceKind {
    Public,
    Followers,
    Circle,
    Community,
    Invited,
}

number_enum!(AudienceKind {
    Public = 0,
    Followers = 1,
    Circle = 2,
    Community = 3,
    Invited = 4,
});

impl AudienceKind {
    /// Those that posts know.
    pub const OF_POSTS: [Self; 4] = [Self::Public, Self::Followers, Self::Circle, Self::Community];
}

/// Number and group of a post's audience.
pub(crate) fn of_post(audience: Audience) -> (i16, Option<i64>) {
    let (kind, group) = match audience {
        Audience::Public => (AudienceKind::Public, None),
        Audience::Followers => (AudienceKind::Followers, None),
        Audience::Circle(circle) => (AudienceKind::Circle, Some(circle.0)),
        Audience::Community(community) => (AudienceKind::Community, Some(community.0)),
    };
    (kind.number(), group)
}

pub(crate) fn post_audience(number: i16, group: Option<i64>) -> Result<Audience> {
    match (known(number)?, group) {
        (AudienceKind::Public, _) => Ok(Audience::Public),
        (AudienceKind::Followers, _) => Ok(Audience::Followers),
        (AudienceKind::Circle, Some(circle)) => Ok(Audience::Circle(CircleId(circle))),
        (AudienceKind::Community, Some(community)) => Ok(Audience::Community(CommunityId(community))),
        (AudienceKind::Circle | AudienceKind::Community | AudienceKind::Invited, _) => Err(unknown::<Audience>(number)),
    }
}

/// Number and group of a space's audience.
pub(crate) fn of_space(audience: SpaceAudience) -> (i16, Option<i64>) {
    let (kind, group) = match audience {
        SpaceAudience::Public => (AudienceKind::Public, None),
        SpaceAudience::Followers => (AudienceKind::Followers, None),
        SpaceAudience::Circle(circle) => (AudienceKind::Circle, Some(circle.0)),
        SpaceAudience::Community(community) => (AudienceKind::Community, Some(community.0)),
        SpaceAudience::Invited => (AudienceKind::Invited, None),
    };
    (kind.number(), group)
}

pub(crate) fn space_audience(number: i16, group: Option<i64>) -> Result<SpaceAudience> {
    match (known(number)?, group) {
        (AudienceKind::Public, _) => Ok(SpaceAudience::Public),
        (AudienceKind::Followers, _) => Ok(SpaceAudience::Followers),
        (AudienceKind::Circle, Some(circle)) => Ok(SpaceAudience::Circle(CircleId(circle))),
        (AudienceKind::Community, Some(community)) => Ok(SpaceAudience::Community(CommunityId(community))),
        (AudienceKind::Invited, _) => Ok(SpaceAudience::Invited),
        (AudienceKind::Circle | AudienceKind::Community, None) => Err(unknown::<SpaceAudience>(number)),
    }
}
