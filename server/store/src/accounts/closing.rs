//! How accounts end: deactivated by their owners with a way back, suspended by the operator, deleted for good.

use crate::{
    OrError, Store,
    accounts::{
        account::{HANDLE_DAYS, give_up_handle},
        sessions,
    },
    co_posts::endings::{Scope, lock_with_co_authors},
    communities::{
        members::remove_from_all,
        roles::give_up_roles,
        stand_ins::{lock_roles, stand_in},
    },
    locks::lock_with_related,
    outbox,
};
use sqlx::{PgConnection, Postgres, Transaction};
use std::collections::BTreeSet;
use types::{AccountId, CoPostDeed, Error, NumberEnum, RETURN_DAYS, Result, live::Event, number_enum};

/// `accounts.role`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountRole {
    Person,
    Operator,
}

number_enum!(AccountRole {
    Person = 0,
    Operator = 1,
});

/// `accounts.status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountStatus {
    Active,
    Deactivated,
    Suspended,
}

number_enum!(AccountStatus {
    Active = 0,
    Deactivated = 1,
    Suspended = 2,
});

impl Store {
    /// The account vanishes at once; its owner may come back within 30 days.
    pub async fn deactivate_account(&self, account: AccountId) -> Result<()> {
        self.set_status(account, &[AccountStatus::Active], AccountStatus::Deactivated)
            .await
    }

    /// Brings a deactivated account back.
    pub async fn reactivate_account(&self, account: AccountId) -> Result<()> {
        self.set_status(account, &[AccountStatus::Deactivated], AccountStatus::Active)
            .await
    }

    /// The operator closes an account: it vanishes and nobody can log in to it.
    pub async fn suspend(&self, handle: &str) -> Result<AccountId> {
        let account = self.account_by_handle(handle).await?;
        self.set_status(
            account,
            &[AccountStatus::Active, AccountStatus::Deactivated],
            AccountStatus::Suspended,
        )
        .await?;
        Ok(account)
    }

    /// The operator opens a suspended account again.
    pub async fn unsuspend(&self, handle: &str) -> Result<AccountId> {
        let account = self.account_by_handle(handle).await?;
        self.set_status(account, &[AccountStatus::Suspended], AccountStatus::Active)
            .await?;
        Ok(account)
    }

    /// Makes an account an operator's or a person's.
    pub async fn set_role(&self, handle: &str, operator: bool) -> Result<AccountId> {
        let account = self.account_by_handle(handle).await?;
        let role = if operator {
            AccountRole::Operator
        } else {
            AccountRole::Person
        };
        sqlx::query!("update accounts set role = $2 where id = $1", account.0, role.number())
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(account)
    }

