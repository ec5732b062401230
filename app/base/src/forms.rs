//! Errors in the person's language, and leaving for another page.

use crate::api::{ApiError, ApiResult};
#[cfg(target_family = "wasm")]
use leptos::prelude::window;
use locales::{I18nContext, Locale, t_string};
use types::{Error, Field, Rule};

/// The sentence for an error, in the person's language.
pub fn error_text(i18n: I18nContext<Locale>, error: &Error) -> String {
    match error {
        Error::NotSignedIn => t_string!(i18n, errors.not_signed_in).to_string(),
        Error::Forbidden => t_string!(i18n, errors.forbidden).to_string(),
        Error::NotFound => t_string!(i18n, errors.not_found).to_string(),
        Error::Malformed => t_string!(i18n, errors.malformed).to_string(),
        Error::StorageFull => t_string!(i18n, errors.storage_full).to_string(),
        Error::Conflict => t_string!(i18n, errors.conflict).to_string(),
        Error::OtherAccount => t_string!(i18n, errors.other_account).to_string(),
        Error::RateLimited { retry_after } if *retry_after < 120 => {
            t_string!(i18n, errors.rate_limited_seconds, count = *retry_after)
        }
        Error::RateLimited { retry_after } => {
            t_string!(i18n, errors.rate_limited_minutes, count = retry_after.div_ceil(60))
        }
        Error::Unavailable => t_string!(i18n, errors.unavailable).to_string(),
        Error::Internal { id } => t_string!(i18n, errors.internal, id = id.clone()),
        Error::Invalid { field, rule } => rule_text(i18n, *field, *rule),
    }
}

fn rule_text(i18n: I18nContext<Locale>, field: Field, rule: Rule) -> String {
    let plain = match rule {
        Rule::Required if field == Field::Handle => t_string!(i18n, errors.handle_required),
        Rule::Required if field == Field::Audience => t_string!(i18n, errors.audience_required),
        Rule::Required => t_string!(i18n, errors.required),
        Rule::TooLong { max } => return t_string!(i18n, errors.too_long, max = max),
        Rule::TooShort { min } => return t_string!(i18n, errors.too_short, min = min),
        Rule::HandleCharacters => t_string!(i18n, errors.handle_characters),
        Rule::HandleReserved => t_string!(i18n, errors.handle_reserved),
        Rule::HandleTaken => t_string!(i18n, errors.handle_taken),
        Rule::HandleLooksTaken => t_string!(i18n, errors.handle_looks_taken),
        Rule::EmailForm => t_string!(i18n, errors.email_form),
        Rule::EmailTaken => t_string!(i18n, errors.email_taken),
        Rule::PasswordWeak => t_string!(i18n, errors.password_weak),
        Rule::PasswordWrong => t_string!(i18n, errors.password_wrong),
        Rule::LoginWrong => t_string!(i18n, errors.login_wrong),
        Rule::AccountSuspended => t_string!(i18n, errors.account_suspended),
        Rule::AccountDeactivated { days } => return t_string!(i18n, errors.account_deactivated, count = days),
        Rule::LinkExpired => t_string!(i18n, errors.link_expired),
        Rule::WebsiteForm => t_string!(i18n, errors.website_form),
        Rule::DateForm => t_string!(i18n, errors.date_form),
        Rule::TooYoung => t_string!(i18n, errors.too_young),
        Rule::TextEmpty => t_string!(i18n, errors.text_empty),
        Rule::TextInvalid => t_string!(i18n, errors.text_invalid),
        Rule::MediaTooMany { max } => return t_string!(i18n, errors.media_too_many, max = max),
        Rule::MediaTooLarge { megabytes } => return t_string!(i18n, errors.media_too_large, megabytes = megabytes),
        Rule::MediaTooManyPixels { megapixels } => {
            return t_string!(i18n, errors.media_too_many_pixels, megapixels = megapixels);
        }
        Rule::MediaWrongKind => t_string!(i18n, errors.media_wrong_kind),
        Rule::MediaBroken => t_string!(i18n, errors.media_broken),
        Rule::ProtectedCannotBeReposted => t_string!(i18n, errors.protected_cannot_be_reposted),
        Rule::CannotQuote => t_string!(i18n, errors.cannot_quote),
        Rule::CannotFollowSelf => t_string!(i18n, errors.cannot_follow_self),
        Rule::CircleFull { max } => return t_string!(i18n, errors.circle_full, max = max),
        Rule::TooManyCircles { max } => return t_string!(i18n, errors.too_many_circles, max = max),
        Rule::CannotAddToCircle => t_string!(i18n, errors.cannot_add_to_circle),
        Rule::EmojiForm => t_string!(i18n, errors.emoji_form),
        Rule::RepliesClosed => t_string!(i18n, errors.replies_closed),
        Rule::SlugForm => t_string!(i18n, errors.slug_form),
        Rule::SlugTaken => t_string!(i18n, errors.slug_taken),
        Rule::TooMany { max } => return t_string!(i18n, errors.too_many, max = max),
        Rule::PublicAccountsOnly => t_string!(i18n, errors.public_accounts_only),
        Rule::InvitationNeeded => t_string!(i18n, errors.invitation_needed),
        Rule::BarredByModerator => t_string!(i18n, errors.barred_by_moderator),
        Rule::BannedFromCommunity => t_string!(i18n, errors.banned_from_community),
        Rule::CannotInvite => t_string!(i18n, errors.cannot_invite),
        Rule::HandleUnknown => t_string!(i18n, errors.handle_unknown),
        Rule::NoInvitationsLeft => t_string!(i18n, errors.no_invitations_left),
        Rule::LastAdmin => t_string!(i18n, errors.last_admin),
        Rule::MembersOnly => t_string!(i18n, errors.members_only),
        Rule::CoAuthorUnknown => t_string!(i18n, errors.co_author_unknown),
        Rule::CoAuthorProtected => t_string!(i18n, errors.co_author_protected),
        Rule::CoAuthorNotFollowing => t_string!(i18n, errors.co_author_not_following),
        Rule::CoPostPublicOnly => t_string!(i18n, errors.co_post_public_only),
        Rule::CoPostsClosed => t_string!(i18n, errors.co_posts_closed),
        Rule::TooManySpaces { max } => return t_string!(i18n, errors.too_many_spaces, max = max),
        Rule::SpaceIsLive => t_string!(i18n, errors.space_is_live),
        Rule::SpaceTimeForm => t_string!(i18n, errors.space_time_form),
        Rule::SpaceAudience => t_string!(i18n, errors.space_audience),
        Rule::Space { refusal } => return crate::space_refusals::refusal_text(i18n, refusal),
        Rule::AudienceGone => t_string!(i18n, errors.audience_gone),
        Rule::AudienceOfReply => t_string!(i18n, errors.audience_of_reply),
    };
    plain.to_string()
}

/// Leaves for an address with a full page load: after log-in and log-out, when everything on the page may differ.
pub fn leave_for(path: &str) {
    #[cfg(target_family = "wasm")]
    let _ = window().location().assign(path);
    #[cfg(not(target_family = "wasm"))]
    let _ = path;
}

/// The error of a resource, for the shared error view.
pub fn error_of<T>(answer: &ApiResult<T>) -> Option<Error> {
    answer.as_ref().err().map(|ApiError(error)| error.clone())
}
