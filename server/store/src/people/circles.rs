//! Circles: a person's own named groups of people. Only the owner sees who is in one; nobody is told of anything.

use crate::{OrError, Store, cards::CardRow, locks, outbox};
use sqlx::{PgConnection, Postgres, Transaction};
use types::{AccountCard, AccountId, Circle, CircleId, CircleMembership, Error, Field, Result, Rule, live::Event};

/// Circles that one person has at most: far more than anybody keeps in mind, and few enough for the list of them that
/// the composer offers.
pub const MOST_CIRCLES: i64 = 1000;

impl Store {
    /// The account's circles, oldest first.
    pub async fn circles(&self, owner: AccountId) -> Result<Vec<Circle>> {
        circles(&mut *self.connection().await?, owner).await
    }

    /// One circle of the account; `NotFound` for those of others.
    pub async fn circle(&self, owner: AccountId, circle: CircleId) -> Result<Circle> {
        let row = sqlx::query!(
            r#"select name, emoji,
                      members - (select count(*)::integer from circle_members m
                                 where m.circle_id = circles.id and not m.counted) as "members!"
               from circles where id = $1 and owner_id = $2 and closed_at is null"#,
            circle.0,
            owner.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(Circle {
            id: circle,
            name: row.name,
            emoji: row.emoji,
            members: u32::try_from(row.members).unwrap_or(0),
        })
    }

    pub async fn create_circle(&self, owner: AccountId, name: &str, emoji: &str) -> Result<Circle> {
        let (name, emoji) = Circle::validate(name, emoji)?;
        let id = CircleId(self.next_id());
        // Taken by its owner's row: tries at the same time count one another.
        let mut transaction = self.pool().begin().await.or_error()?;
        sqlx::query!(
            "select id from accounts where id = $1 and status = 0 for update",
            owner.0
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or(Error::NotSignedIn)?;
        sqlx::query_scalar!(
            "insert into circles (id, owner_id, name, emoji)
             select $1, $2, $3, $4
             where (select count(*) from circles where owner_id = $2 and closed_at is null) < $5
             returning id",
            id.0,
            owner.0,
            name,
            emoji,
            MOST_CIRCLES
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or_else(|| {
            Error::invalid(
                Field::Form,
                Rule::TooManyCircles {
                    max: MOST_CIRCLES as u32,
                },
            )
        })?;
        transaction.commit().await.or_error()?;
        Ok(Circle {
            id,
            name,
            emoji,
            members: 0,
        })
    }

    pub async fn rename_circle(&self, owner: AccountId, circle: CircleId, name: &str, emoji: &str) -> Result<Circle> {
        let (name, emoji) = Circle::validate(name, emoji)?;
        sqlx::query!(
            "update circles set name = $3, emoji = $4 where id = $1 and owner_id = $2 and closed_at is null",
            circle.0,
            owner.0,
            name,
            emoji
        )
        .execute(self.pool())
        .await
        .or_error()?;
        self.circle(owner, circle).await
    }

    /// Gives a circle up. Its posts are deleted, or stay for their author alone: what the owner wrote for the owner.
    pub async fn delete_circle(&self, owner: AccountId, circle: CircleId, delete_posts: bool) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        sqlx::query!(
            "update circles set closed_at = now(), members = 0
             where id = $1 and owner_id = $2 and closed_at is null returning id",
            circle.0,
            owner.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        let gone = sqlx::query_scalar!(
            "delete from circle_members where circle_id = $1 returning account_id",
            circle.0
        )
        .fetch_all(&mut *transaction)
        .await
        .or_error()?;
        if delete_posts {
            sqlx::query!(
                "update posts set deleted_at = now() where audience = 2 and audience_id = $1 and deleted_at is null",
                circle.0
            )
            .execute(&mut *transaction)
            .await
            .or_error()?;
        }
        for account in gone.into_iter().map(AccountId).chain([owner]) {
            self.audience_reduced(&mut transaction, account).await?;
        }
        transaction.commit().await.or_error()
    }

    /// People in the circle, by name; for its owner.
    pub async fn circle_members(&self, owner: AccountId, circle: CircleId) -> Result<Vec<AccountCard>> {
        self.circle(owner, circle).await?;
        sqlx::query_as!(
            CardRow,
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!"
               from circle_members m join visible_accounts($1) a on a.id = m.account_id
               where m.circle_id = $2
               order by lower(a.display_name), a.id"#,
            owner.0,
            circle.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()
        .map(|rows| rows.into_iter().map(AccountCard::from).collect())
    }

    /// People whom the owner might add: with `query` those whose handle or name begins like it, else those who follow
    /// the owner or whom the owner follows, newest first. Each with whether they are in the circle.
    pub async fn circle_candidates(
        &self,
        owner: AccountId,
        circle: CircleId,
        query: &str,
        limit: i64,
    ) -> Result<Vec<CircleMembership>> {
        self.circle(owner, circle).await?;
        let query = query.trim().trim_start_matches('@');
        let rows = sqlx::query!(
            r#"with known as (
                   select follower_id as id, max(since) as since from (
                       select follower_id, since from follows where followee_id = $1
                       union all
                       select followee_id, since from follows where follower_id = $1
                   ) f group by follower_id
               )
               select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!",
                      exists (select 1 from circle_members m
                              where m.circle_id = $2 and m.account_id = a.id) as "is_in!"
               from visible_accounts($1) a
               left join known k on k.id = a.id
               where a.id <> $1
                 and case when $3 = '' then k.id is not null else a.id in (select accounts_called($3)) end
                 and ($3 <> '' or not exists (
                         select 1 from circle_members m where m.circle_id = $2 and m.account_id = a.id))
               order by k.since desc nulls last, a.followers desc, a.id
               limit $4"#,
            owner.0,
            circle.0,
            query,
            limit
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows
            .into_iter()
            .map(|row| CircleMembership {
                card: AccountCard {
                    id: AccountId(row.id),
                    handle: row.handle,
                    display_name: row.display_name,
                    avatar: row.avatar,
                    protected: row.protected,
                },
                is_in: row.is_in,
            })
            .collect())
    }

    /// Adds somebody; adding twice changes nothing. `CircleFull` beyond 150, `CannotAddToCircle` for those who left a
    /// circle of this owner, `NotFound` for those who do not exist for the owner.
    pub async fn add_to_circle(&self, owner: AccountId, circle: CircleId, account: AccountId) -> Result<Circle> {
        if owner == account {
            return Err(Error::invalid(Field::Form, Rule::CannotAddToCircle));
        }
        let mut transaction = self.pool().begin().await.or_error()?;
        locks::lock_pair(&mut transaction, owner, account).await?;
        lock(&mut transaction, circle).await?;
        let outcome = sqlx::query!(
            r#"with mine as (
                   select c.id from circles c where c.id = $1 and c.owner_id = $2 and c.closed_at is null
               ),
               person as (select a.id from visible_accounts($2) a where a.id = $3),
               left_once as (select 1 from circle_leavers l where l.owner_id = $2 and l.account_id = $3),
               added as (
                   insert into circle_members (circle_id, account_id)
                   select mine.id, person.id from mine, person where not exists (select 1 from left_once)
                   on conflict do nothing
                   returning circle_id
               ),
               counted as (
                   update circles c set members = c.members + 1 from added where c.id = added.circle_id
               )
               select exists (select 1 from mine) as "mine!", exists (select 1 from person) as "person!",
                      exists (select 1 from left_once) as "left_once!""#,
            circle.0,
            owner.0,
            account.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        transaction.commit().await.or_error()?;
        if !outcome.mine || !outcome.person {
            return Err(Error::NotFound);
        }
        if outcome.left_once {
            return Err(Error::invalid(Field::Form, Rule::CannotAddToCircle));
        }
        self.circle(owner, circle).await
    }

    /// Takes somebody out: the circle's posts are gone for them at once, their own replies too.
    pub async fn remove_from_circle(&self, owner: AccountId, circle: CircleId, account: AccountId) -> Result<Circle> {
        self.circle(owner, circle).await?;
        let mut transaction = self.pool().begin().await.or_error()?;
        self.remove_circle_member(&mut transaction, circle, account).await?;
        transaction.commit().await.or_error()?;
        self.circle(owner, circle).await
    }

    /// Leaves somebody's circle without telling; its owner cannot put the account into a circle again.
    pub async fn leave_circle(&self, account: AccountId, circle: CircleId) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        if !self.remove_circle_member(&mut transaction, circle, account).await? {
            return Err(Error::NotFound);
        }
        sqlx::query!(
            "insert into circle_leavers (owner_id, account_id) select owner_id, $2 from circles where id = $1
             on conflict do nothing",
            circle.0,
            account.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        transaction.commit().await.or_error()
    }

    async fn remove_circle_member(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        circle: CircleId,
        account: AccountId,
    ) -> Result<bool> {
        lock(transaction, circle).await?;
        let taken = sqlx::query_scalar!(
            r#"with removed as (
                   delete from circle_members where circle_id = $1 and account_id = $2 returning circle_id
               ),
               counted as (update circles c set members = c.members - 1 from removed where c.id = removed.circle_id)
               select exists (select 1 from removed) as "removed!""#,
            circle.0,
            account.0
        )
        .fetch_one(&mut **transaction)
        .await
        .or_error()?;
        if taken {
            self.audience_reduced(transaction, account).await?;
        }
        Ok(taken)
    }

    /// Open pages of the account look again at what they show.
    pub(crate) async fn audience_reduced(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        account: AccountId,
    ) -> Result<()> {
        outbox::enqueue(
            transaction,
            self.next_id(),
            &Event::AudienceReduced { viewer_id: account },
        )
        .await
    }
}

/// [`Store::circles`] on a connection.
pub(crate) async fn circles(connection: &mut PgConnection, owner: AccountId) -> Result<Vec<Circle>> {
    let rows = sqlx::query!(
        r#"select id, name, emoji,
                      -- who is away keeps the place, and is not shown
                      members - (select count(*)::integer from circle_members m
                                 where m.circle_id = circles.id and not m.counted) as "members!"
               from circles where owner_id = $1 and closed_at is null order by id"#,
        owner.0
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    Ok(rows
        .into_iter()
        .map(|row| Circle {
            id: CircleId(row.id),
            name: row.name,
            emoji: row.emoji,
            members: u32::try_from(row.members).unwrap_or(0),
        })
        .collect())
}

/// Lets one change of a circle happen at a time: who leaves is not added again by a try under way.
async fn lock(transaction: &mut Transaction<'_, Postgres>, circle: CircleId) -> Result<()> {
    sqlx::query!("select from circles where id = $1 for update", circle.0)
        .execute(&mut **transaction)
        .await
        .or_error()?;
    Ok(())
}

/// Ends all memberships between two people, in both directions; for a block.
pub(crate) async fn remove_connection(
    transaction: &mut Transaction<'_, Postgres>,
    one: AccountId,
    other: AccountId,
) -> Result<()> {
    sqlx::query!(
        "with removed as (
             delete from circle_members m using circles c
             where c.id = m.circle_id
               and ((c.owner_id = $1 and m.account_id = $2) or (c.owner_id = $2 and m.account_id = $1))
             returning m.circle_id
         )
         update circles c set members = c.members - gone.number
         from (select circle_id, count(*)::integer as number from removed group by circle_id) gone
         where c.id = gone.circle_id",
        one.0,
        other.0
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}
