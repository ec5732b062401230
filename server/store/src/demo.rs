//! Filling an empty instance: rows in bulk, with the times that the caller wants. Only `piaf demo` uses this; what people
//! do goes through the functions that check limits and rights.

use crate::{OrError, Store, audience::of_post};
use types::{AccountId, Audience, Result};

/// An account as it stands from the first moment.
#[derive(Clone, Debug, Default)]
pub struct DemoAccount {
    pub id: i64,
    pub handle: String,
    pub display_name: String,
    pub bio: String,
    pub place: String,
    pub website: String,
    pub protected: bool,
}

/// A circle with those in it.
#[derive(Clone, Debug, Default)]
pub struct DemoCircle {
    pub id: i64,
    pub owner_id: i64,
    pub name: String,
    pub emoji: String,
    pub members: Vec<i64>,
}

/// A post that was written at the time of its id. Entities are JSON.
#[derive(Clone, Debug, Default)]
pub struct DemoPost {
    pub id: i64,
    pub author_id: i64,
    pub text: String,
    pub entities: String,
    pub language: String,
    pub audience: Audience,
    pub reply_to_id: Option<i64>,
    pub reply_to_author_id: Option<i64>,
    pub root_id: i64,
    pub quote_of_id: Option<i64>,
    pub has_media: bool,
    /// Hashtags as keys and as written.
    pub tags: Vec<(String, String)>,
    pub mentioned: Vec<i64>,
}

