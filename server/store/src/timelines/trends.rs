//! Hashtags in use.

use crate::{OrError, Store, first_id_at};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::Mutex;
use types::{AccountId, Result, Trend, text};

const DAY_MILLISECONDS: i64 = 86_400_000;
/// Posts of this many days count.
const TREND_DAYS: i64 = 7;
/// Tags that are kept ranked, so that enough are left for somebody who may not see some of them.
const RANKED: i64 = 40;
/// The ranking is kept for as long as making it took times this, and at most for a minute: a small instance is exact, a
/// large one spends half a percent of its time on it.
const KEEP_FACTOR: u32 = 200;
const KEEP_AT_MOST: Duration = Duration::from_secs(60);
/// Uses of tags that a suggestion looks at.
const SUGGESTION_ROWS: i64 = 2000;

/// The last ranking. It holds only what everybody may see; who asks is looked at afterwards.
#[derive(Debug, Default)]
pub(crate) struct TrendCache(Mutex<Option<(Instant, Vec<Trend>)>>);

impl Store {
    /// Hashtags of the last seven days that stand in public posts, by how many people use them, then by posts. The
    /// numbers are the same for everybody; a tag of which the viewer may see no post is left out.
    pub async fn trends(&self, viewer: AccountId, limit: u32) -> Result<Vec<Trend>> {
        let since = first_id_days_ago(TREND_DAYS);
        let ranked = self.ranked_tags(since).await?;
        let (first, rest) = ranked.split_at(ranked.len().min(limit as usize));
        let mut trends = self.seen_tags(viewer, since, first).await?;
        if trends.len() < first.len() {
            trends.extend(self.seen_tags(viewer, since, rest).await?);
            trends.truncate(limit as usize);
        }
        Ok(trends)
    }

    /// Those of which the viewer may see a post.
    async fn seen_tags(&self, viewer: AccountId, since: i64, ranked: &[Trend]) -> Result<Vec<Trend>> {
        let tags: Vec<String> = ranked.iter().map(|trend| text::tag_key(&trend.tag)).collect();
        if tags.is_empty() {
            return Ok(Vec::new());
        }
        let seen = sqlx::query_scalar!(
            r#"select wanted.tag as "tag!"
               from unnest($2::text[]) as wanted (tag)
               where exists (
                   select 1
                   from post_tags t
                   join listed_posts($1) p on p.id = t.post_id
                   join accounts a on a.id = p.author_id
                   where t.tag = wanted.tag and t.post_id >= $3 and p.audience = 0 and not a.protected
               )"#,
            viewer.0,
            &tags,
            since
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let is_seen = |trend: &&Trend| seen.contains(&text::tag_key(&trend.tag));
        Ok(ranked.iter().filter(is_seen).cloned().collect())
    }

    /// Hashtags in public posts of the last thirty days that begin with `prefix`, most used first.
    pub async fn tags_by_prefix(&self, viewer: AccountId, prefix: &str, limit: u32) -> Result<Vec<Trend>> {
        let prefix = text::tag_key(prefix).replace('\0', "");
        if prefix.is_empty() {
            return self.trends(viewer, limit).await;
        }
        let rows = sqlx::query!(
            r#"with used as (
                   select t.tag, t.written
                   from post_tags t
                   join listed_posts($1) p on p.id = t.post_id
                   join accounts a on a.id = p.author_id
                   where t.tag ~>=~ $2::text and t.tag ~<~ ($2::text || chr(1114111))
                     and t.post_id >= $3 and p.audience = 0 and not a.protected
                   limit $4
               )
               select mode() within group (order by u.written) as "tag!", count(*) as "posts!"
               from used u
               group by u.tag
               order by count(*) desc, u.tag
               limit $5"#,
            viewer.0,
            prefix,
            first_id_days_ago(30),
            SUGGESTION_ROWS,
            i64::from(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows
            .into_iter()
            .map(|row| Trend {
                tag: row.tag,
                posts: count(row.posts),
            })
            .collect())
    }

    async fn ranked_tags(&self, since: i64) -> Result<Vec<Trend>> {
        // Whoever comes meanwhile waits for the one who counts.
        let mut cache = self.trends.0.lock().await;
        if let Some((fresh_until, ranked)) = &*cache
            && Instant::now() < *fresh_until
        {
            return Ok(ranked.clone());
        }
        let started = Instant::now();
        let rows = sqlx::query!(
            r#"select mode() within group (order by t.written) as "tag!", count(*) as "posts!"
               from post_tags t
               join visible_posts(0) p on p.id = t.post_id
               where t.post_id >= $1 and p.audience = 0
               group by t.tag
               order by count(distinct p.author_id) desc, count(*) desc, max(t.post_id) desc
               limit $2"#,
            since,
            RANKED
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let ranked: Vec<Trend> = rows
            .into_iter()
            .map(|row| Trend {
                tag: row.tag,
                posts: count(row.posts),
            })
            .collect();
        let keep = started.elapsed().saturating_mul(KEEP_FACTOR).min(KEEP_AT_MOST);
        *cache = Some((Instant::now() + keep, ranked.clone()));
        Ok(ranked)
    }
}

fn first_id_days_ago(days: i64) -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64);
    first_id_at(now - days * DAY_MILLISECONDS)
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
