//! The mixing of recordings: the tracks of single voices, and what became of the space's one file.

use crate::{
    OrError, Store,
    jobs::{self, NewJob},
    outbox,
};
use sqlx::{PgConnection, Postgres, Transaction, postgres::PgQueryResult};
use types::{AccountId, Error, NotificationKind, NumberEnum, Result, SpaceId, live::Event, number_enum};

/// What became of a recording, as `spaces.replay` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReplayState {
    /// Nothing was recorded, or nobody was heard.
    None,
    /// Waits to be mixed.
    Mixing,
    Ready,
    /// Deleted, or its time is over.
    Gone,
    Failed,
}

number_enum!(ReplayState {
    None = 0,
    Mixing = 1,
    Ready = 2,
    Gone = 3,
    Failed = 4,
});

/// One file of one voice. Times are milliseconds, `starts` from the space's start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    pub account: AccountId,
    pub starts: u32,
    pub milliseconds: u32,
    pub file: String,
}

/// The tracks of the space become one file.
pub(crate) fn to_mix(space: SpaceId) -> NewJob {
    NewJob::new(jobs::MIX, serde_json::json!({ "space": space })).keyed(space)
}

impl Store {
    /// Keeps the row of a file that is being written or was found; once for each file.
    pub async fn keep_track(&self, space: SpaceId, track: &Track) -> Result<()> {
        sqlx::query!(
            "insert into space_tracks (id, space_id, account_id, starts, milliseconds, file)
             select $1, s.id, $3, $4, $5, $6::text from spaces s
             where s.id = $2 and s.recording
               and not exists (select 1 from space_tracks t where t.space_id = s.id and t.file = $6::text)",
            self.next_id(),
            space.0,
            track.account.0,
            number(track.starts),
            number(track.milliseconds),
            track.file,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// The file is finished and so long.
    pub async fn finish_track(&self, space: SpaceId, file: &str, milliseconds: u32) -> Result<()> {
        sqlx::query!(
            "update space_tracks set milliseconds = $3 where space_id = $1 and file = $2",
            space.0,
            file,
            number(milliseconds),
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// A space's tracks, the first first.
    pub async fn tracks(&self, space: SpaceId) -> Result<Vec<Track>> {
        let rows = sqlx::query!(
            "select account_id, starts, milliseconds, file from space_tracks where space_id = $1 order by starts, id",
            space.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows
            .into_iter()
            .map(|row| Track {
                account: AccountId(row.account_id),
                starts: row.starts.unsigned_abs(),
                milliseconds: row.milliseconds.unsigned_abs(),
                file: row.file,
            })
            .collect())
    }

    /// Whether the space has ended and its tracks wait to become one file.
    pub async fn waits_for_mix(&self, space: SpaceId) -> Result<bool> {
        sqlx::query_scalar!(
            r#"select exists (
                   select 1 from spaces where id = $1 and replay = 1 and phase = 2 and deleted_at is null) as "waits!""#,
            space.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()
    }

    /// Asks for what waits to be mixed and is not asked for: an older server may have ended the space. For the hourly job.
    pub async fn ask_for_missing_mixes(&self) -> Result<()> {
        let missing = sqlx::query_scalar!(
            r#"select s.id from spaces s
               where s.replay = 1 and s.phase = 2 and s.deleted_at is null
                 and not exists (
                     select 1 from jobs j where j.name = $1 and j.key = s.id::text and j.failed_at is null)
               order by s.id limit 100"#,
            jobs::MIX
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        for space in missing {
            self.ask_for_job(&to_mix(SpaceId(space))).await?;
        }
        Ok(())
    }

    /// The mix is there: tells the founder, and all who show the space. `voices` are who speaks from when to when.
    /// False when the recording was deleted meanwhile: its files are to go.
    pub async fn finish_mix(
        &self,
        space: SpaceId,
        milliseconds: u32,
        voices: &[(AccountId, u32, u32)],
    ) -> Result<bool> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let founder = sqlx::query_scalar!(
            "update spaces set replay = 2, replay_milliseconds = $2, replay_trimmed = 0
             where id = $1 and replay = 1 and deleted_at is null
             returning founder_id",
            space.0,
            number(milliseconds),
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?;
        let Some(founder) = founder else { return Ok(false) };
        let accounts: Vec<i64> = voices.iter().map(|(account, ..)| account.0).collect();
        let starts: Vec<i32> = voices.iter().map(|(_, starts, _)| number(*starts)).collect();
        let ends: Vec<i32> = voices.iter().map(|(_, _, ends)| number(*ends)).collect();
        sqlx::query!(
            "insert into space_voices (space_id, account_id, starts, ends)
             select $1, account, starts, ends
             from unnest($2::bigint[], $3::integer[], $4::integer[]) as voice (account, starts, ends)
             on conflict (space_id, starts, account_id) do update set ends = excluded.ends",
            space.0,
            &accounts,
            &starts,
            &ends,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        sqlx::query!("delete from space_tracks where space_id = $1", space.0)
            .execute(&mut *transaction)
            .await
            .or_error()?;
        self.notify_decisions(&mut transaction, NotificationKind::SpaceRecorded, &[(founder, space.0)])
            .await?;
        self.tell_of_space(&mut transaction, space).await?;
        transaction.commit().await.or_error()?;
        Ok(true)
    }

    /// Nobody spoke: there is nothing to hear.
    pub async fn without_replay(&self, space: SpaceId) -> Result<()> {
        self.end_mixing(space, ReplayState::None).await
    }

    /// The tracks could not be mixed.
    pub async fn give_up_mix(&self, space: SpaceId) -> Result<()> {
        self.end_mixing(space, ReplayState::Failed).await
    }

    /// Has it tried again. For the founder.
    pub async fn mix_again(&self, founder: AccountId, space: SpaceId) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let waits = sqlx::query!(
            "update spaces set replay = 1
             where id = $2 and founder_id = $1 and phase = 2 and replay = 4 and deleted_at is null
               and ended_at > now() - interval '30 days'",
            founder.0,
            space.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        jobs::ask_for(&mut transaction, self.next_id(), &to_mix(space)).await?;
        self.commit_of_founder(transaction, space, &waits).await
    }

    /// Ends what the founder alone may do: it is told to all who show the space; `NotFound` where nothing was changed.
    pub(super) async fn commit_of_founder(
        &self,
        mut transaction: Transaction<'_, Postgres>,
        space: SpaceId,
        changed: &PgQueryResult,
    ) -> Result<()> {
        if changed.rows_affected() == 0 {
            return Err(Error::NotFound);
        }
        self.tell_of_space(&mut transaction, space).await?;
        transaction.commit().await.or_error()
    }

    async fn end_mixing(&self, space: SpaceId, replay: ReplayState) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let ended = sqlx::query!(
            "update spaces set replay = $2 where id = $1 and replay = 1",
            space.0,
            replay.number()
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if ended.rows_affected() == 0 {
            return Ok(());
        }
        self.tell_of_space(&mut transaction, space).await?;
        transaction.commit().await.or_error()
    }

    pub(super) async fn tell_of_space(&self, connection: &mut PgConnection, space: SpaceId) -> Result<()> {
        outbox::enqueue(connection, self.next_id(), &Event::SpaceChanged { space_id: space }).await
    }
}

pub(crate) fn number(milliseconds: u32) -> i32 {
    i32::try_from(milliseconds).unwrap_or(i32::MAX)
}
