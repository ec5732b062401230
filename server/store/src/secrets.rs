//! Random secrets that leave the server (session cookies, mailed links): the database keeps only their hash, so that a
//! copy of it opens no door.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::RngCore;
use sha2::{Digest, Sha256};

const BYTES: usize = 32;

/// A fresh secret of 256 bits in base64url, and the hash to keep.
pub(crate) fn new_secret() -> (String, [u8; 32]) {
    let mut bytes = [0; BYTES];
    rand::rng().fill_bytes(&mut bytes);
    let text = BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let hash = hash(&text);
    (text, hash)
}

/// The hash to look a presented secret up by; none for what cannot be one, which spares the database the question.
pub(crate) fn hash_presented(text: &str) -> Option<[u8; 32]> {
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    (decoded.len() == BYTES).then(|| hash(text))
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_by_its_hash_only() {
        let (text, kept) = new_secret();
        assert_eq!(text.len(), 43);
        assert_eq!(hash_presented(&text), Some(kept));
        assert_ne!(hash_presented(&new_secret().0), Some(kept));
    }

    #[test]
    fn what_cannot_be_a_secret_is_not_looked_up() {
        for text in ["", "x", "ä", &"A".repeat(42), &"A".repeat(44), &"A".repeat(10_000)] {
            assert_eq!(hash_presented(text), None, "{} characters", text.len());
        }
    }
}
