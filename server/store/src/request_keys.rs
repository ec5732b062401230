//! Requests that come again because their answer was lost. A page names what it asks for; what was made under a name is
//! answered again and not made again. The name is taken in the transaction that makes it, so that it stands for something
//! or is free.

use crate::{OrError, Store};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use types::{AccountId, Error, Field, Result, Rule};

/// Characters of a key at most, as pages make them.
pub const MAX_KEY: usize = 64;
/// Days for which it is known what was made under a key.
pub const KEY_DAYS: i32 = 30;

/// Takes `key` for `id`, which the caller is about to make; answers what was made under it before. Waits for a request
/// with the same key that is under way. `kind` (at most 15 characters) tells apart what may be made.
async fn take(
    connection: &mut PgConnection,
    account: AccountId,
    kind: &'static str,
    key: &str,
    id: i64,
) -> Result<Option<i64>> {
    let key = format!("{kind}:{key}");
    let taken = sqlx::query!(
        "insert into request_keys (account_id, key, made_id) values ($1, $2, $3) on conflict do nothing",
        account.0,
        key,
        id
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    if taken.rows_affected() == 1 {
        return Ok(None);
    }
    let made = sqlx::query_scalar!(
        "select made_id from request_keys where account_id = $1 and key = $2",
        account.0,
        key
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    Ok(Some(made))
}

/// Takes `key` for `id`, and for what somebody wrote: the key stands for it with these words only. A page without script that is gone back
/// to has the key of before, and what is written there then is something else.
pub(crate) async fn take_for<T: Serialize>(
    connection: &mut PgConnection,
    account: AccountId,
    kind: &'static str,
    key: Option<&str>,
    content: &T,
    id: i64,
) -> Result<Option<i64>> {
    let Some(key) = checked(key)? else {
        return Ok(None);
    };
    // What is put together of ids and texts can always be written as JSON.
    let content = serde_json::to_vec(content).unwrap_or_default();
    let digest = Sha256::new()
        .chain_update(key)
        .chain_update([0_u8])
        .chain_update(&content)
        .finalize();
    let key = BASE64_URL_SAFE_NO_PAD.encode(digest);
    take(connection, account, kind, &key, id).await
}

/// A key as pages make them, or none.
fn checked(key: Option<&str>) -> Result<Option<&str>> {
    let key = key.filter(|key| !key.is_empty());
    if key.is_some_and(|key| key.len() > MAX_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic())) {
        let max = MAX_KEY as u32;
        return Err(Error::invalid(Field::Form, Rule::TooLong { max }));
    }
    Ok(key)
}

impl Store {
    /// Forgets the keys of requests that nobody sends again.
    pub(crate) async fn delete_old_request_keys(&self) -> Result<u64> {
        let done = sqlx::query!(
            "delete from request_keys where made_at < now() - make_interval(days => $1)",
            KEY_DAYS
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(done.rows_affected())
    }
}
