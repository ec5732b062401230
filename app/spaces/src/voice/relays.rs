//! The TURN servers that an answer names in its `Link` headers (RFC 9725 §4.6).

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Relay {
    pub address: String,
    pub username: String,
    pub credential: String,
}

/// Several headers come as one text, with commas between them.
pub(super) fn relays(links: &str) -> Vec<Relay> {
    links.split('<').filter_map(relay).collect()
}

fn relay(link: &str) -> Option<Relay> {
    let (address, parameters) = link.split_once('>')?;
    let named = |name: &str| {
        parameters.split(';').find_map(|parameter| {
            let (key, value) = parameter.trim().split_once('=')?;
            let value = value.trim().trim_end_matches(',').trim_matches('"');
            (key == name).then(|| value.to_owned())
        })
    };
    (named("rel")? == "ice-server").then_some(Relay {
        address: address.to_owned(),
        username: named("username")?,
        credential: named("credential")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_stand_among_other_links() {
        let links = concat!(
            r#"</spaces>; rel="up", <turn:turn.example:3478?transport=udp>; rel="ice-server"; username="1700000000"; "#,
            r#"credential="c2VjcmV0=="; credential-type="password", "#,
            r#"<turns:turn.example>; rel="ice-server"; username="1"; credential="eA==""#,
        );
        let relay = |address: &str, username: &str, credential: &str| Relay {
            address: address.to_owned(),
            username: username.to_owned(),
            credential: credential.to_owned(),
        };
        assert_eq!(
            relays(links),
            [
                relay("turn:turn.example:3478?transport=udp", "1700000000", "c2VjcmV0=="),
                relay("turns:turn.example", "1", "eA==")
            ]
        );
        assert_eq!(relays(""), []);
        assert_eq!(relays("<turn:turn.example>; rel=\"ice-server\""), []);
    }
}
