//! Becoming a member of a community, roles, and the end of both. The row of the community is taken first, so that one
//! thing happens at a time; its counts move in the statement that moves the rows.

use crate::{
    OrError, Store,
    cards::CardRow,
    communities::{LogEntry, level_of, lock, require, role_number, role_of, take_public_account},
    notices,
};
use sqlx::{PgConnection, Postgres, Transaction};
use types::{
    AccountId, CommunityId, CommunityMember, CommunityRole, Entrance, Error, Field, InvitationCandidate, JoinRequest,
    MAX_REQUEST_MESSAGE, Page, Result, Rule, Standing, text,
};

const REQUEST_ACCEPTED: i16 = 7;
const REQUEST_REFUSED: i16 = 8;
const ROLE_CHANGED: i16 = 9;
/// Requests that a moderator sees at once, people offered for an invitation.
const REQUESTS: i64 = 100;
const CANDIDATES: i64 = 12;

impl Store {
    /// Joins, or asks to join with a message, as the community's level says; joining twice changes nothing. Whoever
    /// calls this has agreed to the rules.
    pub async fn join_community(&self, account: AccountId, community: CommunityId, message: &str) -> Result<Standing> {
        let message = text::clean_text(message);
        if message.chars().count() > MAX_REQUEST_MESSAGE {
            let max = MAX_REQUEST_MESSAGE as u32;
            return Err(Error::invalid(Field::Message, Rule::TooLong { max }));
        }
        let refuse = |rule| Err(Error::invalid(Field::Form, rule));
        let mut transaction = self.pool().begin().await.or_error()?;
        take_public_account(&mut transaction, account).await?;
        lock(&mut transaction, community).await?;
        match entrance(&mut transaction, account, community).await?.standing() {
            Standing::Member { .. } | Standing::Requested => {}
            Standing::MayJoin => add(&mut transaction, account, community).await?,
            Standing::MayAsk => self.ask(&mut transaction, account, community, &message).await?,
            Standing::NeedsInvitation => return refuse(Rule::InvitationNeeded),
            Standing::Barred => return refuse(Rule::BarredByModerator),
            Standing::Banned { .. } => return refuse(Rule::BannedFromCommunity),
            Standing::Protected => return refuse(Rule::PublicAccountsOnly),
        }
        let standing = entrance(&mut transaction, account, community).await?.standing();
        transaction.commit().await.or_error()?;
        Ok(standing)
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
        self.notice(transaction, notices::COMMUNITY_ASKED, &moderators, account, community.0)
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
        take_out(&mut transaction, account, community).await?;
        self.tell_narrowed(&mut transaction, account).await?;
        transaction.commit().await.or_error()
    }

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
            self.notice(
                &mut transaction,
                notices::COMMUNITY_INVITED,
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
        let query = query.trim().trim_start_matches('@').to_lowercase();
        let pattern = format!(
            "{}%",
            query.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
        );
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
                 and case when $3 = '%' then k.id is not null
                     else a.handle_key like $3 or lower(a.display_name) like $3 end
                 and not exists (select 1 from community_members m where m.community_id = $2 and m.account_id = a.id)
               order by k.id is not null desc, a.followers desc, a.id
               limit $4"#,
            account.0,
            community.0,
            pattern,
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
            self.notice(
                &mut transaction,
                notices::COMMUNITY_ACCEPTED,
                &[account.0],
                moderator,
                community.0,
            )
            .await?;
            REQUEST_ACCEPTED
        } else {
            REQUEST_REFUSED
        };
        let entry = LogEntry {
            account: Some(account),
            reason,
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, moderator, action, entry).await?;
        transaction.commit().await.or_error()
    }

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
        // What only moderators see leaves the pages of who is none any more.
        for account in [account, admin] {
            self.tell_narrowed(&mut transaction, account).await?;
        }
        let entry = LogEntry {
            account: Some(account),
            number: i32::from(role_number(role)),
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, admin, ROLE_CHANGED, entry)
            .await?;
        self.notice(
            &mut transaction,
            notices::COMMUNITY_ROLE,
            &[account.0],
            admin,
            community.0,
        )
        .await?;
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
                role.parse::<i16>().ok()?,
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
            CommunityMember {
                card: CardRow {
                    id: row.id,
                    handle: row.handle,
                    display_name: row.display_name,
                    avatar: row.avatar,
                    protected: row.protected,
                }
                .into(),
                role: role_of(row.role),
            }
        });
        let items = items.collect();
        Ok(Page {
            items,
            next: next.filter(|_| more),
        })
    }
}

/// Everything that bears on how the account enters the community.
pub(crate) async fn entrance(
    connection: &mut PgConnection,
    account: AccountId,
    community: CommunityId,
) -> Result<Entrance> {
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
    Ok(Entrance {
        level: level_of(row.join_level),
        role: row.role.map(role_of),
        invitations_given: row.given.unsigned_abs(),
        invited: row.invited,
        requested: row.requested,
        removed: row.removed,
        banned: row.banned.then_some(row.banned_until),
        barred: row.barred,
        protected: row.protected,
    })
}

/// Those who are told what moderators should look at.
pub(crate) async fn moderator_ids(connection: &mut PgConnection, community: CommunityId) -> Result<Vec<i64>> {
    sqlx::query_scalar!(
        "select account_id from community_members where community_id = $1 and role > 0",
        community.0
    )
    .fetch_all(connection)
    .await
    .or_error()
}

/// Makes the account a member. Under [`lock`].
async fn add(transaction: &mut Transaction<'_, Postgres>, account: AccountId, community: CommunityId) -> Result<()> {
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
pub(crate) async fn take_out(
    transaction: &mut Transaction<'_, Postgres>,
    account: AccountId,
    community: CommunityId,
) -> Result<()> {
    let gone = sqlx::query!(
        "with gone as (
             delete from community_members where community_id = $1 and account_id = $2 returning community_id, role
         )
         update communities c
         set members = c.members - 1,
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
         ),
         changed as (
             update community_members set role = $3, invited = least(invited, 5)
             where community_id = $1 and account_id = $2
                 and exists (select 1 from before)
         )
         update communities c
         set admins = c.admins + ($3::smallint = 2)::integer - (before.role = 2)::integer
         from before where c.id = $1",
        community.0,
        account.0,
        role_number(role)
    )
    .execute(&mut **transaction)
    .await
    .or_error()?;
    if changed.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// What becomes of the roles of an account that is no longer public or active: it gives them up. Where it was the only
/// admin, the longest-serving moderator follows, else the member who is there longest. Alone it stays what it is.
pub(crate) async fn give_up_roles(transaction: &mut Transaction<'_, Postgres>, account: AccountId) -> Result<()> {
    sqlx::query!(
        "select c.id from communities c
         join community_members m on m.community_id = c.id
         where m.account_id = $1 and m.role > 0 order by c.id for update of c",
        account.0
    )
    .fetch_all(&mut **transaction)
    .await
    .or_error()?;
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
             update community_members m set role = 2 from heirs h
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
             update community_members m set role = 0, invited = least(m.invited, 5) from before b
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

/// Takes an account that is deleted out of all communities. After [`give_up_roles`].
pub(crate) async fn leave_all(transaction: &mut Transaction<'_, Postgres>, account: AccountId) -> Result<()> {
    sqlx::query!(
        "with gone as (delete from community_members where account_id = $1 returning community_id, role),
              a as (delete from community_invitations where account_id = $1),
              b as (delete from community_requests where account_id = $1),
              d as (delete from community_removals where account_id = $1)
         update communities c
         set members = c.members - 1,
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
