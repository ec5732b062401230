//! Posts of circles reach members who do not follow their author by one quiet notification, which each of them can do
//! without, person by person.

use crate::{OrError, Store};
use types::{AccountId, PostId, Relation, Result};

impl Store {
    /// Tells those in the circle who would not find the post on their home: what begins a conversation, by its owner.
    /// Whom the post mentions is told of that. Whether it is news is asked again when it is read.
    pub(crate) async fn notify_circle(&self, id: i64, post: PostId) -> Result<Vec<AccountId>> {
        let recipients = sqlx::query_scalar!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select m.account_id, $1, 40, p.author_id, p.id
             from posts p
             join circles c on c.id = p.audience_id and c.owner_id = p.author_id and c.closed_at is null
             join circle_members m on m.circle_id = c.id and m.account_id <> p.author_id
             where p.id = $2 and p.audience = 2 and p.reply_to_id is null and p.deleted_at is null
               and not exists (
                   select 1 from follows f where f.follower_id = m.account_id and f.followee_id = p.author_id)
               and not exists (
                   select 1 from quiet_circles q where q.account_id = m.account_id and q.owner_id = p.author_id)
               and not exists (select 1 from post_mentions n where n.post_id = p.id and n.account_id = m.account_id)
             on conflict do nothing
             returning recipient_id",
            id,
            post.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(recipients.into_iter().map(AccountId).collect())
    }

    /// Stops telling the account of what `owner` shares with circles, or tells it again. The posts stay where they are,
    /// and nobody learns of it.
    pub async fn quiet_circles(&self, account: AccountId, owner: AccountId, quiet: bool) -> Result<Relation> {
        if quiet {
            sqlx::query!(
                "insert into quiet_circles (account_id, owner_id)
                 select $1, a.id from visible_accounts($1) a where a.id = $2 and a.id <> $1
                 on conflict do nothing",
                account.0,
                owner.0
            )
            .execute(self.pool())
            .await
            .or_error()?;
        } else {
            sqlx::query!(
                "delete from quiet_circles where account_id = $1 and owner_id = $2",
                account.0,
                owner.0
            )
            .execute(self.pool())
            .await
            .or_error()?;
        }
        self.relation(account, owner).await
    }
}
