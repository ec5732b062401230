//! Lists of posts: home, profiles, tags, the latest, bookmarks. Each is read in two steps, ids first, then
//! [`Store::hydrate`]; the number of queries does not depend on the length. Pages go by key.

use crate::{
    OrError, Store,
    cards::CardRow,
    paging::{MAX_LIMIT, NEWEST, before, key, key_in, rows_for},
    posts::hydrate,
    sealed::{self, List},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use types::{AccountCard, AccountId, Page, Post, PostId, Result, TimelineItem, text};

/// How often a home page is topped up when much of what was read may not be shown, with twice as much each time.
pub const HOME_ROUNDS: usize = 6;

/// Where a post stands in a list, and by whose repost.
pub(crate) struct Entry {
    pub id: i64,
    pub post_id: i64,
    pub reposter_id: Option<i64>,
    pub shown: bool,
}

impl Entry {
    /// A post in its own place.
    pub(crate) fn of_post(id: i64) -> Self {
        Self {
            id,
            post_id: id,
            reposter_id: None,
            shown: true,
        }
    }
}

/// A cursor of the home: before which entry to go on, and a moment when the reading began. Reposts that came later do
/// not move a post away from those who are reading further down.
#[derive(Clone, Copy)]
struct HomeCursor {
    before: i64,
    newest: i64,
}

impl HomeCursor {
    /// `now` is an id that nothing has: it stands for the moment of a first page.
    fn parse(cursor: Option<&str>, list: List, now: i64) -> Self {
        let parsed = cursor.and_then(|cursor| {
            let (before, newest) = cursor.split_once('.')?;
            Some(Self {
                before: key_in(list, before)?,
                newest: key(newest)?,
            })
        });
        parsed.unwrap_or(Self {
            before: NEWEST,
            newest: now,
        })
    }

    /// Behind an entry of the page.
    fn behind(self, shown: i64) -> Option<String> {
        Some(format!("{shown}.{}", self.newest))
    }

    /// Behind an entry that the viewer may know nothing of.
    fn behind_hidden(self, list: List, hidden: i64) -> Option<String> {
        Some(format!("{}.{}", sealed::seal(list, hidden)?, self.newest))
    }
}

impl Store {
    /// The home of `viewer`, newest first: posts and quotes of the people they follow and of themselves, replies among
    /// these people, what begins a conversation in their communities, and what those followed repost. Each post once,
    /// where it came up last.
    pub async fn home(&self, viewer: AccountId, cursor: Option<&str>, limit: u32) -> Result<Page<TimelineItem>> {
        let limit = limit.clamp(1, MAX_LIMIT);
        // Some more than a page, because some may not be shown.
        let mut read = limit + limit / 2 + 1;
        let list = List {
            viewer,
            name: "home",
            of: viewer,
        };
        let mut cursor = HomeCursor::parse(cursor, list, self.next_id());
        let mut entries = Vec::new();
        let mut connection = self.connection().await?;
        for _ in 0..HOME_ROUNDS {
            let rows = sqlx::query_file_as!(
                Entry,
                "src/timelines/home.sql",
                viewer.0,
                cursor.before,
                cursor.newest,
                i64::from(read)
            )
            .fetch_all(&mut *connection)
            .await
            .or_error()?;
            let last = (rows.len() == read as usize)
                .then(|| rows.last().map(|row| row.id))
                .flatten();
            entries.extend(rows.into_iter().filter(|row| row.shown));
            let more = entries.len() > limit as usize;
            entries.truncate(limit as usize);
            // A page that is full goes on behind what it shows: where more was read, that is not told.
            if let (true, Some(shown)) = (
                more || entries.len() == limit as usize && last.is_some(),
                entries.last(),
            ) {
                let next = cursor.behind(shown.id);
                return page_of(&mut connection, viewer, entries, next).await;
            }
            let Some(last) = last else {
                return page_of(&mut connection, viewer, entries, None).await;
            };
            cursor.before = last;
            read *= 2;
        }
        let next = match entries.last() {
            Some(shown) if shown.id == cursor.before => cursor.behind(shown.id),
            _ => cursor.behind_hidden(list, cursor.before),
        };
        page_of(&mut connection, viewer, entries, next).await
    }

    /// Posts and reposts of `account`; replies only to itself.
    pub async fn profile_posts(
        &self,
        viewer: AccountId,
        account: AccountId,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        let entries = sqlx::query_file_as!(
            Entry,
            "src/timelines/profile_posts.sql",
            viewer.0,
            account.0,
            before(cursor),
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.cut_page(viewer, entries, limit).await
    }

    /// What `account` answered to others and to itself.
    pub async fn profile_replies(
        &self,
        viewer: AccountId,
        account: AccountId,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        let ids = sqlx::query_scalar!(
            r#"select p.id as "id!" from visible_posts($1) p
               where p.author_id = $2 and p.id < $3 and p.reply_to_id is not null and p.audience <> 3
               order by p.id desc limit $4"#,
            viewer.0,
            account.0,
            before(cursor),
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.cut_posts(viewer, ids, limit).await
    }

    /// Posts of `account` with photos.
    pub async fn profile_media(
        &self,
        viewer: AccountId,
        account: AccountId,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        let ids = sqlx::query_scalar!(
            r#"(select p.id as "id!" from visible_posts($1) p
                where p.author_id = $2 and p.id < $3 and p.has_media and p.audience <> 3
                order by p.id desc limit $4)
               union all
               (select p.id from visible_posts($1) p
                where p.co_author_id = $2 and p.id < $3 and p.has_media
                order by p.id desc limit $4)
               order by 1 desc limit $4"#,
            viewer.0,
            account.0,
            before(cursor),
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.cut_posts(viewer, ids, limit).await
    }

    /// What `account` likes, latest like first. The list of a protected account is for its followers.
    pub async fn profile_likes(
        &self,
        viewer: AccountId,
        account: AccountId,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        let entries = sqlx::query_as!(
            Entry,
            r#"select l.id, l.post_id, null::bigint as reposter_id, true as "shown!"
               from likes l
               join listed_posts($1) p on p.id = l.post_id
               where l.account_id = $2 and l.id < $3
                 and exists (
                     select 1 from visible_accounts($1) a
                     where a.id = $2
                       and (not a.protected or a.id = $1
                            or exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = a.id))
                 )
               order by l.id desc limit $4"#,
            viewer.0,
            account.0,
            before(cursor),
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.cut_page(viewer, entries, limit).await
    }

    /// What everybody may see, newest first, without replies.
    pub async fn latest_public(
        &self,
        viewer: AccountId,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        let ids = sqlx::query_scalar!(
            r#"select p.id as "id!"
               from listed_posts($1) p
               join accounts a on a.id = p.author_id
               where p.id < $2 and p.audience = 0 and not a.protected and p.reply_to_id is null
               order by p.id desc limit $3"#,
            viewer.0,
            before(cursor),
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.cut_posts(viewer, ids, limit).await
    }

    /// Posts with a hashtag, newest first. `tag` in any case, with or without its sign.
    pub async fn tag_posts(
        &self,
        viewer: AccountId,
        tag: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        let tag = text::tag_key(tag).replace('\0', "");
        let ids = sqlx::query_scalar!(
            r#"select t.post_id
               from post_tags t
               join found_posts($1) p on p.id = t.post_id
               where t.tag = $2 and t.post_id < $3
               order by t.post_id desc limit $4"#,
            viewer.0,
            tag,
            before(cursor),
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.cut_posts(viewer, ids, limit).await
    }

    /// What the viewer put aside, latest first. Muted authors stay: the viewer chose these posts one by one.
    pub async fn bookmarks(&self, viewer: AccountId, cursor: Option<&str>, limit: u32) -> Result<Page<TimelineItem>> {
        let entries = sqlx::query_as!(
            Entry,
            r#"select b.id, b.post_id, null::bigint as reposter_id, true as "shown!"
               from bookmarks b
               join visible_posts($1) p on p.id = b.post_id
               where b.account_id = $1 and b.id < $2
               order by b.id desc limit $3"#,
            viewer.0,
            before(cursor),
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.cut_page(viewer, entries, limit).await
    }

    /// A page from posts that are their own keys; one row more than `limit` tells that it goes on.
    pub(crate) async fn cut_posts(&self, viewer: AccountId, ids: Vec<i64>, limit: u32) -> Result<Page<TimelineItem>> {
        self.cut_page(viewer, ids.into_iter().map(Entry::of_post).collect(), limit)
            .await
    }

    async fn cut_page(&self, viewer: AccountId, mut entries: Vec<Entry>, limit: u32) -> Result<Page<TimelineItem>> {
        let limit = limit.clamp(1, MAX_LIMIT) as usize;
        let more = entries.len() > limit;
        entries.truncate(limit);
        let next = if more {
            entries.last().map(|entry| entry.id.to_string())
        } else {
            None
        };
        self.page_of(viewer, entries, next).await
    }

    /// [`page_of`] on a connection of its own.
    pub(crate) async fn page_of(
        &self,
        viewer: AccountId,
        entries: Vec<Entry>,
        next: Option<String>,
    ) -> Result<Page<TimelineItem>> {
        if entries.is_empty() {
            return Ok(Page {
                items: Vec::new(),
                next,
            });
        }
        page_of(&mut *self.connection().await?, viewer, entries, next).await
    }
}

/// Second step: posts and reposters. What went out of sight since the first step is left out; `next` stays.
pub(crate) async fn page_of(
    connection: &mut PgConnection,
    viewer: AccountId,
    entries: Vec<Entry>,
    next: Option<String>,
) -> Result<Page<TimelineItem>> {
    let ids: Vec<PostId> = entries.iter().map(|entry| PostId(entry.post_id)).collect();
    let posts = hydrate::hydrate(connection, viewer, &ids).await?;
    let mut posts: HashMap<i64, Post> = posts.into_iter().map(|post| (post.id.0, post)).collect();
    let reposters = cards(
        connection,
        viewer,
        entries.iter().filter_map(|entry| entry.reposter_id).collect(),
    )
    .await?;
    let items = entries.into_iter().filter_map(|entry| {
        let reposted_by = match entry.reposter_id {
            Some(reposter) => Some(reposters.get(&reposter)?.clone()),
            None => None,
        };
        Some(TimelineItem {
            post: posts.remove(&entry.post_id)?,
            reposted_by,
        })
    });
    Ok(Page {
        items: items.collect(),
        next,
    })
}

pub(crate) async fn cards(
    connection: &mut PgConnection,
    viewer: AccountId,
    ids: Vec<i64>,
) -> Result<HashMap<i64, AccountCard>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query_as!(
        CardRow,
        r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!"
               from visible_accounts($1) a where a.id = any($2)"#,
        viewer.0,
        &ids
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    Ok(rows.into_iter().map(|row| (row.id, row.into())).collect())
}
