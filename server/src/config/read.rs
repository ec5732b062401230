//! Where values come from: flags, then variables, then the file.

use super::{
    ConfigError,
    table::{SETTINGS, Setting, variable},
};
use std::{collections::BTreeMap, path::Path};

/// A value and the name under which it was given, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub name: String,
    pub value: String,
}

/// What was given for each setting; the strongest source wins.
#[derive(Debug, Default)]
pub struct Values(BTreeMap<&'static str, Given>);

impl Values {
    /// Reads the value of `key`.
    pub fn get(&self, key: &str) -> Option<&Given> {
        self.0.get(key)
    }

    fn add(&mut self, setting: &Setting, name: String, value: String) {
        self.0.entry(setting.key).or_insert(Given { name, value });
    }

    /// Takes the flags, by key. They win over everything else.
    pub fn add_flags(&mut self, flags: &BTreeMap<String, String>) {
        for setting in SETTINGS {
            if let Some(value) = flags.get(setting.key) {
                self.add(setting, format!("--{}", setting.flag), value.clone());
            }
        }
    }

    /// Takes the `PIAF_*` variables. An unknown one is an error, because a misspelt setting is one that nobody notices.
    pub fn add_variables(&mut self, variables: &BTreeMap<String, String>) -> Result<(), ConfigError> {
        for (name, value) in variables {
            let Some(key) = name.strip_prefix("PIAF_") else {
                continue;
            };
            if key == "CONFIG" || key.starts_with("TEST_") {
                continue;
            }
            match SETTINGS.iter().find(|setting| variable(setting.key) == *name) {
                Some(setting) => self.add(setting, name.clone(), value.clone()),
                None => {
                    return Err(ConfigError(format!(
                        "{name}: there is no such setting{}",
                        nearest(&key.to_lowercase())
                    )));
                }
            }
        }
        Ok(())
    }

    /// Takes `DATABASE_URL`, which hosting providers set; weaker than `PIAF_DATABASE_URL`.
    pub fn add_database_url(&mut self, variables: &BTreeMap<String, String>) {
        if let (Some(value), Some(setting)) = (
            variables.get("DATABASE_URL"),
            SETTINGS.iter().find(|setting| setting.key == "database_url"),
        ) {
            self.add(setting, "DATABASE_URL".to_owned(), value.clone());
        }
    }

    /// Takes the text of the TOML file at `path`, which names it in messages.
    pub fn add_file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let place = path.display();
        let table: toml::Table =
            toml::from_str(text).map_err(|error| ConfigError(format!("{place}: {}", error.to_string().trim_end())))?;
        for (key, value) in table {
            let setting = SETTINGS
                .iter()
                .find(|setting| setting.key == key)
                .ok_or_else(|| ConfigError(format!("{place}: {key}: there is no such setting{}", nearest(&key))))?;
            let value = plain(&value).ok_or_else(|| {
                ConfigError(format!(
                    "{place}: {key}: got {value}, wants a text, a number or a list of texts"
                ))
            })?;
            self.add(setting, format!("{place}: {key}"), value);
        }
        Ok(())
    }
}

fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(items) => items
            .iter()
            .map(|item| item.as_str())
            .collect::<Option<Vec<_>>>()
            .map(|items| items.join(",")),
        _ => None,
    }
}

/// `; did you mean …?` for a key that starts alike or has the same letters, or else where the list is.
fn nearest(key: &str) -> String {
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
        letters.sort_unstable();
        letters
    };
    let near = SETTINGS.iter().find(|setting| {
        letters(setting.key) == letters(key)
            || (key.len() > 3
                && (setting.key.starts_with(key) || setting.key.ends_with(key) || key.contains(setting.key)))
    });
    match near {
        Some(setting) => format!("; did you mean {}?", setting.key),
        None => "; `piaf serve --help` lists them".to_owned(),
    }
}
