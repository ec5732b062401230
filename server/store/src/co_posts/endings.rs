//! How co-posts and invitations to them end, whoever or whatever ends them: what becomes of them is asked of
//! [`CoPostState`], and done here for all that the deed concerns.

use crate::{OrError, Store, locks::lock_with_related, outbox};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};
use types::{AccountId, CoPostDeed, CoPostState, InvitationId, PostId, Result, live::Event};

/// Which co-posts and invitations a deed concerns.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    /// Those of this inviter.
    By(AccountId),
    /// Those with this co-author or invitee.
    With(AccountId),
    Between {
        inviter: AccountId,
        co_author: AccountId,
    },
}

/// Takes the row of an account and of everybody whose number of posts may change with it, in one order, so that no two
/// changes wait for each other.
pub(crate) async fn lock_with_co_authors(connection: &mut PgConnection, account: AccountId) -> Result<()> {
    lock_with_related(connection, account, false, &mut BTreeSet::new()).await
}

impl Store {
    /// Does to everything in the scope what [`CoPostState::after`] says. The caller holds the rows of the accounts.
    pub(crate) async fn co_posts_after(
        &self,
        connection: &mut PgConnection,
        deed: CoPostDeed,
        scope: Scope,
    ) -> Result<()> {
        if CoPostState::Pending.after(deed) == Some(CoPostState::Gone) {
            self.drop_invitations(connection, scope).await?;
        }
        match (CoPostState::Published.after(deed), scope) {
            (Some(CoPostState::Ordinary), _) => {
                let posts = posts_in(connection, scope).await?;
                self.remove_co_author(connection, &posts, false).await?;
            }
            // Everything of a closed account is out of sight; only the number of the co-author's posts is told here.
            (Some(CoPostState::Away), Scope::By(inviter)) => count_for_co_authors(connection, inviter, -1).await?,
            _ => {}
        }
        if let (Some(CoPostState::Published), Scope::By(inviter)) = (CoPostState::Away.after(deed), scope) {
            count_for_co_authors(connection, inviter, 1).await?;
        }
        Ok(())
    }

