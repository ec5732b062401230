//! The table of all bounds: what is limited, for whom, and what happens beyond. `piaf limits` prints it, `docs/LIMITS.md`
//! is what it prints for an instance without settings, and every number is the one that the code itself goes by.

mod jobs;
mod live;
mod people;
mod server;
mod sign_in;
mod spaces;

use crate::config::Config;
use std::{fmt::Write, time::Duration};

/// One line of the table.
pub struct Bound {
    pub what: &'static str,
    pub bound: String,
    pub per: &'static str,
    pub beyond: &'static str,
    /// The setting that moves it.
    pub setting: &'static str,
}

/// A part of the table.
pub struct Part {
    pub title: &'static str,
    pub bounds: Vec<Bound>,
}

fn bound(what: &'static str, bound: impl ToString, per: &'static str, beyond: &'static str) -> Bound {
    Bound {
        what,
        bound: bound.to_string(),
        per,
        beyond,
        setting: "",
    }
}

impl Bound {
    fn set_by(self, setting: &'static str) -> Self {
        Self { setting, ..self }
    }
}

/// All bounds, as this instance is set.
pub fn bounds(config: &Config) -> Vec<Part> {
    let mut parts = server::parts(config);
    parts.extend(sign_in::parts(config));
    parts.extend(live::parts());
    parts.extend(people::parts());
    parts.extend(spaces::parts(config));
    parts.extend(jobs::parts());
    parts
}

/// The table as text, which is Markdown too.
pub fn table(config: &Config) -> String {
    let mut out = String::from(
        "# Limits\n\nWhat Piaf bounds, so that nothing waits without an end and nothing grows without a bound. `piaf limits` \
         prints this\ntable with the settings of an instance; here they are the defaults. A setting is a flag, a variable \
         `PIAF_*` or a line\nof the settings file.\n",
    );
    for part in bounds(config) {
        let _ = write!(out, "\n## {}\n\n", part.title);
        let mut rows = vec![["What", "Bound", "For each", "Beyond it", "Setting"].map(str::to_owned)];
        rows.extend(part.bounds.into_iter().map(|row| {
            let setting = match row.setting {
                "" => String::new(),
                setting => format!("`{setting}`"),
            };
            [
                row.what.to_owned(),
                row.bound,
                row.per.to_owned(),
                row.beyond.to_owned(),
                setting,
            ]
        }));
        let mut widths = [0; 5];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        rows.insert(1, widths.map(|width| "-".repeat(width)));
        for row in rows {
            out.push('|');
            for (width, cell) in widths.iter().zip(row) {
                let _ = write!(out, " {cell:<width$} |");
            }
            out.push('\n');
        }
    }
    out
}

fn bytes(count: u64) -> String {
    match count {
        0..1024 => format!("{count} bytes"),
        1024..1_048_576 => format!("{} kB", count / 1024),
        _ => format!("{} MB", count / 1024 / 1024),
    }
}

fn time(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        seconds @ 1..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds @ 7200..172_800 => format!("{} h", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{SETTINGS, Values};

    fn defaults() -> Config {
        Config::from_values(&Values::default()).unwrap()
    }

    #[test]
    fn the_written_table_is_the_one_that_the_program_goes_by() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/LIMITS.md");
        let written = std::fs::read_to_string(path).unwrap();
        assert!(
            written == table(&defaults()),
            "docs/LIMITS.md is not what `piaf limits` prints; write it anew with `piaf limits > docs/LIMITS.md`"
        );
    }

    #[test]
    fn every_setting_named_there_is_one() {
        for row in bounds(&defaults()).into_iter().flat_map(|part| part.bounds) {
            let known = SETTINGS.iter().any(|setting| setting.key == row.setting);
            assert!(row.setting.is_empty() || known, "{}", row.setting);
            assert!(
                !row.what.is_empty() && !row.per.is_empty() && !row.beyond.is_empty(),
                "{}",
                row.what
            );
        }
    }

    #[test]
    fn a_setting_moves_its_line() {
        let mut config = defaults();
        config.http.connections_per_address = 77;
        assert_ne!(table(&config), table(&defaults()));
        assert!(table(&config).contains("| 77 "));
    }
}
