//! Communities: places with rules and moderators. Anybody reads, members write.

use crate::{OrError, Store};
use types::{AccountId, CommunityId, CommunityName, Result};

impl Store {
    /// Communities where the account may post, by name.
    pub async fn joined_communities(&self, account: AccountId) -> Result<Vec<CommunityName>> {
        let rows = sqlx::query!(
            "select c.id, c.slug, c.name
             from community_members m
             join communities c on c.id = m.community_id
             where m.account_id = $1 and takes_part($1, c.id)
             order by lower(c.name), c.id",
            account.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let names = rows.into_iter().map(|row| CommunityName {
            id: CommunityId(row.id),
            slug: row.slug,
            name: row.name,
        });
        Ok(names.collect())
    }
}
