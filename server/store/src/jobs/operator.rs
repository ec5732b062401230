//! Jobs as the operator sees them: how many wait, for how long, and which were given up.

use super::MIX;
use crate::{OrError, Store};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use types::{Result, SpaceId};

/// For how many days a job that was given up is kept.
pub const FAILED_DAYS: i32 = 14;
/// Characters kept of what went wrong.
pub const LONGEST_ERROR: usize = 500;

/// The jobs of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct JobFigures {
    pub name: String,
    /// Their time has come, and nobody works on them.
    pub waiting: i64,
    /// Seconds for which the oldest of them waits.
    pub oldest: f64,
    /// Given up.
    pub failed: i64,
}

/// A job that was given up.
#[derive(Clone, Debug)]
pub struct FailedJob {
    pub id: i64,
    pub name: String,
    pub attempts: u32,
    pub error: String,
    /// Seconds since then.
    pub ago: i64,
}

impl Store {
    /// How jobs stand, by name; without names of which there is none.
    pub async fn job_figures(&self) -> Result<Vec<JobFigures>> {
        let rows = sqlx::query!(
            r#"select name, count(*) filter (where failed_at is null and due) as "waiting!",
                      coalesce(extract(epoch from clock_timestamp() - min(run_at) filter (where failed_at is null and due)), 0)::float8
                          as "oldest!",
                      count(*) filter (where failed_at is not null) as "failed!"
               from (
                   select name, failed_at, run_at, run_at <= now() and (held_until is null or held_until <= now()) as due
                   from jobs) j
               group by name
               order by name"#
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows
            .into_iter()
            .map(|row| JobFigures {
                name: row.name,
                waiting: row.waiting,
                oldest: row.oldest,
                failed: row.failed,
            })
            .collect())
    }

    /// Jobs that were given up, the last first.
    pub async fn failed_jobs(&self, limit: i64) -> Result<Vec<FailedJob>> {
        let rows = sqlx::query!(
            r#"select id, name, attempts, coalesce(error, '') as "error!",
                      extract(epoch from now() - failed_at)::bigint as "ago!"
               from jobs
               where failed_at is not null
               order by failed_at desc, id desc
               limit $1"#,
            limit
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows
            .into_iter()
            .map(|row| FailedJob {
                id: row.id,
                name: row.name,
                attempts: row.attempts.unsigned_abs(),
                error: row.error,
                ago: row.ago,
            })
            .collect())
    }

    /// Has a job that was given up tried again; false where it is not there, or the same waits already.
    pub async fn retry_failed_job(&self, id: i64) -> Result<bool> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let asked = sqlx::query!(
            r#"update jobs j set failed_at = null, attempts = 0, error = null, run_at = now()
               where id = $1 and failed_at is not null
                 and not exists (
                     select 1 from jobs o where o.name = j.name and o.key = j.key and o.failed_at is null)
               returning name, payload as "payload!: Json<Value>""#,
            id
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?;
        // Its space waits for the file again, as before it was given up.
        if let Some(job) = asked.as_ref().filter(|job| job.name == MIX) {
            wait_again(&mut transaction, &job.payload.0).await?;
        }
        transaction.commit().await.or_error()?;
        Ok(asked.is_some())
    }

    /// Forgets jobs that were given up long ago. For the hourly job.
    pub async fn delete_failed_jobs(&self) -> Result<u64> {
        let deleted = sqlx::query!(
            "delete from jobs where failed_at < now() - make_interval(days => $1)",
            FAILED_DAYS
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(deleted.rows_affected())
    }
}

/// A recording that was given up waits for its file again, where `job` is about one.
async fn wait_again(connection: &mut PgConnection, job: &Value) -> Result<()> {
    let space = job.get("space").cloned().unwrap_or_default();
    let Ok(space) = serde_json::from_value::<SpaceId>(space) else {
        return Ok(());
    };
    sqlx::query!(
        "update spaces set replay = 1
         where id = $1 and phase = 2 and replay = 4 and deleted_at is null
           and ended_at > now() - interval '30 days'",
        space.0
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}
