//! Times of posts: short and relative in lists, full on hover. Rendered from the server's clock on both sides first;
//! the browser's own clock and time zone come in after hydration.

use crate::initial_state::use_now;
use leptos::prelude::*;
use locales::{I18nContext, Locale, t_string, use_i18n};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment in some time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Civil {
    year: i64,
    /// 1 to 12.
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
}

impl Civil {
    fn local(milliseconds: i64, zone: &impl Fn(i64) -> Option<i64>) -> Self {
        Self::new(milliseconds, zone(milliseconds).unwrap_or(0))
    }

    /// `offset` is minutes east of UTC.
    fn new(milliseconds: i64, offset: i64) -> Self {
        let local = milliseconds + offset * MINUTE;
        let (days, rest) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        // Years are counted from March, so that the leap day is the last of a year; eras have 400 years.
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month: month as u32,
            day: (day_of_year - (153 * from_march + 2) / 5 + 1) as u32,
            hour: (rest / HOUR) as u32,
            minute: (rest % HOUR / MINUTE) as u32,
        }
    }
}

/// Minutes east of UTC where the browser is, at that time; none on the server and until `hydrated`.
fn local_offset(hydrated: bool, milliseconds: i64) -> Option<i64> {
    #[cfg(target_family = "wasm")]
    if hydrated {
        let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(milliseconds as f64));
        return Some(-date.get_timezone_offset() as i64);
    }
    let _ = (hydrated, milliseconds);
    None
}

/// The zone of the reader, as minutes east of UTC at a time: a day in summer and one in winter have different ones. None
/// on the server and until the page is hydrated, so that what differs from the server's text differs later. Of each
/// component's own, because pages hydrate in parts.
pub fn use_zone() -> impl Fn(i64) -> Option<i64> + Copy + Send + Sync + 'static {
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    move |milliseconds| local_offset(hydrated.get(), milliseconds)
}

/// The zone of who is nowhere yet.
pub const UTC: fn(i64) -> Option<i64> = |_| None;

/// "now", "5 min", "3 h", "2 d", then the date; as of `now`, in `zone`.
pub fn relative_time(
    i18n: I18nContext<Locale>,
    now: i64,
    milliseconds: i64,
    zone: impl Fn(i64) -> Option<i64>,
) -> String {
    let age = now - milliseconds;
    if age < MINUTE {
        t_string!(i18n, common.now).to_string()
    } else if age < HOUR {
        t_string!(i18n, common.minutes_short, count = age / MINUTE)
    } else if age < DAY {
        t_string!(i18n, common.hours_short, count = age / HOUR)
    } else if age < 7 * DAY {
        t_string!(i18n, common.days_short, count = age / DAY)
    } else {
        let (then, today) = (Civil::local(milliseconds, &zone), Civil::local(now, &zone));
        let month = month_short(i18n, then.month);
        if then.year == today.year {
            t_string!(i18n, posts.date_short, day = then.day, month = month)
        } else {
            t_string!(
                i18n,
                posts.date_short_year,
                day = then.day,
                month = month,
                year = then.year
            )
        }
    }
}

/// "14:02 · 3 March 2026", in UTC (and saying so) without an offset.
fn full_time(i18n: I18nContext<Locale>, milliseconds: i64, offset: Option<i64>) -> String {
    let civil = Civil::new(milliseconds, offset.unwrap_or(0));
    let zone = if offset.is_some() { "" } else { " UTC" };
    let time = format!("{:02}:{:02}{zone}", civil.hour, civil.minute);
    let month = month_long(i18n, civil.month);
    t_string!(
        i18n,
        posts.full_time,
        time = time,
        day = civil.day,
        month = month,
        year = civil.year
    )
}

/// "Today, 14:02", "Tomorrow, 14:02", "3 March, 14:02", in UTC (and saying so) without a zone.
pub fn day_and_time(
    i18n: I18nContext<Locale>,
    now: i64,
    milliseconds: i64,
    zone: impl Fn(i64) -> Option<i64>,
) -> String {
    let civil = Civil::local(milliseconds, &zone);
    let name = if zone(milliseconds).is_some() { "" } else { " UTC" };
    let time = format!("{:02}:{:02}{name}", civil.hour, civil.minute);
    match days_between(now, milliseconds, &zone) {
        0 => t_string!(i18n, posts.today_at, time = time),
        1 => t_string!(i18n, posts.tomorrow_at, time = time),
        _ => {
            let month = month_long(i18n, civil.month);
            t_string!(i18n, posts.day_at, day = civil.day, month = month, time = time)
        }
    }
}

/// Midnights between two times, each by the zone's rules of its own moment: on the night before the clocks change, an
/// hour is not the same on both sides.
fn days_between(now: i64, then: i64, zone: &impl Fn(i64) -> Option<i64>) -> i64 {
    let day = |milliseconds: i64| (milliseconds + zone(milliseconds).unwrap_or(0) * MINUTE).div_euclid(DAY);
    day(then) - day(now)
}

