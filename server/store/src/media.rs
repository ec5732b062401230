//! Rows of pictures: whose they are, what they belong to, who may have them. The files are the crate `media`'s.

use crate::{OrError, Store, first_id_at, limits};
use sqlx::{Postgres, Transaction};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use types::{AccountId, MediaId, NumberEnum, number_enum};

/// Uploads of one account in an hour: beyond what the limit on posts lets anybody attach.
pub const UPLOADS_PER_HOUR: u32 = 400;
/// How long an upload waits for its post.
pub const UNATTACHED_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// What a picture is for; decides its sizes and who sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    Photo,
    Avatar,
    Banner,
}

number_enum!(MediaKind {
    Photo = 0,
    Avatar = 1,
    Banner = 2,
});

/// A picture just taken in.
#[derive(Clone, Debug)]
pub struct NewMedia<'a> {
    pub key: &'a str,
    pub owner: AccountId,
    pub kind: MediaKind,
    /// Of the largest size, in pixels.
    pub width: u32,
    pub height: u32,
    /// Of all sizes together.
    pub bytes: i64,
    /// The same for all sizes.
    pub mime: &'a str,
    pub blurhash: &'a str,
}

/// What serving a picture needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    pub mime: String,
    /// A photo or a pending upload: the right to see it may end at any time.
    pub revocable: bool,
}

impl Store {
    /// Counts an upload against the account's hourly limit; `RateLimited` when it is used up.
    pub async fn count_upload(&self, account: AccountId) -> types::Result<()> {
        let mut connection = self.pool.acquire().await.or_error()?;
        limits::consume(&mut connection, account, "upload", 3600, UPLOADS_PER_HOUR).await
    }

    /// Keeps the row of a picture that belongs to nothing yet.
    pub async fn create_media(&self, media: NewMedia<'_>) -> types::Result<MediaId> {
        let id = self.next_media_id();
        sqlx::query!(
            "insert into media (id, key, owner_id, kind, width, height, bytes, mime, blurhash)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            id.0,
            media.key,
            media.owner.0,
            media.kind.number(),
            media.width as i32,
            media.height as i32,
            media.bytes,
            media.mime,
            media.blurhash,
        )
        .execute(&self.pool)
        .await
        .or_error()?;
        Ok(id)
    }

    /// Forgets a picture that belongs to nothing; its files are the caller's.
    pub async fn delete_unattached_media(&self, id: MediaId) -> types::Result<()> {
        sqlx::query!(
            "delete from media where id = $1 and post_id is null and invitation_id is null",
            id.0
        )
        .execute(&self.pool)
        .await
        .or_error()?;
        Ok(())
    }

    /// The picture under this key if the viewer may see it now; one that they may not is the same as one that is not.
    /// Photos go with their post or invitation, avatars and banners with the account that shows them; what is not attached, and what
    /// was replaced, is its owner's alone.
    pub async fn media_access(&self, viewer: AccountId, key: &str) -> types::Result<Option<MediaFile>> {
        // Keys come out of addresses, which may hold what the database would choke on, such as a zero byte.
        if !key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        {
            return Ok(None);
        }
        sqlx::query_as!(
            MediaFile,
            r#"select m.mime as "mime!", kind = 0 or a.id is null as "revocable!"
               from media m
               left join visible_accounts($1) a
                   on m.kind in (1, 2) and a.id = m.owner_id and m.key = case m.kind when 1 then a.avatar else a.banner end
               where m.key = $2
                 and case
                     when a.id is not null then true
                     when m.kind = 2 and exists (
                         select 1 from communities c where c.cover = m.key and c.closed_at is null) then true
                     when m.invitation_id is not null then exists (
                         select 1 from co_post_invitations i
                         where i.id = m.invitation_id and $1 in (i.inviter_id, i.invitee_id))
                     when m.post_id is null then m.owner_id = $1
                     else exists (select 1 from visible_posts($1) p where p.id = m.post_id)
                 end"#,
            viewer.0,
            key,
        )
        .fetch_optional(&self.pool)
        .await
        .or_error()
    }

    /// Shows a picture of the account on its profile, or none, and answers the key of the one shown before.
    /// `NotFound` where the picture is not the account's own of this kind; photos are refused so too.
    pub async fn set_profile_picture(
        &self,
        account: AccountId,
        kind: MediaKind,
        key: Option<&str>,
    ) -> types::Result<Option<String>> {
        let replaced = sqlx::query_scalar!(
            "with old as (select id, avatar, banner from accounts where id = $1 for update)
             update accounts a
             set avatar = case when $2::smallint = 1 then $3 else a.avatar end,
                 banner = case when $2::smallint = 2 then $3 else a.banner end
             from old
             where a.id = old.id and $2::smallint in (1, 2)
               and ($3::text is null
                   or exists (select 1 from media where key = $3 and owner_id = $1 and kind = $2::smallint))
             returning case when $2::smallint = 1 then old.avatar else old.banner end",
            account.0,
            kind.number(),
            key,
        )
        .fetch_one(&self.pool)
        .await
        .or_error()?;
        Ok(replaced.filter(|replaced| Some(replaced.as_str()) != key))
    }

    /// Takes at most `limit` pictures out of the database that nobody can see any more and that were not attached for
    /// a day; it counts once [`MediaSweep::finish`] was called, so that files are never forgotten.
    pub async fn begin_media_sweep(&self, limit: i64) -> types::Result<MediaSweep> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let newest = first_id_at(now.saturating_sub(UNATTACHED_FOR).as_millis() as i64);
        let mut transaction = self.pool.begin().await.or_error()?;
        let mut keys = sqlx::query_scalar!(
            "with due as (
                 select m.id from media m
                 where m.post_id is null and m.invitation_id is null and m.id < $1
                   and not exists (
                       select 1 from accounts a where a.id = m.owner_id and m.key in (a.avatar, a.banner)
                   )
                   and not exists (select 1 from communities c where c.cover = m.key)
                 order by m.id limit $2
                 for update skip locked
             )
             delete from media using due where media.id = due.id returning media.key",
            newest,
            limit,
        )
        .fetch_all(&mut *transaction)
        .await
        .or_error()?;
        let of_deleted_posts = sqlx::query_scalar!(
            "with due as (
                 select id from posts where deleted_at is not null and has_media
                 order by id limit $1
                 for update skip locked
             ), told as (
                 update posts set has_media = false from due where posts.id = due.id
             )
             delete from media using due where media.post_id = due.id returning media.key",
            limit,
        )
        .fetch_all(&mut *transaction)
        .await
        .or_error()?;
        keys.extend(of_deleted_posts);
        Ok(MediaSweep { transaction, keys })
    }
}

/// Pictures on their way out. Dropping it puts the rows back.
pub struct MediaSweep {
    transaction: Transaction<'static, Postgres>,
    keys: Vec<String>,
}

impl MediaSweep {
    /// Keys of the files to delete before [`Self::finish`].
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Forgets the rows for good and answers how many there were.
    pub async fn finish(self) -> types::Result<usize> {
        self.transaction.commit().await.or_error()?;
        Ok(self.keys.len())
    }
}
