//! Becoming a member of a community, and the end of it. The row of the community is taken first, so that one
//! thing happens at a time; its counts move in the statement that moves the rows.

use crate::{
    OrError, Store,
    cards::CardRow,
    communities::{
        access::{lock, membership_check, take_public_account},
        stand_ins::stand_in,
    },
    numbers::known,
};
use sqlx::{PgConnection, Postgres, Transaction};
use types::{
    AccountId, CommunityId, CommunityMember, Error, Field, MAX_REQUEST_MESSAGE, MembershipState, NotificationKind,
    Page, Result, Rule, text,
};

impl Store {
    /// Joins, or asks to join with a message, as the community's level says; joining twice changes nothing. Whoever
    /// calls this has agreed to the rules.
    pub async fn join_community(
        &self,
        account: AccountId,
        community: CommunityId,
        message: &str,
    ) -> Result<MembershipState> {
        let message = text::clean_text(message);
        if message.chars().count() > MAX_REQUEST_MESSAGE {
            let max = MAX_REQUEST_MESSAGE as u32;
            return Err(Error::invalid(Field::Message, Rule::TooLong { max }));
        }
        let refuse = |rule| Err(Error::invalid(Field::Form, rule));
        let mut transaction = self.pool().begin().await.or_error()?;
        take_public_account(&mut transaction, account).await?;
        lock(&mut transaction, community).await?;
        match membership_check(&mut transaction, account, community).await?.state() {
            MembershipState::Member { .. } | MembershipState::Requested => {}
            MembershipState::MayJoin => add(&mut transaction, account, community).await?,
            MembershipState::MayAsk => self.ask(&mut transaction, account, community, &message).await?,
            MembershipState::NeedsInvitation => return refuse(Rule::InvitationNeeded),
            MembershipState::Barred => return refuse(Rule::BarredByModerator),
            MembershipState::Banned { .. } => return refuse(Rule::BannedFromCommunity),
            MembershipState::Protected => return refuse(Rule::PublicAccountsOnly),
        }
        let membership = membership_check(&mut transaction, account, community).await?.state();
        transaction.commit().await.or_error()?;
        Ok(membership)
    }

    async fn ask(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        account: AccountId,
        community: CommunityId,
        message: &str,
    ) -> Result<()> {
        sqlx::query!(
            "insert into community_requests (community_id, account_id, message) values ($1, $2, $3)
             on conflict (community_id, account_id) do update set message = excluded.message",
            community.0,
            account.0,
            message
        )
        .execute(&mut **transaction)
        .await
        .or_error()?;
        let moderators = moderator_ids(transaction, community).await?;
        self.notify(
            transaction,
            NotificationKind::CommunityAsked,
            &moderators,
            account,
            community.0,
        )
        .await
    }

    /// Takes a request back.
    pub async fn withdraw_join_request(&self, account: AccountId, community: CommunityId) -> Result<()> {
        sqlx::query!(
            "delete from community_requests where community_id = $1 and account_id = $2",
            community.0,
            account.0
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Leaves. The last of all closes the community; the only admin of others hands it over first (`LastAdmin`).
    pub async fn leave_community(&self, account: AccountId, community: CommunityId) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock(&mut transaction, community).await?;
        remove_member(&mut transaction, account, community).await?;
        stand_in(&mut transaction, &[community.0]).await?;
        self.audience_reduced(&mut transaction, account).await?;
        transaction.commit().await.or_error()
    }

    /// Members by role, then by how long they are there; `cursor` is `next` of the page before.
    pub async fn community_members(
        &self,
        viewer: AccountId,
        community: CommunityId,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<CommunityMember>> {
        let place = cursor.and_then(|cursor| {
            let (role, rest) = cursor.split_once('.')?;
            let (since, id) = rest.split_once('.')?;
            Some((
                role.parse::<i16>().ok().filter(|role| *role >= 0)?,
                since.parse::<i64>().ok()?,
                id.parse::<i64>().ok()?,
            ))
        });
        let (role, since, id) = place.unwrap_or((i16::MAX, 0, 0));
        let rows = sqlx::query!(
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!", m.role, (extract(epoch from m.since) * 1000000)::bigint as "since!"
               from community_members m join visible_accounts($1) a on a.id = m.account_id
               where m.community_id = $2
                 and (-m.role, (extract(epoch from m.since) * 1000000)::bigint, m.account_id)
                     > (-$3::smallint, $4::bigint, $5::bigint)
               order by -m.role, 7, m.account_id
               limit $6"#,
            viewer.0,
            community.0,
            role,
            since,
            id,
            i64::from(limit) + 1
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let more = rows.len() > limit as usize;
        let mut next = None;
        let items = rows.into_iter().take(limit as usize).map(|row| {
            next = Some(format!("{}.{}.{}", row.role, row.since, row.id));
            Ok(CommunityMember {
                card: CardRow {
                    id: row.id,
                    handle: row.handle,
                    display_name: row.display_name,
                    avatar: row.avatar,
                    protected: row.protected,
                }
                .into(),
                role: known(row.role)?,
            })
        });
        let items = items.collect::<Result<_>>()?;
        Ok(Page {
            items,
            next: next.filter(|_| more),
        })
    }
}

/// Those who are told what moderators should look at.
pub(crate) async fn moderator_ids(connection: &mut PgConnection, community: CommunityId) -> Result<Vec<i64>> {
    sqlx::query_scalar!(
        "select account_id from community_members where community_id = $1 and role > 0 order by account_id",
        community.0
    )
    .fetch_all(connection)
    .await
    .or_error()
}

/// Makes the account a member. Under [`lock`].
pub(crate) async fn add(
    transaction: &mut Transaction<'_, Postgres>,
    account: AccountId,
    community: CommunityId,
) -> Result<()> {
    sqlx::query!(
        "with added as (
             insert into community_members (community_id, account_id) values ($1, $2)
             on conflict do nothing
             returning community_id
         ),
         answered as (delete from community_requests where community_id = $1 and account_id = $2)
         update communities c set members = c.members + 1 from added where c.id = added.community_id",
        community.0,
        account.0
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}

/// Ends a membership; `NotFound` where there is none. Under [`lock`]. With the last member the community closes.
pub(crate) async fn remove_member(
    transaction: &mut Transaction<'_, Postgres>,
    account: AccountId,
    community: CommunityId,
) -> Result<()> {
    let gone = sqlx::query!(
        "with gone as (
             delete from community_members where community_id = $1 and account_id = $2
             returning community_id, role, counted
         )
         update communities c
         set members = c.members - 1,
             away = c.away - (not gone.counted)::integer,
             admins = c.admins - (gone.role = 2)::integer,
             closed_at = case when c.members = 1 then now() end
         from gone where c.id = gone.community_id",
        community.0,
        account.0
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    if gone.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// Takes an account that is deleted out of all communities. After [`give_up_roles`].
pub(crate) async fn remove_from_all(transaction: &mut Transaction<'_, Postgres>, account: AccountId) -> Result<()> {
    sqlx::query!(
        "with gone as (delete from community_members where account_id = $1 returning community_id, role, counted),
              a as (delete from community_invitations where account_id = $1),
              b as (delete from community_requests where account_id = $1),
              d as (delete from community_removals where account_id = $1)
         update communities c
         set members = c.members - 1,
             away = c.away - (not gone.counted)::integer,
             admins = c.admins - (gone.role = 2)::integer,
             closed_at = case when c.members = 1 then now() else c.closed_at end
         from gone where c.id = gone.community_id",
        account.0
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    Ok(())
}
