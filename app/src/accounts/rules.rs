//! What may be typed into the forms of accounts: the same checks while typing and on the server.

use base::api::FUNCTIONS;
use types::{
    Error, Field, MAX_DISPLAY_NAME, MAX_EMAIL, Result, Rule,
    handle::{self, HandleRule},
    password::{self, Strength},
    text::clean_line,
};

/// A handle that may be used if nobody has it.
pub fn check_handle(typed: &str) -> Result<String> {
    handle::parse(typed).map_err(|rule| {
        Error::invalid(
            Field::Handle,
            match rule {
                HandleRule::Empty => Rule::Required,
                HandleRule::TooLong => Rule::TooLong {
                    max: handle::MAX_LENGTH as u32,
                },
                HandleRule::Characters => Rule::HandleCharacters,
                HandleRule::Reserved => Rule::HandleReserved,
            },
        )
    })
}

/// A display name without control characters, direction tricks and needless white space.
pub fn check_display_name(typed: &str) -> Result<String> {
    let name = clean_line(typed);
    if name.is_empty() {
        return Err(Error::invalid(Field::DisplayName, Rule::Required));
    }
    if name.chars().count() > MAX_DISPLAY_NAME {
        return Err(Error::invalid(
            Field::DisplayName,
            Rule::TooLong {
                max: MAX_DISPLAY_NAME as u32,
            },
        ));
    }
    Ok(name)
}

/// An address that mail can be sent to as far as its form tells (the common part of RFC 5321): whether it exists shows
/// when its owner opens the link.
pub fn check_email(typed: &str) -> Result<String> {
    let email = typed.trim();
    if email.is_empty() {
        return Err(Error::invalid(Field::Email, Rule::Required));
    }
    if email.len() > MAX_EMAIL {
        return Err(Error::invalid(Field::Email, Rule::TooLong { max: MAX_EMAIL as u32 }));
    }
    let formed = email
        .rsplit_once('@')
        .is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
    if formed {
        Ok(email.to_owned())
    } else {
        Err(Error::invalid(Field::Email, Rule::EmailForm))
    }
}

fn is_local_part(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .chars()
                    .all(|character| character.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character))
        })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|character| character.is_alphanumeric() || character == '-')
        })
}

/// A password for `field` that is not guessed at once by who knows `context`: handle, address, name.
pub fn check_password(field: Field, password: &str, context: &[&str]) -> Result<()> {
    let rule = match password::strength(password, context) {
        _ if password.is_empty() => Rule::Required,
        Strength::TooShort => Rule::TooShort {
            min: password::MIN_CHARACTERS as u32,
        },
        strength if !strength.is_acceptable() => Rule::PasswordWeak,
        _ => return Ok(()),
    };
    Err(Error::invalid(field, rule))
}

/// Where to go after log-in: a path of this site, or `otherwise`. Whatever could lead to another host is refused.
pub fn safe_path(next: Option<&str>, otherwise: &str) -> String {
    let is_safe = |path: &&str| {
        path.len() <= 1000
            && path.starts_with('/')
            && !path.starts_with("//")
            && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
            && !["/login", "/logout", "/signup", FUNCTIONS]
                .iter()
                .any(|own| path.starts_with(own))
    };
    next.filter(is_safe).unwrap_or(otherwise).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_stays_on_the_site() {
        for path in ["/home", "/@ada/1?x=1", "/search?q=a%20b#top"] {
            assert_eq!(safe_path(Some(path), "/home"), path);
        }
        for path in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "",
            "home",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x",
            "/ /evil",
            "/é",
            "/login?next=/login",
            "/logout",
        ] {
            assert_eq!(safe_path(Some(path), "/home"), "/home", "{path:?}");
        }
        assert_eq!(safe_path(None, "/x"), "/x");
        assert_eq!(safe_path(Some(&format!("/{}", "a".repeat(2000))), "/home"), "/home");
    }

    #[test]
    fn addresses_have_a_form() {
        for email in [
            "ada@example.org",
            " Ada.L+piaf@mail.example.org ",
            "a'b@example.co.uk",
            "zoé@exemple.fr",
        ] {
            assert_eq!(check_email(email).as_deref(), Ok(email.trim()), "{email}");
        }
        for email in [
            "ada",
            "@example.org",
            "ada@",
            "ada@example",
            "a b@example.org",
            "ada@exa mple.org",
            "ada@.org",
            "ada@x..org",
            "ada@-x.org",
            ".ada@x.org",
            "ada@x.org\r\nBcc: b@x.org",
            "a@b@c.org",
            "<ada@x.org>",
            "a,b@x.org",
        ] {
            assert_eq!(
                check_email(email),
                Err(Error::invalid(Field::Email, Rule::EmailForm)),
                "{email:?}"
            );
        }
        assert_eq!(check_email("  "), Err(Error::invalid(Field::Email, Rule::Required)));
    }

    #[test]
    fn names_are_cleaned_and_bounded() {
        assert_eq!(check_display_name("  Ada   Lovelace "), Ok("Ada Lovelace".into()));
        assert_eq!(check_display_name("Ada\u{202e}ecalevoL"), Ok("AdaecalevoL".into()));
        assert_eq!(
            check_display_name(" \u{200b}"),
            Err(Error::invalid(Field::DisplayName, Rule::Required))
        );
        assert!(check_display_name(&"é".repeat(50)).is_ok() && check_display_name(&"é".repeat(51)).is_err());
    }
}
