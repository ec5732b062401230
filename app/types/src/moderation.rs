//! Reports, what moderators and operators do about them, and the public log of communities.

use crate::{
    AccountCard, CommunityId, CommunityName, CommunityRole, CommunityRule, Error, Field, JoinRequest, LogId, Post,
    PostId, ReportId, Result, Rule, text, word_enum,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Characters of what a reporter adds, and of the reason that stands in the log.
pub const MAX_REPORT_NOTE: usize = 500;
pub const MAX_REASON: usize = 280;
/// Days that a ban may last; 0 is for good.
pub const BAN_DAYS: [u32; 4] = [1, 7, 30, 0];

/// Why something is reported. A rule of its community goes to the community's moderators, all others to the operators.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportReason {
    /// By its title.
    Rule(String),
    Spam,
    Abuse,
    Hate,
    Violence,
    Sexual,
    SelfHarm,
    Illegal,
    Other,
}

impl ReportReason {
    /// Those that go to the operators.
    pub const PLATFORM: [Self; 8] = [
        Self::Spam,
        Self::Abuse,
        Self::Hate,
        Self::Violence,
        Self::Sexual,
        Self::SelfHarm,
        Self::Illegal,
        Self::Other,
    ];
}

impl fmt::Display for ReportReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rule(title) => return write!(f, "rule:{title}"),
            Self::Spam => "spam",
            Self::Abuse => "abuse",
            Self::Hate => "hate",
            Self::Violence => "violence",
            Self::Sexual => "sexual",
            Self::SelfHarm => "self_harm",
            Self::Illegal => "illegal",
            Self::Other => "other",
        })
    }
}

impl FromStr for ReportReason {
    type Err = Error;

    /// As forms carry it; a missing or unknown one is `Required` at its field.
    fn from_str(text: &str) -> Result<Self> {
        if let Some(title) = text.strip_prefix("rule:") {
            return Ok(Self::Rule(title.to_owned()));
        }
        let known = Self::PLATFORM.into_iter().find(|reason| reason.to_string() == text);
        known.ok_or(Error::invalid(Field::Reason, Rule::Required))
    }
}

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reported {
    Post(PostId),
    Community(CommunityId),
}

/// What a report's form needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reportable {
    /// None where the community as a whole is reported.
    pub post: Option<Post>,
    pub community: Option<CommunityName>,
    /// Of the community.
    pub rules: Vec<CommunityRule>,
}

/// The note of a report as it is kept.
pub fn validate_note(note: &str) -> Result<String> {
    at_most(Field::Message, text::clean_text(note), MAX_REPORT_NOTE)
}

/// What a moderator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModeratorAction {
    /// Takes a post away from all but its author and the moderators.
    Hide,
    Show,
    /// Lets a post that waited appear.
    Approve,
    Refuse,
    /// Nothing is done about the reports of a post.
    Dismiss,
    Remove,
    Ban,
    LiftBan,
    AcceptRequest,
    RefuseRequest,
}

word_enum!(ModeratorAction {
    Hide = "hide",
    Show = "show",
    Approve = "approve",
    Refuse = "refuse",
    Dismiss = "dismiss",
    Remove = "remove",
    Ban = "ban",
    LiftBan = "lift_ban",
    AcceptRequest = "accept_request",
    RefuseRequest = "refuse_request",
});

impl ModeratorAction {
    /// Whether it takes something away.
    pub fn takes_away(self) -> bool {
        matches!(self, Self::Hide | Self::Refuse | Self::Remove | Self::Ban)
    }

    /// Whether the log says why. That somebody may write or come in needs no reason.
    pub fn needs_reason(self) -> bool {
        !matches!(self, Self::Approve | Self::AcceptRequest)
    }

    /// The reason as the log keeps it: a rule's title, own words, or both. Refuses a missing one where one is needed.
    pub fn reason(self, rule: &str, words: &str) -> Result<String> {
        let (rule, words) = (text::clean_line(rule), text::clean_line(words));
        let reason = match (rule.is_empty(), words.is_empty()) {
            (false, false) => format!("{rule}: {words}"),
            (false, true) => rule,
            _ => words,
        };
        if reason.is_empty() && self.needs_reason() {
            return Err(Error::invalid(Field::Reason, Rule::Required));
        }
        at_most(Field::Reason, reason, MAX_REASON)
    }
}

