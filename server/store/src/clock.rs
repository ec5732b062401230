//! The clock and the ids: a server goes on from the greatest id that was ever given, whatever the clock says.

use crate::{OrError, Store};
use std::time::Duration;
use types::Result;

/// Ids may have been given between the last time that was noted and a crash: a server whose clock is behind leaves as
/// much room.
const ROOM: Duration = Duration::from_secs(30);
/// A clock that is less behind than this is as good as any.
const TOLERATED: Duration = Duration::from_secs(1);

impl Store {
    /// Lets the ids go on from the greatest that stands anywhere, and warns where the clock is behind it. One look at
    /// the end of each index; rows without an index by id are covered by what was noted.
    pub(crate) async fn resume_ids(&self) -> std::result::Result<(), sqlx::Error> {
        let greatest = sqlx::query_scalar!(
            r#"select greatest(
                   (select max(id) from accounts), (select max(id) from posts), (select max(id) from media),
                   (select max(id) from sessions), (select max(id) from outbox), (select max(id) from circles),
                   (select max(id) from communities), (select max(id) from community_log),
                   (select max(id) from reports), (select max(id) from co_post_invitations),
                   (select max(id) from spaces), (select max(id) from space_tracks), (select max(last) from ids_given),
                   0) as "id!""#
        )
        .fetch_one(self.pool())
        .await?;
        let behind = self.ids.resume_after(greatest);
        if behind > TOLERATED {
            self.ids
                .resume_after(greatest.saturating_add(crate::ids::span_of(ROOM)));
            tracing::warn!(
                seconds = behind.as_secs(),
                "the clock is behind what was written before: new things count as that old until it catches up; is it right?"
            );
        }
        Ok(())
    }

    /// Notes the greatest id given, for a start after the clock was set. For a call every few seconds and at the end.
    pub async fn note_ids(&self) -> Result<()> {
        sqlx::query!(
            "insert into ids_given (node, last) values ($1, $2)
             on conflict (node) do update set last = excluded.last where ids_given.last < excluded.last",
            self.ids.node(),
            self.ids.last(),
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }
}
