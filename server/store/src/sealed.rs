//! Places in lists that nobody may read. A cursor is made of what the page showed; where a page ends at something that
//! the viewer may not see, its id would tell that it exists and when it was made, so the cursor is encrypted. The key
//! lives as long as the process: a page that was opened before a restart goes on from the beginning of its list.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::RngCore;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::sync::LazyLock;
use types::AccountId;

/// None only if the cipher refused a key of the length that it asks for.
static KEY: LazyLock<Option<LessSafeKey>> = LazyLock::new(|| {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok().map(LessSafeKey::new)
});

/// A list as one viewer reads it: a place in it opens nothing in another list, nor for anybody else.
#[derive(Clone, Copy)]
pub(crate) struct List {
    pub viewer: AccountId,
    pub name: &'static str,
    /// Whose list it is.
    pub of: AccountId,
}

impl List {
    fn bound(self) -> Aad<Vec<u8>> {
        let numbers = [self.viewer.0.to_be_bytes(), self.of.0.to_be_bytes()].concat();
        Aad::from([&numbers, self.name.as_bytes()].concat())
    }
}

/// The id for an address; without it the list ends there.
pub(crate) fn seal(list: List, id: i64) -> Option<String> {
    let mut nonce = [0; NONCE_LEN];
    rand::rng().fill_bytes(&mut nonce);
    let mut sealed = id.to_be_bytes().to_vec();
    let key = KEY.as_ref()?;
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), list.bound(), &mut sealed)
        .ok()?;
    Some(BASE64_URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

/// Characters of a sealed id: the nonce, the id and the tag.
pub const SEALED: usize = 48;

/// The id in a sealed place; none in what this process did not seal.
pub(crate) fn open(list: List, text: &str) -> Option<i64> {
    // Others are not worth decoding.
    if text.len() != SEALED {
        return None;
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
    let mut sealed = sealed.to_vec();
    let opened = KEY
        .as_ref()?
        .open_in_place(Nonce::assume_unique_for_key(*nonce), list.bound(), &mut sealed)
        .ok()?;
    Some(i64::from_be_bytes(<[u8; 8]>::try_from(&*opened).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: List = List {
        viewer: AccountId(1),
        name: "home",
        of: AccountId(1),
    };

    #[test]
    fn a_sealed_place_is_opened_and_tells_nothing() {
        let id = 247_519_113_772_072_960;
        let (one, other) = (seal(HOME, id).unwrap(), seal(HOME, id).unwrap());
        assert_eq!((open(HOME, &one), open(HOME, &other)), (Some(id), Some(id)));
        assert_ne!(one, other, "nobody can tell that two places are the same");
        assert!(!one.contains(&id.to_string()) && one.len() == SEALED);
        assert!(
            one.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        );
    }

    #[test]
    fn what_was_changed_or_made_up_opens_nothing() {
        let sealed = seal(HOME, 7).unwrap();
        let swapped = if sealed.starts_with('A') { "B" } else { "A" };
        for text in [
            "",
            "7",
            &format!("{swapped}{}", &sealed[1..]),
            &"A".repeat(SEALED),
            &"é".repeat(SEALED / 2),
        ] {
            assert_eq!(open(HOME, text), None, "{text}");
        }
    }

    #[test]
    fn a_place_of_one_list_opens_nothing_in_another_nor_for_another_viewer() {
        let sealed = seal(HOME, 7).unwrap();
        for list in [
            List {
                viewer: AccountId(2),
                ..HOME
            },
            List {
                of: AccountId(2),
                ..HOME
            },
            List {
                name: "followers",
                ..HOME
            },
        ] {
            assert_eq!(open(list, &sealed), None);
        }
        assert_eq!(open(HOME, &sealed), Some(7));
    }
}
