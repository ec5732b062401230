//! Work that is done beside the requests, kept in the database until it is done: asked for in the transaction that causes
//! it, held by who does it, and let go. The crate `jobs` does it.

mod mail;
mod operator;

pub use mail::{MailSays, MailToSend, ResetAskedFor};
pub use operator::{FAILED_DAYS, FailedJob, JobFigures, LONGEST_ERROR};

use crate::{OrError, Store};
use serde_json::Value;
use sqlx::{PgConnection, postgres::PgListener, types::Json};
use std::time::Duration;
use types::Result;

/// Names of the jobs that are asked for here.
pub const MIX: &str = "mix";
pub const MAIL: &str = "mail";
pub const RESET: &str = "reset";

/// The channel on which the database says that something was asked for.
const CHANNEL: &str = "jobs";

/// Work to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub name: &'static str,
    pub payload: Value,
    /// Of the jobs of a name one at a time waits under a key: asked for again, it takes the newer payload and the earlier
    /// time; asked for while somebody works on it, it is done once more.
    pub key: Option<String>,
    /// Not before so much time.
    pub delay: Duration,
}

impl NewJob {
    pub fn new(name: &'static str, payload: Value) -> Self {
        Self {
            name,
            payload,
            key: None,
            delay: Duration::ZERO,
        }
    }

    pub fn keyed(self, key: impl ToString) -> Self {
        Self {
            key: Some(key.to_string()),
            ..self
        }
    }

