//! What moderators do in their community: posts, members, bans. Every action stands in the public log with its reason and
//! is told to whom it concerns. The row of the community is taken first, so that one thing happens at a time. What
//! waits for them and the log stand in `lists.rs`, reports in `reports.rs`.

use crate::{
    OrError, Store,
    communities::{
        access::{lock, require},
        log::{LogEntry, LogKind},
        members::{moderator_ids, remove_member},
    },
    moderation::reports,
    outbox,
};
use sqlx::{PgConnection, Postgres, Transaction};
use types::{
    AccountId, BAN_DAYS, CommunityId, CommunityRole, Error, Field, ModerationState, ModeratorAction, NotificationKind,
    NumberEnum, PostId, Reported, Result, Rule, live::Event,
};

/// From which state of a post to which an action leads, and its line in the log.
fn step(action: ModeratorAction) -> Result<(ModerationState, ModerationState, LogKind)> {
    use ModerationState::{Hidden, Shown, Waiting};
    Ok(match action {
        ModeratorAction::Hide => (Shown, Hidden, LogKind::PostHidden),
        ModeratorAction::Show => (Hidden, Shown, LogKind::PostShown),
        ModeratorAction::Approve => (Waiting, Shown, LogKind::PostApproved),
        ModeratorAction::Refuse => (Waiting, Hidden, LogKind::PostRefused),
        _ => return Err(Error::NotFound),
    })
}

impl Store {
    /// Hides a post, shows it again, lets one that waited appear or not. What another moderator did in the same moment
    /// is done once and logged once; `Conflict` where they decided otherwise. `Forbidden` for posts of those whom the
    /// moderator does not stand above, `NotFound` for posts that are not in the community.
    pub async fn judge_post(
        &self,
        moderator: AccountId,
        community: CommunityId,
        post: PostId,
        action: ModeratorAction,
        reason: &str,
    ) -> Result<()> {
        let (from, to, kind) = step(action)?;
        let mut transaction = self.pool().begin().await.or_error()?;
        let author = self.take_post(&mut transaction, moderator, community, post).await?;
        require_higher_role(&mut transaction, moderator, community, author).await?;
        let changed = sqlx::query!(
            "update posts set held = $3 where id = $1 and held = $2 and deleted_at is null",
            post.0,
            from.number(),
            to.number()
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if changed.rows_affected() == 0 {
            let now = sqlx::query_scalar!("select held from posts where id = $1 and deleted_at is null", post.0)
                .fetch_one(&mut *transaction)
                .await
                .or_error()?;
            return if now == to.number() {
                Ok(())
            } else {
                Err(Error::Conflict)
            };
        }
        let entry = LogEntry {
            account: Some(author),
            post: Some(post.0),
            reason,
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, moderator, kind, entry).await?;
        let (kind, event) = if to == ModerationState::Hidden {
            (NotificationKind::PostHidden, Event::HeldBack { post_id: post })
        } else {
            // For others it appears in this moment, whenever it was written.
            let created = Event::PostCreated {
                post_id: post,
                author_id: author,
            };
            (NotificationKind::PostApproved, created)
        };
        self.notify_decisions(&mut transaction, kind, &[(author.0, post.0)])
            .await?;
        outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        if to == ModerationState::Hidden {
            let handled = reports::handle_of_rules(&mut transaction, moderator, post, true).await?;
            self.notify_decisions(&mut transaction, NotificationKind::ReportActedUpon, &handled)
                .await?;
        }
        transaction.commit().await.or_error()
    }

    /// Says that the reports of a post lead to nothing. `Conflict` where none is open any more, `Forbidden` for own
    /// posts.
    pub async fn dismiss_reports(
        &self,
        moderator: AccountId,
        community: CommunityId,
        post: PostId,
        reason: &str,
    ) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let author = self.take_post(&mut transaction, moderator, community, post).await?;
        reports::require_impartial(&mut transaction, moderator, Reported::Post(post)).await?;
        let handled = reports::handle_of_rules(&mut transaction, moderator, post, false).await?;
        if handled.is_empty() {
            return Err(Error::Conflict);
        }
        let entry = LogEntry {
            account: Some(author),
            post: Some(post.0),
            reason,
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, moderator, LogKind::ReportDismissed, entry)
            .await?;
        self.notify_decisions(&mut transaction, NotificationKind::ReportDismissed, &handled)
            .await?;
        transaction.commit().await.or_error()
    }

