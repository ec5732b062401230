//! What may be typed into the profile's form.

use types::{
    Error, Field, MAX_BIO, MAX_PLACE, MAX_WEBSITE, Result, Rule,
    text::{EntityKind, clean_line, clean_text, parse, url_href},
};

/// Youngest age in years.
const MIN_AGE: i64 = 13;
/// Nobody was born before.
const FIRST_YEAR: i64 = 1900;

/// A bio: several lines, without control characters and direction tricks.
pub fn check_bio(typed: &str) -> Result<String> {
    within(Field::Bio, clean_text(typed).trim().to_owned(), MAX_BIO)
}

pub fn check_place(typed: &str) -> Result<String> {
    within(Field::Place, clean_line(typed), MAX_PLACE)
}

/// An address of the web, with its scheme put before it where it lacks; or nothing.
pub fn check_website(typed: &str) -> Result<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    let is_address = matches!(&parse(typed).entities[..], [entity] if entity.kind == EntityKind::Url && typed.len() == (entity.end - entity.start) as usize);
    if !is_address {
        return Err(Error::invalid(Field::Website, Rule::WebsiteForm));
    }
    within(Field::Website, url_href(typed), MAX_WEBSITE)
}

/// A date as `<input type="date">` sends it, of somebody who is old enough at `now` (Unix time in milliseconds); or
/// nothing.
pub fn check_birthday(typed: &str, now: i64) -> Result<Option<String>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || Error::invalid(Field::Birthday, Rule::DateForm);
    let (year, month, day) = parse_date(typed).ok_or_else(wrong)?;
    let today = base::time::civil_date(now);
    if year < FIRST_YEAR || (year, month, day) > today {
        return Err(wrong());
    }
    if (year + MIN_AGE, month, day) > today {
        return Err(Error::invalid(Field::Birthday, Rule::TooYoung));
    }
    Ok(Some(format!("{year:04}-{month:02}-{day:02}")))
}

fn within(field: Field, text: String, max: usize) -> Result<String> {
    if text.chars().count() > max {
        return Err(Error::invalid(field, Rule::TooLong { max: max as u32 }));
    }
    Ok(text)
}

fn parse_date(text: &str) -> Option<(i64, u32, u32)> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    let (year, month, day): (i64, u32, u32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-03T14:02:03Z
    const NOW: i64 = 1_772_546_523_456;

    fn rule<T: std::fmt::Debug>(answer: Result<T>) -> Rule {
        match answer {
            Err(Error::Invalid { rule, .. }) => rule,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn websites_are_addresses_of_the_web() {
        assert_eq!(
            check_website("  example.org/a "),
            Ok("https://example.org/a".to_owned())
        );
        assert_eq!(check_website("http://example.org"), Ok("http://example.org".to_owned()));
        assert_eq!(check_website(""), Ok(String::new()));
        for wrong in [
            "javascript:alert(1)",
            "nothing",
            "https://",
            "two example.org",
            "data:text/html,x",
            "@sam",
        ] {
            assert_eq!(rule(check_website(wrong)), Rule::WebsiteForm, "{wrong}");
        }
        let long = format!("https://example.org/{}", "a".repeat(MAX_WEBSITE));
        assert_eq!(
            rule(check_website(&long)),
            Rule::TooLong {
                max: MAX_WEBSITE as u32
            }
        );
    }

    #[test]
    fn birthdays_are_real_days_of_people_old_enough() {
        assert_eq!(check_birthday("", NOW), Ok(None));
        assert_eq!(check_birthday("1984-02-29", NOW), Ok(Some("1984-02-29".to_owned())));
        assert!(check_birthday("2013-03-03", NOW).is_ok());
        assert_eq!(rule(check_birthday("2013-03-04", NOW)), Rule::TooYoung);
        for wrong in [
            "1983-02-29",
            "1984-13-01",
            "84-01-01",
            "1984-1-1",
            "2026-03-04",
            "1899-12-31",
            "yesterday",
            "1984-01-01-01",
        ] {
            assert_eq!(rule(check_birthday(wrong, NOW)), Rule::DateForm, "{wrong}");
        }
    }

    #[test]
    fn bios_and_places_have_a_length() {
        assert!(check_bio(&"é".repeat(MAX_BIO)).is_ok());
        assert_eq!(
            rule(check_bio(&"é".repeat(MAX_BIO + 1))),
            Rule::TooLong { max: MAX_BIO as u32 }
        );
        assert_eq!(check_bio(" one\ntwo "), Ok("one\ntwo".to_owned()));
        assert_eq!(
            rule(check_place(&"x".repeat(MAX_PLACE + 1))),
            Rule::TooLong { max: MAX_PLACE as u32 }
        );
    }
}
