//! What was said in recorded spaces, as text. It is kept for the replay alone: of a space that is not recorded, no
//! caption stays.

use crate::{OrError, Store, spaces::mixing::number};
use types::{AccountId, Caption, MAX_CAPTION, Result, SpaceId};

/// A caption of a replay: who said it, with the name of now. Times are milliseconds from the recording's beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptionLine {
    pub name: String,
    pub starts: u32,
    pub ends: u32,
    pub text: String,
}

impl Store {
    /// Keeps what somebody said in a space that is live and recorded, or replaces an earlier revision of it. That the
    /// speaker agreed the caller has seen. Text is cut at [`MAX_CAPTION`]; an empty one takes the caption back.
    pub async fn keep_caption(&self, space: SpaceId, caption: &Caption) -> Result<()> {
        let text: String = caption.text.trim().chars().take(MAX_CAPTION).collect();
        sqlx::query!(
            "insert into space_captions (space_id, account_id, number, revision, starts, ends, text)
             select s.id, $2, $3, $4, $5, $6, $7 from spaces s
             where s.id = $1 and s.recording and s.phase = 1 and s.deleted_at is null
             on conflict (space_id, account_id, number) do update
             set revision = excluded.revision, starts = excluded.starts, ends = excluded.ends, text = excluded.text
             where space_captions.revision < excluded.revision",
            space.0,
            caption.speaker.0,
            number(caption.number),
            number(caption.revision),
            number(caption.start),
            number(caption.end.max(caption.start)),
            text,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// The captions of a replay that the viewer may hear now, the first first; `NotFound` for everybody else. Of
    /// accounts that are gone there are none.
    pub async fn replay_captions(&self, viewer: AccountId, space: SpaceId) -> Result<(Vec<CaptionLine>, u32)> {
        let replay = self.hearable_replay(viewer, space).await?;
        let rows = sqlx::query!(
            "select a.display_name, c.starts, c.ends, c.text
             from space_captions c
             join accounts a on a.id = c.account_id and a.status = 0
             where c.space_id = $1 and c.ends > $2 and c.text <> ''
             order by c.starts, c.account_id, c.number",
            space.0,
            number(replay.trimmed)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let lines = rows.into_iter().map(|row| CaptionLine {
            name: row.display_name,
            starts: row.starts.unsigned_abs(),
            ends: row.ends.unsigned_abs(),
            text: row.text,
        });
        Ok((lines.collect(), replay.trimmed))
    }
}
