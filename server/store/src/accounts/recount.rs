//! What an account did counts for everybody while the account is there, and likes and reposts while it is public. When
//! that changes, its rows are counted anew: batch by batch, each an event of its own, so that no change waits for the
//! marks of somebody who was there for years. Every batch goes by how the account stands at that moment, under a lock,
//! and moves rows and numbers together: repeated, late or out of order, it changes nothing that is right already.

use crate::{OrError, Store, outbox};
use sqlx::PgConnection;
use types::{
    AccountId, Result,
    live::{Event, RecountPart},
};

/// Rows that a batch looks at.
pub const BATCH: i64 = 1000;

impl Store {
    /// Counts one batch and enqueues the next.
    pub(crate) async fn recount(&self, account: AccountId, part: RecountPart, after: i64) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let connection = &mut *transaction;
        let seen = match part {
            RecountPart::Following => following(connection, account, after).await?,
            RecountPart::Followers => followers(connection, account, after).await?,
            RecountPart::Likes => likes(connection, account, after).await?,
            RecountPart::Reposts => reposts(connection, account, after).await?,
            RecountPart::Circles => circles(connection, account, after).await?,
            RecountPart::Communities => communities(connection, account, after).await?,
        };
        let next = match seen.last() {
            Some(last) if seen.len() as i64 == BATCH => Some((part, *last)),
            _ => part.next().map(|part| (part, 0)),
        };
        if let Some((part, after)) = next {
            let event = Event::Recount {
                account_id: account,
                part,
                after,
            };
            outbox::enqueue(connection, self.next_id(), &event).await?;
        }
        transaction.commit().await.or_error()
    }
}

async fn following(connection: &mut PgConnection, account: AccountId, after: i64) -> Result<Vec<i64>> {
    let others = sqlx::query_scalar!(
        "select followee_id from follows where follower_id = $1 and followee_id > $2 order by followee_id limit $3",
        account.0,
        after,
        BATCH
    )
    .fetch_all(&mut *connection)
    .await
    .or_error()?;
    let followers = vec![account.0; others.len()];
    follows(connection, account, &others, &followers, &others).await?;
    Ok(others)
}

async fn followers(connection: &mut PgConnection, account: AccountId, after: i64) -> Result<Vec<i64>> {
    let others = sqlx::query_scalar!(
        "select follower_id from follows where followee_id = $1 and follower_id > $2 order by follower_id limit $3",
        account.0,
        after,
        BATCH
    )
    .fetch_all(&mut *connection)
    .await
    .or_error()?;
    let followees = vec![account.0; others.len()];
    follows(connection, account, &others, &others, &followees).await?;
    Ok(others)
}

