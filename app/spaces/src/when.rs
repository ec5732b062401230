//! Times of spaces in words.

use base::{
    initial_state::use_now,
    time::{day_and_time, machine_time, use_zone},
};
use leptos::prelude::*;
use locales::{I18nContext, Locale, t_string, use_i18n};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A planned time: "Today, 18:00" where the reader is; in UTC before the page knows where that is.
#[component]
pub fn SpaceTime(at: i64) -> impl IntoView {
    let (i18n, now) = (use_i18n(), use_now());
    let zone = use_zone();
    let text = move || day_and_time(i18n, now.get(), at, zone);
    view! { <time datetime=machine_time(at)>{text}</time> }
}

/// "in 5 minutes", "in 3 hours", "in 2 days", or that it begins any moment.
pub fn starts_in(i18n: I18nContext<Locale>, now: i64, at: i64) -> String {
    match at - now {
        wait if wait < MINUTE => t_string!(i18n, spaces.when.soon).to_owned(),
        wait if wait < HOUR => t_string!(i18n, spaces.when.in_minutes, count = wait / MINUTE),
        wait if wait < DAY => t_string!(i18n, spaces.when.in_hours, count = (wait + HOUR / 2) / HOUR),
        wait => t_string!(i18n, spaces.when.in_days, count = (wait + DAY / 2) / DAY),
    }
}

/// "32 min", "1 h 5 min".
pub fn length(i18n: I18nContext<Locale>, seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    match minutes / 60 {
        0 => t_string!(i18n, spaces.when.minutes, minutes = minutes),
        hours => t_string!(i18n, spaces.when.hours, hours = hours, minutes = minutes % 60),
    }
}

/// "1:05", "1:02:03".
pub fn clock(milliseconds: u32) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// Milliseconds of "1:05" or "1:02:03"; none for anything else.
pub fn from_clock(text: &str) -> Option<u32> {
    let mut total = 0_u32;
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    for part in parts {
        if part.is_empty() || part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        total = total.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    total.checked_mul(1000)
}

/// What a field for date and time holds, as milliseconds since 1970 where the browser is. In the browser only.
pub fn from_local(text: &str) -> Option<i64> {
    let milliseconds = js_sys::Date::parse(text);
    (!text.is_empty() && milliseconds.is_finite()).then_some(milliseconds as i64)
}

/// The other way round, to the minute. In the browser only.
pub fn to_local(milliseconds: i64) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(milliseconds as f64));
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_go_both_ways() {
        for (milliseconds, text) in [(0, "0:00"), (65_000, "1:05"), (3_723_000, "1:02:03")] {
            assert_eq!(clock(milliseconds), text);
            assert_eq!(from_clock(text), Some(milliseconds));
        }
        assert_eq!(from_clock(" 90 "), Some(90_000));
        for wrong in ["", ":", "1:", "a", "1:2:3:4", "-1:00", "99999999:00"] {
            assert_eq!(from_clock(wrong), None, "{wrong}");
        }
    }
}
