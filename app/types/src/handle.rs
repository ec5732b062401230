//! Handles: the unique names of accounts, 1 to 15 of `[A-Za-z0-9_]`, without regard to case.

use crate::text::characters::is_handle_character;

/// Longest handle, in characters.
pub const MAX_LENGTH: usize = 15;

/// Why a handle was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HandleRule {
    #[error("a handle is needed")]
    Empty,
    #[error("longer than {MAX_LENGTH} characters")]
    TooLong,
    #[error("other characters than letters, digits and underscores")]
    Characters,
    #[error("reserved")]
    Reserved,
}

/// Words of addresses, and words that stand for everybody or for nobody.
const RESERVED: &str = "\
    about accounts activity admin administrator ads all analytics api apps articles assets audience auth block blog \
    bookmark bookmarks cdn channel circle circles communities community compose contact copost coposts dashboard \
    deleted developer developers dm docs download edit email everybody everyone explore favicon federation feed \
    feeds fleet fleets follow followers following friends hashtag hashtags healthz help here home imprint index info \
    instance intent invite jobs legal likes links list lists live local localhost login logout mail manifest me \
    media mentions messages metrics moderation mute nobody nodeinfo none notifications null oauth oembed official \
    password people pkg policies post poster posts privacy profile push readyz register remote replies reply repost \
    reposts reset robots root rss rules search security server service settings share sharing signin signout signup \
    sitemap space spaces spam static status statuses store subscribe subscribers support sw system tag tags terms \
    thread threads timeline topics tos trends undefined unsubscribe upload username users verified verify webfinger \
    webmaster webpush well_known who www";

/// Words that speak for the site; look-alikes of them are refused, too.
const STAFF: &str = "admin administrator moderator official piaf root security staff support sysadmin system webmaster";

/// Checks a handle for a new account; an at sign before it and white space around it are taken off. Gives it as typed;
/// [`key`] is what it is looked up by.
pub fn parse(input: &str) -> Result<String, HandleRule> {
    let handle = input.trim();
    let handle = handle.strip_prefix(['@', '＠']).unwrap_or(handle);
    if handle.is_empty() {
        return Err(HandleRule::Empty);
    }
    if !handle.chars().all(is_handle_character) {
        return Err(HandleRule::Characters);
    }
    if handle.len() > MAX_LENGTH {
        return Err(HandleRule::TooLong);
    }
    if is_reserved(handle) {
        return Err(HandleRule::Reserved);
    }
    Ok(handle.to_owned())
}

/// The form under which a handle is unique: lower case.
pub fn key(handle: &str) -> String {
    handle.to_ascii_lowercase()
}

/// What a handle looks like: two handles with the same skeleton are easily mistaken for one another. Digits become the
/// letters that they resemble, `i` and `l` are one, pairs that look like one letter become it, underscores count nothing.
pub fn skeleton(handle: &str) -> String {
    let mut skeleton = String::with_capacity(handle.len());
    let key = key(handle);
    let mut characters = key.chars().peekable();
    while let Some(character) = characters.next() {
        skeleton.push(match character {
            '_' => continue,
            '0' => 'o',
            '1' | 'l' => 'i',
            '5' => 's',
            'r' if characters.next_if_eq(&'n').is_some() => 'm',
            'v' if characters.next_if_eq(&'v').is_some() => 'w',
            other => other,
        });
    }
    if skeleton.is_empty() { key } else { skeleton }
}

fn is_reserved(handle: &str) -> bool {
    let (key, skeleton) = (key(handle), skeleton(handle));
    RESERVED.split_whitespace().any(|word| word == key)
        || STAFF.split_whitespace().any(|word| self::skeleton(word) == skeleton)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_handles_stay_as_typed() {
        for handle in ["sam", "Edith_Piaf_1915", "a", "12345", "_", "Rene"] {
            assert_eq!(parse(handle).as_deref(), Ok(handle));
        }
        assert_eq!(parse(" @Sam ").as_deref(), Ok("Sam"));
        assert_eq!(key("SaM_1"), "sam_1");
    }

    #[test]
    fn bad_handles_are_refused_with_the_reason() {
        for (handle, rule) in [
            ("", HandleRule::Empty),
            (" @ ", HandleRule::Empty),
            ("a b", HandleRule::Characters),
            ("rené", HandleRule::Characters),
            ("sam-1", HandleRule::Characters),
            ("@@sam", HandleRule::Characters),
            ("abcdefghijklmnop", HandleRule::TooLong),
            ("Home", HandleRule::Reserved),
            ("ADMIN", HandleRule::Reserved),
            ("adm1n", HandleRule::Reserved),
            ("p1af", HandleRule::Reserved),
            ("_piaf_", HandleRule::Reserved),
            ("everyone", HandleRule::Reserved),
        ] {
            assert_eq!(parse(handle), Err(rule), "{handle}");
        }
    }

    #[test]
    fn look_alikes_share_a_skeleton() {
        for (one, other) in [
            ("modern", "modem"),
            ("vvendy", "wendy"),
            ("b0b", "bob"),
            ("lisa", "1isa"),
            ("Ivan", "lvan"),
            ("s_am", "sam"),
            ("5am", "sam"),
        ] {
            assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
        }
        for (one, other) in [("sam", "pam"), ("anna", "hanna"), ("_", "__"), ("user2", "user3")] {
            assert_ne!(skeleton(one), skeleton(other), "{one} {other}");
        }
    }
}