impl FromStr for ModeratorAction {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::from_name(text).ok_or(Error::NotFound)
    }
}

/// A line of a community's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogAction {
    PostHidden,
    PostShown,
    PostApproved,
    PostRefused,
    MemberRemoved,
    /// For so many days, or for good.
    MemberBanned {
        days: Option<u32>,
    },
    BanLifted,
    RequestAccepted,
    RequestRefused,
    RoleChanged {
        role: CommunityRole,
    },
    RulesChanged,
    SettingsChanged,
    ReportDismissed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    pub id: LogId,
    pub action: LogAction,
    /// None where the person is not there for the viewer; so below.
    pub actor: Option<AccountCard>,
    pub account: Option<AccountCard>,
    /// Address of the post, where the viewer may see it.
    pub post: Option<String>,
    pub reason: String,
}

/// A post with the open reports of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportedPost {
    pub post: Post,
    pub reporters: u32,
    /// Titles of rules, each with how often it was named; the most named first.
    pub rules: Vec<(String, u32)>,
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityBan {
    pub card: AccountCard,
    /// Milliseconds since 1970; none is for good.
    pub until: Option<i64>,
}

/// What waits for a community's moderators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModerationQueue {
    pub reported: Vec<ReportedPost>,
    /// Oldest first.
    pub waiting: Vec<Post>,
    pub requests: Vec<JoinRequest>,
    pub bans: Vec<CommunityBan>,
}

/// What an operator does about reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperatorAction {
    Dismiss,
    DeletePost,
    SuspendAuthor,
    CloseCommunity,
}

word_enum!(OperatorAction {
    Dismiss = "dismiss",
    DeletePost = "delete_post",
    SuspendAuthor = "suspend_author",
    CloseCommunity = "close_community",
});

/// What was reported to the operators, as they see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    Post {
        id: PostId,
        author: AccountCard,
        /// None where it was deleted.
        text: Option<String>,
        /// The post itself, where the operator may see it like anybody.
        post: Option<Box<Post>>,
    },
    Community {
        community: CommunityName,
        description: String,
    },
}

impl Evidence {
    pub fn subject(&self) -> Reported {
        match self {
            Self::Post { id, .. } => Reported::Post(*id),
            Self::Community { community, .. } => Reported::Community(community.id),
        }
    }
}

/// The reports of one thing to the operators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlatformReport {
    /// Of the newest.
    pub id: ReportId,
    pub evidence: Evidence,
    pub reporters: u32,
    /// Each with how often it was named; the most named first.
    pub reasons: Vec<(ReportReason, u32)>,
    pub notes: Vec<String>,
    /// Whether something was done; none while open.
    pub acted_upon: Option<bool>,
}

fn at_most(field: Field, text: String, max: usize) -> Result<String> {
    if text.chars().count() > max {
        let max = max as u32;
        return Err(Error::invalid(field, Rule::TooLong { max }));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_one_spelling() {
        for reason in ReportReason::PLATFORM {
            assert_eq!(reason.to_string().parse(), Ok(reason));
        }
        let rule = ReportReason::Rule("Be kind: always".to_owned());
        assert_eq!(rule.to_string().parse(), Ok(rule));
        let missing = Err(Error::invalid(Field::Reason, Rule::Required));
        assert_eq!("".parse::<ReportReason>(), missing);
        for deed in ModeratorAction::ALL {
            assert_eq!(deed.name().parse(), Ok(deed));
        }
    }

    #[test]
    fn the_log_says_why_but_for_what_lets_somebody_in() {
        for deed in ModeratorAction::ALL {
            let answer = match deed {
                ModeratorAction::Approve | ModeratorAction::AcceptRequest => Ok(String::new()),
                _ => Err(Error::invalid(Field::Reason, Rule::Required)),
            };
            assert_eq!(deed.reason(" ", "\n"), answer, "{deed:?}");
        }
        assert_eq!(
            ModeratorAction::Ban.reason("Be kind", " third\ntime "),
            Ok("Be kind: third time".to_owned())
        );
        assert_eq!(
            ModeratorAction::Remove.reason("", &"é".repeat(281)),
            Err(Error::invalid(Field::Reason, Rule::TooLong { max: 280 }))
        );
    }
}
