//! The TURN server that carries the voices of people whose network lets no UDP through to us. It is another program,
//! coturn for example; pages are told its addresses, with a name and a password that are good for some hours.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, Mac};
use http::HeaderValue;
use sha1::Sha1;
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A connection that comes back asks anew: this bounds only how long a password that got out is of use.
const GOOD_FOR: Duration = Duration::from_secs(6 * 3600);

pub struct TurnServer {
    addresses: Vec<String>,
    secret: String,
}

/// Never prints the secret.
impl fmt::Debug for TurnServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TurnServer({})", self.addresses.join(", "))
    }
}

impl TurnServer {
    /// `addresses` as in RFC 7065, such as `turns:turn.example.org?transport=tcp`; `secret` is the one that the server
    /// makes passwords from. None where an address is of another form, or anything is missing.
    pub fn new(addresses: Vec<String>, secret: String) -> Option<Self> {
        let usable = !addresses.is_empty() && !secret.is_empty() && addresses.iter().all(|address| is_turn(address));
        usable.then_some(Self { addresses, secret })
    }

    /// `Link` headers as WHIP wants them (RFC 9725 §4.6). The name is the time until which the password is good, and
    /// nothing about whoever gets it (draft-uberti-behave-turn-rest).
    pub fn links(&self, now: SystemTime) -> impl Iterator<Item = HeaderValue> {
        let until = now.duration_since(UNIX_EPOCH).unwrap_or_default() + GOOD_FOR;
        let username = until.as_secs().to_string();
        let credential = Hmac::<Sha1>::new_from_slice(self.secret.as_bytes()).map(|mut mac| {
            mac.update(username.as_bytes());
            BASE64_STANDARD.encode(mac.finalize().into_bytes())
        });
        // Keys of any length are taken.
        let credential = credential.unwrap_or_default();
        self.addresses.iter().filter_map(move |address| {
            HeaderValue::try_from(format!(
                r#"<{address}>; rel="ice-server"; username="{username}"; credential="{credential}"; credential-type="password""#
            ))
            .ok()
        })
    }
}

fn is_turn(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("turn:").or_else(|| address.strip_prefix("turns:")) else {
        return false;
    };
    let (server, transport) = rest.split_once('?').unwrap_or((rest, "transport=udp"));
    ["transport=udp", "transport=tcp"].contains(&transport)
        && server
            .parse::<http::uri::Authority>()
            .is_ok_and(|server| !server.host().is_empty() && !server.as_str().contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_one_that_coturn_makes() {
        let turn = TurnServer::new(
            vec![
                "turn:turn.example:3478".to_owned(),
                "turns:turn.example?transport=tcp".to_owned(),
            ],
            "north".to_owned(),
        )
        .unwrap();
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let links: Vec<_> = turn.links(now).collect();
        // printf 1700021600 | openssl dgst -binary -sha1 -hmac north | base64
        let rest = r#"rel="ice-server"; username="1700021600"; credential="D8s4U5UDJoXquVXMUV3GnUFEctY="; credential-type="password""#;
        assert_eq!(
            links,
            [
                format!("<turn:turn.example:3478>; {rest}").as_str(),
                format!("<turns:turn.example?transport=tcp>; {rest}").as_str(),
            ]
        );
        assert!(!format!("{turn:?}").contains("north"));
    }

    #[test]
    fn only_addresses_of_turn_are_taken() {
        let taken = |address: &str| TurnServer::new(vec![address.to_owned()], "north".to_owned()).is_some();
        for address in [
            "turn:turn.example",
            "turns:192.0.2.7:443?transport=tcp",
            "turn:[2001:db8::7]:3478",
        ] {
            assert!(taken(address), "{address}");
        }
        for address in [
            "stun:turn.example",
            "turn:",
            "turn:turn.example?transport=sctp",
            "turn:a>b",
            "turn:me@turn.example",
            "turn:turn.example/path",
        ] {
            assert!(!taken(address), "{address}");
        }
    }
}
