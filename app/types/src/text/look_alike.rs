//! Host names that pass for others: `аpple.com` with a Cyrillic letter. Such names are shown in their ASCII form
//! (`xn--pple-43d.com`), as browsers do in their address bars; the rules are theirs, without their list of sites
//! (Unicode Technical Standard 39, sections 4 and 5).

use super::punycode;
use super::url::scheme_length;

/// Letters of Cyrillic, Greek and Armenian that look like Latin ones. A label of nothing else reads as a Latin word.
const CYRILLIC_TWINS: &str = "аысԁеԍһіюјӏорԗԛѕԝхуъьҽпгѵѡ";
const GREEK_TWINS: &str = "αικνρυωηοτϲϳ";
const ARMENIAN_TWINS: &str = "աագզյլհոսցքօ";

/// What a label is written in, as far as the rules ask.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    /// ASCII letters and Latin letters with accents.
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    /// Chinese, Japanese and Korean, which mix among themselves and with ASCII letters.
    EastAsian,
    /// Another script; the number is its block's.
    Other(u32),
}

/// An address as a person should see it: as it was written, but without what stands before `@` in its host (which reads
/// like a host), and with labels that pass for others in ASCII.
pub fn shown_url(url: &str) -> String {
    let (scheme, rest) = url.split_at(scheme_length(url));
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    if host.is_ascii() {
        return format!("{scheme}{host}{path}");
    }
    let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
    let top = name.rsplit('.').next().unwrap_or_default();
    let labels: Vec<String> = name.split('.').map(|label| shown_label(label, top)).collect();
    format!("{scheme}{}{port}{path}", labels.join("."))
}

fn shown_label(label: &str, top: &str) -> String {
    // Browsers take the wide forms for the plain ones.
    let label: String = label.chars().map(narrow).collect();
    if label.is_ascii() || is_plain(&label, top) {
        return label;
    }
    // What has no ASCII form is no name that leads anywhere; its letters are told apart by their numbers.
    punycode::encoded(&label).unwrap_or_else(|| label.escape_unicode().to_string())
}

fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// Whether a label is in one script, and is not wholly of letters that look like Latin ones (where the top-level domain
/// is in the same script, its readers know them).
fn is_plain(label: &str, top: &str) -> bool {
    let label = label.to_lowercase();
    let mut seen: Option<Script> = None;
    let mut accents = false;
    for character in label.chars() {
        if character.is_ascii_digit() || matches!(character, '-' | '_') {
            continue;
        }
        let Some(script) = script_of(character) else {
            return false;
        };
        accents |= script == Script::Latin && !character.is_ascii();
        seen = match seen {
            None => Some(script),
            Some(before) if before == script => seen,
            Some(Script::Latin) if script == Script::EastAsian => Some(script),
            Some(Script::EastAsian) if script == Script::Latin => seen,
            Some(_) => return false,
        };
    }
    let Some(script) = seen else { return true };
    let twins = match script {
        // Mixed with ASCII letters at most.
        Script::EastAsian => return !accents,
        Script::Cyrillic => CYRILLIC_TWINS,
        Script::Greek => GREEK_TWINS,
        Script::Armenian => ARMENIAN_TWINS,
        Script::Latin | Script::Other(_) => return true,
    };
    let is_twin = |character: char| !character.is_alphabetic() || twins.contains(character);
    !label.chars().all(is_twin) || top.chars().next().and_then(script_of) == Some(script)
}

/// None for letters that no ordinary name needs: those outside the listed blocks, and Latin ones that look like others.
fn script_of(character: char) -> Option<Script> {
    Some(match u32::from(character) {
        0x61..=0x7a => Script::Latin,
        // Without the dotless i, the kra, the n behind an apostrophe and the long s.
        0xdf..=0xf6 | 0xf8..=0x130 | 0x132..=0x137 | 0x139..=0x148 | 0x14a..=0x17e | 0x218..=0x21b => Script::Latin,
        0x1e00..=0x1e99 | 0x1e9e..=0x1ef9 => Script::Latin,
        0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
        0x400..=0x52f => Script::Cyrillic,
        0x531..=0x58f => Script::Armenian,
        0x3005..=0x3007
        | 0x3040..=0x312f
        | 0x3131..=0x318e
        | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff
        | 0xac00..=0xd7a3
        | 0x20000..=0x3fffd => Script::EastAsian,
        // Arabic, then what lies in blocks of 128 from Devanagari to Myanmar, Georgian, Ethiopic, Khmer.
        0x620..=0x6ff | 0x750..=0x77f => Script::Other(0),
        0x5d0..=0x5f4 => Script::Other(1),
        code @ 0x900..=0x109f => Script::Other(code / 128 + 2),
        0x10d0..=0x10ff => Script::Other(2),
        0x1200..=0x139f => Script::Other(3),
        0x1780..=0x17ff => Script::Other(4),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_pass_for_others_are_shown_in_ascii() {
        for (written, shown) in [
            ("https://аpple.com", "https://xn--pple-43d.com"),
            ("https://аррӏе.com/login", "https://xn--80ak6aa92e.com/login"),
            ("http://gооgle.com:8080/?q", "http://xn--ggle-55da.com:8080/?q"),
            ("https://ɡoogle.com", "https://xn--oogle-qmc.com"),
            ("https://tωitter.com", "https://xn--titter-i2e.com"),
            ("https://apple.com@evil.example/", "https://evil.example/"),
            ("https://ａpple.com", "https://apple.com"),
        ] {
            assert_eq!(shown_url(written), shown, "{written}");
        }
        assert_eq!(super::super::url_display("https://аpple.com/"), "xn--pple-43d.com");
    }

    #[test]
    fn honest_hosts_are_shown_as_they_are_written() {
        for url in [
            "https://example.org/path",
            "https://bücher.example",
            "https://yandex.рф",
            "https://кремль.рф/",
            "https://россия.com",
            "https://сок.рф",
            "https://例え.jp",
            "https://日本語abc.jp",
            "https://한국.kr",
            "https://भारत.com",
            "https://ελλάδα.gr",
            "https://مثال.com",
            "https://łódź.pl",
            "https://việt.vn",
        ] {
            assert_eq!(shown_url(url), url);
        }
    }
}
