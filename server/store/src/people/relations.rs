//! Following, requests, blocks and mutes. Counters move with the rows, in one statement each, so that they are exact
//! however many tries come at once.

use crate::{OrError, Store, co_posts::endings::Scope, limits, locks::lock_pair, outbox, people::circles};
use sqlx::{Postgres, Transaction};
use types::{AccountId, CoPostDeed, Error, Field, Relation, Result, Rule, live::Event};

/// Follows and requests a day (product contract §4).
pub const FOLLOWS_A_DAY: u32 = 400;
const DAY: u32 = 24 * 60 * 60;

impl Store {
    /// How `viewer` and `other` stand to each other; `NotFound` for somebody who does not exist for the viewer, except
    /// those the viewer blocks.
    pub async fn relation(&self, viewer: AccountId, other: AccountId) -> Result<Relation> {
        let row = sqlx::query!(
            r#"select
                   exists (select 1 from follows where follower_id = $1 and followee_id = $2) as "following!",
                   exists (select 1 from follow_requests where requester_id = $1 and target_id = $2) as "requested!",
                   exists (select 1 from follows where follower_id = $2 and followee_id = $1) as "follows_me!",
                   exists (select 1 from blocks where blocker_id = $1 and blocked_id = $2) as "blocking!",
                   exists (select 1 from mutes where muter_id = $1 and muted_id = $2) as "muting!",
                   exists (select 1 from quiet_circles where account_id = $1 and owner_id = $2) as "quiet_circles!"
               from accounts a
               where a.id = $2 and a.status = 0
                 and not exists (select 1 from blocks where blocker_id = $2 and blocked_id = $1)"#,
            viewer.0,
            other.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(Relation {
            myself: viewer == other,
            following: row.following,
            requested: row.requested,
            follows_me: row.follows_me,
            blocking: row.blocking,
            muting: row.muting,
            quiet_circles: row.quiet_circles,
        })
    }

    /// Follows, or asks a protected account. Following twice changes nothing.
    pub async fn follow(&self, account: AccountId, other: AccountId) -> Result<Relation> {
        if account == other {
            return Err(Error::invalid(Field::Form, Rule::CannotFollowSelf));
        }
        let mut transaction = self.pool().begin().await.or_error()?;
        lock_pair(&mut transaction, account, other).await?;
        let protected = sqlx::query_scalar!(
            r#"select protected as "protected!" from visible_accounts($1) where id = $2"#,
            account.0,
            other.0
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or(Error::NotFound)?;
        let event = if protected {
            let asked = sqlx::query_scalar!(
                "insert into follow_requests (target_id, requester_id)
                 select $2, $1 where not exists (select 1 from follows where follower_id = $1 and followee_id = $2)
                 on conflict do nothing returning target_id",
                account.0,
                other.0
            )
            .fetch_optional(&mut *transaction)
            .await
            .or_error()?;
            asked.map(|_| Event::FollowRequested {
                requester_id: account,
                target_id: other,
            })
        } else {
            add_follow(&mut transaction, account, other)
                .await?
                .then_some(Event::Followed {
                    follower_id: account,
                    followee_id: other,
                })
        };
        if let Some(event) = event {
            limits::consume(&mut transaction, account, "follow", DAY, FOLLOWS_A_DAY).await?;
            outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        }
        transaction.commit().await.or_error()?;
        self.relation(account, other).await
    }

    /// Ends a follow or takes a request back.
    pub async fn unfollow(&self, account: AccountId, other: AccountId) -> Result<Relation> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock_pair(&mut transaction, account, other).await?;
        sqlx::query!(
            "delete from follow_requests where requester_id = $1 and target_id = $2",
            account.0,
            other.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if remove_follow(&mut transaction, account, other).await? {
            limits::consume_mark(&mut transaction, account).await?;
            let event = Event::Unfollowed {
                follower_id: account,
                followee_id: other,
            };
            outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        }
        transaction.commit().await.or_error()?;
        self.relation(account, other).await
    }

    /// Makes `other` stop following `account`, without telling them.
    pub async fn remove_follower(&self, account: AccountId, other: AccountId) -> Result<Relation> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock_pair(&mut transaction, account, other).await?;
        if remove_follow(&mut transaction, other, account).await? {
            let unfollowed = Event::Unfollowed {
                follower_id: other,
                followee_id: account,
            };
            outbox::enqueue(&mut transaction, self.next_id(), &unfollowed).await?;
            let protected = sqlx::query_scalar!("select protected from accounts where id = $1", account.0)
                .fetch_one(&mut *transaction)
                .await
                .or_error()?;
            if protected {
                let hidden = Event::AccountHidden {
                    viewer_id: other,
                    account_id: account,
                };
                outbox::enqueue(&mut transaction, self.next_id(), &hidden).await?;
            }
        }
        transaction.commit().await.or_error()?;
        self.relation(account, other).await
    }

    /// Lets somebody who asked follow. `NotFound` where nobody asks.
    pub async fn accept_request(&self, account: AccountId, requester: AccountId) -> Result<Relation> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock_pair(&mut transaction, account, requester).await?;
        take_request(&mut transaction, account, requester).await?;
        if add_follow(&mut transaction, requester, account).await? {
            let event = Event::RequestAccepted {
                requester_id: requester,
                target_id: account,
            };
            outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        }
        transaction.commit().await.or_error()?;
        self.relation(account, requester).await
    }

