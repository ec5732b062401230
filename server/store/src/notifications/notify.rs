//! Notifications that are written with the deed itself, in its transaction, because they speak of something else than
//! posts and people: communities, reports and spaces.

use crate::{OrError, Store, notifications::events::TOLD_AGAIN_DAYS, outbox};
use sqlx::PgConnection;
use types::{AccountId, Result, live::Event};

/// As `notifications.kind` keeps them. The subject is the community, or the post where the name speaks of one.
pub(crate) const COMMUNITY_INVITED: i16 = 12;
pub(crate) const COMMUNITY_ASKED: i16 = 13;
pub(crate) const COMMUNITY_ACCEPTED: i16 = 14;
pub(crate) const COMMUNITY_ROLE: i16 = 15;
pub(crate) const COMMUNITY_REMOVED: i16 = 16;
pub(crate) const POST_HELD_BACK: i16 = 17;
pub(crate) const POST_APPROVED: i16 = 18;
pub(crate) const POST_WAITS: i16 = 19;
pub(crate) const COMMUNITY_CLOSED: i16 = 20;
pub(crate) const BAN_LIFTED: i16 = 21;
/// The subject is the report.
pub(crate) const REPORT_ACTED_UPON: i16 = 24;
pub(crate) const REPORT_DISMISSED: i16 = 25;
/// The subject is the space.
pub(crate) const SPACE_INVITED: i16 = 26;
pub(crate) const SPACE_SOON: i16 = 27;
pub(crate) const SPACE_STARTED: i16 = 28;
// Written when the recording is mixed.
#[allow(dead_code)]
pub(crate) const SPACE_RECORDED: i16 = 29;
/// Posts of the community were reported to its moderators; one line, however many.
pub(crate) const POSTS_REPORTED: i16 = 31;
/// Something was reported to the operators. No subject: one line.
pub(crate) const REPORTS_WAIT: i16 = 32;
pub(crate) const JOIN_REFUSED: i16 = 33;

impl Store {
    /// Tells `recipients`; again, where they were told the same before, but not soon again of what somebody may take
    /// back and do anew. Nobody is told of their own deeds.
    pub(crate) async fn notify(
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
             on conflict (recipient_id, kind, subject_id, actor_id) do update
             set id = case
                 when $3 in (12, 13, 26) and id_time(notifications.id) > now() - make_interval(days => $6)
                     then notifications.id
                 else excluded.id end
             returning recipient_id",
            recipients,
            self.next_id(),
            kind,
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
        kind: i16,
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
            kind
        )
        .execute(&mut *connection)
        .await
        .or_error()?;
        let recipients = recipients.into_iter().map(AccountId).collect();
        outbox::enqueue(connection, self.next_id(), &Event::Notified { recipients }).await
    }
}
