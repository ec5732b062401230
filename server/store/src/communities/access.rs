//! Who may do what in a community: its row is taken first, so that one thing happens at a time.

use crate::{OrError, numbers::known};
use sqlx::{PgConnection, Postgres, Transaction};
use types::{AccountId, CommunityId, CommunityRole, Error, Field, MembershipCheck, NumberEnum, Result, Rule};

/// Lets one change of a community happen at a time; `NotFound` for one that is closed. After the rows of accounts.
pub(crate) async fn lock(transaction: &mut Transaction<'_, Postgres>, community: CommunityId) -> Result<()> {
    sqlx::query_scalar!(
        "select id from communities where id = $1 and closed_at is null for update",
        community.0
    )
    .fetch_one(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}

/// `Forbidden` for whoever has a lesser role there, or none. Answers the role.
pub(crate) async fn require(
    connection: &mut PgConnection,
    account: AccountId,
    community: CommunityId,
    role: CommunityRole,
) -> Result<CommunityRole> {
    let found = sqlx::query_scalar!(
        "select m.role from community_members m
         where m.community_id = $1 and m.account_id = $2 and m.role >= $3 and takes_part($2, $1)",
        community.0,
        account.0,
        role.number()
    )
    .fetch_optional(connection)
    .await
    .or_error()?;
    known(found.ok_or(Error::Forbidden)?)
}

/// Takes the account's row, so that going protected waits; refuses those who are.
pub(crate) async fn take_public_account(transaction: &mut Transaction<'_, Postgres>, account: AccountId) -> Result<()> {
    let protected = sqlx::query_scalar!(
        "select protected from accounts where id = $1 and status = 0 for update",
        account.0
    )
    .fetch_optional(&mut **transaction)
    .await
    .or_error()?
    .ok_or(Error::NotSignedIn)?;
    if protected {
        return Err(Error::invalid(Field::Form, Rule::PublicAccountsOnly));
    }
    Ok(())
}

/// Everything that bears on how the account enters the community.
pub(crate) async fn membership_check(
    connection: &mut PgConnection,
    account: AccountId,
    community: CommunityId,
) -> Result<MembershipCheck> {
    let row = sqlx::query!(
        r#"select c.join_level, m.role as "role?", coalesce(m.invited, 0) as "given!",
                  exists (select 1 from community_invitations i
                          where i.community_id = c.id and i.account_id = $1) as "invited!",
                  exists (select 1 from community_requests q
                          where q.community_id = c.id and q.account_id = $1) as "requested!",
                  r.account_id is not null as "removed!",
                  coalesce(r.banned_until > now(), false) as "banned!",
                  case when r.banned_until <> 'infinity' then
                      (extract(epoch from r.banned_until) * 1000)::bigint end as banned_until,
                  barred_by_moderator($1, c.id) as "barred!",
                  coalesce((select a.protected from accounts a where a.id = $1), false) as "protected!"
           from communities c
           left join community_members m on m.community_id = c.id and m.account_id = $1
           left join community_removals r on r.community_id = c.id and r.account_id = $1
           where c.id = $2"#,
        account.0,
        community.0
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    Ok(MembershipCheck {
        level: known(row.join_level)?,
        role: row.role.map(known).transpose()?,
        invitations_sent: row.given.unsigned_abs(),
        invited: row.invited,
        requested: row.requested,
        removed: row.removed,
        banned: row.banned.then_some(row.banned_until),
        barred: row.barred,
        protected: row.protected,
    })
}