/// Follows between the account and `others`, each given as a pair. All accounts are taken first, in the order of their
/// ids, as whoever follows takes them.
async fn follows(
    connection: &mut PgConnection,
    account: AccountId,
    others: &[i64],
    followers: &[i64],
    followees: &[i64],
) -> Result<()> {
    if others.is_empty() {
        return Ok(());
    }
    let mut everybody = others.to_vec();
    everybody.push(account.0);
    sqlx::query!(
        "select from accounts where id = any($1) order by id for update",
        &everybody
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with wrong as (
             select f.follower_id, f.followee_id, one.status = 0 and two.status = 0 as counted
             from unnest($1::bigint[], $2::bigint[]) as pair (follower_id, followee_id)
             join follows f on f.follower_id = pair.follower_id and f.followee_id = pair.followee_id
             join accounts one on one.id = f.follower_id
             join accounts two on two.id = f.followee_id
             where f.counted <> (one.status = 0 and two.status = 0)
         ),
         moved as (
             update follows f set counted = wrong.counted
             from wrong
             where f.follower_id = wrong.follower_id and f.followee_id = wrong.followee_id
             returning f.follower_id, f.followee_id, case when f.counted then 1 else -1 end as by
         ),
         sums as (
             select id, sum(following)::integer as following, sum(followers)::integer as followers
             from (
                 select follower_id as id, by as following, 0 as followers from moved
                 union all
                 select followee_id, 0, by from moved
             ) steps
             group by id
         )
         update accounts a
         set following = greatest(a.following + sums.following, 0),
             followers = greatest(a.followers + sums.followers, 0)
         from sums
         where a.id = sums.id",
        followers,
        followees
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}

/// Whether marks of the account count, under a lock that a change of that waits for; none where it is deleted.
async fn marks_count(connection: &mut PgConnection, account: AccountId) -> Result<Option<bool>> {
    sqlx::query_scalar!(
        r#"select status = 0 and not protected as "counted!" from accounts where id = $1 for share"#,
        account.0
    )
    .fetch_optional(connection)
    .await
    .or_error()
}

/// The same of memberships, which protection does not hide.
async fn memberships_count(connection: &mut PgConnection, account: AccountId) -> Result<Option<bool>> {
    sqlx::query_scalar!(
        r#"select status = 0 as "counted!" from accounts where id = $1 for share"#,
        account.0
    )
    .fetch_optional(connection)
    .await
    .or_error()
}

async fn likes(connection: &mut PgConnection, account: AccountId, after: i64) -> Result<Vec<i64>> {
    let Some(counted) = marks_count(connection, account).await? else {
        return Ok(Vec::new());
    };
    let posts = sqlx::query_scalar!(
        "select post_id from likes where account_id = $1 and post_id > $2 order by post_id limit $3",
        account.0,
        after,
        BATCH
    )
    .fetch_all(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with moved as (
             update likes set counted = $3
             where account_id = $1 and post_id = any($2) and counted <> $3
             returning post_id
         )
         insert into post_stats as s (post_id, likes)
         select post_id, greatest($4::integer, 0) from moved order by post_id
         on conflict (post_id) do update set likes = greatest(s.likes + $4, 0)",
        account.0,
        &posts,
        counted,
        step(counted)
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(posts)
}

async fn reposts(connection: &mut PgConnection, account: AccountId, after: i64) -> Result<Vec<i64>> {
    let Some(counted) = marks_count(connection, account).await? else {
        return Ok(Vec::new());
    };
    let posts = sqlx::query_scalar!(
        "select post_id from reposts where account_id = $1 and post_id > $2 order by post_id limit $3",
        account.0,
        after,
        BATCH
    )
    .fetch_all(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with moved as (
             update reposts set counted = $3
             where account_id = $1 and post_id = any($2) and counted <> $3
             returning post_id
         )
         insert into post_stats as s (post_id, reposts)
         select post_id, greatest($4::integer, 0) from moved order by post_id
         on conflict (post_id) do update set reposts = greatest(s.reposts + $4, 0)",
        account.0,
        &posts,
        counted,
        step(counted)
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(posts)
}

/// A circle's number of places does not move: who is away keeps theirs, and is left out of the number that is shown.
async fn circles(connection: &mut PgConnection, account: AccountId, after: i64) -> Result<Vec<i64>> {
    let Some(counted) = memberships_count(connection, account).await? else {
        return Ok(Vec::new());
    };
    let circles = sqlx::query_scalar!(
        "select circle_id from circle_members where account_id = $1 and circle_id > $2 order by circle_id limit $3",
        account.0,
        after,
        BATCH
    )
    .fetch_all(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "update circle_members set counted = $3 where account_id = $1 and circle_id = any($2) and counted <> $3",
        account.0,
        &circles,
        counted
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(circles)
}

async fn communities(connection: &mut PgConnection, account: AccountId, after: i64) -> Result<Vec<i64>> {
    let Some(counted) = memberships_count(connection, account).await? else {
        return Ok(Vec::new());
    };
    let communities = sqlx::query_scalar!(
        "select community_id from community_members
         where account_id = $1 and community_id > $2 order by community_id limit $3",
        account.0,
        after,
        BATCH
    )
    .fetch_all(&mut *connection)
    .await
    .or_error()?;
    // As everything else that moves their numbers.
    sqlx::query!(
        "select from communities where id = any($1) order by id for update",
        &communities
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    sqlx::query!(
        "with moved as (
             update community_members set counted = $3
             where account_id = $1 and community_id = any($2) and counted <> $3
             returning community_id
         )
         update communities c set away = greatest(c.away - $4::integer, 0) from moved where c.id = moved.community_id",
        account.0,
        &communities,
        counted,
        step(counted)
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(communities)
}

fn step(counted: bool) -> i32 {
    if counted { 1 } else { -1 }
}