    /// Ends one invitation by one of its two. `NotFound` where it is not theirs to end, or over already.
    pub(crate) async fn end_invitation(
        &self,
        account: AccountId,
        invitation: InvitationId,
        deed: CoPostDeed,
    ) -> Result<()> {
        let declined = deed == CoPostDeed::Decline;
        let mut transaction = self.pool().begin().await.or_error()?;
        let row = sqlx::query!(
            "delete from co_post_invitations
             where id = $1 and $2 = case when $3 then invitee_id else inviter_id end
             returning id, inviter_id, invitee_id",
            invitation.0,
            account.0,
            declined
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        let ended = [(row.id, row.inviter_id, row.invitee_id)];
        self.after_invitations(&mut transaction, &ended, declined).await?;
        transaction.commit().await.or_error()
    }

    async fn drop_invitations(&self, connection: &mut PgConnection, scope: Scope) -> Result<()> {
        let (inviter, invitee) = match scope {
            Scope::By(inviter) => (Some(inviter.0), None),
            Scope::With(invitee) => (None, Some(invitee.0)),
            Scope::Between { inviter, co_author } => (Some(inviter.0), Some(co_author.0)),
        };
        let rows = sqlx::query!(
            "delete from co_post_invitations
             where inviter_id = $1 and ($2::bigint is null or invitee_id = $2)
                or $1::bigint is null and invitee_id = $2
             returning id, inviter_id, invitee_id",
            inviter,
            invitee
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        let ended: Vec<_> = rows
            .into_iter()
            .map(|row| (row.id, row.inviter_id, row.invitee_id))
            .collect();
        self.after_invitations(connection, &ended, false).await
    }

    /// What hung on invitations that are over (id, inviter, invitee): their photos belong to nothing, and that somebody
    /// was invited is no news any more.
    async fn after_invitations(
        &self,
        connection: &mut PgConnection,
        ended: &[(i64, i64, i64)],
        declined: bool,
    ) -> Result<()> {
        if ended.is_empty() {
            return Ok(());
        }
        let ids: Vec<i64> = ended.iter().map(|(id, ..)| *id).collect();
        let invitees: Vec<i64> = ended.iter().map(|(.., invitee)| *invitee).collect();
        sqlx::query!(
            "with freed as (update media set invitation_id = null where invitation_id = any($1))
             delete from notifications n
             using unnest($1::bigint[], $2::bigint[]) as ended (id, invitee_id)
             where n.recipient_id = ended.invitee_id and n.kind = 8 and n.subject_id = ended.id",
            &ids,
            &invitees
        )
        .execute(&mut *connection)
        .await
        .or_error()?;
        for (id, inviter, invitee) in ended {
            let event = Event::CoPostRefused {
                invitation_id: InvitationId(*id),
                inviter_id: AccountId(*inviter),
                invitee_id: AccountId(*invitee),
                declined,
            };
            outbox::enqueue(connection, self.next_id(), &event).await?;
        }
        Ok(())
    }

    /// Makes co-posts their authors' alone; answers how many were co-posts.
    pub(crate) async fn remove_co_author(
        &self,
        connection: &mut PgConnection,
        posts: &[i64],
        left: bool,
    ) -> Result<usize> {
        if posts.is_empty() {
            return Ok(0);
        }
        let parted = sqlx::query!(
            r#"with locked as (
                   select p.id, p.author_id, p.co_author_id
                   from posts p
                   where p.id = any($1) and p.co_author_id is not null and p.deleted_at is null
                   order by p.id
                   for update
               ), parted as (
                   select p.id, p.co_author_id, a.status from locked p join accounts a on a.id = p.author_id
               ), told as (
                   update posts p set co_author_id = null from parted where p.id = parted.id
               ), untold as (
                   -- likes and reposts of it are news for its author alone
                   delete from notifications n using parted
                   where n.recipient_id = parted.co_author_id and n.subject_id = parted.id and n.kind in (2, 3)
               ), counted as (
                   -- of an account that is closed for now, the posts were taken off when it closed
                   update accounts a set posts = greatest(a.posts - off.number, 0)
                   from (select co_author_id, count(*) as number from parted where status = 0 group by co_author_id) off
                   where a.id = off.co_author_id
               )
               select id as "id!", co_author_id as "co_author_id!" from parted"#,
            posts
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        let number = parted.len();
        let mut by_co_author = BTreeMap::<i64, Vec<PostId>>::new();
        for row in parted {
            by_co_author.entry(row.co_author_id).or_default().push(PostId(row.id));
        }
        for (co_author, post_ids) in by_co_author {
            let event = Event::CoAuthorGone {
                post_ids,
                co_author_id: AccountId(co_author),
                left,
            };
            outbox::enqueue(connection, self.next_id(), &event).await?;
        }
        Ok(number)
    }
}

/// The published co-posts in a scope.
async fn posts_in(connection: &mut PgConnection, scope: Scope) -> Result<Vec<i64>> {
    let (author, co_author) = match scope {
        Scope::By(inviter) => {
            return sqlx::query_scalar!(
                "select id from posts where author_id = $1 and co_author_id is not null and deleted_at is null",
                inviter.0
            )
            .fetch_all(connection)
            .await
            .or_error();
        }
        Scope::With(co_author) => (None, co_author),
        Scope::Between { inviter, co_author } => (Some(inviter.0), co_author),
    };
    sqlx::query_scalar!(
        "select id from posts
         where co_author_id = $1 and ($2::bigint is null or author_id = $2) and deleted_at is null",
        co_author.0,
        author
    )
    .fetch_all(connection)
    .await
    .or_error()
}

/// Moves the number of posts of everybody with whom the inviter wrote.
async fn count_for_co_authors(connection: &mut PgConnection, inviter: AccountId, by: i64) -> Result<()> {
    sqlx::query!(
        "update accounts a set posts = greatest(a.posts + $2::bigint * together.number, 0)
         from (
             select co_author_id, count(*) as number from posts
             where author_id = $1 and co_author_id is not null and deleted_at is null
             group by co_author_id
         ) together
         where a.id = together.co_author_id",
        inviter.0,
        by
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}
