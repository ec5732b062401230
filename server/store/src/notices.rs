//! Notifications that are written with the deed itself, in its transaction, because they speak of something else than
//! posts and people: communities and reports.

use crate::{OrError, Store, outbox};
use sqlx::PgConnection;
use types::{AccountId, Result, live::Event};

/// As `notifications.kind` keeps them. The subject is the community, of the last two the post.
pub(crate) const COMMUNITY_INVITED: i16 = 12;
pub(crate) const COMMUNITY_ASKED: i16 = 13;
pub(crate) const COMMUNITY_ACCEPTED: i16 = 14;
pub(crate) const COMMUNITY_ROLE: i16 = 15;
pub(crate) const COMMUNITY_REMOVED: i16 = 16;
pub(crate) const POST_HELD_BACK: i16 = 17;
pub(crate) const POST_APPROVED: i16 = 18;

impl Store {
    /// Tells `recipients`; again, where they were told the same before. Nobody is told of their own deeds.
    pub(crate) async fn notice(
        &self,
        connection: &mut PgConnection,
        kind: i16,
        recipients: &[i64],
        actor: AccountId,
        subject: i64,
    ) -> Result<()> {
        let told = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select recipient, $2, $3, $4, $5 from unnest($1::bigint[]) as recipient where recipient <> $4
             on conflict (recipient_id, kind, subject_id, actor_id) do update set id = excluded.id
             returning recipient_id",
            recipients,
            self.next_id(),
            kind,
            actor.0,
            subject
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        if told.is_empty() {
            return Ok(());
        }
        let recipients = told.into_iter().map(AccountId).collect();
        outbox::enqueue(connection, self.next_id(), &Event::Notified { recipients }).await
    }
}
