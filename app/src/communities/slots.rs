//! Places that communities leave open for features that they do not know.

use leptos::prelude::*;
use types::{CommunityMember, CommunityName, CommunityRole};

/// What others add to a community's page. In context of that page.
#[derive(Clone, Copy)]
pub struct CommunitySlots {
    /// In the menu of the header.
    pub menu_items: fn(CommunityName) -> AnyView,
    /// In that menu's place where there is no script.
    pub plain_menu: fn(CommunityName) -> AnyView,
    /// In the menu of a member, for a viewer with that role.
    pub member_items: fn(CommunityName, CommunityMember, Option<CommunityRole>) -> AnyView,
}
