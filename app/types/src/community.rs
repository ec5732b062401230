//! Communities: places with rules and moderators, read by anybody, written in by members.

use crate::{AccountCard, CommunityId, number_enum, word_enum};
use serde::{Deserialize, Serialize};

/// Limits of the product contract (§5): characters, rules, topics, invitations that a member has to give.
pub const MAX_COMMUNITY_NAME: usize = 30;
pub const MAX_COMMUNITY_DESCRIPTION: usize = 160;
pub const MAX_SLUG: usize = 30;
pub const MAX_TOPICS: usize = 5;
pub const MAX_TOPIC: usize = 30;
pub const MAX_RULES: usize = 10;
pub const MAX_RULE_TITLE: usize = 60;
pub const MAX_RULE_DETAIL: usize = 240;
pub const MEMBER_INVITATIONS: u32 = 5;
/// Characters of what somebody says who asks to join.
pub const MAX_REQUEST_MESSAGE: usize = 280;

/// Where a post stands with the moderators of its community. All but the first are seen by its author and by them alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModerationState {
    #[default]
    Shown,
    /// Until one of them looked at it.
    Waiting,
    Hidden,
}

number_enum!(ModerationState {
    Shown = 0,
    Waiting = 1,
    Hidden = 2,
});

/// How one becomes a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinLevel {
    #[default]
    Open,
    /// A moderator accepts or refuses.
    Request,
    /// With an invitation by a member.
    Invite,
}

number_enum!(JoinLevel {
    Open = 0,
    Request = 1,
    Invite = 2,
});
word_enum!(JoinLevel {
    Open = "open",
    Request = "request",
    Invite = "invite",
});

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommunityRole {
    #[default]
    Member,
    /// Handles reports, hides posts, removes and bans members, answers requests.
    Moderator,
    /// Also edits the community, appoints moderators and hands it over.
    Admin,
}

number_enum!(CommunityRole {
    Member = 0,
    Moderator = 1,
    Admin = 2,
});
word_enum!(CommunityRole {
    Member = "member",
    Moderator = "moderator",
    Admin = "admin",
});

/// A community by name and address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CommunityName {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
}

impl CommunityName {
    pub fn path(&self) -> String {
        format!("/c/{}", self.slug)
    }
}

/// What a post of a community tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCommunity {
    pub community: CommunityName,
    /// Whether the viewer may reply, like and repost there.
    pub takes_part: bool,
    /// Whether the viewer is one of its moderators.
    pub moderates: bool,
    pub held: ModerationState,
}

/// Forms may leave out either part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommunityRule {
    pub title: String,
    pub detail: String,
}

/// What stands between the viewer and a community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipState {
    Member {
        role: CommunityRole,
        /// None where there is no limit.
        invitations_left: Option<u32>,
    },
    /// A moderator has to answer.
    Requested,
    /// May join at once.
    MayJoin,
    /// May ask to join.
    MayAsk,
    /// Only with an invitation.
    NeedsInvitation,
    /// A block stands between the viewer and a moderator.
    Barred,
    /// Until the time, in milliseconds since 1970; `None` for good.
    Banned { until: Option<i64> },
    /// The viewer's account is protected.
    Protected,
}

/// What bears on how somebody enters.
#[derive(Clone, Copy, Debug, Default)]
pub struct MembershipCheck {
    pub level: JoinLevel,
    pub role: Option<CommunityRole>,
    pub invitations_sent: u32,
    pub invited: bool,
    pub requested: bool,
    /// Removed once by a moderator: comes back only when one of them says so.
    pub removed: bool,
    pub banned: Option<Option<i64>>,
    pub barred: bool,
    pub protected: bool,
}

impl MembershipCheck {
    /// The rules of entering (product contract §5).
    pub fn state(self) -> MembershipState {
        if let Some(role) = self.role {
            let left = MEMBER_INVITATIONS.saturating_sub(self.invitations_sent);
            return MembershipState::Member {
                role,
                invitations_left: (role == CommunityRole::Member).then_some(left),
            };
        }
        if let Some(until) = self.banned {
            return MembershipState::Banned { until };
        }
        if self.protected {
            return MembershipState::Protected;
        }
        if self.barred {
            return MembershipState::Barred;
        }
        // Who was removed lost the invitation with it.
        if self.invited || (self.level == JoinLevel::Open && !self.removed) {
            return MembershipState::MayJoin;
        }
        if self.requested {
            return MembershipState::Requested;
        }
        match self.level {
            JoinLevel::Invite => MembershipState::NeedsInvitation,
            JoinLevel::Open | JoinLevel::Request => MembershipState::MayAsk,
        }
    }
}

