//! What follows from an event of the outbox, besides what open pages are told. Applying an event a second time changes
//! nothing.

use crate::{Envelope, OrError, Store};
use types::{AccountId, NotificationKind, NumberEnum, PostId, Result, SpaceId, live::Event};

/// Followers who are told of a live space at most.
pub const MOST_TOLD_OF_SPACE: i64 = 10_000;
/// Days after which something that was taken back and is done again is news again.
pub const TOLD_AGAIN_DAYS: i32 = 7;

impl Store {
    /// Writes or takes back the notifications that an event asks for; answers whose counters moved.
    pub async fn apply_event(&self, envelope: &Envelope) -> Result<Vec<AccountId>> {
        let id = envelope.id;
        match envelope.event {
            Event::PostCreated { post_id, .. } => {
                let mut moved = self.notify_of_post(id, post_id).await?;
                moved.extend(self.notify_circle(id, post_id).await?);
                Ok(moved)
            }
            Event::Liked { post_id, account_id } => {
                self.notify_author(id, NotificationKind::Like, post_id, account_id)
                    .await
            }
            Event::Reposted { post_id, account_id } => {
                self.notify_author(id, NotificationKind::Repost, post_id, account_id)
                    .await
            }
            Event::Unliked { post_id, account_id } => {
                self.take_back(NotificationKind::Like, post_id.0, None, account_id)
                    .await
            }
            Event::Unreposted { post_id, account_id } => {
                self.take_back(NotificationKind::Repost, post_id.0, None, account_id)
                    .await
            }
            Event::Followed {
                follower_id,
                followee_id,
            } => {
                self.notify_one(id, NotificationKind::Follow, followee_id, follower_id)
                    .await
            }
            Event::Unfollowed {
                follower_id,
                followee_id,
            } => {
                self.take_back(NotificationKind::Follow, 0, Some(followee_id), follower_id)
                    .await
            }
            Event::FollowRequested {
                requester_id,
                target_id,
            } => {
                self.notify_one(id, NotificationKind::FollowRequest, target_id, requester_id)
                    .await
            }
            Event::RequestAccepted {
                requester_id,
                target_id,
            } => {
                let mut moved = self
                    .notify_one(id, NotificationKind::RequestAccepted, requester_id, target_id)
                    .await?;
                moved.extend(
                    self.notify_one(id, NotificationKind::Follow, target_id, requester_id)
                        .await?,
                );
                Ok(moved)
            }
            Event::CoPostInvited {
                invitation_id,
                inviter_id,
                invitee_id,
            } => {
                self.notify_co_post(
                    id,
                    NotificationKind::CoPostInvited,
                    invitee_id,
                    inviter_id,
                    invitation_id.0,
                )
                .await
            }
            Event::CoPostRefused {
                invitation_id,
                inviter_id,
                invitee_id,
                declined,
            } => {
                if declined {
                    self.notify_co_post(
                        id,
                        NotificationKind::CoPostDeclined,
                        inviter_id,
                        invitee_id,
                        invitation_id.0,
                    )
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
                self.notify_co_post(id, NotificationKind::CoPostAccepted, inviter_id, invitee_id, post_id.0)
                    .await?;
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
            Event::AccountHidden { viewer_id, .. } => Ok(vec![viewer_id]),
            Event::Recount {
                account_id,
                part,
                after,
            } => self.recount(account_id, part, after).await.map(|()| Vec::new()),
            Event::Notified { ref recipients } => Ok(recipients.clone()),
            Event::SpaceStarted { space_id } => self.notify_of_space(id, space_id).await,
            Event::PostDeleted { .. }
            | Event::AccountClosed { .. }
            | Event::SessionsEnded { .. }
            | Event::HeldBack { .. }
            | Event::CommunityClosed { .. }
            | Event::SpaceChanged { .. }
            | Event::AudienceReduced { .. } => Ok(Vec::new()),
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

    async fn notify_author(
        &self,
        id: i64,
        kind: NotificationKind,
        post: PostId,
        actor: AccountId,
    ) -> Result<Vec<AccountId>> {
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
             -- what was taken back and done again was told already
             on conflict (recipient_id, kind, subject_id, actor_id) do update
             set taken_back = false,
                 id = case when id_time(notifications.id) < now() - make_interval(days => $5) then excluded.id
                     else notifications.id end
             where notifications.taken_back
             returning recipient_id",
            id,
            kind.number(),
            post.0,
            actor.0,
            TOLD_AGAIN_DAYS
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(recipients.into_iter().map(AccountId).collect())
    }

    /// Of a follow, a request or its acceptance. An event that is tried again may be overtaken by its undoing.
    async fn notify_one(
        &self,
        id: i64,
        kind: NotificationKind,
        recipient: AccountId,
        actor: AccountId,
    ) -> Result<Vec<AccountId>> {
        let inserted = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id)
             select $1, $2, $3, $4
             where case $3::smallint
                 when 0 then exists (select 1 from follows where follower_id = $4 and followee_id = $1)
                 when 1 then exists (select 1 from follow_requests where requester_id = $4 and target_id = $1)
                 else exists (select 1 from follows where follower_id = $1 and followee_id = $4)
             end
             -- what was taken back and done again was told already
             on conflict (recipient_id, kind, subject_id, actor_id) do update
             set taken_back = false,
                 id = case when id_time(notifications.id) < now() - make_interval(days => $5) then excluded.id
                     else notifications.id end
             returning recipient_id",
            recipient.0,
            id,
            kind.number(),
            actor.0,
            TOLD_AGAIN_DAYS
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(inserted.into_iter().map(AccountId).collect())
    }

    /// Between the two who write a post together. That somebody was invited is told as long as they are, and that they
    /// accepted as long as it is their post.
    async fn notify_co_post(
        &self,
        id: i64,
        kind: NotificationKind,
        recipient: AccountId,
        actor: AccountId,
        subject: i64,
    ) -> Result<Vec<AccountId>> {
        let recipients = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select $1, $2, $3, $4, $5
             where case $3::smallint
                 when 8 then exists (select 1 from co_post_invitations i where i.id = $5)
                 when 9 then exists (
                     select 1 from posts p where p.id = $5 and p.deleted_at is null and p.co_author_id = $4)
                 else true
             end
             on conflict do nothing
             returning recipient_id",
            recipient.0,
            id,
            kind.number(),
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

    /// Those who follow whoever made a live space, as far as they may come in. Who asked to be reminded of it or was
    /// invited knows already.
    async fn notify_of_space(&self, id: i64, space: SpaceId) -> Result<Vec<AccountId>> {
        let recipients = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select f.follower_id, $1, 30, s.founder_id, s.id
             from spaces s
             join follows f on f.followee_id = s.founder_id
             where s.id = $2 and s.phase = 1 and s.deleted_at is null
               and not exists (select 1 from mutes m where m.muter_id = f.follower_id and m.muted_id = s.founder_id)
               and not exists (
                   select 1 from notifications n
                   where n.recipient_id = f.follower_id and n.kind in (26, 28) and n.subject_id = s.id)
               and exists (select 1 from visible_spaces(f.follower_id) v where v.id = s.id)
             order by f.follower_id desc
             limit $3
             on conflict do nothing
             returning recipient_id",
            id,
            space.0,
            MOST_TOLD_OF_SPACE
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(recipients.into_iter().map(AccountId).collect())
    }

    /// What was undone is no news any more, unless it was done again since. It is kept: done again soon, it tells nobody
    /// a second time. The recipients are the authors of the subject where none is given.
    async fn take_back(
        &self,
        kind: NotificationKind,
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
            "update notifications set taken_back = true
             where recipient_id = any($4)
               and kind = $1 and subject_id = $2 and actor_id = $3 and not taken_back
               and not case $1::smallint
                   when 0 then exists (select 1 from follows f where f.follower_id = $3 and f.followee_id = any($4))
                   when 2 then exists (select 1 from likes l where l.account_id = $3 and l.post_id = $2)
                   else exists (select 1 from reposts r where r.account_id = $3 and r.post_id = $2)
               end
             returning recipient_id",
            kind.number(),
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
