//! Communities whose admins are away. A role stays with an account that is deactivated or suspended, so that it is there
//! when the account returns; meanwhile somebody stands in where no other admin is left: the longest-serving moderator,
//! else the member who is there longest. Who stands in is an admin in everything, until one of those they stand in for
//! is back or they are given a role of their own.

use crate::{OrError, Store};
use sqlx::{Postgres, Transaction};
use types::{AccountId, Result};

/// Takes the communities where the account has a role, in the order of their ids; answers which.
pub(crate) async fn lock_roles(transaction: &mut Transaction<'_, Postgres>, account: AccountId) -> Result<Vec<i64>> {
    let ids = sqlx::query_scalar!(
        "select community_id from community_members where account_id = $1 and role > 0",
        account.0
    )
    .fetch_all(&mut **transaction)
    .await
    .or_error()?;
    sqlx::query!(
        "select from communities where id = any($1) order by id for update",
        &ids
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    Ok(ids)
}

/// Sees that each of these communities, whose rows the caller holds, has an admin who is there, if anybody is. Where
/// nobody is left to be stood in for, who stands in has the role for good.
pub(crate) async fn stand_in(transaction: &mut Transaction<'_, Postgres>, communities: &[i64]) -> Result<()> {
    if communities.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update community_members m set stands_in = false, role_before = 0
         where m.community_id = any($1) and m.stands_in
           and not exists (
               select 1 from community_members o
               where o.community_id = m.community_id and o.role = 2 and not o.stands_in)",
        communities
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    sqlx::query!(
        "with heirs as (
             select distinct on (c.id) c.id, m.account_id, m.role
             from communities c
             join community_members m on m.community_id = c.id and m.role < 2
             join accounts a on a.id = m.account_id and a.status = 0 and not a.protected
             where c.id = any($1) and c.closed_at is null
               and not exists (
                   select 1 from community_members o join accounts there on there.id = o.account_id
                   where o.community_id = c.id and o.role = 2 and there.status = 0)
             order by c.id, m.role desc, m.since, m.account_id
         ),
         raised as (
             update community_members m set role = 2, stands_in = true, role_before = h.role
             from heirs h
             where m.community_id = h.id and m.account_id = h.account_id
             returning m.community_id
         )
         update communities c set admins = c.admins + 1 from raised r where c.id = r.community_id",
        communities
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}

impl Store {
    /// The account is back: where it is an admin, nobody stands in any more.
    pub(crate) async fn take_roles_back(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        account: AccountId,
    ) -> Result<()> {
        let communities = lock_roles(transaction, account).await?;
        let lowered = sqlx::query!(
            r#"with lowered as (
                   update community_members m
                   set role = m.role_before, stands_in = false, role_before = 0,
                       invited = case when m.role_before = 0 then least(m.invited, 5) else m.invited end
                   where m.community_id = any($1) and m.stands_in and m.account_id <> $2
                     and exists (
                         select 1 from community_members o
                         where o.community_id = m.community_id and o.account_id = $2 and o.role = 2)
                   returning m.community_id, m.account_id
               ),
               counted as (
                   update communities c set admins = c.admins - gone.number
                   from (select community_id, count(*)::integer as number from lowered group by community_id) gone
                   where c.id = gone.community_id
               )
               select distinct account_id as "account_id!" from lowered"#,
            &communities,
            account.0
        )
        .fetch_all(&mut **transaction)
        .await
        .or_error()?;
        // What only admins see leaves their pages.
        for row in lowered {
            self.audience_reduced(transaction, AccountId(row.account_id)).await?;
        }
        Ok(())
    }
}
