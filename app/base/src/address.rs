//! Text as a part of an address.

/// Percent-encoded, for a segment or a value of an address (RFC 3986 §2.3 names what may stay).
pub fn in_address(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_every_script() {
        assert_eq!(in_address("caf\u{e9} a/b?"), "caf%C3%A9%20a%2Fb%3F");
        assert_eq!(in_address("piaf_2026"), "piaf_2026");
    }
}