    pub fn delayed(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// A job that the caller holds.
#[derive(Clone, Debug)]
pub struct HeldJob {
    pub id: i64,
    /// Which taking it was: who has lost the job changes nothing of it any more.
    holder: i64,
    pub name: String,
    pub payload: Value,
    /// How often it was taken, this time with it.
    pub attempts: u32,
}

/// How a job that is not done goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Again after so much time: it failed.
    Retry(Duration),
    /// Again after so much time, and this time does not count.
    PutBack(Duration),
    /// The next time, after so much time: it is done, and repeats.
    Repeat(Duration),
    /// Never: it failed too often.
    GiveUp,
}

/// Asks for a job when the transaction ends. `id` is a fresh one of [`crate::Store::next_id`].
pub(crate) async fn ask_for(connection: &mut PgConnection, id: i64, job: &NewJob) -> Result<()> {
    sqlx::query!(
        "insert into jobs as j (id, name, payload, key, run_at)
         values ($1, $2, $3, $4, now() + make_interval(secs => $5))
         on conflict (name, key) where failed_at is null do update
         set payload = excluded.payload, run_at = least(j.run_at, excluded.run_at),
             again = coalesce(j.held_until > now(), false),
             holder = case when j.held_until > now() then j.holder end",
        id,
        job.name,
        Json(&job.payload) as _,
        job.key.as_deref(),
        job.delay.as_secs_f64(),
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}

impl Store {
    /// Asks for a job that nothing in the database causes.
    pub async fn ask_for_job(&self, job: &NewJob) -> Result<()> {
        let mut connection = self.pool().acquire().await.or_error()?;
        ask_for(&mut connection, self.next_id(), job).await
    }

    /// Sees that a job is there which repeats itself, once for all servers, and that it comes no later than it would.
    pub async fn repeat_job(&self, name: &str, every: Duration) -> Result<()> {
        sqlx::query!(
            "insert into jobs as j (id, name, payload, key) values ($1, $2, 'null', '')
             on conflict (name, key) where failed_at is null do update
             set run_at = least(j.run_at, now() + make_interval(secs => $3))",
            self.next_id(),
            name,
            every.as_secs_f64(),
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Takes jobs whose time has come, the oldest first, of each name no more than are wanted, and holds them for so
    /// long. Others that ask at the same time get others. `ahead` is added to the database's clock: for tests.
    pub async fn take_jobs(&self, wanted: &[(&str, usize)], hold: Duration, ahead: Duration) -> Result<Vec<HeldJob>> {
        let names: Vec<String> = wanted.iter().map(|(name, _)| (*name).to_owned()).collect();
        let free: Vec<i64> = wanted.iter().map(|(_, free)| *free as i64).collect();
        let holder = self.next_id();
        let mut rows = sqlx::query!(
            r#"update jobs
               set attempts = attempts + 1, holder = $3, held_until = now() + make_interval(secs => $4::float8 + $5::float8)
               where id = any(array(
                   select due.id from unnest($1::text[], $2::bigint[]) as wanted (name, free)
                   cross join lateral (
                       select j.id from jobs j
                       where j.name = wanted.name and j.failed_at is null
                         and j.run_at <= now() + make_interval(secs => $5)
                         and (j.held_until is null or j.held_until <= now() + make_interval(secs => $5))
                       order by j.run_at, j.id
                       limit wanted.free
                       for update skip locked) due))
               returning id, name, payload as "payload!: Json<Value>", attempts, run_at"#,
            &names,
            &free,
            holder,
            hold.as_secs_f64(),
            ahead.as_secs_f64(),
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        rows.sort_by_key(|row| (row.run_at, row.id));
        Ok(rows
            .into_iter()
            .map(|row| HeldJob {
                id: row.id,
                holder,
                name: row.name,
                payload: row.payload.0,
                attempts: row.attempts.unsigned_abs(),
            })
            .collect())
    }

    /// Goes on holding a job for so long from now; false when it is lost.
    pub async fn hold_job(&self, job: &HeldJob, hold: Duration, ahead: Duration) -> Result<bool> {
        let held = sqlx::query!(
            "update jobs set held_until = now() + make_interval(secs => $3::float8 + $4::float8) where id = $1 and holder = $2",
            job.id,
            job.holder,
            hold.as_secs_f64(),
            ahead.as_secs_f64(),
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(held.rows_affected() > 0)
    }

    /// The job is done. Where it was asked for meanwhile, it begins anew.
    pub async fn finish_job(&self, job: &HeldJob) -> Result<()> {
        sqlx::query!(
            "with anew as (
                 update jobs set again = false, attempts = 0, holder = null, held_until = null, error = null
                 where id = $1 and holder = $2 and again
             )
             delete from jobs where id = $1 and holder = $2 and not again",
            job.id,
            job.holder,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Lets go of a job that goes on like this; `error` says what went wrong. Where it was asked for meanwhile, it begins
    /// anew.
    pub async fn let_go_of_job(&self, job: &HeldJob, next: &Next, error: Option<&str>, ahead: Duration) -> Result<()> {
        let pause = match next {
            Next::Retry(pause) | Next::PutBack(pause) | Next::Repeat(pause) => *pause,
            Next::GiveUp => Duration::ZERO,
        };
        sqlx::query!(
            "update jobs
             set holder = null, held_until = null, again = false, error = $3,
                 attempts = case when again or $4 then 0 when $5 then attempts - 1 else attempts end,
                 run_at = case when again then now() else now() + make_interval(secs => $6) end,
                 failed_at = case when $7 and not again then now() end
             where id = $1 and holder = $2",
            job.id,
            job.holder,
            error,
            matches!(next, Next::Repeat(_)),
            matches!(next, Next::PutBack(_)),
            (pause + ahead).as_secs_f64(),
            *next == Next::GiveUp,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Hears when something is asked for. A connection of its own, made when it is first used.
    pub async fn jobs_asked_for(&self) -> Result<JobsAskedFor> {
        let pool = sqlx::postgres::PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(crate::CONNECTION_WAIT)
            .connect_lazy_with((*self.pool().connect_options()).clone());
        let mut listener = PgListener::connect_with(&pool).await.or_error()?;
        listener.listen(CHANNEL).await.or_error()?;
        Ok(JobsAskedFor(listener))
    }
}

/// What the database says about jobs.
pub struct JobsAskedFor(PgListener);

impl JobsAskedFor {
    /// Until something was asked for, or may have been: the connection was away.
    pub async fn next(&mut self) -> Result<()> {
        self.0.try_recv().await.or_error()?;
        Ok(())
    }
}