/// "March 2026".
pub fn month_and_year(i18n: I18nContext<Locale>, milliseconds: i64, zone: impl Fn(i64) -> Option<i64>) -> String {
    let Civil { year, month, .. } = Civil::local(milliseconds, &zone);
    format!("{} {year}", month_long(i18n, month))
}

/// Year, month (1 to 12) and day, in UTC.
pub fn civil_date(milliseconds: i64) -> (i64, u32, u32) {
    let Civil { year, month, day, .. } = Civil::new(milliseconds, 0);
    (year, month, day)
}

/// As machines read it (RFC 3339).
pub fn machine_time(milliseconds: i64) -> String {
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
    } = Civil::new(milliseconds, 0);
    let second = milliseconds.rem_euclid(MINUTE) / 1000;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// When something was, relative to now, with the full time on hover; `full` shows the full time itself.
#[component]
pub fn PostTime(milliseconds: i64, #[prop(optional)] full: bool) -> impl IntoView {
    let (i18n, now) = (use_i18n(), use_now());
    let zone = use_zone();
    let whole = move || full_time(i18n, milliseconds, zone(milliseconds));
    let text = move || {
        if full {
            whole()
        } else {
            relative_time(i18n, now.get(), milliseconds, zone)
        }
    };
    view! {
        <time datetime=machine_time(milliseconds) title=whole>
            {text}
        </time>
    }
}

fn month_long(i18n: I18nContext<Locale>, month: u32) -> &'static str {
    match month {
        1 => t_string!(i18n, posts.january),
        2 => t_string!(i18n, posts.february),
        3 => t_string!(i18n, posts.march),
        4 => t_string!(i18n, posts.april),
        5 => t_string!(i18n, posts.may),
        6 => t_string!(i18n, posts.june),
        7 => t_string!(i18n, posts.july),
        8 => t_string!(i18n, posts.august),
        9 => t_string!(i18n, posts.september),
        10 => t_string!(i18n, posts.october),
        11 => t_string!(i18n, posts.november),
        _ => t_string!(i18n, posts.december),
    }
}

fn month_short(i18n: I18nContext<Locale>, month: u32) -> &'static str {
    match month {
        1 => t_string!(i18n, posts.january_short),
        2 => t_string!(i18n, posts.february_short),
        3 => t_string!(i18n, posts.march_short),
        4 => t_string!(i18n, posts.april_short),
        5 => t_string!(i18n, posts.may_short),
        6 => t_string!(i18n, posts.june_short),
        7 => t_string!(i18n, posts.july_short),
        8 => t_string!(i18n, posts.august_short),
        9 => t_string!(i18n, posts.september_short),
        10 => t_string!(i18n, posts.october_short),
        11 => t_string!(i18n, posts.november_short),
        _ => t_string!(i18n, posts.december_short),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_dates_agree_with_the_calendar() {
        let civil = |milliseconds, offset| {
            let Civil {
                year,
                month,
                day,
                hour,
                minute,
            } = Civil::new(milliseconds, offset);
            (year, month, day, hour, minute)
        };
        assert_eq!(civil(0, 0), (1970, 1, 1, 0, 0));
        assert_eq!(civil(951_782_400_000, 0), (2000, 2, 29, 0, 0));
        assert_eq!(civil(951_868_800_000, 0), (2000, 3, 1, 0, 0));
        assert_eq!(civil(1_735_689_599_999, 0), (2024, 12, 31, 23, 59));
        assert_eq!(civil(1_735_689_599_999, 60), (2025, 1, 1, 0, 59));
        assert_eq!(civil(1_735_689_600_000, -300), (2024, 12, 31, 19, 0));
        assert_eq!(civil(-1, 0), (1969, 12, 31, 23, 59));
    }

    /// Paris around 28 March 2027, 01:00 UTC, when its clocks go from 2 to 3.
    fn paris(milliseconds: i64) -> Option<i64> {
        Some(if milliseconds < 1_806_195_600_000 { 60 } else { 120 })
    }

    #[test]
    fn days_are_counted_by_the_rules_of_each_moment() {
        // Saturday 27 March, 23:30.
        let now = 1_806_186_600_000;
        assert_eq!(Civil::local(now, &paris).day, 27);
        for (then, day, days) in [
            (1_806_187_500_000, 27, 0),
            // Sunday 18:00, Monday 00:30 and 18:00.
            (1_806_249_600_000, 28, 1),
            (1_806_273_000_000, 29, 2),
            (1_806_336_000_000, 29, 2),
        ] {
            assert_eq!(Civil::local(then, &paris).day, day);
            assert_eq!(days_between(now, then, &paris), days, "{then}");
        }
        // And back: 31 October 2027, 01:00 UTC, seen from Saturday 23:30.
        let autumn = |milliseconds| Some(if milliseconds < 1_824_944_400_000 { 120 } else { 60 });
        assert_eq!(days_between(1_824_931_800_000, 1_825_021_800_000, &autumn), 1);
    }

    #[test]
    fn machines_read_rfc_3339() {
        assert_eq!(machine_time(1_772_546_523_456), "2026-03-03T14:02:03Z");
    }
}
