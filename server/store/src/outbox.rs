//! Events that others learn of, written in the transaction that caused them. A worker takes them, applies them and marks
//! them done; every step may be repeated, so that a crash between two of them loses and doubles nothing.

use crate::{OrError, Store};
use sqlx::{PgConnection, types::Json};
use types::{NumberEnum, Result, live::Event, number_enum, word_enum};

/// An event with its id, which is also the cursor of the live socket.
#[derive(Clone, Debug)]
pub struct Envelope {
    pub id: i64,
    pub event: Event,
}

/// Seconds until an event that was taken and not finished is taken again, at most.
const RETRY_SECONDS: f64 = 20.0;
/// Events of a lane wait for one another and for no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// What takes something away from somebody: nobody goes on seeing it for longer than a second.
    Revoking,
    Other,
}

impl Lane {
    fn of(event: &Event) -> Self {
        if event.revokes() { Self::Revoking } else { Self::Other }
    }

    /// Seconds until an event is tried a second time; each time after that twice as many.
    fn first_retry(self) -> f64 {
        match self {
            Self::Revoking => 1.0,
            Self::Other => RETRY_SECONDS,
        }
    }
}

number_enum!(Lane {
    Revoking = 0,
    Other = 1,
});
word_enum!(Lane {
    Revoking = "revoking",
    Other = "other",
});

/// Appends an event. `id` is a fresh one of [`crate::Store::next_id`].
pub async fn enqueue(connection: &mut PgConnection, id: i64, event: &Event) -> Result<()> {
    sqlx::query!(
        "insert into outbox (id, event, lane) values ($1, $2, $3)",
        id,
        Json(event) as _,
        Lane::of(event).number()
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}

impl Store {
    /// Takes undone events of a lane, oldest first. Others that ask at the same time get others. What was tried ten
    /// times is left alone: something is wrong with it, and the log says what.
    pub async fn take_events(&self, lane: Lane, limit: i64) -> Result<Vec<Envelope>> {
        let mut rows = sqlx::query!(
            r#"update outbox
               set attempts = attempts + 1, retry_at = now() + make_interval(secs => least($3::float8 * power(2, attempts), $4::float8))
               where id = any(array(
                   select id from outbox
                   where lane = $1 and done_at is null and attempts < 10 and retry_at <= now()
                   order by created, id
                   limit $2
                   for update skip locked
               ))
               returning id, event as "event!: Json<Event>""#,
            lane.number(),
            limit,
            lane.first_retry(),
            RETRY_SECONDS
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        rows.sort_by_key(|row| row.id);
        Ok(rows
            .into_iter()
            .map(|row| Envelope {
                id: row.id,
                event: row.event.0,
            })
            .collect())
    }

    /// Marks events as done.
    pub async fn finish_events(&self, ids: &[i64]) -> Result<()> {
        sqlx::query!("update outbox set done_at = now() where id = any($1)", ids)
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(())
    }

    /// Seconds for which the oldest event of a lane has waited; 0 when none does.
    pub async fn event_lag(&self, lane: Lane) -> Result<f64> {
        sqlx::query_scalar!(
            r#"select coalesce(
                   (select extract(epoch from clock_timestamp() - o.created)::float8 from outbox o
                    where o.lane = $1 and o.done_at is null and o.attempts < 10
                    order by o.created, o.id
                    limit 1),
                   0) as "lag!""#,
            lane.number()
        )
        .fetch_one(self.pool())
        .await
        .or_error()
    }

    /// Events after a cursor, for sockets that were away; none when there are more than `limit`.
    pub async fn events_after(&self, cursor: i64, limit: i64) -> Result<Option<Vec<Envelope>>> {
        let rows = sqlx::query!(
            r#"select id, event as "event!: Json<Event>" from outbox where id > $1 order by id limit $2"#,
            cursor,
            limit + 1
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let complete = rows.len() as i64 <= limit;
        Ok(complete.then(|| {
            rows.into_iter()
                .map(|row| Envelope {
                    id: row.id,
                    event: row.event.0,
                })
                .collect()
        }))
    }

    /// Forgets events that were done more than a day ago. For the hourly job.
    pub async fn delete_old_events(&self) -> Result<u64> {
        let done = sqlx::query!("delete from outbox where done_at < now() - interval '1 day'")
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(done.rows_affected())
    }
}