    /// Refuses somebody who asked, without telling them. `NotFound` where nobody asks.
    pub async fn refuse_request(&self, account: AccountId, requester: AccountId) -> Result<Relation> {
        let mut transaction = self.pool().begin().await.or_error()?;
        take_request(&mut transaction, account, requester).await?;
        transaction.commit().await.or_error()?;
        self.relation(account, requester).await
    }

    /// Blocks: both stop following each other, and neither exists for the other any more.
    pub async fn block(&self, account: AccountId, other: AccountId) -> Result<Relation> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock_pair(&mut transaction, account, other).await?;
        let inserted = sqlx::query_scalar!(
            "insert into blocks (blocker_id, blocked_id)
             select $1, id from accounts where id = $2 and status = 0
             on conflict do nothing returning blocked_id",
            account.0,
            other.0
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?;
        if inserted.is_some() {
            limits::consume_mark(&mut transaction, account).await?;
            remove_follow(&mut transaction, account, other).await?;
            remove_follow(&mut transaction, other, account).await?;
            circles::remove_connection(&mut transaction, account, other).await?;
            sqlx::query!(
                "delete from follow_requests
                 where (target_id = $1 and requester_id = $2) or (target_id = $2 and requester_id = $1)",
                account.0,
                other.0
            )
            .execute(&mut *transaction)
            .await
            .or_error()?;
            for (viewer_id, account_id) in [(account, other), (other, account)] {
                let between = Scope::Between {
                    inviter: viewer_id,
                    co_author: account_id,
                };
                self.co_posts_after(&mut transaction, CoPostDeed::Block, between)
                    .await?;
                let event = Event::AccountHidden { viewer_id, account_id };
                outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
            }
        }
        transaction.commit().await.or_error()?;
        // Somebody who blocks back first leaves nothing to look up.
        match self.relation(account, other).await {
            Err(Error::NotFound) if inserted.is_some() => Ok(Relation {
                blocking: true,
                ..Relation::default()
            }),
            answer => answer,
        }
    }

    pub async fn unblock(&self, account: AccountId, other: AccountId) -> Result<Relation> {
        sqlx::query!(
            "delete from blocks where blocker_id = $1 and blocked_id = $2",
            account.0,
            other.0
        )
        .execute(self.pool())
        .await
        .or_error()?;
        match self.relation(account, other).await {
            Err(Error::NotFound) => Ok(Relation::default()),
            answer => answer,
        }
    }

    /// Mutes: the other's posts leave the viewer's lists when they are next read, and stay at the other's profile. The
    /// other does not learn of it.
    pub async fn mute(&self, account: AccountId, other: AccountId) -> Result<Relation> {
        sqlx::query_scalar!(
            "insert into mutes (muter_id, muted_id) select $1, id from visible_accounts($1) where id = $2
             on conflict do nothing returning muted_id",
            account.0,
            other.0
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        self.relation(account, other).await
    }

    pub async fn unmute(&self, account: AccountId, other: AccountId) -> Result<Relation> {
        sqlx::query!(
            "delete from mutes where muter_id = $1 and muted_id = $2",
            account.0,
            other.0
        )
        .execute(self.pool())
        .await
        .or_error()?;
        self.relation(account, other).await
    }
}

/// Adds a follow with both counters, where both accounts are there; false where it was there already. The two are
/// locked.
async fn add_follow(
    transaction: &mut Transaction<'_, Postgres>,
    follower: AccountId,
    followee: AccountId,
) -> Result<bool> {
    let inserted = sqlx::query_scalar!(
        "insert into follows (follower_id, followee_id, counted)
         select $1, $2, (select count(*) = 2 from accounts where id in ($1, $2) and status = 0)
         on conflict do nothing returning counted",
        follower.0,
        followee.0
    )
    .fetch_optional(&mut **transaction)
    .await
    .or_error()?;
    if inserted == Some(true) {
        move_counters(transaction, follower, followee, 1).await?;
    }
    Ok(inserted.is_some())
}

/// Removes a follow with both counters; false where there was none. The two are locked.
async fn remove_follow(
    transaction: &mut Transaction<'_, Postgres>,
    follower: AccountId,
    followee: AccountId,
) -> Result<bool> {
    let deleted = sqlx::query_scalar!(
        "delete from follows where follower_id = $1 and followee_id = $2 returning counted",
        follower.0,
        followee.0
    )
    .fetch_optional(&mut **transaction)
    .await
    .or_error()?;
    if deleted == Some(true) {
        move_counters(transaction, follower, followee, -1).await?;
    }
    Ok(deleted.is_some())
}

async fn move_counters(
    transaction: &mut Transaction<'_, Postgres>,
    follower: AccountId,
    followee: AccountId,
    by: i32,
) -> Result<()> {
    sqlx::query!(
        "update accounts a
         set following = a.following + case when a.id = $1 then $3 else 0 end,
             followers = a.followers + case when a.id = $2 then $3 else 0 end
         where a.id in ($1, $2)",
        follower.0,
        followee.0,
        by
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}

async fn take_request(
    transaction: &mut Transaction<'_, Postgres>,
    target: AccountId,
    requester: AccountId,
) -> Result<()> {
    sqlx::query_scalar!(
        "delete from follow_requests where target_id = $1 and requester_id = $2 returning requester_id",
        target.0,
        requester.0
    )
    .fetch_one(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}
