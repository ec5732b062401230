//! Checking an address that stands alone, such as the website of a profile (RFC 3986 with international hosts).

use super::characters::is_international_host_character;
use super::run_end;
use super::url::scheme_length;

/// Whether a text is one web address and nothing else. With `require_scheme` it begins with `http://` or `https://`.
pub fn is_valid_url(url: &str, require_scheme: bool) -> bool {
    let scheme = scheme_length(url);
    let rest = url.get(scheme..).unwrap_or_default();
    // Only what follows another scheme's name begins so.
    let delimiter = rest
        .find([':', '/', '?', '#'])
        .and_then(|delimiter| rest.get(delimiter..))
        .unwrap_or_default();
    if (scheme == 0 && require_scheme) || delimiter.starts_with("://") {
        return false;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority_end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(authority_end);
    is_encoded(path, |character| is_path_character(character) || character == '/')
        && [query, fragment].into_iter().all(|part| {
            is_encoded(part, |character| {
                is_path_character(character) || matches!(character, '/' | '?')
            })
        })
        && is_authority(authority)
}

fn is_authority(authority: &str) -> bool {
    let (user, host) = authority.split_once('@').unwrap_or(("", authority));
    if !is_encoded(user, |character| is_name_character(character) || character == ':') {
        return false;
    }
    if let Some(address) = host.strip_prefix('[') {
        let Some((address, port)) = address.split_once(']') else {
            return false;
        };
        let belongs = |character: char| character.is_ascii_hexdigit() || matches!(character, ':' | '.');
        return !address.is_empty() && address.chars().all(belongs) && is_port(port);
    }
    let (host, port) = host.split_at(host.find(':').unwrap_or(host.len()));
    (is_address(host) || is_domain(host)) && is_port(port)
}

/// Nothing, or a colon and up to five digits.
fn is_port(port: &str) -> bool {
    match port.strip_prefix(':') {
        Some(digits) => (1..=5).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit()),
        None => port.is_empty(),
    }
}

/// Four decimal numbers below 256, without leading zeros.
fn is_address(host: &str) -> bool {
    let is_number =
        |part: &str| (part == "0" || !part.starts_with('0')) && !part.starts_with('+') && part.parse::<u8>().is_ok();
    host.split('.').count() == 4 && host.split('.').all(is_number)
}

/// At least two labels; underscores only in those before the domain; the last does not begin with a digit.
fn is_domain(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let [subdomains @ .., domain, top] = labels.as_slice() else {
        return false;
    };
    subdomains.iter().all(|label| is_label(label, true))
        && is_label(domain, false)
        && is_label(top, false)
        && !top.starts_with(|first: char| first.is_ascii_digit())
}

fn is_label(label: &str, underscore: bool) -> bool {
    label.starts_with(is_international_host_character)
        && label.ends_with(is_international_host_character)
        && label.chars().all(|character| {
            is_international_host_character(character) || character == '-' || (underscore && character == '_')
        })
}

/// Whether a part consists of characters that satisfy `belongs` and of percent-encoded bytes.
fn is_encoded(part: &str, belongs: impl Fn(char) -> bool) -> bool {
    let mut position = 0;
    loop {
        position = run_end(part, position, &belongs);
        let Some(rest) = part.get(position..).filter(|rest| !rest.is_empty()) else {
            return true;
        };
        let is_encoded_byte = rest
            .strip_prefix('%')
            .and_then(|code| code.get(..2))
            .is_some_and(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        if !is_encoded_byte {
            return false;
        }
        position += 3;
    }
}

fn is_path_character(character: char) -> bool {
    is_name_character(character) || matches!(character, ':' | '|' | '@')
}

/// Unreserved characters, with the Cyrillic ones, and delimiters.
#[rustfmt::skip]
fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '\u{400}'..='\u{4ff}' | '-' | '.' | '_' | '~' | '!' | '$' | '&' | '\'' | '(' | ')' | '*'
            | '+' | ',' | ';' | '=')
}
