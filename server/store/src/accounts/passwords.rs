//! Password hashes: argon2id with 19 MiB, 2 passes, 1 lane (OWASP password storage cheat sheet), off the async
//! threads, two at a time, so that a wave of log-ins costs neither the pages' threads nor unbounded memory.

use crate::internal;
use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use rand::RngCore;
use std::{sync::LazyLock, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use types::{Error, Result};

/// Passwords hashed at a time.
pub const HASHES: usize = 2;
static AT_A_TIME: Semaphore = Semaphore::const_new(HASHES);

/// After this long in the queue nobody waits for the answer any more.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Stands in for the hash of an account that does not exist, so that asking takes as long as for one that does.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("a password that nobody has").ok());

/// Hashes a new password. `Unavailable` when too many wait already.
pub async fn hash(password: String) -> Result<String> {
    run(move || hash_now(&password))
        .await?
        .map_err(|error| internal(&error))
}

/// Whether the password belongs to the hash; without a hash (no such account) it takes as long and answers no.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    run(move || match hash {
        Some(hash) => verify_now(&password, &hash),
        None => {
            // The work counts here, not what comes out.
            std::hint::black_box(NOBODY.as_deref().map(|hash| verify_now(&password, hash)));
            false
        }
    })
    .await
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let Ok(Ok(permit)) = timeout(LONGEST_WAIT, AT_A_TIME.acquire()).await else {
        return Err(Error::Unavailable);
    };
    let answer = spawn_blocking(work).await.map_err(|error| internal(&error));
    drop(permit);
    answer
}

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    let salt = SaltString::encode_b64(&bytes)?;
    // The crate's defaults are the parameters named above; a test holds them there.
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

fn verify_now(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let first = hash("correct horse".into()).await.unwrap();
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
        assert!(first.len() <= 256);
        assert_ne!(first, hash("correct horse".into()).await.unwrap());
        assert!(verify("correct horse".into(), Some(first.clone())).await.unwrap());
        assert!(!verify("correct horse ".into(), Some(first)).await.unwrap());
        assert!(!verify("a password that nobody has".into(), None).await.unwrap());
        assert!(!verify("x".into(), Some("not a hash".into())).await.unwrap());
    }
}
