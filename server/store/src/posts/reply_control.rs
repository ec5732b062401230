//! Who may answer in a conversation, and replies put out of the way: the author of its first post decides.

use crate::{OrError, Store};
use types::{AccountId, Error, NumberEnum, PostId, ReplyRule, Result};

impl Store {
    /// Decides who may answer from now on, and whether the conversation closes in so many hours; 0 leaves it open, and
    /// none leaves the closing time as it is. `NotFound` for what is not a first post of the account.
    pub async fn set_reply_rule(
        &self,
        account: AccountId,
        post: PostId,
        rule: ReplyRule,
        hours: Option<u32>,
    ) -> Result<()> {
        let changed = sqlx::query!(
            "update posts
             set reply_rule = $3,
                 replies_close_at = case
                     when $4::integer is null then replies_close_at
                     when $4 > 0 then now() + make_interval(hours => $4)
                 end
             where id = $1 and author_id = $2 and root_id = id and deleted_at is null",
            post.0,
            account.0,
            rule.number(),
            hours.map(|hours| i32::try_from(hours).unwrap_or(i32::MAX).min(24 * 365))
        )
        .execute(self.pool())
        .await
        .or_error()?;
        found(changed.rows_affected())
    }

    /// Puts a reply in a conversation of the account out of the way, or back. It stays readable, and where it was.
    pub async fn hide_reply(&self, account: AccountId, reply: PostId, hidden: bool) -> Result<()> {
        let reply = sqlx::query_scalar!(
            r#"select p.id as "id!"
               from visible_posts($2) p
               join posts root on root.id = p.root_id
               where p.id = $1 and p.root_id <> p.id and root.author_id = $2"#,
            reply.0,
            account.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        let changed = sqlx::query!(
            "update posts set hidden_at = case when $2 then coalesce(hidden_at, now()) end where id = $1",
            reply,
            hidden
        )
        .execute(self.pool())
        .await
        .or_error()?;
        found(changed.rows_affected())
    }

    /// How many answers to a post are out of the way, of those the viewer may see.
    pub(crate) async fn hidden_replies(&self, viewer: AccountId, post: PostId) -> Result<u32> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from listed_posts($1) p where p.reply_to_id = $2 and p.hidden_at is not null"#,
            viewer.0,
            post.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

fn found(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::NotFound) }
}
