//! The session cookie. Over https its name begins with `__Host-`, which browsers accept only with `Secure`, `Path=/`
//! and without `Domain`: no other host of the domain can plant it.

use base::services::{Services, Site};
use http::{HeaderValue, header::SET_COOKIE};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use store::{KNOWN_BROWSER_DAYS, SESSION_DAYS};

/// Cookie of the language chosen while nobody is signed in; readable by the page, so without `HttpOnly`.
pub const LANGUAGE_COOKIE: &str = "language";
/// Cookie of the chosen theme.
pub const THEME_COOKIE: &str = "theme";

pub fn session_cookie_name(site: &Site) -> &'static str {
    session_cookie(site.secure_cookies)
}

/// The same for those who know no more of the site.
pub fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-piaf" } else { "piaf" }
}

/// `Set-Cookie` that signs the browser in, or keeps it signed in for another 60 days.
pub fn set_session(site: &Site, token: &str) -> Option<HeaderValue> {
    let attributes = format!("Max-Age={}; HttpOnly", i64::from(SESSION_DAYS) * 86_400);
    build(site, session_cookie_name(site), token, &attributes)
}

/// Cookie of a browser that was logged in with before. It opens nothing, and stays after log-out.
pub fn known_cookie_name(site: &Site) -> &'static str {
    if site.secure_cookies {
        "__Host-piaf-known"
    } else {
        "piaf-known"
    }
}

/// `Set-Cookie` that lets this browser try a password whoever else guesses.
pub fn set_known(site: &Site, token: &str) -> Option<HeaderValue> {
    let attributes = format!("Max-Age={}; HttpOnly", i64::from(KNOWN_BROWSER_DAYS) * 86_400);
    build(site, known_cookie_name(site), token, &attributes)
}

/// `Set-Cookie` that removes the session.
pub fn clear_session(site: &Site) -> Option<HeaderValue> {
    build(site, session_cookie_name(site), "", "Max-Age=0; HttpOnly")
}

/// `Set-Cookie` that keeps a preference for a year, or with no value removes it.
pub fn set_preference(site: &Site, name: &str, value: Option<&str>) -> Option<HeaderValue> {
    let age = if value.is_some() {
        "Max-Age=31536000"
    } else {
        "Max-Age=0"
    };
    build(site, name, value.unwrap_or_default(), age)
}

/// Sends a cookie with the answer to the request at hand; nowhere when it was given up.
pub fn answer(cookie: impl FnOnce(&Site) -> Option<HeaderValue>) {
    if let (Some(services), Some(response)) = (use_context::<Services>(), use_context::<ResponseOptions>())
        && let Some(cookie) = cookie(&services.site)
    {
        response.append_header(SET_COOKIE, cookie);
    }
}

fn build(site: &Site, name: &str, value: &str, attributes: &str) -> Option<HeaderValue> {
    let secure = if site.secure_cookies { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; {attributes}; SameSite=Lax{secure}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::services::Assets;

    fn site(secure_cookies: bool) -> Site {
        Site {
            name: "Piaf".into(),
            source_url: None,
            public_url: "https://piaf.example".into(),
            secure_cookies,
            assets: Assets::default(),
        }
    }

    #[test]
    fn the_cookie_is_bound_to_the_host() {
        assert_eq!(
            set_session(&site(true), "abc").unwrap(),
            "__Host-piaf=abc; Path=/; Max-Age=5184000; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            set_session(&site(false), "abc").unwrap(),
            "piaf=abc; Path=/; Max-Age=5184000; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            clear_session(&site(false)).unwrap(),
            "piaf=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }
}
