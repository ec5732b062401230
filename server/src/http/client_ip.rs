//! Who asks, by network address. A header is believed only where a trusted proxy wrote it.

use crate::config::Network;
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName};
use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

/// Whose word is believed, and where they name the country.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    pub trusted: Arc<[Network]>,
    pub country_header: Option<HeaderName>,
}

/// The country that a trusted proxy names, as ISO 3166-1 writes it; in the extensions of the request where it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country(pub String);

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client's address, in the extensions of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

impl ClientIp {
    /// What limits count by: an IPv4 address, or the /64 that one household or server has of IPv6.
    pub fn limit_key(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(
                u128::from(address) & 0xffff_ffff_ffff_ffff_0000_0000_0000_0000,
            )),
            v4 => v4,
        }
    }

    /// The network, as sessions show it: names a neighbourhood and not a person.
    pub fn network(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        }
    }
}

/// What limits count a request by; all requests of which nothing is known count as one.
pub fn counted(request: &Request) -> IpAddr {
    let client = request.extensions().get::<ClientIp>();
    client.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |client| client.limit_key())
}

/// Finds the client's address, and the country where it is known, and puts them into the request.
pub async fn identify(State(proxies): State<Proxies>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ConnectInfo(address)| {
            address.ip().to_canonical()
        });
    let client = client_ip(peer, request.headers(), &proxies.trusted);
    let country = country(peer, request.headers(), &proxies);
    request.extensions_mut().insert(client);
    if let Some(country) = country {
        request.extensions_mut().insert(country);
    }
    next.run(request).await
}

/// The peer, unless it is a trusted proxy: then the rightmost address of X-Forwarded-For that is not one. Everything left
/// of that was written by the client itself.
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> ClientIp {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer;
    if !is_trusted(peer) {
        return ClientIp(client);
    }
    let lines: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    for item in lines.join(",").rsplit(',') {
        let Some(address) = parse(item.trim()) else { break };
        client = address;
        if !is_trusted(address) {
            break;
        }
    }
    ClientIp(client)
}

/// What the proxy beside us says, and nobody else: it has to overwrite what clients send under that name.
fn country(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> Option<Country> {
    let header = proxies.country_header.as_ref()?;
    if !proxies.trusted.iter().any(|network| network.contains(peer)) {
        return None;
    }
    let code = headers.get_all(header).iter().next_back()?.to_str().ok()?.trim();
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| Country(code.to_ascii_uppercase()))
}

/// An address, perhaps with a port, as proxies write it.
fn parse(text: &str) -> Option<IpAddr> {
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .ok()?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn from(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
        }
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        client_ip(peer.parse().unwrap(), &headers, &trusted).0.to_string()
    }

    #[test]
    fn a_header_from_anybody_is_not_believed() {
        assert_eq!(from("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(from("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn a_country_is_believed_from_a_trusted_proxy_in_the_named_header_only() {
        let at = |peer: &str, header: &'static str, lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header, HeaderValue::from_static(line));
            }
            let proxies = Proxies {
                trusted: Arc::new(["10.0.0.0/8".parse().unwrap()]),
                country_header: Some(HeaderName::from_static("cf-ipcountry")),
            };
            country(peer.parse().unwrap(), &headers, &proxies).map(|country| country.0)
        };
        assert_eq!(at("10.0.0.1", "cf-ipcountry", &["fr"]).as_deref(), Some("FR"));
        assert_eq!(at("203.0.113.9", "cf-ipcountry", &["FR"]), None, "from anybody");
        assert_eq!(at("10.0.0.1", "x-country", &["FR"]), None, "another header");
        assert_eq!(at("10.0.0.1", "cf-ipcountry", &["CH", "FR"]).as_deref(), Some("FR"));
        for nonsense in ["", "F", "FRA", "F1"] {
            assert_eq!(at("10.0.0.1", "cf-ipcountry", &[nonsense]), None, "{nonsense}");
        }
    }

    #[test]
    fn behind_a_proxy_the_rightmost_stranger_counts() {
        let trusted = ["10.0.0.0/8", "127.0.0.1"];
        assert_eq!(from("127.0.0.1", &["1.2.3.4, 198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(
            from("127.0.0.1", &["1.2.3.4, 198.51.100.1, 10.1.1.1"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(
            from("127.0.0.1", &["1.2.3.4", "198.51.100.1"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(
            from("127.0.0.1", &["1.2.3.4, 198.51.100.1:4711"], &trusted),
            "198.51.100.1"
        );
    }

    #[test]
    fn what_cannot_be_read_ends_the_chain() {
        assert_eq!(from("127.0.0.1", &["1.2.3.4, nonsense"], &["127.0.0.1"]), "127.0.0.1");
        assert_eq!(
            from("127.0.0.1", &["1.2.3.4, x, 127.0.0.1"], &["127.0.0.1"]),
            "127.0.0.1"
        );
        assert_eq!(from("127.0.0.1", &[], &["127.0.0.1"]), "127.0.0.1");
    }

    #[test]
    fn limits_count_a_household_and_sessions_show_a_neighbourhood() {
        let v6 = ClientIp("2001:db8:1:2:3:4:5:6".parse().unwrap());
        assert_eq!(v6.limit_key().to_string(), "2001:db8:1:2::");
        assert_eq!(v6.network(), "2001:db8:1::/48");
        let v4 = ClientIp("::ffff:192.0.2.77".parse().unwrap());
        assert_eq!(
            (v4.limit_key().to_string(), v4.network()),
            ("192.0.2.77".to_owned(), "192.0.2.0/24".to_owned())
        );
    }
}
