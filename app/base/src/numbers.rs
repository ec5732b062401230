//! Large numbers, short.

use locales::{I18nContext, Locale};

/// "999", "1.2K", "12K", "1.2M", in the person's language. Rounded down, so that a number is never promised too early.
pub fn short_number(i18n: I18nContext<Locale>, number: u32) -> String {
    shorten(number, i18n.get_locale() == Locale::fr)
}

fn shorten(number: u32, french: bool) -> String {
    let (unit, sign) = match number {
        0..1000 => return number.to_string(),
        1000..1_000_000 => (1000, if french { "\u{202f}k" } else { "K" }),
        _ => (1_000_000, if french { "\u{202f}M" } else { "M" }),
    };
    let (whole, tenth) = (number / unit, number % unit / (unit / 10));
    let point = if french { ',' } else { '.' };
    if whole < 10 && tenth > 0 {
        format!("{whole}{point}{tenth}{sign}")
    } else {
        format!("{whole}{sign}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_get_short() {
        let english: Vec<String> = [0, 999, 1000, 1099, 1100, 9999, 12_345, 999_999, 1_250_000]
            .map(|number| shorten(number, false))
            .into();
        assert_eq!(english, ["0", "999", "1K", "1K", "1.1K", "9.9K", "12K", "999K", "1.2M"]);
        assert_eq!(shorten(1200, true), "1,2\u{202f}k");
    }
}
