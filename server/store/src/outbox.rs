//! Events that others learn of, written in the transaction that caused them.

use crate::OrError;
use sqlx::{PgConnection, types::Json};
use types::{Result, live::Event};

/// Appends an event. `id` is a fresh one of [`crate::Store::next_id`].
pub async fn enqueue(connection: &mut PgConnection, id: i64, event: &Event) -> Result<()> {
    sqlx::query!("insert into outbox (id, event) values ($1, $2)", id, Json(event) as _)
        .execute(connection)
        .await
        .or_error()?;
    Ok(())
}
