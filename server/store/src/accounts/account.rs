//! Accounts: made, seen by their owners, renamed and set up. How they end is in `closing.rs`.

use crate::{
    MailTokenKind, OrError, Store,
    accounts::{closing::AccountRole, sessions::other_accounts},
    co_posts::endings::{self, Scope},
    communities::{
        lists::joined_communities,
        roles::give_up_roles,
        stand_ins::{lock_roles, stand_in},
    },
    limits,
    notifications::list::unread_notifications,
    numbers::known,
    outbox,
    people::circles::circles,
};
use sqlx::PgConnection;
use types::{
    AccountCard, AccountId, AccountSettings, CoPostDeed, Error, Field, Result, Rule, Viewer, handle, live::Event,
};

/// Renamings of one account in a day: each keeps a handle from others for 30 days.
pub const RENAMINGS_PER_DAY: u32 = 5;
/// Days for which a handle that somebody gave up is kept from others.
pub const HANDLE_DAYS: i32 = 30;

/// What sign-up writes: checked and cleaned text, and the hash of [`crate::accounts::passwords::hash`].
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub handle: String,
    pub display_name: String,
    pub email: String,
    pub password_hash: String,
}

impl Store {
    /// Makes an account. Of many who ask for one handle at once, the unique index lets one through; the others get
    /// `HandleTaken`. Also `HandleLooksTaken`, `EmailTaken`.
    pub async fn create_account(&self, new: &NewAccount) -> Result<AccountId> {
        self.create_and_ask(new, None).await
    }

    /// The same for somebody who signs up: the owner of the address is asked to confirm it, in this language.
    pub async fn sign_up(&self, new: &NewAccount, language: &str) -> Result<AccountId> {
        self.create_and_ask(new, Some(language)).await
    }