    /// Changes the status if it is one of `from`, else `Conflict`.
    async fn set_status(&self, account: AccountId, from: &[AccountStatus], to: AccountStatus) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        self.change_status(&mut transaction, account, from, to).await?;
        transaction.commit().await.or_error()
    }

    /// The same within a transaction.
    pub(crate) async fn change_status(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        account: AccountId,
        from: &[AccountStatus],
        to: AccountStatus,
    ) -> Result<()> {
        lock_with_co_authors(transaction, account).await?;
        let from: Vec<i16> = from.iter().map(|status| status.number()).collect();
        let before = sqlx::query_scalar!(
            "update accounts a set status = $2, status_since = now()
             from accounts before
             where a.id = $1 and a.status = any($3) and before.id = a.id
             returning before.status",
            account.0,
            to.number(),
            &from,
        )
        .fetch_optional(&mut **transaction)
        .await
        .or_error()?
        .ok_or(Error::Conflict)?;
        let recount = Event::recount(account);
        outbox::enqueue(transaction, self.next_id(), &recount).await?;
        if to == AccountStatus::Active {
            self.co_posts_after(transaction, CoPostDeed::InviterReturned, Scope::By(account))
                .await?;
            self.take_roles_back(transaction, account).await?;
        } else if before == AccountStatus::Active.number() {
            self.end_co_posts(transaction, account).await?;
        }
        if to != AccountStatus::Active {
            let communities = lock_roles(transaction, account).await?;
            stand_in(transaction, &communities).await?;
            sessions::end_sessions(transaction, self.next_id(), account, None).await?;
            outbox::enqueue(
                transaction,
                self.next_id(),
                &Event::AccountClosed { account_id: account },
            )
            .await?;
        }
        Ok(())
    }

    /// Removes accounts that did not come back in time. For the hourly job.
    pub async fn delete_expired_accounts(&self) -> Result<u64> {
        let expired = sqlx::query_scalar!(
            "select id from accounts where status = 1 and status_since < now() - make_interval(days => $1)
             order by status_since limit 100",
            RETURN_DAYS as i32,
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let mut deleted = 0;
        for id in expired {
            self.delete_account(AccountId(id)).await?;
            deleted += 1;
        }
        // Handles of accounts that are gone lead nowhere; after 30 days anybody may have them.
        sqlx::query!(
            "delete from former_handles f where given_up_at < now() - make_interval(days => $1)
             and not exists (select 1 from accounts a where a.id = f.account_id)",
            HANDLE_DAYS,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(deleted)
    }

    /// Removes an account and everything it made, in one transaction; counts elsewhere stay exact. Its pictures lose
    /// their owner: nobody gets them any more, and the media sweep removes the files. The handle stays taken for 30
    /// days, so that nobody steps into the gap at once.
    pub async fn delete_account(&self, account: AccountId) -> Result<()> {
        // The locks below do not cover the counts of posts: where two transactions meet there, one tries again.
        let mut known = BTreeSet::new();
        for _ in 0..5 {
            match self.try_delete_account(account, &mut known).await {
                Err(Error::Conflict) => {}
                answer => return answer,
            }
        }
        Err(Error::Conflict)
    }

    /// What the account waits for or wrote with others, when it closes.
    async fn end_co_posts(&self, connection: &mut PgConnection, account: AccountId) -> Result<()> {
        self.co_posts_after(connection, CoPostDeed::InviterClosed, Scope::By(account))
            .await?;
        self.co_posts_after(connection, CoPostDeed::CoAuthorClosed, Scope::With(account))
            .await
    }

    async fn try_delete_account(&self, account: AccountId, known: &mut BTreeSet<i64>) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let connection = &mut *transaction;
        // Somebody who wrote for years has many rows.
        sqlx::query!("set local statement_timeout = '5min'")
            .execute(&mut *connection)
            .await
            .or_error()?;
        // Whoever is about to follow waits here and then finds nobody. All rows whose counts will change, in one order:
        // two people who follow each other and leave at once must not wait for one another.
        lock_with_related(connection, account, true, known).await?;
        let own = sqlx::query!("select handle, status from accounts where id = $1", account.0)
            .fetch_one(&mut *connection)
            .await
            .or_error()?;
        // Who left before has done that then.
        if own.status == AccountStatus::Active.number() {
            self.end_co_posts(connection, account).await?;
        }
        // What waits for an answer outlives a break, not the account.
        self.co_posts_after(connection, CoPostDeed::InviterDeleted, Scope::By(account))
            .await?;
        self.co_posts_after(connection, CoPostDeed::CoAuthorDeleted, Scope::With(account))
            .await?;
        sessions::end_sessions(connection, self.next_id(), account, None).await?;
        outbox::enqueue(
            connection,
            self.next_id(),
            &Event::AccountClosed { account_id: account },
        )
        .await?;
        give_up_handle(connection, &own.handle, account).await?;
        delete_reactions(connection, account).await?;
        delete_posts(connection, account).await?;
        delete_relations(connection, account).await?;
        delete_rest(connection, account).await?;
        let communities = lock_roles(&mut transaction, account).await?;
        give_up_roles(&mut transaction, account).await?;
        remove_from_all(&mut transaction, account).await?;
        stand_in(&mut transaction, &communities).await?;
        transaction.commit().await.or_error()
    }
}

