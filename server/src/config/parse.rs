//! From given texts to values; every refusal names the setting, what it got and what it wants.

use super::{ConfigError, Given, Network, Smtp, SmtpTls, Values};
use spaces::captions::Endpoint;
use std::{ops::RangeInclusive, path::PathBuf, str::FromStr, sync::Arc};

pub fn wrong(given: &Given, wants: &str) -> ConfigError {
    ConfigError(format!("{}: got {:?}, wants {wants}", given.name, given.value))
}

pub fn parse<T: FromStr>(values: &Values, key: &str, wants: &str) -> Result<Option<T>, ConfigError> {
    values
        .get(key)
        .map(|given| given.value.trim().parse().map_err(|_| wrong(given, wants)))
        .transpose()
}

pub fn within(values: &Values, key: &str, range: RangeInclusive<u32>) -> Result<Option<u32>, ConfigError> {
    let wants = format!("a number from {} to {}", range.start(), range.end());
    match (parse::<u32>(values, key, &wants)?, values.get(key)) {
        (Some(number), Some(given)) if !range.contains(&number) => Err(wrong(given, &wants)),
        (number, _) => Ok(number),
    }
}

pub fn choice<T: Copy>(values: &Values, key: &str, choices: &[(&str, T)]) -> Result<Option<T>, ConfigError> {
    let Some(given) = values.get(key) else { return Ok(None) };
    match choices.iter().find(|(name, _)| *name == given.value.trim()) {
        Some((_, value)) => Ok(Some(*value)),
        None => Err(wrong(
            given,
            &choices.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" or "),
        )),
    }
}

pub fn text(values: &Values, key: &str, longest: usize) -> Result<Option<String>, ConfigError> {
    let Some(given) = values.get(key) else { return Ok(None) };
    let text = given.value.trim();
    if text.is_empty() || text.chars().count() > longest || text.chars().any(char::is_control) {
        return Err(wrong(given, &format!("a text of 1 to {longest} characters")));
    }
    Ok(Some(text.to_owned()))
}

/// Characters of a secret.
pub const SECRET: RangeInclusive<usize> = 16..=256;

/// A secret of visible characters; what was given is not repeated.
pub fn secret(values: &Values, key: &str) -> Result<Option<Arc<str>>, ConfigError> {
    let Some(given) = values.get(key) else { return Ok(None) };
    let text = given.value.trim();
    if !SECRET.contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConfigError(format!(
            "{}: wants {} to {} visible characters of ASCII",
            given.name,
            SECRET.start(),
            SECRET.end(),
        )));
    }
    Ok(Some(text.into()))
}

pub fn folder(values: &Values, key: &str) -> Result<Option<PathBuf>, ConfigError> {
    match values.get(key) {
        Some(given) if given.value.is_empty() => Err(wrong(given, "the path of a folder")),
        given => Ok(given.map(|given| PathBuf::from(&given.value))),
    }
}

/// A link for people: nothing but an address of the web, so that no script can hide in it.
pub fn source_url(values: &Values) -> Result<Option<String>, ConfigError> {
    let Some(given) = values.get("source_url") else {
        let repository = env!("CARGO_PKG_REPOSITORY");
        return Ok((!repository.is_empty()).then(|| repository.to_owned()));
    };
    let address = given.value.trim();
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    let is_short = address.len() <= 500 && !address.contains(char::is_whitespace);
    if is_web && is_short && address.parse::<http::Uri>().is_ok() {
        Ok(Some(address.to_owned()))
    } else {
        Err(wrong(given, "an address such as https://example.org/piaf"))
    }
}

pub fn database_url(values: &Values) -> Result<Option<String>, ConfigError> {
    match values.get("database_url") {
        Some(given)
            if !["postgres://", "postgresql://"]
                .iter()
                .any(|scheme| given.value.starts_with(scheme)) =>
        {
            // Addresses of databases hold passwords: the value is not repeated.
            Err(ConfigError(format!(
                "{}: wants an address such as postgres://user@host/piaf",
                given.name
            )))
        }
        given => Ok(given.map(|given| given.value.clone())),
    }
}

/// The database's notices about things that are there already tell nobody anything.
fn default_log() -> String {
    "info,sqlx::postgres::notice=warn".to_owned()
}

pub fn filter(values: &Values) -> Result<String, ConfigError> {
    let wants = "a filter such as warn or info,store=debug";
    Ok(match values.get("log") {
        Some(given) => {
            tracing_subscriber::EnvFilter::try_new(&given.value).map_err(|_| wrong(given, wants))?;
            given.value.clone()
        }
        None => default_log(),
    })
}

pub fn proxies(values: &Values) -> Result<Vec<Network>, ConfigError> {
    let Some(given) = values.get("trusted_proxies") else {
        return Ok(Vec::new());
    };
    given
        .value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(|item| {
            item.parse()
                .map_err(|_| wrong(given, "addresses or networks such as 127.0.0.1,10.0.0.0/8"))
        })
        .collect()
}

pub fn captions(values: &Values) -> Result<Option<Arc<Endpoint>>, ConfigError> {
    let Some(given) = values.get("captions_url") else {
        return Ok(None);
    };
    let (key, model) = (text(values, "captions_key", 500)?, text(values, "captions_model", 200)?);
    // Such addresses may hold passwords: the value is not repeated.
    let wants = "wants an address such as http://127.0.0.1:9000/v1/audio/transcriptions";
    Endpoint::new(given.value.trim(), key, model)
        .map(|endpoint| Some(Arc::new(endpoint)))
        .map_err(|_| ConfigError(format!("{}: {wants}", given.name)))
}

pub fn smtp(values: &Values) -> Result<Option<Smtp>, ConfigError> {
    let tls = choice(
        values,
        "smtp_tls",
        &[
            ("starttls", SmtpTls::StartTls),
            ("tls", SmtpTls::Tls),
            ("none", SmtpTls::None),
        ],
    )?
    .unwrap_or(SmtpTls::StartTls);
    let usual = match tls {
        SmtpTls::StartTls => 587,
        SmtpTls::Tls => 465,
        SmtpTls::None => 25,
    };
    let port = parse(values, "smtp_port", "a port from 1 to 65535")?.unwrap_or(usual);
    let credentials = match (values.get("smtp_user"), values.get("smtp_password")) {
        (Some(user), Some(password)) => Some((user.value.clone(), password.value.clone())),
        (None, None) => None,
        (Some(given), None) => return Err(ConfigError(format!("{}: wants smtp_password beside it", given.name))),
        (None, Some(given)) => return Err(ConfigError(format!("{}: wants smtp_user beside it", given.name))),
    };
    Ok(text(values, "smtp_host", 253)?.map(|host| Smtp {
        host,
        port,
        tls,
        credentials,
    }))
}
