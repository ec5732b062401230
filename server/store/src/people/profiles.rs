//! Profiles, and what their owners change of them.

use crate::{OrError, Store};
use types::{AccountCard, AccountId, PostId, Profile, Relation, Result, milliseconds_of};

/// What an address `/@handle` leads to.
#[derive(Debug)]
pub enum ProfileLookup {
    Found(Box<Profile>),
    /// The account has another handle now; links to the old one redirect.
    Moved(String),
}

/// Changes to the own profile, validated by the caller except for lengths, which the schema holds too.
#[derive(Clone, Debug)]
pub struct ProfileChange {
    pub display_name: String,
    pub bio: String,
    pub place: String,
    pub website: String,
    /// `YYYY-MM-DD`.
    pub birthday: Option<String>,
}

/// Posts of a profile are counted one by one up to here, as the viewer sees them: the number must not tell of a post
/// that is for others. Beyond it the kept number of public ones serves.
pub const MOST_COUNTED: i64 = 1000;

impl Store {
    /// The header of a profile. An account that blocks the viewer is `NotFound`; one that the viewer blocks shows its
    /// header, so that the block can be lifted, and nothing else.
    pub async fn profile(&self, viewer: AccountId, handle: &str) -> Result<ProfileLookup> {
        let found = sqlx::query!(
            r#"select a.id, a.handle, a.display_name, a.avatar, a.protected, a.bio, a.place, a.website, a.banner,
                   -- as the lists have them, where a block parts some from the viewer
                   a.followers - (
                       select count(*)::integer from parted_from($1) parted
                       join follows f on f.follower_id = parted.id and f.followee_id = a.id and f.counted
                   ) as "followers!",
                   a.following - (
                       select count(*)::integer from parted_from($1) parted
                       join follows f on f.follower_id = a.id and f.followee_id = parted.id and f.counted
                   ) as "following!",
                   a.posts,
                   (select p.id from visible_posts($1) p where p.id = a.pinned_post_id) as pinned_post_id,
                   exists (select 1 from follows where follower_id = $1 and followee_id = a.id) as "followed!",
                   exists (select 1 from follow_requests where requester_id = $1 and target_id = a.id) as "requested!",
                   exists (select 1 from follows where follower_id = a.id and followee_id = $1) as "follows_me!",
                   exists (select 1 from blocks where blocker_id = $1 and blocked_id = a.id) as "blocking!",
                   exists (select 1 from mutes where muter_id = $1 and muted_id = a.id) as "muting!",
                   exists (select 1 from quiet_circles where account_id = $1 and owner_id = a.id) as "quiet_circles!",
                   (select count(*) from (
                       (select 1 from visible_posts($1) p where p.author_id = a.id and p.audience <> 3
                        limit $3::bigint + 1)
                       union all
                       (select 1 from visible_posts($1) p where p.co_author_id = a.id limit $3::bigint + 1)
                   ) seen) as "seen_posts!"
               from accounts a
               where a.handle_key = lower($2) and a.status = 0
                 and not exists (select 1 from blocks where blocker_id = a.id and blocked_id = $1)"#,
            viewer.0,
            handle,
            MOST_COUNTED
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        let Some(row) = found else {
            let moved = sqlx::query_scalar!(
                r#"select a.handle as "handle!" from former_handles f join visible_accounts($1) a on a.id = f.account_id
                   where f.handle_key = lower($2)"#,
                viewer.0,
                handle
            )
            .fetch_one(self.pool())
            .await
            .or_error()?;
            return Ok(ProfileLookup::Moved(moved));
        };
        let relation = Relation {
            myself: row.id == viewer.0,
            following: row.followed,
            requested: row.requested,
            follows_me: row.follows_me,
            blocking: row.blocking,
            muting: row.muting,
            quiet_circles: row.quiet_circles,
        };
        let posts_visible = relation.myself || !relation.blocking && (!row.protected || relation.following);
        let profile = Profile {
            card: AccountCard {
                id: AccountId(row.id),
                handle: row.handle,
                display_name: row.display_name,
                avatar: row.avatar,
                protected: row.protected,
            },
            bio: row.bio,
            place: row.place,
            website: row.website,
            banner: row.banner,
            followers: row.followers.max(0) as u32,
            following: row.following.max(0) as u32,
            posts: match row.seen_posts {
                seen if seen > MOST_COUNTED => (row.posts.max(0) as u32).max(seen as u32),
                seen => seen as u32,
            },
            relation,
            posts_visible,
            pinned_post_id: row.pinned_post_id.filter(|_| posts_visible).map(PostId),
            joined_milliseconds: milliseconds_of(row.id),
        };
        Ok(ProfileLookup::Found(Box::new(profile)))
    }

    /// Changes the own profile.
    pub async fn update_profile(&self, account: AccountId, change: &ProfileChange) -> Result<()> {
        sqlx::query!(
            "update accounts
             set display_name = $2, bio = $3, place = $4, website = $5, birthday = $6::text::date
             where id = $1",
            account.0,
            change.display_name,
            change.bio,
            change.place,
            change.website,
            change.birthday
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Changes the own bio alone, on the first-run path.
    pub async fn set_bio(&self, account: AccountId, bio: &str) -> Result<()> {
        sqlx::query!("update accounts set bio = $2 where id = $1", account.0, bio)
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(())
    }

    /// Notes that the account was told that follows are public; true where it was not before.
    pub async fn tell_follows_public(&self, account: AccountId) -> Result<bool> {
        let done = sqlx::query!(
            "update accounts set told_follows_public = true where id = $1 and not told_follows_public",
            account.0
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(done.rows_affected() > 0)
    }

    /// Remembers that the first-run path was finished or skipped.
    pub async fn set_onboarded(&self, account: AccountId) -> Result<()> {
        sqlx::query!("update accounts set onboarded = true where id = $1", account.0)
            .execute(self.pool())
            .await
            .or_error()?;
        Ok(())
    }
}
