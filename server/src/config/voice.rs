//! Where voices come and go.

use super::{ConfigError, Values, parse, within, wrong};
use crate::spaces::turn::TurnServer;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

#[derive(Clone, Debug)]
pub struct Voice {
    /// UDP.
    pub listen: SocketAddr,
    /// Addresses that clients are told; none: found out at the start.
    pub announce: Vec<IpAddr>,
    /// Most connections at a time.
    pub connections: usize,
    /// For listeners and speakers whose network lets no UDP through.
    pub turn: Option<Arc<TurnServer>>,
}

impl Voice {
    /// `http` is the address of pages, which serves for voices too.
    pub fn read(values: &Values, http: SocketAddr) -> Result<Self, ConfigError> {
        Ok(Self {
            listen: parse(values, "voice_listen", "an address such as 192.0.2.7:8000")?.unwrap_or(http),
            announce: announced(values)?,
            connections: within(values, "voice_connections", 1..=1_000_000)?.unwrap_or(2000) as usize,
            turn: turn(values)?,
        })
    }
}

fn announced(values: &Values) -> Result<Vec<IpAddr>, ConfigError> {
    let Some(given) = values.get("voice_announce") else {
        return Ok(Vec::new());
    };
    let items = given.value.split(',').map(str::trim).filter(|item| !item.is_empty());
    items
        .map(|item| match item.parse::<IpAddr>() {
            Ok(address) if !address.is_unspecified() => Ok(address),
            _ => Err(wrong(given, "addresses such as 192.0.2.7,2001:db8::7")),
        })
        .collect()
}

fn turn(values: &Values) -> Result<Option<Arc<TurnServer>>, ConfigError> {
    let (given, secret) = match (values.get("turn"), values.get("turn_secret")) {
        (Some(given), Some(secret)) => (given, secret),
        (None, None) => return Ok(None),
        (Some(given), None) => return Err(ConfigError(format!("{}: wants turn_secret beside it", given.name))),
        (None, Some(given)) => return Err(ConfigError(format!("{}: wants turn beside it", given.name))),
    };
    let addresses = given.value.split(',').map(str::trim).filter(|item| !item.is_empty());
    TurnServer::new(addresses.map(str::to_owned).collect(), secret.value.clone())
        .map(|turn| Some(Arc::new(turn)))
        .ok_or_else(|| wrong(given, "addresses such as turn:turn.example.org:3478?transport=tcp"))
}
