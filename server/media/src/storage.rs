//! Where the files lie: `ab/cd/{key}/{variant}` in an object store, so that no folder grows without end.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use object_store::path::Path;
use std::io::{self, ErrorKind};
use types::media::Variant;

/// Characters of a key: 192 random bits, url-safe.
const KEY_LENGTH: usize = 32;

/// A fresh key. Knowing it is not enough to see the picture, but guessing it is out of reach too.
pub fn create_key() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; KEY_LENGTH / 4 * 3]>())
}

/// The file of a key in a size; none where the text has not the form of a key, so that no path leads out of the store.
pub fn path(key: &str, variant: Variant) -> Option<Path> {
    let valid = key.len() == KEY_LENGTH
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    valid.then(|| Path::from_iter([&key[..2], &key[2..4], key, variant.name()]))
}

/// What a person is told of a file that could not be written.
pub fn error_of(error: &object_store::Error) -> types::Error {
    if is_full(error) {
        tracing::error!(%error, "the disk of the pictures is full");
        return types::Error::StorageFull;
    }
    store::internal(error)
}

/// Whether the system said so, however deep below.
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let kinds = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded];
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| kinds.contains(&error.kind()))
        {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_any_other_failure() {
        let failed = |kind: ErrorKind| object_store::Error::Generic {
            store: "local",
            source: Box::new(io::Error::new(kind, "x")),
        };
        assert_eq!(error_of(&failed(ErrorKind::StorageFull)), types::Error::StorageFull);
        assert_eq!(error_of(&failed(ErrorKind::QuotaExceeded)), types::Error::StorageFull);
        let other = error_of(&failed(ErrorKind::PermissionDenied));
        assert!(matches!(other, types::Error::Internal { .. }), "{other:?}");
    }

    #[test]
    fn keys_lead_to_files_and_other_text_nowhere() {
        let key = create_key();
        let file = path(&key, Variant::Small).unwrap();
        assert_eq!(file.as_ref(), format!("{}/{}/{key}/small", &key[..2], &key[2..4]));
        assert_ne!(key, create_key());
        for text in [
            "",
            "..",
            "../../../../../../etc/passwd.....",
            &key[1..],
            &format!("{key}a"),
            &"é".repeat(16),
        ] {
            assert_eq!(path(text, Variant::Small), None, "{text}");
        }
    }
}
