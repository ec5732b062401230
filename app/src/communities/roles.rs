//! What the roles in a community are called.

use locales::{I18nContext, Locale, t_string};
use types::CommunityRole;

pub(super) fn role_name(i18n: I18nContext<Locale>, role: CommunityRole) -> &'static str {
    match role {
        CommunityRole::Member => t_string!(i18n, communities.role_member),
        CommunityRole::Moderator => t_string!(i18n, communities.role_moderator),
        CommunityRole::Admin => t_string!(i18n, communities.role_admin),
    }
}
