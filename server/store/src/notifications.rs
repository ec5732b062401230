//! Who did what to whom, grouped for reading. Rows are written by the outbox worker.

use crate::{OrError, Store};
use types::{AccountId, Result};

impl Store {
    /// Number of unread groups, at most 100: what the navigation's counter shows.
    pub async fn unread_notifications(&self, viewer: AccountId) -> Result<u32> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from (
                   select distinct n.kind, n.subject_id, case when n.kind in (0, 2, 3) then 0 else n.actor_id end
                   from notifications n
                   join visible_accounts($1) a on a.id = n.actor_id
                   where n.recipient_id = $1
                     and n.id > (select notifications_seen from accounts where id = $1)
                     and not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = n.actor_id)
                     and (n.subject_id = 0 or exists (select 1 from visible_posts($1) p where p.id = n.subject_id))
                   limit 100
               ) groups"#,
            viewer.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(count as u32)
    }
}
