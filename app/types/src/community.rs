//! Communities: places with rules and moderators, read by anybody, written in by members.

use crate::{AccountCard, CommunityId, Error, Field, Result, Rule, text};
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
/// Words of addresses below `/c/` and `/communities/` that would be mistaken for something else.
const RESERVED_SLUGS: &[&str] = &["new", "admin", "settings", "about", "members", "moderation"];

/// Where a post stands with the moderators of its community. All but the first are seen by its author and by them alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    #[default]
    Shown,
    /// Until one of them looked at it.
    Waiting,
    Hidden,
}

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

impl JoinLevel {
    pub const ALL: [Self; 3] = [Self::Open, Self::Request, Self::Invite];

    /// As forms carry it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Request => "request",
            Self::Invite => "invite",
        }
    }
}

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

impl CommunityRole {
    /// As forms carry it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }
}

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
    pub held: Held,
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
pub enum Standing {
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
pub struct Entrance {
    pub level: JoinLevel,
    pub role: Option<CommunityRole>,
    pub invitations_given: u32,
    pub invited: bool,
    pub requested: bool,
    /// Removed once by a moderator: comes back only when one of them says so.
    pub removed: bool,
    pub banned: Option<Option<i64>>,
    pub barred: bool,
    pub protected: bool,
}

impl Entrance {
    /// The rules of entering (product contract §5).
    pub fn standing(self) -> Standing {
        if let Some(role) = self.role {
            let left = MEMBER_INVITATIONS.saturating_sub(self.invitations_given);
            return Standing::Member {
                role,
                invitations_left: (role == CommunityRole::Member).then_some(left),
            };
        }
        if let Some(until) = self.banned {
            return Standing::Banned { until };
        }
        if self.protected {
            return Standing::Protected;
        }
        if self.barred {
            return Standing::Barred;
        }
        // Who was removed lost the invitation with it.
        if self.invited || (self.level == JoinLevel::Open && !self.removed) {
            return Standing::MayJoin;
        }
        if self.requested {
            return Standing::Requested;
        }
        match self.level {
            JoinLevel::Invite => Standing::NeedsInvitation,
            JoinLevel::Open | JoinLevel::Request => Standing::MayAsk,
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
    pub standing: Standing,
    pub hold_first: u32,
    pub hold_links: u32,
}

impl Community {
    pub fn role(&self) -> Option<CommunityRole> {
        match self.standing {
            Standing::Member { role, .. } => Some(role),
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

/// What an admin decides about a community, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityDraft {
    pub name: String,
    pub description: String,
    /// Separated by commas or spaces, with or without `#`.
    pub topics: String,
    pub level: JoinLevel,
}

impl CommunityDraft {
    /// As it is kept, with the topics apart; refuses what is empty, too long or too much, at its field.
    pub fn validate(&self) -> Result<(Self, Vec<String>)> {
        let name = text::clean_line(&self.name);
        if name.is_empty() {
            return Err(Error::invalid(Field::CommunityName, Rule::Required));
        }
        at_most(Field::CommunityName, &name, MAX_COMMUNITY_NAME)?;
        let description = text::clean_line(&self.description);
        at_most(Field::Description, &description, MAX_COMMUNITY_DESCRIPTION)?;
        let mut topics = Vec::<String>::new();
        for word in self.topics.split([',', ' ', '\n', ';']) {
            let topic = text::tag_key(word.trim()).replace('\0', "");
            if !topic.is_empty() && !topics.contains(&topic) {
                at_most(Field::Topics, &topic, MAX_TOPIC)?;
                topics.push(topic);
            }
        }
        if topics.len() > MAX_TOPICS {
            let max = MAX_TOPICS as u32;
            return Err(Error::invalid(Field::Topics, Rule::TooMany { max }));
        }
        let kept = Self {
            name,
            description,
            topics: topics.join(" "),
            level: self.level,
        };
        Ok((kept, topics))
    }
}

/// The end of a community's address: lower-case letters, digits and hyphens, 3 to 30.
pub fn validate_slug(slug: &str) -> Result<String> {
    let slug = slug.trim().to_lowercase();
    let known = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
    if slug.is_empty() {
        return Err(Error::invalid(Field::Slug, Rule::Required));
    }
    at_most(Field::Slug, &slug, MAX_SLUG)?;
    if slug.len() < 3 {
        return Err(Error::invalid(Field::Slug, Rule::TooShort { min: 3 }));
    }
    if !slug.bytes().all(known) || slug.starts_with('-') || slug.ends_with('-') {
        return Err(Error::invalid(Field::Slug, Rule::SlugForm));
    }
    if RESERVED_SLUGS.contains(&slug.as_str()) {
        return Err(Error::invalid(Field::Slug, Rule::SlugTaken));
    }
    Ok(slug)
}

/// What an address could be for a community of this name; empty where nothing of it can stand in one.
pub fn suggest_slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in text::unaccented(name).chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX_SLUG);
    slug.trim_end_matches('-').to_owned()
}

/// The rules as they are kept: those without a title and a text are left out.
pub fn validate_rules(rules: &[CommunityRule]) -> Result<Vec<CommunityRule>> {
    let mut kept = Vec::new();
    for rule in rules {
        let title = text::clean_line(&rule.title);
        let detail = text::clean_line(&rule.detail);
        if title.is_empty() && detail.is_empty() {
            continue;
        }
        if title.is_empty() {
            return Err(Error::invalid(Field::RuleTitle, Rule::Required));
        }
        at_most(Field::RuleTitle, &title, MAX_RULE_TITLE)?;
        at_most(Field::RuleDetail, &detail, MAX_RULE_DETAIL)?;
        kept.push(CommunityRule { title, detail });
    }
    if kept.len() > MAX_RULES {
        let max = MAX_RULES as u32;
        return Err(Error::invalid(Field::RuleTitle, Rule::TooMany { max }));
    }
    Ok(kept)
}

fn at_most(field: Field, text: &str, max: usize) -> Result<()> {
    if text.chars().count() > max {
        let max = max as u32;
        return Err(Error::invalid(field, Rule::TooLong { max }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_enters_how() {
        use JoinLevel::{Invite, Open, Request};
        let at = |level| Entrance {
            level,
            ..Entrance::default()
        };
        let invited = |level| Entrance {
            invited: true,
            ..at(level)
        };
        let removed = |level| Entrance {
            removed: true,
            ..at(level)
        };
        let table = [
            (at(Open), Standing::MayJoin),
            (at(Request), Standing::MayAsk),
            (at(Invite), Standing::NeedsInvitation),
            (invited(Request), Standing::MayJoin),
            (invited(Invite), Standing::MayJoin),
            (removed(Open), Standing::MayAsk),
            (removed(Request), Standing::MayAsk),
            (removed(Invite), Standing::NeedsInvitation),
            (
                Entrance {
                    requested: true,
                    ..at(Request)
                },
                Standing::Requested,
            ),
            (
                Entrance {
                    requested: true,
                    ..invited(Request)
                },
                Standing::MayJoin,
            ),
            (
                Entrance {
                    barred: true,
                    ..invited(Open)
                },
                Standing::Barred,
            ),
            (
                Entrance {
                    protected: true,
                    ..invited(Open)
                },
                Standing::Protected,
            ),
            (
                Entrance {
                    banned: Some(Some(7)),
                    protected: true,
                    ..invited(Open)
                },
                Standing::Banned { until: Some(7) },
            ),
            (
                Entrance {
                    role: Some(CommunityRole::Member),
                    invitations_given: 2,
                    ..at(Open)
                },
                Standing::Member {
                    role: CommunityRole::Member,
                    invitations_left: Some(3),
                },
            ),
            (
                Entrance {
                    role: Some(CommunityRole::Moderator),
                    invitations_given: 9,
                    ..at(Open)
                },
                Standing::Member {
                    role: CommunityRole::Moderator,
                    invitations_left: None,
                },
            ),
        ];
        for (entrance, standing) in table {
            assert_eq!(entrance.standing(), standing, "{entrance:?}");
        }
    }

    #[test]
    fn an_address_is_short_and_plain() {
        assert_eq!(validate_slug(" Birds-of-Lyon "), Ok("birds-of-lyon".to_owned()));
        for (slug, rule) in [
            ("", Rule::Required),
            ("ab", Rule::TooShort { min: 3 }),
            ("-abc", Rule::SlugForm),
            ("a_b_c", Rule::SlugForm),
            ("été", Rule::SlugForm),
            ("new", Rule::SlugTaken),
        ] {
            assert_eq!(validate_slug(slug), Err(Error::invalid(Field::Slug, rule)), "{slug}");
        }
        assert_eq!(suggest_slug("Les Mésanges & co!"), "les-mesanges-co");
        assert_eq!(suggest_slug("鳥"), "");
    }

    #[test]
    fn what_an_admin_types_is_cleaned() {
        let draft = CommunityDraft {
            name: "  Birds  of\nLyon ".to_owned(),
            description: String::new(),
            topics: "#Birds, birds lyon".to_owned(),
            level: JoinLevel::Request,
        };
        let (kept, topics) = draft.validate().unwrap();
        assert_eq!(
            (kept.name.as_str(), topics.as_slice()),
            ("Birds of Lyon", ["birds".to_owned(), "lyon".to_owned()].as_slice())
        );
        let long = CommunityDraft {
            name: "é".repeat(31),
            ..draft.clone()
        };
        assert_eq!(
            long.validate().unwrap_err(),
            Error::invalid(Field::CommunityName, Rule::TooLong { max: 30 })
        );
        let many = CommunityDraft {
            topics: "a b c d e f".to_owned(),
            ..draft
        };
        assert_eq!(
            many.validate().unwrap_err(),
            Error::invalid(Field::Topics, Rule::TooMany { max: 5 })
        );
    }

    #[test]
    fn rules_have_titles_and_are_ten_at_most() {
        let rule = |title: &str, detail: &str| CommunityRule {
            title: title.to_owned(),
            detail: detail.to_owned(),
        };
        let kept = validate_rules(&[rule(" Be kind ", ""), rule("", " ")]).unwrap();
        assert_eq!(kept, [rule("Be kind", "")]);
        assert_eq!(
            validate_rules(&[rule("", "why")]),
            Err(Error::invalid(Field::RuleTitle, Rule::Required))
        );
        let eleven: Vec<_> = (0..11).map(|number| rule(&number.to_string(), "")).collect();
        assert_eq!(
            validate_rules(&eleven),
            Err(Error::invalid(Field::RuleTitle, Rule::TooMany { max: 10 }))
        );
    }
}
