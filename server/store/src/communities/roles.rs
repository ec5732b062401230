//! Who answers for a community. Its row is taken first, so that one thing happens at a time.

use crate::{
    OrError, Store,
    communities::{
        access::{lock, require},
        log::{LogEntry, LogKind},
        stand_ins::stand_in,
    },
};
use sqlx::{Postgres, Transaction};
use types::{AccountId, CommunityId, CommunityRole, Error, NotificationKind, NumberEnum, Result};

impl Store {
    /// Gives a member another role; with `hand_over` the admin steps down to moderator in the same moment. `LastAdmin`
    /// where nobody would be left to answer for the community.
    pub async fn set_community_role(
        &self,
        admin: AccountId,
        community: CommunityId,
        account: AccountId,
        role: CommunityRole,
        hand_over: bool,
    ) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock(&mut transaction, community).await?;
        require(&mut transaction, admin, community, CommunityRole::Admin).await?;
        change_role(&mut transaction, community, account, role).await?;
        if hand_over && account != admin {
            change_role(&mut transaction, community, admin, CommunityRole::Moderator).await?;
        }
        stand_in(&mut transaction, &[community.0]).await?;
        // What only moderators see leaves the pages of who is none any more.
        for account in [account, admin] {
            self.audience_reduced(&mut transaction, account).await?;
        }
        let entry = LogEntry {
            account: Some(account),
            number: i32::from(role.number()),
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, admin, LogKind::RoleChanged, entry)
            .await?;
        self.notify(
            &mut transaction,
            NotificationKind::CommunityRole,
            &[account.0],
            admin,
            community.0,
        )
        .await?;
        transaction.commit().await.or_error()
    }
}

/// Under [`lock`]. A role is for those who take part: protected accounts have none.
async fn change_role(
    transaction: &mut Transaction<'_, Postgres>,
    community: CommunityId,
    account: AccountId,
    role: CommunityRole,
) -> Result<()> {
    let changed = sqlx::query!(
        "with before as (
             select m.role from community_members m
             where m.community_id = $1 and m.account_id = $2 and ($3::smallint = 0 or takes_part($2, $1))
               -- who is away keeps what they left
               and exists (select 1 from accounts a where a.id = $2 and a.status = 0)
         ),
         changed as (
             update community_members
             set role = $3, invited = least(invited, 5), stands_in = false, role_before = 0
             where community_id = $1 and account_id = $2
                 and exists (select 1 from before)
         )
         update communities c
         set admins = c.admins + ($3::smallint = 2)::integer - (before.role = 2)::integer
         from before where c.id = $1",
        community.0,
        account.0,
        role.number()
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    if changed.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// What becomes of the roles of an account that is no longer public or goes for good: it gives them up. Where it was the only
/// admin, the longest-serving moderator follows, else the member who is there longest. Alone it stays what it is. After
/// [`lock_roles`](crate::communities::stand_ins::lock_roles).
pub(crate) async fn give_up_roles(transaction: &mut Transaction<'_, Postgres>, account: AccountId) -> Result<()> {
    sqlx::query!(
        "with orphaned as (
             select m.community_id from community_members m join communities c on c.id = m.community_id
             where m.account_id = $1 and m.role = 2 and c.admins = 1
         ),
         heirs as (
             select distinct on (m.community_id) m.community_id, m.account_id
             from orphaned o
             join community_members m on m.community_id = o.community_id and m.account_id <> $1
             join accounts a on a.id = m.account_id
             order by m.community_id, a.status = 0 and not a.protected desc, m.role desc, m.since, m.account_id
         ),
         raised as (
             update community_members m set role = 2, stands_in = false, role_before = 0 from heirs h
             where m.community_id = h.community_id and m.account_id = h.account_id
         )
         update communities c set admins = c.admins + 1 from heirs h where c.id = h.community_id",
        account.0
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    sqlx::query!(
        "with before as (
             select m.community_id, m.role from community_members m join communities c on c.id = m.community_id
             where m.account_id = $1 and m.role > 0 and (m.role = 1 or c.admins > 1)
         ),
         lowered as (
             update community_members m
             set role = 0, invited = least(m.invited, 5), stands_in = false, role_before = 0
             from before b
             where m.community_id = b.community_id and m.account_id = $1
         )
         update communities c set admins = c.admins - (b.role = 2)::integer from before b where c.id = b.community_id",
        account.0
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}
