//! Accounts as pages see them.

use crate::{
    AccountId, Circle, CommunityName, SessionId,
    media::{Variant, url},
};
use serde::{Deserialize, Serialize};

/// Longest display name, bio, place, website and e-mail address, in characters (product contract §4, RFC 5321).
pub const MAX_DISPLAY_NAME: usize = 50;
pub const MAX_BIO: usize = 160;
pub const MAX_PLACE: usize = 30;
pub const MAX_WEBSITE: usize = 100;
pub const MAX_EMAIL: usize = 254;
/// Days in which a deactivated account may return.
pub const RETURN_DAYS: i64 = 30;

/// What a list needs to show somebody: face, names, lock. Avatars are media keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCard {
    pub id: AccountId,
    pub handle: String,
    pub display_name: String,
    pub avatar: Option<String>,
    pub protected: bool,
}

impl AccountCard {
    /// Address of the avatar beside a name.
    pub fn face(&self) -> Option<String> {
        self.avatar.as_deref().map(|key| url(key, Variant::Small))
    }

    /// Address of the avatar by itself.
    pub fn portrait(&self) -> Option<String> {
        self.avatar.as_deref().map(|key| url(key, Variant::Large))
    }
}

/// How the viewer and somebody else stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    pub myself: bool,
    pub following: bool,
    pub requested: bool,
    pub follows_me: bool,
    pub blocking: bool,
    pub muting: bool,
    /// The viewer is not told of what they share with circles.
    #[serde(default)]
    pub quiet_circles: bool,
}

/// A row in a list of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub card: AccountCard,
    pub bio: String,
    pub relation: Relation,
}

/// A profile's header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub card: AccountCard,
    pub bio: String,
    pub place: String,
    pub website: String,
    pub banner: Option<String>,
    pub followers: u32,
    pub following: u32,
    pub posts: u32,
    pub relation: Relation,
    /// False for a protected account that the viewer does not follow: only the header shows.
    pub posts_visible: bool,
    pub pinned_post_id: Option<crate::PostId>,
    /// Whether they are blocked by the viewer is in `relation`; an account that blocks the viewer is not found at all.
    pub joined_milliseconds: i64,
}

/// The person who looks, as every page and the navigation need them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub card: AccountCard,
    pub email_verified: bool,
    pub shortcuts: bool,
    pub onboarded: bool,
    pub told_follows_public: bool,
    pub operator: bool,
    /// Language chosen in the settings: `en`, `fr`, or none for the browser's.
    pub language: Option<String>,
    pub unread: u32,
    /// Other accounts signed in in this browser, for the switcher.
    pub others: Vec<AccountCard>,
    /// The own circles, for the composer.
    pub circles: Vec<Circle>,
    /// The communities where the account may post, for the composer.
    pub communities: Vec<CommunityName>,
    /// Whether the operator lets the account start co-posts, from where it is now.
    pub may_co_post: bool,
}

/// What only the owner of an account sees of it, for the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSettings {
    pub handle: String,
    pub display_name: String,
    pub bio: String,
    pub place: String,
    pub website: String,
    /// `YYYY-MM-DD`, or empty; nobody else sees it.
    pub birthday: String,
    pub email: String,
    pub email_verified: bool,
    pub avatar: Option<String>,
    pub banner: Option<String>,
    pub protected: bool,
    pub shortcuts: bool,
    pub language: Option<String>,
}

/// One place where the account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    pub id: SessionId,
    pub current: bool,
    /// Browser and system, as the browser says.
    pub device: String,
    /// Network address of the last use, shortened so that it names a network and not a person.
    pub place: String,
    pub used_milliseconds: i64,
}
