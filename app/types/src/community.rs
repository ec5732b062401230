//! Communities: places with rules and moderators, read by anybody, written in by members.

use crate::CommunityId;
use serde::{Deserialize, Serialize};

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
