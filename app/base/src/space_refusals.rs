//! Why a room did not take an action, in words.

use leptos_i18n::I18nContext;
use locales::{Locale, t_string};
use types::SpaceRefusal;

pub fn refusal_text(i18n: I18nContext<Locale>, refusal: SpaceRefusal) -> String {
    let text = match refusal {
        SpaceRefusal::NotStarted => t_string!(i18n, spaces.refusals.not_started),
        SpaceRefusal::Started => t_string!(i18n, spaces.refusals.started),
        SpaceRefusal::Ended => t_string!(i18n, spaces.refusals.ended),
        SpaceRefusal::NotAdmitted => t_string!(i18n, spaces.refusals.not_admitted),
        SpaceRefusal::Barred => t_string!(i18n, spaces.refusals.barred),
        SpaceRefusal::NotPresent => t_string!(i18n, spaces.refusals.not_present),
        SpaceRefusal::NotAllowed => t_string!(i18n, spaces.refusals.not_allowed),
        SpaceRefusal::OnlyInvited => t_string!(i18n, spaces.refusals.only_invited),
        SpaceRefusal::OnlyFollowed => t_string!(i18n, spaces.refusals.only_followed),
        SpaceRefusal::MicrophonesTaken => t_string!(i18n, spaces.refusals.microphones_taken),
        SpaceRefusal::CohostsTaken => t_string!(i18n, spaces.refusals.cohosts_taken),
        SpaceRefusal::HasMicrophone => t_string!(i18n, spaces.refusals.has_microphone),
        SpaceRefusal::NoMicrophone => t_string!(i18n, spaces.refusals.no_microphone),
        SpaceRefusal::AskedAlready => t_string!(i18n, spaces.refusals.asked_already),
        SpaceRefusal::NoRequest => t_string!(i18n, spaces.refusals.no_request),
        SpaceRefusal::NoInvitation => t_string!(i18n, spaces.refusals.no_invitation),
        SpaceRefusal::TooManyWaiting => t_string!(i18n, spaces.refusals.too_many_waiting),
        SpaceRefusal::BadTime => t_string!(i18n, spaces.refusals.bad_time),
        SpaceRefusal::PinsTaken => t_string!(i18n, spaces.refusals.pins_taken),
        SpaceRefusal::PinnedAlready => t_string!(i18n, spaces.refusals.pinned_already),
        SpaceRefusal::NotPinned => t_string!(i18n, spaces.refusals.not_pinned),
        SpaceRefusal::NoSuchReaction => t_string!(i18n, spaces.refusals.no_such_reaction),
        SpaceRefusal::TooFast => t_string!(i18n, spaces.refusals.too_fast),
    };
    text.to_string()
}
