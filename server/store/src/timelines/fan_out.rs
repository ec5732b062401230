//! Which of the connected people learn of something: the live hub asks these with the accounts it holds sockets for.
//! All of them go through the one rule.

use crate::{OrError, Store};
use types::{AccountId, CommunityId, PostId, Result};

/// What the hub needs to know of a new post.
#[derive(Clone, Copy, Debug)]
pub struct NewPostFacts {
    pub parent_id: Option<PostId>,
    pub quote_of_id: Option<PostId>,
}

impl Store {
    /// Those of `viewers` on whose home the post stands: the same conditions as [`Store::home`].
    pub async fn home_readers(&self, post: PostId, viewers: &[i64]) -> Result<Vec<AccountId>> {
        let rows = sqlx::query_scalar!(
            r#"select v.id as "id!"
               from unnest($2::bigint[]) as v (id)
               where exists (select 1 from home_posts(v.id) p where p.id = $1 and p.author_id <> v.id)"#,
            post.0,
            viewers
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(AccountId).collect())
    }

    /// Those of `posts` that stand on the viewer's home: the same conditions as [`Store::home_readers`].
    pub async fn home_posts_among(&self, viewer: AccountId, posts: &[i64]) -> Result<Vec<PostId>> {
        let rows = sqlx::query_scalar!(
            r#"select p.id as "id!" from home_posts($1) p where p.id = any($2) and p.author_id <> $1"#,
            viewer.0,
            posts
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(PostId).collect())
    }

    /// Those of `viewers` (0 is nobody in particular) who may see the post.
    pub async fn readers(&self, post: PostId, viewers: &[i64]) -> Result<Vec<AccountId>> {
        let rows = sqlx::query_scalar!(
            r#"select v.id as "id!" from unnest($2::bigint[]) as v (id)
               where exists (select 1 from visible_posts(v.id) p where p.id = $1)"#,
            post.0,
            viewers
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(AccountId).collect())
    }

    /// Those of the pairs whose viewer may see the post.
    pub async fn readers_among(&self, pairs: &[(PostId, i64)]) -> Result<Vec<(PostId, AccountId)>> {
        let (posts, viewers): (Vec<i64>, Vec<i64>) = pairs.iter().map(|(post, viewer)| (post.0, *viewer)).unzip();
        let rows = sqlx::query!(
            r#"select pair.post as "post!", pair.viewer as "viewer!"
               from unnest($1::bigint[], $2::bigint[]) as pair (post, viewer)
               where exists (select 1 from visible_posts(pair.viewer) p where p.id = pair.post)"#,
            &posts,
            &viewers
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows
            .into_iter()
            .map(|row| (PostId(row.post), AccountId(row.viewer)))
            .collect())
    }

    /// Those of `posts` that were written in the community.
    pub async fn posts_in(&self, community: CommunityId, posts: &[i64]) -> Result<Vec<PostId>> {
        let rows = sqlx::query_scalar!(
            "select id from posts where id = any($2) and audience = 3 and audience_id = $1",
            community.0,
            posts
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(PostId).collect())
    }

    /// Those of `accounts` of whose posts nothing is left to see for the viewer.
    pub async fn gone_among(&self, viewer: AccountId, accounts: &[i64]) -> Result<Vec<AccountId>> {
        let rows = sqlx::query_scalar!(
            r#"select wanted.id as "id!" from unnest($2::bigint[]) as wanted (id)
               where wanted.id <> $1 and not exists (
                   select 1 from visible_accounts($1) a
                   where a.id = wanted.id and (not a.protected or exists (
                       select 1 from follows f where f.follower_id = $1 and f.followee_id = a.id))
               )"#,
            viewer.0,
            accounts
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(AccountId).collect())
    }

    /// Those of `viewers` for whom nothing of the account's posts is left to see.
    pub async fn shut_out(&self, account: AccountId, viewers: &[i64]) -> Result<Vec<AccountId>> {
        let rows = sqlx::query_scalar!(
            r#"select v.id as "id!" from unnest($2::bigint[]) as v (id)
               where v.id <> $1 and not exists (
                   select 1 from visible_accounts(v.id) a
                   where a.id = $1 and (not a.protected or exists (
                       select 1 from follows f where f.follower_id = v.id and f.followee_id = $1))
               )"#,
            account.0,
            viewers
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(AccountId).collect())
    }

    /// Parent and quoted post; also of one that was deleted since.
    pub async fn new_post_facts(&self, post: PostId) -> Result<Option<NewPostFacts>> {
        let row = sqlx::query!("select reply_to_id, quote_of_id from posts where id = $1", post.0)
            .fetch_optional(self.pool())
            .await
            .or_error()?;
        Ok(row.map(|row| NewPostFacts {
            parent_id: row.reply_to_id.map(PostId),
            quote_of_id: row.quote_of_id.map(PostId),
        }))
    }
}
