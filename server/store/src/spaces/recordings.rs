//! Recordings of spaces: what can be heard afterwards, and who speaks in it when. The files are the crate `spaces`' (`recording`). Who may hear is asked of `visible_spaces`, and thirty days
//! after the end nothing is there any more, whether or not the sweep has come by.

use super::mixing::ReplayState;
use crate::{OrError, Store, cards::CardRow, numbers::known};
use sqlx::PgConnection;
use std::collections::HashMap;
use types::{AccountId, Error, Recording, Replay, ReplayVoice, Result, SpaceId};

/// A replay that may be heard now. Times are milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hearable {
    pub space: SpaceId,
    /// Of the whole recording.
    pub milliseconds: u32,
    /// Cut from its beginning.
    pub trimmed: u32,
}

/// The shortest that trimming leaves, in milliseconds.
const LEAST_LEFT: i64 = 1000;

impl Store {
    /// The replay, for a viewer who may hear it now; for all others, and where there is none, `NotFound`.
    pub async fn hearable_replay(&self, viewer: AccountId, space: SpaceId) -> Result<Hearable> {
        let row = sqlx::query!(
            r#"select replay_milliseconds as "milliseconds!", replay_trimmed as "trimmed!"
               from visible_spaces($1)
               where id = $2 and phase = 2 and replay = 2 and ended_at > now() - interval '30 days'"#,
            viewer.0,
            space.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(Hearable {
            space,
            milliseconds: row.milliseconds.unsigned_abs(),
            trimmed: row.trimmed.unsigned_abs(),
        })
    }

    /// What a space's page shows of its recording; none where the viewer may hear none.
    pub async fn recording(&self, viewer: AccountId, space: SpaceId) -> Result<Recording> {
        let row = sqlx::query!(
            r#"select replay as "replay!", coalesce(ended_at > now() - interval '30 days', false) as "in_time!",
                      coalesce(replay_milliseconds, 0) as "milliseconds!", replay_trimmed as "trimmed!",
                      (extract(epoch from ended_at + interval '30 days') * 1000)::bigint as "until!",
                      exists (
                          select 1 from space_captions c
                          where c.space_id = s.id and c.ends > s.replay_trimmed) as "captioned!"
               from visible_spaces($1) s
               where id = $2 and phase = 2"#,
            viewer.0,
            space.0
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        let Some(row) = row else { return Ok(Recording::None) };
        match known(row.replay)? {
            ReplayState::None => return Ok(Recording::None),
            ReplayState::Gone => return Ok(Recording::Gone),
            _ if !row.in_time => return Ok(Recording::Gone),
            ReplayState::Mixing => return Ok(Recording::Mixing),
            ReplayState::Failed => return Ok(Recording::Failed),
            ReplayState::Ready => {}
        }
        let spans = sqlx::query!(
            r#"select a.id, a.handle, a.display_name, a.avatar, a.protected, v.starts, v.ends
               from space_voices v
               join accounts a on a.id = v.account_id and a.status = 0
               where v.space_id = $1 and v.ends > $2
               order by v.starts, v.account_id"#,
            space.0,
            row.trimmed
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let mut voices: Vec<ReplayVoice> = Vec::new();
        let mut places = HashMap::new();
        let shifted = |time: i32| time.saturating_sub(row.trimmed).max(0).unsigned_abs();
        for span in spans {
            let place = *places.entry(span.id).or_insert_with(|| {
                let card = CardRow {
                    id: span.id,
                    handle: span.handle,
                    display_name: span.display_name,
                    avatar: span.avatar,
                    protected: span.protected,
                };
                voices.push(ReplayVoice {
                    card: card.into(),
                    spans: Vec::new(),
                });
                voices.len() - 1
            });
            voices[place].spans.push((shifted(span.starts), shifted(span.ends)));
        }
        Ok(Recording::Ready(Replay {
            audio: format!("/spaces/{space}/replay.ogg"),
            captions: row.captioned.then(|| format!("/spaces/{space}/captions.vtt")),
            milliseconds: shifted(row.milliseconds),
            trimmed: row.trimmed.unsigned_abs(),
            until: row.until,
            voices,
        }))
    }

    /// Cuts so much from the beginning, or as much as leaves a second; 0 brings all back. For the founder.
    pub async fn trim_replay(&self, founder: AccountId, space: SpaceId, milliseconds: u32) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let trimmed = sqlx::query!(
            "update spaces
             set replay_trimmed = greatest(least($3::bigint, replay_milliseconds - $4::bigint), 0)
             where id = $2 and founder_id = $1 and phase = 2 and replay = 2 and deleted_at is null
               and ended_at > now() - interval '30 days'",
            founder.0,
            space.0,
            i64::from(milliseconds),
            LEAST_LEFT,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        self.commit_of_founder(transaction, space, &trimmed).await
    }

    /// Deletes what was recorded, with its captions. For the founder, once the space has ended; the caller deletes
    /// the files.
    pub async fn delete_replay(&self, founder: AccountId, space: SpaceId) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let deleted = sqlx::query!(
            "update spaces set replay = 3
             where id = $2 and founder_id = $1 and phase = 2 and replay in (1, 2, 4) and deleted_at is null",
            founder.0,
            space.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if deleted.rows_affected() == 0 {
            return Err(Error::NotFound);
        }
        forget_recordings(&mut transaction, &[space.0]).await?;
        self.tell_of_space(&mut transaction, space).await?;
        transaction.commit().await.or_error()
    }

    /// Takes away recordings whose time is over and those of spaces and founders that are gone; answers how many. For
    /// the hourly job.
    pub async fn expire_replays(&self) -> Result<usize> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let gone = sqlx::query_scalar!(
            "update spaces s set replay = 3
             where s.phase = 2 and s.replay in (1, 2, 4)
               and (
                   s.ended_at <= now() - interval '30 days'
                   or s.deleted_at is not null
                   or not exists (select 1 from accounts a where a.id = s.founder_id)
               )
             returning s.id"
        )
        .fetch_all(&mut *transaction)
        .await
        .or_error()?;
        forget_recordings(&mut transaction, &gone).await?;
        // Captions of a space that was deleted, or in which nobody was heard.
        sqlx::query!(
            "delete from space_captions c
             using spaces s
             where s.id = c.space_id and s.phase = 2 and s.replay in (0, 3)"
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        transaction.commit().await.or_error()?;
        Ok(gone.len())
    }

    /// Of these spaces, those whose files are still of use, and whether what is of use is the mix alone.
    pub async fn recordings_in_use(&self, spaces: &[SpaceId]) -> Result<HashMap<SpaceId, bool>> {
        let ids: Vec<i64> = spaces.iter().map(|space| space.0).collect();
        let rows = sqlx::query!(
            r#"select id, replay = 2 as "mixed!" from spaces
               where id = any($1) and deleted_at is null and ((phase < 2 and recording) or replay in (1, 2, 4))"#,
            &ids
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(|row| (SpaceId(row.id), row.mixed)).collect())
    }
}

async fn forget_recordings(connection: &mut PgConnection, spaces: &[i64]) -> Result<()> {
    sqlx::query!("delete from space_tracks where space_id = any($1)", spaces)
        .execute(&mut *connection)
        .await
        .or_error()?;
    sqlx::query!("delete from space_voices where space_id = any($1)", spaces)
        .execute(&mut *connection)
        .await
        .or_error()?;
    sqlx::query!("delete from space_captions where space_id = any($1)", spaces)
        .execute(&mut *connection)
        .await
        .or_error()?;
    Ok(())
}