/// Somebody did something with a post at the time of the id.
#[derive(Clone, Copy, Debug)]
pub struct DemoMark {
    pub account_id: i64,
    pub post_id: i64,
    pub id: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoMarkKind {
    Like,
    Repost,
    Bookmark,
}

impl Store {
    /// Whether nobody has an account here.
    pub async fn is_empty(&self) -> Result<bool> {
        sqlx::query_scalar!(r#"select not exists (select 1 from accounts) as "empty!""#)
            .fetch_one(self.pool())
            .await
            .or_error()
    }

    /// Adds accounts with verified addresses at `example` hosts, all with one password.
    pub async fn insert_demo_accounts(&self, accounts: &[DemoAccount], password_hash: &str) -> Result<()> {
        let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
        let text =
            |of: fn(&DemoAccount) -> &String| accounts.iter().map(|account| of(account).clone()).collect::<Vec<_>>();
        let skeletons: Vec<String> = accounts
            .iter()
            .map(|account| types::handle::skeleton(&account.handle))
            .collect();
        let protected: Vec<bool> = accounts.iter().map(|account| account.protected).collect();
        sqlx::query!(
            "insert into accounts (id, handle, handle_skeleton, display_name, bio, place, website, protected, email,
                                   email_verified_at, password_hash, onboarded, told_follows_public)
             select id, handle, skeleton, display_name, bio, place, website, protected,
                    lower(handle) || '@birds.example', now(), $9, true, true
             from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[])
                  as new (id, handle, skeleton, display_name, bio, place, website, protected)",
            &ids,
            &text(|account| &account.handle),
            &skeletons,
            &text(|account| &account.display_name),
            &text(|account| &account.bio),
            &text(|account| &account.place),
            &text(|account| &account.website),
            &protected,
            password_hash,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Adds follows: follower, followed, Unix time in seconds.
    pub async fn insert_demo_follows(&self, follows: &[(i64, i64, i64)]) -> Result<()> {
        let followers: Vec<i64> = follows.iter().map(|follow| follow.0).collect();
        let followed: Vec<i64> = follows.iter().map(|follow| follow.1).collect();
        let times: Vec<i64> = follows.iter().map(|follow| follow.2).collect();
        sqlx::query!(
            "insert into follows (follower_id, followee_id, since)
             select follower, followed, to_timestamp(since)
             from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as new (follower, followed, since)
             on conflict do nothing",
            &followers,
            &followed,
            &times,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Adds circles with their members.
    pub async fn insert_demo_circles(&self, circles: &[DemoCircle]) -> Result<()> {
        let ids: Vec<i64> = circles.iter().map(|circle| circle.id).collect();
        let owners: Vec<i64> = circles.iter().map(|circle| circle.owner_id).collect();
        let names: Vec<String> = circles.iter().map(|circle| circle.name.clone()).collect();
        let emojis: Vec<String> = circles.iter().map(|circle| circle.emoji.clone()).collect();
        let (of, members): (Vec<i64>, Vec<i64>) = circles
            .iter()
            .flat_map(|circle| circle.members.iter().map(|member| (circle.id, *member)))
            .unzip();
        sqlx::query!(
            "with member as (
                 insert into circle_members (circle_id, account_id)
                 select circle, account from unnest($5::bigint[], $6::bigint[]) as new (circle, account)
                 returning circle_id
             )
             insert into circles (id, owner_id, name, emoji, members)
             select id, owner, name, emoji, (select count(*) from member where member.circle_id = new.id)
             from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) as new (id, owner, name, emoji)",
            &ids,
            &owners,
            &names,
            &emojis,
            &of,
            &members,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Adds posts with their tags and mentions, all or none; a few thousand at a time.
    pub async fn insert_demo_posts(&self, posts: &[DemoPost]) -> Result<()> {
        let number = |of: fn(&DemoPost) -> i64| posts.iter().map(of).collect::<Vec<_>>();
        let maybe = |of: fn(&DemoPost) -> Option<i64>| posts.iter().map(of).collect::<Vec<_>>();
        let text = |of: fn(&DemoPost) -> &String| posts.iter().map(|post| of(post).clone()).collect::<Vec<_>>();
        let audiences: Vec<i16> = posts.iter().map(|post| of_post(post.audience).0).collect();
        let group = |post: &DemoPost| of_post(post.audience).1;
        let has_media: Vec<bool> = posts.iter().map(|post| post.has_media).collect();
        let mut transaction = self.pool().begin().await.or_error()?;
        sqlx::query!(
            "insert into posts (id, author_id, text, entities, language, audience, reply_to_id, reply_to_author_id, root_id,
                                quote_of_id, has_media, audience_id)
             select id, author, text, entities::jsonb, language, audience, reply_to, reply_to_author, root, quote_of, has_media,
                    audience_id
             from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::bigint[],
                         $8::bigint[], $9::bigint[], $10::bigint[], $11::bool[], $12::bigint[])
                  as new (id, author, text, entities, language, audience, reply_to, reply_to_author, root, quote_of, has_media,
                          audience_id)",
            &number(|post| post.id),
            &number(|post| post.author_id),
            &text(|post| &post.text),
            &text(|post| &post.entities),
            &text(|post| &post.language),
            &audiences,
            &maybe(|post| post.reply_to_id) as &[Option<i64>],
            &maybe(|post| post.reply_to_author_id) as &[Option<i64>],
            &number(|post| post.root_id),
            &maybe(|post| post.quote_of_id) as &[Option<i64>],
            &has_media,
            &posts.iter().map(group).collect::<Vec<_>>() as &[Option<i64>],
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        let tags = posts.iter().flat_map(|post| {
            post.tags
                .iter()
                .map(|(key, written)| (post.id, key.clone(), written.clone()))
        });
        let (tagged, (keys, written)): (Vec<i64>, (Vec<String>, Vec<String>)) =
            tags.map(|(post, key, written)| (post, (key, written))).unzip();
        sqlx::query!(
            "insert into post_tags (tag, post_id, written)
             select tag, post, written from unnest($1::text[], $2::bigint[], $3::text[]) as new (tag, post, written)
             on conflict do nothing",
            &keys,
            &tagged,
            &written,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        let mentions = posts
            .iter()
            .flat_map(|post| post.mentioned.iter().map(|account| (*account, post.id)));
        let (mentioned, mentioning): (Vec<i64>, Vec<i64>) = mentions.unzip();
        sqlx::query!(
            "insert into post_mentions (account_id, post_id)
             select account, post from unnest($1::bigint[], $2::bigint[]) as new (account, post)
             on conflict do nothing",
            &mentioned,
            &mentioning,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        transaction.commit().await.or_error()
    }

    /// Adds likes, reposts or bookmarks.
    pub async fn insert_demo_marks(&self, kind: DemoMarkKind, marks: &[DemoMark]) -> Result<()> {
        let accounts: Vec<i64> = marks.iter().map(|mark| mark.account_id).collect();
        let posts: Vec<i64> = marks.iter().map(|mark| mark.post_id).collect();
        let ids: Vec<i64> = marks.iter().map(|mark| mark.id).collect();
        let query = match kind {
            DemoMarkKind::Like => sqlx::query!(
                "insert into likes (account_id, post_id, id, counted)
                 select a.id, post, mark, not a.protected
                 from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as new (account, post, mark)
                 join accounts a on a.id = new.account
                 on conflict do nothing",
                &accounts,
                &posts,
                &ids,
            )
            .execute(self.pool()),
            DemoMarkKind::Repost => sqlx::query!(
                "insert into reposts (account_id, post_id, id, counted)
                 select a.id, post, mark, not a.protected
                 from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as new (account, post, mark)
                 join accounts a on a.id = new.account
                 on conflict do nothing",
                &accounts,
                &posts,
                &ids,
            )
            .execute(self.pool()),
            DemoMarkKind::Bookmark => sqlx::query!(
                "insert into bookmarks (account_id, post_id, id)
                 select * from unnest($1::bigint[], $2::bigint[], $3::bigint[]) on conflict do nothing",
                &accounts,
                &posts,
                &ids,
            )
            .execute(self.pool()),
        };
        query.await.or_error()?;
        Ok(())
    }

    /// Attaches a kept picture to a post of its owner.
    pub async fn attach_demo_photo(&self, media: i64, post: i64, position: i16, alt: &str) -> Result<()> {
        sqlx::query!(
            "update media set post_id = $2, position = $3, alt = $4 where id = $1",
            media,
            post,
            position,
            alt
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Writes the notifications that `accounts` would have had, with ids of the events' times; those after `seen` (an id)
    /// are unread.
    pub async fn insert_demo_notifications(&self, accounts: &[AccountId], seen: i64) -> Result<()> {
        let accounts: Vec<i64> = accounts.iter().map(|account| account.0).collect();
        sqlx::query!(
            "insert into notifications (recipient_id, id, kind, actor_id, subject_id)
             select p.author_id, l.id, 2, l.account_id, p.id
             from likes l join posts p on p.id = l.post_id
             where p.author_id = any($1) and l.account_id <> p.author_id
             union all
             select p.author_id, r.id, 3, r.account_id, p.id
             from reposts r join posts p on p.id = r.post_id
             where p.author_id = any($1) and r.account_id <> p.author_id
             union all
             select q.author_id, p.id, 4, p.author_id, p.id
             from posts p join posts q on q.id = p.quote_of_id
             where q.author_id = any($1) and p.author_id <> q.author_id
             union all
             select p.reply_to_author_id, p.id + 1, 5, p.author_id, p.id
             from posts p
             where p.reply_to_author_id = any($1) and p.author_id <> p.reply_to_author_id
             union all
             select m.account_id, p.id + 2, 6, p.author_id, p.id
             from post_mentions m join posts p on p.id = m.post_id
             where m.account_id = any($1) and p.author_id <> m.account_id
               and m.account_id is distinct from p.reply_to_author_id
             union all
             select f.followee_id,
                    ((extract(epoch from f.since) * 1000)::bigint - 1735689600000 << 22) + (f.follower_id & 4194303),
                    0, f.follower_id, 0
             from follows f
             where f.followee_id = any($1)
             on conflict do nothing",
            &accounts,
        )
        .execute(self.pool())
        .await
        .or_error()?;
        sqlx::query!(
            "update accounts set notifications_seen = $2 where id = any($1)",
            &accounts,
            seen
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }

    /// Sets all counters from the rows, which are the truth, and tells the planner how many there are.
    pub async fn count_demo(&self) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        // Over a few million rows this takes longer than a page may.
        sqlx::query!("set local statement_timeout = 0")
            .execute(&mut *transaction)
            .await
            .or_error()?;
        sqlx::query!(
            "insert into post_stats (post_id, replies, reposts, quotes, likes)
             select post_id, sum(replies), sum(reposts), sum(quotes), sum(likes)
             from (
                 select reply_to_id as post_id, 1 as replies, 0 as reposts, 0 as quotes, 0 as likes
                 from posts where reply_to_id is not null and audience = 0
                 union all
                 select quote_of_id, 0, 0, 1, 0 from posts where quote_of_id is not null and audience = 0
                 union all
                 select post_id, 0, 1, 0, 0 from reposts where counted
                 union all
                 select post_id, 0, 0, 0, 1 from likes where counted
             ) counted
             group by post_id
             on conflict (post_id) do update
             set replies = excluded.replies, reposts = excluded.reposts, quotes = excluded.quotes, likes = excluded.likes"
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        sqlx::query!(
            "update accounts a
             set posts = coalesce(p.posts, 0), followers = coalesce(f.followers, 0), following = coalesce(g.following, 0)
             from accounts b
             left join (select author_id, count(*) as posts from posts where audience = 0 group by author_id) p on p.author_id = b.id
             left join (select followee_id, count(*) as followers from follows group by followee_id) f on f.followee_id = b.id
             left join (select follower_id, count(*) as following from follows group by follower_id) g on g.follower_id = b.id
             where a.id = b.id"
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        sqlx::query!("analyze").execute(&mut *transaction).await.or_error()?;
        transaction.commit().await.or_error()
    }
}
