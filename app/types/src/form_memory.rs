//! What a page without script remembers of a refused form: travels in a short-lived cookie from the answer to the form
//! to the page that shows it again.

use crate::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name of the cookie.
pub const FORM_MEMORY_COOKIE: &str = "piaf-form";
/// Longest value of the cookie, in bytes: browsers keep 4,096 with name and attributes.
pub const MAX_FORM_MEMORY: usize = 3_500;

/// A refused form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormMemory {
    /// Path of the server function that refused it.
    pub path: String,
    pub error: Error,
    /// What was typed, by field name; never a password.
    pub fields: BTreeMap<String, String>,
}

impl FormMemory {
    /// The cookie's value. Leaves out the longest fields where it would get too long.
    pub fn encode(&self) -> String {
        let mut memory = self.clone();
        loop {
            let json = serde_json::to_vec(&memory).unwrap_or_default();
            if json.len().div_ceil(3) * 4 <= MAX_FORM_MEMORY || memory.fields.is_empty() {
                return base64(&json);
            }
            let longest = memory
                .fields
                .iter()
                .max_by_key(|(_, value)| value.len())
                .map(|(name, _)| name.clone());
            memory.fields.remove(&longest.unwrap_or_default());
        }
    }

    /// Reads a cookie's value; none for anything that `encode` did not write.
    pub fn decode(text: &str) -> Option<Self> {
        if text.len() > MAX_FORM_MEMORY {
            return None;
        }
        serde_json::from_slice(&unbase64(text)?).ok()
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// URL-safe base64 without padding (RFC 4648 §5), which needs no escaping in a cookie.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().enumerate().fold(0u32, |group, (index, byte)| {
            group | u32::from(*byte) << (16 - 8 * index)
        });
        for index in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(group >> (18 - 6 * index) & 63) as usize]));
        }
    }
    text
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.as_bytes().chunks(4) {
        let mut group = 0u32;
        for (index, letter) in chunk.iter().enumerate() {
            let value = ALPHABET.iter().position(|known| known == letter)? as u32;
            group |= value << (18 - 6 * index);
        }
        for index in 0..chunk.len().checked_sub(1).filter(|count| *count > 0)? {
            bytes.push((group >> (16 - 8 * index) & 255) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Rule};

    fn memory(fields: &[(&str, &str)]) -> FormMemory {
        FormMemory {
            path: "/api/accounts/sign_up".to_owned(),
            error: Error::invalid(Field::Handle, Rule::HandleTaken),
            fields: fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn survives_the_way_through_a_cookie() {
        for bio in ["", "a", "ab", "abc", "« Été » 🐦\r\n; , = \"", "مرحبا"] {
            let memory = memory(&[("handle", "ada"), ("bio", bio)]);
            let text = memory.encode();
            assert!(
                text.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'),
                "{text}"
            );
            assert_eq!(FormMemory::decode(&text), Some(memory));
        }
    }

    #[test]
    fn leaves_out_what_does_not_fit() {
        let memory = memory(&[("handle", "ada"), ("text", &"x".repeat(5000))]);
        let text = memory.encode();
        assert!(text.len() <= MAX_FORM_MEMORY);
        let read = FormMemory::decode(&text).unwrap();
        assert_eq!(read.fields.keys().collect::<Vec<_>>(), ["handle"]);
    }

    #[test]
    fn refuses_what_it_did_not_write() {
        for text in ["", "a", "####", "e30", &"A".repeat(4000)] {
            assert_eq!(FormMemory::decode(text), None, "{text:?}");
        }
    }
}
