//! Taking the rows of accounts, so that what moves their numbers happens one after the other.
//!
//! Every lock is taken by ids that are known before. A statement that looks for rows by a subquery and locks them at
//! once loses a row which somebody changed while it waited: Postgres looks again whether the row fits, and finds nothing
//! where the other side of the condition was a union. `locking.rs` keeps such statements out.

use crate::OrError;
use sqlx::{PgConnection, Postgres, Transaction};
use std::collections::BTreeSet;
use types::{AccountId, PostId, Result};

/// Takes the rows of these accounts in the order of their ids, so that two transactions never wait for each other.
pub(crate) async fn lock_accounts(connection: &mut PgConnection, ids: &[i64]) -> Result<()> {
    sqlx::query!("select from accounts where id = any($1) order by id for update", ids)
        .execute(connection)
        .await
        .or_error()?;
    Ok(())
}

/// Lets one change between two people happen at a time, so that no follow slips in beside a block or a closed account.
/// Rows are locked in the order of their ids: two who follow each other at once cannot wait for each other.
pub(crate) async fn lock_pair(
    transaction: &mut Transaction<'_, Postgres>,
    one: AccountId,
    other: AccountId,
) -> Result<()> {
    sqlx::query!(
        "select from accounts where id in ($1, $2) order by id for update",
        one.0,
        other.0
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}

/// Takes the row of an account and of everybody whose numbers may change with it: those with whom it wrote, and with
/// `follows` those whom it follows and who follow it. Who came in between is taken afterwards; once the own row is
/// taken nobody comes any more. `known` remembers for another try whom this one found.
pub(crate) async fn lock_with_related(
    connection: &mut PgConnection,
    account: AccountId,
    follows: bool,
    known: &mut BTreeSet<i64>,
) -> Result<()> {
    let mut locked = BTreeSet::new();
    loop {
        known.extend(related(connection, account, follows).await?);
        let more: Vec<i64> = known.difference(&locked).copied().collect();
        if more.is_empty() {
            return Ok(());
        }
        lock_accounts(connection, &more).await?;
        locked.extend(more);
    }
}

async fn related(connection: &mut PgConnection, account: AccountId, follows: bool) -> Result<Vec<i64>> {
    sqlx::query_scalar!(
        r#"select $1::bigint as "id!"
           union all select co_author_id from posts
           where author_id = $1 and co_author_id is not null and deleted_at is null
           union all select followee_id from follows where follower_id = $1 and $2
           union all select follower_id from follows where followee_id = $1 and $2"#,
        account.0,
        follows
    )
    .fetch_all(connection)
    .await
    .or_error()
}

/// Takes the rows of those who wrote a post.
pub(crate) async fn lock_authors(connection: &mut PgConnection, post: PostId) -> Result<()> {
    let authors = sqlx::query!("select author_id, co_author_id from posts where id = $1", post.0)
        .fetch_optional(&mut *connection)
        .await
        .or_error()?;
    let ids: Vec<i64> = authors
        .into_iter()
        .flat_map(|row| [Some(row.author_id), row.co_author_id])
        .flatten()
        .collect();
    lock_accounts(connection, &ids).await
}
