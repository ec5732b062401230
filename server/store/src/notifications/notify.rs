//! Notifications that are written with the deed itself, in its transaction, because they speak of something else than
//! posts and people: communities, reports and spaces.

use crate::{OrError, Store, notifications::events::TOLD_AGAIN_DAYS, outbox};
use sqlx::PgConnection;
use types::{AccountId, NotificationKind, NumberEnum, Result, live::Event};

/// As `notifications.kind` keeps them. The subject is the community, or the post where the name speaks of one.
impl Store {
    /// Tells `recipients`; again, where they were told the same before, but not soon again of what somebody may take
    /// back and do anew. Nobody is told of their own deeds.
    pub(crate) async fn notify(
        &self,
        connection: &mut PgConnection,
        kind: NotificationKind,
        recipients: &[i64],
        actor: AccountId,
        subject: i64,
    ) -> Result<()> {
        let told = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select recipient, $2, $3, $4, $5 from unnest($1::bigint[]) as recipient where recipient <> $4
             on conflict (recipient_id, kind, subject_id, actor_id) do update
             set id = case
                 when (select k.repeats from notification_kinds k where k.kind = $3)
                     and id_time(notifications.id) > now() - make_interval(days => $6)
                     then notifications.id
                 else excluded.id end
             returning recipient_id",
            recipients,
            self.next_id(),
            kind.number(),
            actor.0,
            subject,
            TOLD_AGAIN_DAYS
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

    /// Tells what moderators or operators decided, each recipient of a subject. It names nobody, and neither a block
    /// nor a closed account keeps it back: its actor is the recipient.
    pub(crate) async fn notify_decisions(
        &self,
        connection: &mut PgConnection,
        kind: NotificationKind,
        told: &[(i64, i64)],
    ) -> Result<()> {
        if told.is_empty() {
            return Ok(());
        }
        let (recipients, subjects): (Vec<i64>, Vec<i64>) = told.iter().copied().unzip();
        let ids: Vec<i64> = told.iter().map(|_| self.next_id()).collect();
        sqlx::query!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select recipient, id, $4, recipient, subject
             from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as told (recipient, subject, id)
             on conflict (recipient_id, kind, subject_id, actor_id) do update set id = excluded.id",
            &recipients,
            &subjects,
            &ids,
            kind.number()
        )
        .execute(&mut *connection)
        .await
        .or_error()?;
        let recipients = recipients.into_iter().map(AccountId).collect();
        outbox::enqueue(connection, self.next_id(), &Event::Notified { recipients }).await
    }
}