/// Likes, reposts and bookmarks that the account gave, and what they counted.
async fn delete_reactions(connection: &mut PgConnection, account: AccountId) -> Result<()> {
    sqlx::query!(
        "with gone as (delete from likes where account_id = $1 returning post_id, counted)
         update post_stats s set likes = greatest(likes - 1, 0) from gone where s.post_id = gone.post_id and gone.counted",
        account.0,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with gone as (delete from reposts where account_id = $1 returning post_id, counted)
         update post_stats s set reposts = greatest(reposts - 1, 0) from gone
         where s.post_id = gone.post_id and gone.counted",
        account.0,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!("delete from bookmarks where account_id = $1", account.0)
        .execute(connection)
        .await
        .or_error()?;
    Ok(())
}

/// The account's posts and everything that hangs on them.
async fn delete_posts(connection: &mut PgConnection, account: AccountId) -> Result<()> {
    // Only public posts counted as replies and quotes, and deleted ones were taken off before.
    sqlx::query!(
        "with lost as (
             select reply_to_id as post_id, 1 as replies, 0 as quotes from posts
             where author_id = $1 and deleted_at is null and audience = 0 and reply_to_id is not null
             union all
             select quote_of_id, 0, 1 from posts
             where author_id = $1 and deleted_at is null and audience = 0 and quote_of_id is not null
         ), sums as (select post_id, sum(replies) as replies, sum(quotes) as quotes from lost group by post_id)
         update post_stats s
         set replies = greatest(s.replies - sums.replies, 0), quotes = greatest(s.quotes - sums.quotes, 0)
         from sums where s.post_id = sums.post_id",
        account.0,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "update media set post_id = null, invitation_id = null where owner_id = $1",
        account.0
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with gone as (delete from posts where author_id = $1 returning id),
              a as (delete from likes using gone where post_id = gone.id),
              b as (delete from reposts using gone where post_id = gone.id),
              c as (delete from bookmarks using gone where post_id = gone.id),
              d as (delete from post_tags using gone where post_id = gone.id),
              e as (delete from post_mentions using gone where post_id = gone.id),
              f as (delete from notifications using gone where subject_id = gone.id),
              g as (delete from reports using gone where reports.post_id = gone.id)
         delete from post_stats using gone where post_id = gone.id",
        account.0,
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}

/// Follows in both directions with their counts, circles and being in some, requests, blocks, mutes.
async fn delete_relations(connection: &mut PgConnection, account: AccountId) -> Result<()> {
    sqlx::query!(
        "with gone as (delete from follows where follower_id = $1 returning followee_id, counted)
         update accounts a set followers = greatest(a.followers - 1, 0)
         from gone where a.id = gone.followee_id and gone.counted",
        account.0,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with gone as (delete from follows where followee_id = $1 returning follower_id, counted)
         update accounts a set following = greatest(a.following - 1, 0)
         from gone where a.id = gone.follower_id and gone.counted",
        account.0,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with gone as (delete from circle_members where account_id = $1 returning circle_id)
         update circles c set members = c.members - 1 from gone where c.id = gone.circle_id",
        account.0,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with a as (delete from follow_requests where target_id = $1 or requester_id = $1),
              b as (delete from blocks where blocker_id = $1 or blocked_id = $1),
              c as (delete from circle_leavers where owner_id = $1 or account_id = $1),
              q as (delete from quiet_circles where owner_id = $1 or account_id = $1),
              d as (delete from circle_members m using circles c where c.id = m.circle_id and c.owner_id = $1),
              e as (delete from circles where owner_id = $1)
         delete from mutes where muter_id = $1 or muted_id = $1",
        account.0,
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}

async fn delete_rest(connection: &mut PgConnection, account: AccountId) -> Result<()> {
    sqlx::query!(
        "with a as (delete from notifications where recipient_id = $1 or actor_id = $1),
              b as (delete from post_mentions where account_id = $1),
              c as (delete from mail_tokens where account_id = $1),
              d as (delete from rate_counters where account_id = $1),
              k as (delete from known_browsers where account_id = $1),
              e as (delete from reports where reporter_id = $1)
         delete from accounts where id = $1",
        account.0,
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}