    async fn create_and_ask(&self, new: &NewAccount, language: Option<&str>) -> Result<AccountId> {
        let id = self.next_account_id();
        let mut transaction = self.pool().begin().await.or_error()?;
        reserve_handle(&mut transaction, &new.handle, id).await?;
        sqlx::query!(
            "insert into accounts (id, handle, handle_skeleton, display_name, email, password_hash)
             values ($1, $2, $3, $4, $5, $6)",
            id.0,
            new.handle,
            handle::skeleton(&new.handle),
            new.display_name,
            new.email,
            new.password_hash,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if let Some(language) = language {
            let kind = MailTokenKind::VerifyEmail;
            self.have_link_mailed(&mut transaction, id, kind, &new.email, language)
                .await?;
        }
        transaction.commit().await.or_error()?;
        Ok(id)
    }

    /// Why nobody but `account` may have this handle now; none when it is free. For the check while typing.
    pub async fn handle_problem(&self, account: AccountId, wanted: &str) -> Result<Option<Rule>> {
        let row = sqlx::query!(
            r#"select
                   exists (select 1 from accounts where handle_key = lower($2) and id <> $1)
                   or exists (select 1 from former_handles where handle_key = lower($2) and account_id <> $1
                              and given_up_at > now() - make_interval(days => $4)) as "taken!",
                   exists (select 1 from accounts where handle_skeleton = $3 and id <> $1) as "looks_taken!""#,
            account.0,
            wanted,
            handle::skeleton(wanted),
            HANDLE_DAYS,
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(if row.taken {
            Some(Rule::HandleTaken)
        } else if row.looks_taken {
            Some(Rule::HandleLooksTaken)
        } else {
            None
        })
    }

    /// Gives the account another handle. The old one leads to it until somebody takes it, which nobody may for 30 days.
    pub async fn rename_account(&self, account: AccountId, wanted: &str) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let before = sqlx::query_scalar!("select handle from accounts where id = $1 for update", account.0)
            .fetch_one(&mut *transaction)
            .await
            .or_error()?;
        if before == wanted {
            return Ok(());
        }
        limits::consume(&mut transaction, account, "rename", 86_400, RENAMINGS_PER_DAY).await?;
        reserve_handle(&mut transaction, wanted, account).await?;
        sqlx::query!(
            "update accounts set handle = $2, handle_skeleton = $3 where id = $1",
            account.0,
            wanted,
            handle::skeleton(wanted),
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if !before.eq_ignore_ascii_case(wanted) {
            give_up_handle(&mut transaction, &before, account).await?;
        }
        transaction.commit().await.or_error()
    }

    /// The account that has a handle or gave it up last, active or not: for the operator.
    pub async fn account_by_handle(&self, handle: &str) -> Result<AccountId> {
        let handle = handle.trim();
        let id = sqlx::query_scalar!(
            "select id from accounts where id = account_named($1)",
            handle.strip_prefix('@').unwrap_or(handle),
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(AccountId(id))
    }

    /// The account that has a handle or gave it up last, if it exists for the viewer.
    pub async fn visible_account(&self, viewer: AccountId, handle: &str) -> Result<AccountId> {
        let id = sqlx::query_scalar!(
            r#"select id as "id!" from visible_accounts($1) where id = account_named($2)"#,
            viewer.0,
            handle.trim().trim_start_matches('@')
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(AccountId(id))
    }

    /// The person who looks, with the other accounts of the browser.
    /// `country` is where they are, as ISO 3166-1 writes it: some features are open in some only.
    pub async fn viewer(&self, account: AccountId, browser: &[u8; 16], country: Option<&str>) -> Result<Viewer> {
        let mut connection = self.connection().await?;
        let row = sqlx::query!(
            r#"select handle, display_name, avatar, protected, email_verified_at is not null as "email_verified!",
                      shortcuts, onboarded, told_follows_public, role, language,
                      not protected and feature_open($2, id, $3) as "may_co_post!"
               from accounts where id = $1 and status = 0"#,
            account.0,
            types::CO_POSTS,
            country,
        )
        .fetch_one(&mut *connection)
        .await
        .or_error()?;
        Ok(Viewer {
            card: AccountCard {
                id: account,
                handle: row.handle,
                display_name: row.display_name,
                avatar: row.avatar,
                protected: row.protected,
            },
            email_verified: row.email_verified,
            shortcuts: row.shortcuts,
            onboarded: row.onboarded,
            told_follows_public: row.told_follows_public,
            operator: known::<AccountRole>(row.role)? == AccountRole::Operator,
            language: row.language,
            unread: unread_notifications(&mut connection, account).await?,
            others: other_accounts(&mut connection, account, browser).await?,
            circles: circles(&mut connection, account).await?,
            communities: joined_communities(&mut connection, account).await?,
            may_co_post: row.may_co_post,
        })
    }

    /// What only the owner sees of the account.
    pub async fn account_settings(&self, account: AccountId) -> Result<AccountSettings> {
        let row = sqlx::query!(
            r#"select handle, display_name, bio, place, website, coalesce(birthday::text, '') as "birthday!", email,
                      email_verified_at is not null as "email_verified!", avatar, banner, protected, shortcuts, language
               from accounts where id = $1 and status = 0"#,
            account.0,
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(AccountSettings {
            handle: row.handle,
            display_name: row.display_name,
            bio: row.bio,
            place: row.place,
            website: row.website,
            birthday: row.birthday,
            email: row.email,
            email_verified: row.email_verified,
            avatar: row.avatar,
            banner: row.banner,
            protected: row.protected,
            shortcuts: row.shortcuts,
            language: row.language,
        })
    }

    /// `en`, `fr`, or none for the browser's.
    pub async fn set_language(&self, account: AccountId, language: Option<&str>) -> Result<()> {
        sqlx::query!("update accounts set language = $2 where id = $1", account.0, language)
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(())
    }

    /// Whether single keys work as shortcuts.
    pub async fn set_shortcuts(&self, account: AccountId, on: bool) -> Result<()> {
        sqlx::query!("update accounts set shortcuts = $2 where id = $1", account.0, on)
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(())
    }

    /// Notes that the account was told that follows are public.
    pub async fn set_told_follows_public(&self, account: AccountId) -> Result<()> {
        sqlx::query!(
            "update accounts set told_follows_public = true where id = $1",
            account.0
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Shows posts to followers only, or to everybody. Who asked to follow meanwhile follows when everybody may.
    pub async fn set_protected(&self, account: AccountId, protected: bool) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        endings::lock_with_co_authors(&mut transaction, account).await?;
        let changed = sqlx::query!(
            "update accounts set protected = $2 where id = $1 and protected <> $2",
            account.0,
            protected
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if changed.rows_affected() == 0 {
            return Ok(());
        }
        let recount = Event::recount(account);
        outbox::enqueue(&mut transaction, self.next_id(), &recount).await?;
        if protected {
            let communities = lock_roles(&mut transaction, account).await?;
            give_up_roles(&mut transaction, account).await?;
            stand_in(&mut transaction, &communities).await?;
            self.co_posts_after(&mut transaction, CoPostDeed::InviterProtected, Scope::By(account))
                .await?;
            self.co_posts_after(&mut transaction, CoPostDeed::CoAuthorProtected, Scope::With(account))
                .await?;
            outbox::enqueue(
                &mut transaction,
                self.next_id(),
                &Event::AccountClosed { account_id: account },
            )
            .await?;
        } else {
            self.accept_all_requests(&mut transaction, account).await?;
        }
        transaction.commit().await.or_error()
    }

    async fn accept_all_requests(&self, connection: &mut PgConnection, account: AccountId) -> Result<()> {
        let accepted = sqlx::query_scalar!(
            r#"with asked as (
                   delete from follow_requests where target_id = $1 returning requester_id
               ), made as (
                   insert into follows (follower_id, followee_id, counted)
                   select requester_id, $1, (select a.status = 0 from accounts a where a.id = requester_id) from asked
                   on conflict do nothing returning follower_id, counted
               ), counted as (
                   update accounts a set following = a.following + 1
                   from made where a.id = made.follower_id and made.counted
               ), own as (
                   update accounts set followers = followers + (select count(*) from made where made.counted)
                   where id = $1
               )
               select follower_id as "follower_id!" from made"#,
            account.0,
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        for requester in accepted {
            let event = Event::RequestAccepted {
                requester_id: AccountId(requester),
                target_id: account,
            };
            outbox::enqueue(connection, self.next_id(), &event).await?;
        }
        Ok(())
    }
}

/// Takes a handle out of the given-up ones for `account`, or answers `HandleTaken` while it is kept for another. The
/// lock lasts to the end of the transaction and lets one at a time decide about a handle.
async fn reserve_handle(connection: &mut PgConnection, wanted: &str, account: AccountId) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended(lower($1), 7))", wanted)
        .execute(&mut *connection)
        .await
        .or_error()?;
    sqlx::query!(
        "delete from former_handles
         where handle_key = lower($1) and (account_id = $2 or given_up_at <= now() - make_interval(days => $3))",
        wanted,
        account.0,
        HANDLE_DAYS,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    let kept = sqlx::query_scalar!(
        r#"select exists (select 1 from former_handles where handle_key = lower($1)) as "kept!""#,
        wanted
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    if kept {
        Err(Error::invalid(Field::Handle, Rule::HandleTaken))
    } else {
        Ok(())
    }
}

/// Keeps a handle that its owner leaves from others for 30 days.
pub(crate) async fn give_up_handle(connection: &mut PgConnection, handle: &str, account: AccountId) -> Result<()> {
    sqlx::query!(
        "insert into former_handles (handle_key, account_id) values (lower($1), $2)
         on conflict (handle_key) do update set account_id = excluded.account_id, given_up_at = now()",
        handle,
        account.0,
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}
