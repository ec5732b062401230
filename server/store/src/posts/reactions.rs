//! What people do with posts: like, repost, bookmark. Each is true or not true, however often it is asked for and by
//! however many requests at once: only a row that was really added or removed moves a count, and counts against
//! [`limits::MARKS_AN_HOUR`].

use crate::{OrError, Store, limits, outbox, posts::hydrate};
use sqlx::{PgConnection, Postgres, Transaction};
use std::collections::HashMap;
use types::{AccountId, Counts, Error, Field, PostId, Result, Rule, live::Event};

impl Store {
    /// Likes a post that the account may see; `MembersOnly` in a community that it takes no part in.
    pub async fn like(&self, account: AccountId, post: PostId) -> Result<Counts> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let counted = is_counted(&mut transaction, account).await?;
        let outcome = sqlx::query!(
            r#"with target as (
                        select p.id, p.audience <> 3 or takes_part($1, p.audience_id) as allowed
                        from visible_posts($1) p where p.id = $2
                    ),
                    added as (
                        insert into likes (account_id, post_id, id, counted) select $1, id, $3, $4 from target
                        where allowed
                        on conflict do nothing returning post_id
                    ),
                    counted as (
                        insert into post_stats as s (post_id, likes) select post_id, 1 from added where $4
                        on conflict (post_id) do update set likes = s.likes + 1
                    )
               select (select allowed from target) as allowed, exists (select 1 from added) as "added!""#,
            account.0,
            post.0,
            self.next_id(),
            counted
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        match outcome.allowed {
            None => return Err(Error::NotFound),
            Some(false) => return Err(Error::invalid(Field::Form, Rule::MembersOnly)),
            Some(true) => {}
        }
        let event = Event::Liked {
            post_id: post,
            account_id: account,
        };
        self.marked(transaction, account, post, outcome.added.then_some(event))
            .await
    }

    pub async fn unlike(&self, account: AccountId, post: PostId) -> Result<Counts> {
        let mut transaction = self.pool().begin().await.or_error()?;
        is_counted(&mut transaction, account).await?;
        let removed = sqlx::query_scalar!(
            r#"with removed as (delete from likes where account_id = $1 and post_id = $2 returning post_id, counted),
                    counted as (
                        update post_stats s set likes = greatest(s.likes - 1, 0) from removed
                        where s.post_id = removed.post_id and removed.counted
                    )
               select exists (select 1 from removed) as "removed!""#,
            account.0,
            post.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        let event = Event::Unliked {
            post_id: post,
            account_id: account,
        };
        self.marked(transaction, account, post, removed.then_some(event)).await
    }

    /// Reposts a post that anybody may read; `ProtectedCannotBeReposted` for one that only some may see, `MembersOnly`
    /// for one in a community that the account takes no part in.
    pub async fn repost(&self, account: AccountId, post: PostId) -> Result<Counts> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let counted = is_counted(&mut transaction, account).await?;
        let outcome = sqlx::query!(
            r#"with target as (
                        select p.id, p.audience in (0, 3) and p.held = 0 and not a.protected as public,
                               p.audience <> 3 or takes_part($1, p.audience_id) as allowed
                        from visible_posts($1) p join accounts a on a.id = p.author_id where p.id = $2
                    ),
                    added as (
                        insert into reposts (account_id, post_id, id, counted) select $1, id, $3, $4 from target
                        where public and allowed
                        on conflict do nothing returning post_id
                    ),
                    counted as (
                        insert into post_stats as s (post_id, reposts) select post_id, 1 from added where $4
                        on conflict (post_id) do update set reposts = s.reposts + 1
                    )
               select (select public from target) as public, (select allowed from target) as allowed,
                      exists (select 1 from added) as "added!""#,
            account.0,
            post.0,
            self.next_id(),
            counted
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        match (outcome.public, outcome.allowed) {
            (Some(true), Some(true)) => {}
            (Some(true), _) => return Err(Error::invalid(Field::Form, Rule::MembersOnly)),
            (Some(false), _) => return Err(Error::invalid(Field::Form, Rule::ProtectedCannotBeReposted)),
            (None, _) => return Err(Error::NotFound),
        }
        let event = Event::Reposted {
            post_id: post,
            account_id: account,
        };
        self.marked(transaction, account, post, outcome.added.then_some(event))
            .await
    }

    pub async fn unrepost(&self, account: AccountId, post: PostId) -> Result<Counts> {
        let mut transaction = self.pool().begin().await.or_error()?;
        is_counted(&mut transaction, account).await?;
        let removed = sqlx::query_scalar!(
            r#"with removed as (delete from reposts where account_id = $1 and post_id = $2 returning post_id, counted),
                    counted as (
                        update post_stats s set reposts = greatest(s.reposts - 1, 0) from removed
                        where s.post_id = removed.post_id and removed.counted
                    )
               select exists (select 1 from removed) as "removed!""#,
            account.0,
            post.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        let event = Event::Unreposted {
            post_id: post,
            account_id: account,
        };
        self.marked(transaction, account, post, removed.then_some(event)).await
    }

    /// Keeps a post in the account's private list. Nobody is told and nothing is counted.
    pub async fn bookmark(&self, account: AccountId, post: PostId) -> Result<Counts> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let added = sqlx::query!(
            "insert into bookmarks (account_id, post_id, id)
             select $1, p.id, $3 from visible_posts($1) p where p.id = $2
             on conflict do nothing",
            account.0,
            post.0,
            self.next_id()
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if added.rows_affected() > 0 {
            limits::consume_mark(&mut transaction, account).await?;
        }
        transaction.commit().await.or_error()?;
        self.counts(account, post).await
    }

    pub async fn unbookmark(&self, account: AccountId, post: PostId) -> Result<Counts> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let removed = sqlx::query!(
            "delete from bookmarks where account_id = $1 and post_id = $2",
            account.0,
            post.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if removed.rows_affected() > 0 {
            limits::consume_mark(&mut transaction, account).await?;
        }
        transaction.commit().await.or_error()?;
        self.counts(account, post).await
    }

    /// Ends what was done to a mark: where it changed something, that counts against the limit and is an event.
    async fn marked(
        &self,
        mut transaction: Transaction<'_, Postgres>,
        account: AccountId,
        post: PostId,
        event: Option<Event>,
    ) -> Result<Counts> {
        if let Some(event) = event {
            limits::consume_mark(&mut transaction, account).await?;
            outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        }
        transaction.commit().await.or_error()?;
        self.counts(account, post).await
    }

    /// The counts of a post as this viewer may know them; `NotFound` where the viewer may not see it.
    pub async fn counts(&self, viewer: AccountId, post: PostId) -> Result<Counts> {
        let mut rows = hydrate::rows(&mut *self.connection().await?, viewer, &[post]).await?;
        rows.pop().map(|row| row.counts()).ok_or(Error::NotFound)
    }

    /// The counts of those of `posts` that this viewer may see.
    pub async fn counts_of(&self, viewer: AccountId, posts: &[PostId]) -> Result<HashMap<PostId, Counts>> {
        let rows = hydrate::rows(&mut *self.connection().await?, viewer, posts).await?;
        Ok(rows.iter().map(|row| (row.id(), row.counts())).collect())
    }
}

/// Whether what the account likes and reposts counts for everybody. Takes its row, so that closing the account and a
/// change of protection wait for the mark, and the mark for them.
async fn is_counted(connection: &mut PgConnection, account: AccountId) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select not protected as "counted!" from accounts where id = $1 and status = 0 for share"#,
        account.0
    )
    .fetch_optional(connection)
    .await
    .or_error()?
    .ok_or(Error::NotSignedIn)
}
