//! Where voices come and go.

use super::{ConfigError, Values, parse, within, wrong};
use std::net::{IpAddr, SocketAddr};

#[derive(Clone, Debug)]
pub struct Voice {
    /// UDP.
    pub listen: SocketAddr,
    /// Addresses that clients are told; none: found out at the start.
    pub announce: Vec<IpAddr>,
    /// Most connections at a time.
    pub connections: usize,
}

impl Voice {
    /// `http` is the address of pages, which serves for voices too.
    pub fn read(values: &Values, http: SocketAddr) -> Result<Self, ConfigError> {
        Ok(Self {
            listen: parse(values, "voice_listen", "an address such as 192.0.2.7:8000")?.unwrap_or(http),
            announce: announced(values)?,
            connections: within(values, "voice_connections", 1..=1_000_000)?.unwrap_or(2000) as usize,
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