/// Why a community is suggested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestedFor {
    /// So many people whom the viewer follows are in it.
    Followed(u32),
    /// The viewer writes about it.
    Topic(String),
    /// Many are there.
    Popular,
}

/// A community in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommunityCard {
    pub community: CommunityName,
    pub description: String,
    pub cover: Option<String>,
    pub topics: Vec<String>,
    pub level: JoinLevel,
    pub members: u32,
    pub is_member: bool,
    pub suggested_for: Option<SuggestedFor>,
}

/// A community's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Community {
    pub card: CommunityCard,
    pub rules: Vec<CommunityRule>,
    /// Admins first.
    pub moderators: Vec<CommunityMember>,
    /// A few members.
    pub faces: Vec<AccountCard>,
    pub membership: MembershipState,
    /// Whether the viewer may post here now: a member, with no block between them and a moderator.
    pub takes_part: bool,
    pub hold_first: u32,
    pub hold_links: u32,
}

impl Community {
    pub fn role(&self) -> Option<CommunityRole> {
        match self.membership {
            MembershipState::Member { role, .. } => Some(role),
            _ => None,
        }
    }

    pub fn moderates(&self) -> bool {
        self.role() >= Some(CommunityRole::Moderator)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityMember {
    pub card: AccountCard,
    pub role: CommunityRole,
}

/// Somebody who asks to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRequest {
    pub card: AccountCard,
    pub message: String,
    /// Milliseconds since 1970.
    pub asked_at: i64,
}

/// Somebody who could be invited, or why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationCandidate {
    pub card: AccountCard,
    pub invited: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_enters_how() {
        use JoinLevel::{Invite, Open, Request};
        let at = |level| MembershipCheck {
            level,
            ..MembershipCheck::default()
        };
        let invited = |level| MembershipCheck {
            invited: true,
            ..at(level)
        };
        let removed = |level| MembershipCheck {
            removed: true,
            ..at(level)
        };
        let table = [
            (at(Open), MembershipState::MayJoin),
            (at(Request), MembershipState::MayAsk),
            (at(Invite), MembershipState::NeedsInvitation),
            (invited(Request), MembershipState::MayJoin),
            (invited(Invite), MembershipState::MayJoin),
            (removed(Open), MembershipState::MayAsk),
            (removed(Request), MembershipState::MayAsk),
            (removed(Invite), MembershipState::NeedsInvitation),
            (
                MembershipCheck {
                    requested: true,
                    ..at(Request)
                },
                MembershipState::Requested,
            ),
            (
                MembershipCheck {
                    requested: true,
                    ..invited(Request)
                },
                MembershipState::MayJoin,
            ),
            (
                MembershipCheck {
                    barred: true,
                    ..invited(Open)
                },
                MembershipState::Barred,
            ),
            (
                MembershipCheck {
                    protected: true,
                    ..invited(Open)
                },
                MembershipState::Protected,
            ),
            (
                MembershipCheck {
                    banned: Some(Some(7)),
                    protected: true,
                    ..invited(Open)
                },
                MembershipState::Banned { until: Some(7) },
            ),
            (
                MembershipCheck {
                    role: Some(CommunityRole::Member),
                    invitations_sent: 2,
                    ..at(Open)
                },
                MembershipState::Member {
                    role: CommunityRole::Member,
                    invitations_left: Some(3),
                },
            ),
            (
                MembershipCheck {
                    role: Some(CommunityRole::Moderator),
                    invitations_sent: 9,
                    ..at(Open)
                },
                MembershipState::Member {
                    role: CommunityRole::Moderator,
                    invitations_left: None,
                },
            ),
        ];
        for (check, membership) in table {
            assert_eq!(check.state(), membership, "{check:?}");
        }
    }
}