    /// Takes a member out; they come back only when a moderator lets them. `Forbidden` for those whom the moderator
    /// does not stand above, `NotFound` for who is not in it.
    pub async fn remove_member(
        &self,
        moderator: AccountId,
        community: CommunityId,
        account: AccountId,
        reason: &str,
    ) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock(&mut transaction, community).await?;
        if require_higher_role(&mut transaction, moderator, community, account)
            .await?
            .is_none()
        {
            return Err(Error::NotFound);
        }
        remove_member(&mut transaction, account, community).await?;
        ban_member(&mut transaction, community, account, None).await?;
        let entry = LogEntry {
            account: Some(account),
            reason,
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, moderator, LogKind::MemberRemoved, entry)
            .await?;
        self.tell_removed(&mut transaction, community, account).await?;
        transaction.commit().await.or_error()
    }

    /// Takes somebody out, where they are in, and keeps them out for so many days ([`BAN_DAYS`]; 0 is for good). A
    /// second ban replaces the first. `Forbidden` for those whom the moderator does not stand above.
    pub async fn ban(
        &self,
        moderator: AccountId,
        community: CommunityId,
        account: AccountId,
        days: u32,
        reason: &str,
    ) -> Result<()> {
        if !BAN_DAYS.contains(&days) {
            return Err(Error::invalid(Field::Form, Rule::Required));
        }
        let mut transaction = self.pool().begin().await.or_error()?;
        lock(&mut transaction, community).await?;
        match require_higher_role(&mut transaction, moderator, community, account).await? {
            Some(_) => remove_member(&mut transaction, account, community).await?,
            None => {
                sqlx::query_scalar!(
                    r#"select id as "id!" from visible_accounts($1) where id = $2"#,
                    moderator.0,
                    account.0
                )
                .fetch_one(&mut *transaction)
                .await
                .or_error()?;
            }
        }
        ban_member(&mut transaction, community, account, Some(days)).await?;
        let entry = LogEntry {
            account: Some(account),
            reason,
            number: i32::try_from(days).unwrap_or_default(),
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, moderator, LogKind::MemberBanned, entry)
            .await?;
        self.tell_removed(&mut transaction, community, account).await?;
        transaction.commit().await.or_error()
    }

    /// Ends a ban; they may come as if they had never been removed. `Conflict` where none is in force.
    pub async fn lift_ban(
        &self,
        moderator: AccountId,
        community: CommunityId,
        account: AccountId,
        reason: &str,
    ) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        lock(&mut transaction, community).await?;
        require(&mut transaction, moderator, community, CommunityRole::Moderator).await?;
        let lifted = sqlx::query!(
            "delete from community_removals where community_id = $1 and account_id = $2 and banned_until > now()",
            community.0,
            account.0
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if lifted.rows_affected() == 0 {
            return Err(Error::Conflict);
        }
        let entry = LogEntry {
            account: Some(account),
            reason,
            ..LogEntry::default()
        };
        self.log(&mut transaction, community, moderator, LogKind::BanLifted, entry)
            .await?;
        self.notify_decisions(
            &mut transaction,
            NotificationKind::BanLifted,
            &[(account.0, community.0)],
        )
        .await?;
        transaction.commit().await.or_error()
    }

    /// Locks the community of a post that the moderator sees in it; answers the author.
    async fn take_post(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        moderator: AccountId,
        community: CommunityId,
        post: PostId,
    ) -> Result<AccountId> {
        lock(transaction, community).await?;
        let author = sqlx::query_scalar!(
            r#"select author_id as "author_id!" from visible_posts($1)
               where id = $2 and audience = 3 and audience_id = $3"#,
            moderator.0,
            post.0,
            community.0
        )
        .fetch_one(&mut **transaction)
        .await
        .or_error()?;
        require(transaction, moderator, community, CommunityRole::Moderator).await?;
        Ok(AccountId(author))
    }

    /// Tells somebody that they are out; what only moderators see leaves their pages.
    async fn tell_removed(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        community: CommunityId,
        account: AccountId,
    ) -> Result<()> {
        self.notify_decisions(
            transaction,
            NotificationKind::CommunityRemoved,
            &[(account.0, community.0)],
        )
        .await?;
        self.audience_reduced(transaction, account).await
    }

    /// Tells the moderators of a post that waits for them.
    pub(crate) async fn tell_waiting(
        &self,
        connection: &mut PgConnection,
        community: CommunityId,
        author: AccountId,
        post: PostId,
    ) -> Result<()> {
        let moderators = moderator_ids(connection, community).await?;
        self.notify(connection, NotificationKind::PostWaits, &moderators, author, post.0)
            .await
    }
}

/// `Forbidden` unless the moderator stands above the account in the community; answers the account's role there. Nobody
/// stands above themselves. Under [`lock`].
async fn require_higher_role(
    connection: &mut PgConnection,
    moderator: AccountId,
    community: CommunityId,
    account: AccountId,
) -> Result<Option<i16>> {
    let own = require(connection, moderator, community, CommunityRole::Moderator).await?;
    let role = sqlx::query_scalar!(
        "select role from community_members where community_id = $1 and account_id = $2",
        community.0,
        account.0
    )
    .fetch_optional(connection)
    .await
    .or_error()?;
    if role.is_some_and(|role| role >= own.number()) {
        return Err(Error::Forbidden);
    }
    Ok(role)
}

/// Remembers that somebody was removed, with the end of a ban, and takes back what would let them in. Under [`lock`].
async fn ban_member(
    connection: &mut PgConnection,
    community: CommunityId,
    account: AccountId,
    days: Option<u32>,
) -> Result<()> {
    sqlx::query!(
        "with invited as (delete from community_invitations where community_id = $1 and account_id = $2),
              asked as (delete from community_requests where community_id = $1 and account_id = $2)
         insert into community_removals (community_id, account_id, banned_until)
         values ($1, $2, case $3::integer when 0 then 'infinity' else now() + make_interval(days => $3) end)
         on conflict (community_id, account_id) do update
         set banned_until = coalesce(excluded.banned_until, community_removals.banned_until)",
        community.0,
        account.0,
        days.and_then(|days| i32::try_from(days).ok())
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}
