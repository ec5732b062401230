//! What follows from an event of the outbox. The worker takes events, applies them and marks them done; every step
//! may be repeated, so that a crash between two of them loses and doubles nothing.

use crate::{OrError, Store};
use sqlx::types::Json;
use types::{AccountId, PostId, Result, live::Event};

/// An event with its id, which is also the cursor of the live socket.
#[derive(Clone, Debug)]
pub struct Envelope {
    pub id: i64,
    pub event: Event,
}

/// Seconds until an event that was taken and not finished is taken again.
const RETRY_SECONDS: f64 = 20.0;
/// Tries before an event is left alone: something is wrong with it, and the log says what.
const MAX_ATTEMPTS: i16 = 10;

impl Store {
    /// Takes undone events, oldest first. Others that ask at the same time get others.
    pub async fn take_events(&self, limit: i64) -> Result<Vec<Envelope>> {
        let mut rows = sqlx::query!(
            r#"update outbox
               set attempts = attempts + 1, retry_at = now() + make_interval(secs => $2)
               where id in (
                   select id from outbox
                   where done_at is null and retry_at <= now() and attempts < $3
                   order by retry_at, id
                   limit $1
                   for update skip locked
               )
               returning id, event as "event!: Json<Event>""#,
            limit,
            RETRY_SECONDS,
            MAX_ATTEMPTS
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        rows.sort_by_key(|row| row.id);
        Ok(rows
            .into_iter()
            .map(|row| Envelope {
                id: row.id,
                event: row.event.0,
            })
            .collect())
    }

    /// Marks events as done.
    pub async fn finish_events(&self, ids: &[i64]) -> Result<()> {
        sqlx::query!("update outbox set done_at = now() where id = any($1)", ids)
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(())
    }

    /// Events after a cursor, for sockets that were away; none when there are more than `limit`.
    pub async fn events_after(&self, cursor: i64, limit: i64) -> Result<Option<Vec<Envelope>>> {
        let rows = sqlx::query!(
            r#"select id, event as "event!: Json<Event>" from outbox where id > $1 order by id limit $2"#,
            cursor,
            limit + 1
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let complete = rows.len() as i64 <= limit;
        Ok(complete.then(|| {
            rows.into_iter()
                .map(|row| Envelope {
                    id: row.id,
                    event: row.event.0,
                })
                .collect()
        }))
    }

    /// Forgets events that were done more than a day ago. For the hourly job.
    pub async fn delete_old_events(&self) -> Result<u64> {
        let done = sqlx::query!("delete from outbox where done_at < now() - interval '1 day'")
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(done.rows_affected())
    }

    /// Writes or takes back the notifications that an event asks for; answers whose counters moved.
    pub async fn apply_event(&self, envelope: &Envelope) -> Result<Vec<AccountId>> {
        let id = envelope.id;
        match envelope.event {
            Event::PostCreated { post_id, .. } => self.notify_of_post(id, post_id).await,
            Event::Liked { post_id, account_id } => self.notify_author(id, 2, post_id, account_id).await,
            Event::Reposted { post_id, account_id } => self.notify_author(id, 3, post_id, account_id).await,
            Event::Unliked { post_id, account_id } => self.take_back(2, post_id.0, None, account_id).await,
            Event::Unreposted { post_id, account_id } => self.take_back(3, post_id.0, None, account_id).await,
            Event::Followed {
                follower_id,
                followee_id,
            } => self.notify(id, 0, followee_id, follower_id).await,
            Event::Unfollowed {
                follower_id,
                followee_id,
            } => self.take_back(0, 0, Some(followee_id), follower_id).await,
            Event::FollowRequested {
                requester_id,
                target_id,
            } => self.notify(id, 1, target_id, requester_id).await,
            Event::RequestAccepted {
                requester_id,
                target_id,
            } => {
                let mut moved = self.notify(id, 7, requester_id, target_id).await?;
                moved.extend(self.notify(id, 0, target_id, requester_id).await?);
                Ok(moved)
            }
            Event::CoPostInvited {
                invitation_id,
                inviter_id,
                invitee_id,
            } => {
                self.notify_co_post(id, 8, invitee_id, inviter_id, invitation_id.0)
                    .await
            }
            Event::CoPostRefused {
                invitation_id,
                inviter_id,
                invitee_id,
                declined,
            } => {
                if declined {
                    self.notify_co_post(id, 10, inviter_id, invitee_id, invitation_id.0)
                        .await?;
                }
                Ok(vec![inviter_id, invitee_id])
            }
            Event::CoPostAccepted {
                post_id,
                inviter_id,
                invitee_id,
                ..
            } => {
                self.notify_co_post(id, 9, inviter_id, invitee_id, post_id.0).await?;
                Ok(vec![inviter_id, invitee_id])
            }
            Event::CoAuthorGone {
                ref post_ids,
                co_author_id,
                left,
            } => {
                let mut moved = vec![co_author_id];
                if let (true, [post]) = (left, post_ids.as_slice()) {
                    moved.extend(self.notify_of_leaving(id, *post, co_author_id).await?);
                }
                Ok(moved)
            }
            Event::Hidden { viewer_id, .. } => Ok(vec![viewer_id]),
            Event::Notified { ref recipients } => Ok(recipients.clone()),
            Event::PostDeleted { .. }
            | Event::AccountClosed { .. }
            | Event::SessionsEnded { .. }
            | Event::HeldBack { .. }
            | Event::CommunityClosed { .. }
            | Event::SpaceChanged { .. }
            | Event::Narrowed { .. } => Ok(Vec::new()),
        }
    }

    /// Reply, quote or mention: one notification for each person, the most telling kind.
    async fn notify_of_post(&self, id: i64, post: PostId) -> Result<Vec<AccountId>> {
        let recipients = sqlx::query_scalar!(
            r#"insert into notifications (recipient_id, id, kind, actor_id, subject_id)
               select distinct on (r.recipient_id) r.recipient_id, $1, r.kind, p.author_id, p.id
               from posts p
               cross join lateral (
                   select p.reply_to_author_id as recipient_id, 5::smallint as kind
                   union all
                   select r.co_author_id, 5::smallint from posts r where r.id = p.reply_to_id
                   union all
                   select unnest(array[q.author_id, q.co_author_id]), 4::smallint from posts q where q.id = p.quote_of_id
                   union all
                   select m.account_id, 6::smallint from post_mentions m where m.post_id = p.id
               ) r
               where p.id = $2 and p.deleted_at is null
                 -- what waits for a moderator is told of when it appears
                 and p.held = 0
                 and r.recipient_id is not null and r.recipient_id <> p.author_id
                 and r.recipient_id is distinct from p.co_author_id
               order by r.recipient_id, case r.kind when 5 then 0 when 4 then 1 else 2 end
               on conflict do nothing
               returning recipient_id"#,
            id,
            post.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(recipients.into_iter().map(AccountId).collect())
    }

    async fn notify_author(&self, id: i64, kind: i16, post: PostId, actor: AccountId) -> Result<Vec<AccountId>> {
        // The row may be gone again by the time the event is applied.
        let recipients = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select recipient.id, $1, $2, $4, p.id
             from posts p
             cross join unnest(array[p.author_id, p.co_author_id]) as recipient (id)
             where p.id = $3 and p.deleted_at is null and recipient.id <> $4
               and case $2::smallint
                   when 2 then exists (select 1 from likes l where l.account_id = $4 and l.post_id = $3)
                   else exists (select 1 from reposts r where r.account_id = $4 and r.post_id = $3)
               end
             on conflict do nothing
             returning recipient_id",
            id,
            kind,
            post.0,
            actor.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(recipients.into_iter().map(AccountId).collect())
    }

    /// Of a follow, a request or its acceptance. An event that is tried again may be overtaken by its undoing.
    async fn notify(&self, id: i64, kind: i16, recipient: AccountId, actor: AccountId) -> Result<Vec<AccountId>> {
        let inserted = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id)
             select $1, $2, $3, $4
             where case $3::smallint
                 when 0 then exists (select 1 from follows where follower_id = $4 and followee_id = $1)
                 when 1 then exists (select 1 from follow_requests where requester_id = $4 and target_id = $1)
                 else exists (select 1 from follows where follower_id = $1 and followee_id = $4)
             end
             on conflict (recipient_id, kind, subject_id, actor_id) do update set id = excluded.id
             returning recipient_id",
            recipient.0,
            id,
            kind,
            actor.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(inserted.into_iter().map(AccountId).collect())
    }

    /// Between the two who write a post together. That somebody was invited is told as long as they are.
    async fn notify_co_post(
        &self,
        id: i64,
        kind: i16,
        recipient: AccountId,
        actor: AccountId,
        subject: i64,
    ) -> Result<Vec<AccountId>> {
        let recipients = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select $1, $2, $3, $4, $5
             where $3::smallint <> 8 or exists (select 1 from co_post_invitations i where i.id = $5)
             on conflict do nothing
             returning recipient_id",
            recipient.0,
            id,
            kind,
            actor.0,
            subject
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(recipients.into_iter().map(AccountId).collect())
    }

    async fn notify_of_leaving(&self, id: i64, post: PostId, co_author: AccountId) -> Result<Vec<AccountId>> {
        let recipients = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select author_id, $1, 11, $3, id from posts where id = $2 and deleted_at is null
             on conflict do nothing
             returning recipient_id",
            id,
            post.0,
            co_author.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(recipients.into_iter().map(AccountId).collect())
    }

    /// What was undone is no news any more. The recipients are the authors of the subject where none is given.
    async fn take_back(
        &self,
        kind: i16,
        subject: i64,
        recipient: Option<AccountId>,
        actor: AccountId,
    ) -> Result<Vec<AccountId>> {
        let recipients = match recipient {
            Some(account) => vec![account.0],
            None => sqlx::query_scalar!(
                r#"select author_id as "id!" from posts where id = $1
                   union all
                   select co_author_id from posts where id = $1 and co_author_id is not null"#,
                subject
            )
            .fetch_all(self.pool())
            .await
            .or_error()?,
        };
        let recipients = sqlx::query_scalar!(
            "delete from notifications
             where recipient_id = any($4) and kind = $1 and subject_id = $2 and actor_id = $3
             returning recipient_id",
            kind,
            subject,
            actor.0,
            &recipients
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(recipients.into_iter().map(AccountId).collect())
    }
}
