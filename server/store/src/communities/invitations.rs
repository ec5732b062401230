//! Inviting to a community, and answering those who ask to join.

use crate::{
    OrError, Store,
    cards::CardRow,
    communities::{
        access::{lock, require},
        log::{LogEntry, LogKind},
        members::add,
    },
};
use types::{
    AccountId, CommunityId, CommunityRole, Error, Field, InvitationCandidate, JoinRequest, NotificationKind, Result,
    Rule,
};

/// Requests that a moderator sees at once, people offered for an invitation.
pub const REQUESTS: i64 = 100;
const CANDIDATES: i64 = 12;

impl Store {
    /// Invites somebody: members five people each, moderators as many as they like. Inviting twice changes nothing.
    /// `CannotInvite` for members, protected accounts and, by members, those whom the moderators removed.
    pub async fn invite_to_community(
        &self,
        account: AccountId,
        community: CommunityId,
        invitee: AccountId,
    ) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock(&mut transaction, community).await?;
        let role = require(&mut transaction, account, community, CommunityRole::Member).await?;
        let invited = sqlx::query!(
            r#"with person as (
                   select a.id from visible_accounts($2) a
                   where a.id = $3 and a.id <> $2 and not a.protected
                     and not exists (select 1 from community_members m where m.community_id = $1 and m.account_id = a.id)
                     and ($4 or not exists (
                             select 1 from community_removals r where r.community_id = $1 and r.account_id = a.id))
               ),
               added as (
                   insert into community_invitations (community_id, account_id, inviter_id)
                   select $1, id, $2 from person
                   on conflict do nothing
                   returning account_id
               ),
               pardoned as (
                   delete from community_removals r using person
                   where r.community_id = $1 and r.account_id = person.id
               ),
               counted as (
                   update community_members m set invited = least(m.invited + 1, 30000)
                   from added where m.community_id = $1 and m.account_id = $2
               )
               select exists (select 1 from person) as "person!", exists (select 1 from added) as "added!""#,
            community.0,
            account.0,
            invitee.0,
            role > CommunityRole::Member
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        if !invited.person {
            return Err(Error::invalid(Field::Form, Rule::CannotInvite));
        }
        if invited.added {
            self.notify(
                &mut transaction,
                NotificationKind::CommunityInvited,
                &[invitee.0],
                account,
                community.0,
            )
            .await?;
        }
        transaction.commit().await.or_error()
    }

    /// People whom a member might invite: with `query` those whose handle or name begins like it, else those who
    /// follow the member or whom the member follows.
    pub async fn invitation_candidates(
        &self,
        account: AccountId,
        community: CommunityId,
        query: &str,
    ) -> Result<Vec<InvitationCandidate>> {
        let mut connection = self.pool().acquire().await.or_error()?;
        require(&mut connection, account, community, CommunityRole::Member).await?;
        let query = query.trim().trim_start_matches('@');
        let rows = sqlx::query!(
            r#"with known as (
                   select follower_id as id from follows where followee_id = $1
                   union
                   select followee_id from follows where follower_id = $1
               )
               select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      i.account_id is not null as "invited!"
               from visible_accounts($1) a
               left join known k on k.id = a.id
               left join community_invitations i on i.community_id = $2 and i.account_id = a.id
               where a.id <> $1 and not a.protected
                 and case when $3 = '' then k.id is not null else a.id in (select accounts_called($3)) end
                 and not exists (select 1 from community_members m where m.community_id = $2 and m.account_id = a.id)
               order by k.id is not null desc, a.followers desc, a.id
               limit $4"#,
            account.0,
            community.0,
            query,
            CANDIDATES
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        let candidates = rows.into_iter().map(|row| InvitationCandidate {
            card: CardRow {
                id: row.id,
                handle: row.handle,
                display_name: row.display_name,
                avatar: row.avatar,
                protected: false,
            }
            .into(),
            invited: row.invited,
        });
        Ok(candidates.collect())
    }

    /// Who asks to join, oldest first; for moderators.
    pub async fn join_requests(&self, moderator: AccountId, community: CommunityId) -> Result<Vec<JoinRequest>> {
        let mut connection = self.pool().acquire().await.or_error()?;
        require(&mut connection, moderator, community, CommunityRole::Moderator).await?;
        let rows = sqlx::query!(
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!", r.message,
                      (extract(epoch from r.asked_at) * 1000)::bigint as "asked_at!"
               from community_requests r join visible_accounts($1) a on a.id = r.account_id
               where r.community_id = $2
               order by r.asked_at, a.id
               limit $3"#,
            moderator.0,
            community.0,
            REQUESTS
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        let requests = rows.into_iter().map(|row| JoinRequest {
            card: CardRow {
                id: row.id,
                handle: row.handle,
                display_name: row.display_name,
                avatar: row.avatar,
                protected: row.protected,
            }
            .into(),
            message: row.message,
            asked_at: row.asked_at,
        });
        Ok(requests.collect())
    }

    /// Lets somebody in who asked, or not; a refusal tells its reason in the log. `NotFound` where nobody asks any more.
    pub async fn answer_join_request(
        &self,
        moderator: AccountId,
        community: CommunityId,
        account: AccountId,
        accept: bool,
        reason: &str,
    ) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let is_public = sqlx::query_scalar!(
            r#"select status = 0 and not protected as "is_public!" from accounts where id = $1 for update"#,
            account.0
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or(Error::NotFound)?;
        lock(&mut transaction, community).await?;
        require(&mut transaction, moderator, community, CommunityRole::Moderator).await?;
        sqlx::query_scalar!(
            "delete from community_requests where community_id = $1 and account_id = $2 returning account_id",
            community.0,
            account.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        let action = if accept && is_public {
            sqlx::query!(
                "delete from community_removals where community_id = $1 and account_id = $2",
                community.0,
                account.0
            )
            .execute(&mut *transaction)
            .await
            .or_error()?;
            add(&mut transaction, account, community).await?;
            self.notify(
                &mut transaction,
                NotificationKind::CommunityAccepted,
                &[account.0],
                moderator,
                community.0,
            )
            .await?;
            LogKind::RequestAccepted
        } else {
            let told = [(account.0, community.0)];
            self.notify_decisions(&mut transaction, NotificationKind::JoinRefused, &told)
                .await?;
            LogKind::RequestRefused
        };
        let entry = LogEntry {
            account: Some(account),
            reason,
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, moderator, action, entry).await?;
        transaction.commit().await.or_error()
    }
}
