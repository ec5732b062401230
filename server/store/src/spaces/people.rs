//! What single people have to do with a space: whether they may come in, reminders, tokens of other clients, what they
//! hide.

use crate::{OrError, Store, cards::CardRow, secrets};
use std::collections::HashMap;
use types::{AccountCard, AccountId, Error, Result, SessionId, SpaceId};

/// Hours for which a token of another client is good.
pub const TOKEN_HOURS: i32 = 24;

/// Somebody who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceAdmission {
    /// The host follows them.
    pub followed: bool,
}

/// Whom a token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceClient {
    pub space: SpaceId,
    pub account: AccountId,
    pub session: SessionId,
}

/// A person in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceFace {
    pub card: AccountCard,
    pub hides_listening: bool,
}

impl Store {
    /// Whether somebody may come in; none for those who may not know of the space.
    pub async fn space_admission(&self, space: SpaceId, account: AccountId) -> Result<Option<SpaceAdmission>> {
        let followed = sqlx::query_scalar!(
            r#"select exists (
                   select 1 from follows f where f.follower_id = s.host_id and f.followee_id = $2) as "followed!"
               from visible_spaces($2) s where s.id = $1"#,
            space.0,
            account.0
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        Ok(followed.map(|followed| SpaceAdmission { followed }))
    }

    /// Faces of a room: everybody in it sees the same ones.
    pub async fn space_faces(&self, people: &[AccountId]) -> Result<HashMap<AccountId, SpaceFace>> {
        let ids: Vec<i64> = people.iter().map(|person| person.0).collect();
        let rows = sqlx::query!(
            "select id, handle, display_name, avatar, protected, hides_listening
             from accounts where id = any($1) and status = 0",
            &ids
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let faces = rows.into_iter().map(|row| {
            let card = AccountCard::from(CardRow {
                id: row.id,
                handle: row.handle,
                display_name: row.display_name,
                avatar: row.avatar,
                protected: row.protected,
            });
            let hides_listening = row.hides_listening;
            (card.id, SpaceFace { card, hides_listening })
        });
        Ok(faces.collect())
    }

    /// Asks to be reminded of a planned space, or no longer. `NotFound` for spaces of which the account may not know.
    pub async fn remind_of_space(&self, account: AccountId, space: SpaceId, on: bool) -> Result<()> {
        if !on {
            sqlx::query!(
                "delete from space_reminders where space_id = $1 and account_id = $2",
                space.0,
                account.0
            )
            .execute(self.pool())
            .await
            .or_error()?;
            return Ok(());
        }
        let known = sqlx::query_scalar!(
            "with known as (select id from visible_spaces($2) where id = $1 and phase = 0), asked as (
                 insert into space_reminders (space_id, account_id) select id, $2 from known on conflict do nothing
             )
             select id from known",
            space.0,
            account.0
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        known.map(drop).ok_or(Error::NotFound)
    }

    /// Which of these people the account blocks.
    pub async fn blocked_among(&self, account: AccountId, people: &[AccountId]) -> Result<Vec<AccountId>> {
        let ids: Vec<i64> = people.iter().map(|person| person.0).collect();
        let blocked = sqlx::query_scalar!(
            "select blocked_id from blocks where blocker_id = $1 and blocked_id = any($2)",
            account.0,
            &ids
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(blocked.into_iter().map(AccountId).collect())
    }

    /// A token for another client; the one before opens nothing any more. `NotFound` for spaces that are over or of which
    /// the account may not know.
    pub async fn new_space_token(&self, space: SpaceId, account: AccountId, session: SessionId) -> Result<String> {
        let (token, hash) = secrets::new_secret();
        sqlx::query_scalar!(
            "with known as (select id from visible_spaces($2) where id = $1 and phase < 2), old as (
                 delete from space_tokens t using known where t.space_id = known.id and t.account_id = $2
             )
             insert into space_tokens (hash, space_id, account_id, session_id, expires_at)
             select $4, id, $2, $3, now() + make_interval(hours => $5) from known
             returning space_id",
            space.0,
            account.0,
            session.0,
            &hash,
            TOKEN_HOURS
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(token)
    }

    /// Whom a presented token speaks for; none when it is too old, or its session is over.
    pub async fn space_client(&self, token: &str) -> Result<Option<SpaceClient>> {
        let Some(hash) = secrets::hash_presented(token) else {
            return Ok(None);
        };
        let row = sqlx::query!(
            "select t.space_id, t.account_id, t.session_id
             from space_tokens t
             join sessions s on s.id = t.session_id and s.account_id = t.account_id and s.expires_at > now()
             join accounts a on a.id = t.account_id and a.status = 0
             where t.hash = $1 and t.expires_at > now()",
            &hash
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        Ok(row.map(|row| SpaceClient {
            space: SpaceId(row.space_id),
            account: AccountId(row.account_id),
            session: SessionId(row.session_id),
        }))
    }

    /// For the hourly job.
    pub async fn delete_expired_space_tokens(&self) -> Result<u64> {
        let done = sqlx::query!("delete from space_tokens where expires_at < now()")
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(done.rows_affected())
    }

    /// Whether the account keeps to itself what it listens to.
    pub async fn hides_listening(&self, account: AccountId) -> Result<bool> {
        sqlx::query_scalar!(
            "select hides_listening from accounts where id = $1 and status = 0",
            account.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()
    }

    pub async fn set_hides_listening(&self, account: AccountId, hides: bool) -> Result<()> {
        sqlx::query!(
            "update accounts set hides_listening = $2 where id = $1",
            account.0,
            hides
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }
}
