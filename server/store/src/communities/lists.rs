//! Lists of communities, and the posts in one.

use crate::{
    OrError, Store,
    numbers::known,
    paging::{NEWEST, before, rows_for},
    timelines::lists::Entry,
};
use sqlx::PgConnection;
use types::{
    AccountId, CommunityCard, CommunityDraft, CommunityId, CommunityName, CommunityRule, Page, Result, SuggestedFor,
    TimelineItem, text,
};

/// Communities in a list at most.
const MOST: i64 = 50;
/// Posts that *Top* looks at.
const TOP_POSTS: i64 = 1000;

struct Row {
    id: i64,
    slug: String,
    name: String,
    description: String,
    cover: Option<String>,
    topics: Vec<String>,
    join_level: i16,
    members: i32,
    is_member: bool,
    followed: i64,
    topic: Option<String>,
}

impl Row {
    fn card(self) -> Result<CommunityCard> {
        let row = self;
        Ok(CommunityCard {
            community: CommunityName {
                id: CommunityId(row.id),
                slug: row.slug,
                name: row.name,
            },
            description: row.description,
            cover: row.cover,
            topics: row.topics,
            level: known(row.join_level)?,
            members: u32::try_from(row.members).unwrap_or(0),
            is_member: row.is_member,
            suggested_for: (!row.is_member).then(|| match (u32::try_from(row.followed), row.topic) {
                (Ok(followed), _) if followed > 0 => SuggestedFor::Followed(followed),
                (_, Some(topic)) => SuggestedFor::Topic(topic),
                _ => SuggestedFor::Popular,
            }),
        })
    }
}

/// The community of an id; `NotFound` where none is open.
pub(crate) async fn name_of(connection: &mut PgConnection, id: CommunityId) -> Result<CommunityName> {
    let row = sqlx::query!(
        "select slug, name from communities where id = $1 and closed_at is null",
        id.0
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    Ok(CommunityName {
        id,
        slug: row.slug,
        name: row.name,
    })
}

impl Store {
    /// Founds a community for a request without a key.
    pub async fn create_community(
        &self,
        founder: AccountId,
        slug: &str,
        draft: &CommunityDraft,
        rules: &[CommunityRule],
    ) -> Result<CommunityName> {
        self.create_community_once(founder, None, slug, draft, rules).await
    }

    /// The community at an address; `NotFound` where none is open.
    pub async fn community_name(&self, slug: &str) -> Result<CommunityName> {
        let row = sqlx::query!(
            "select id, slug, name from communities where slug = $1 and closed_at is null",
            slug
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(CommunityName {
            id: CommunityId(row.id),
            slug: row.slug,
            name: row.name,
        })
    }

    /// Communities that the account is in, those joined last first.
    pub async fn my_communities(&self, account: AccountId) -> Result<Vec<CommunityCard>> {
        let rows = sqlx::query_as!(
            Row,
            r#"select c.id, c.slug, c.name, c.description, c.cover, c.topics, c.join_level,
                      members_for($1, c.id) as "members!",
                      true as "is_member!", 0::bigint as "followed!", null as topic
               from community_members m join communities c on c.id = m.community_id
               where m.account_id = $1 and c.closed_at is null
               order by m.since desc, c.id"#,
            account.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        rows.into_iter().map(Row::card).collect()
    }

    /// Communities that the viewer is not in: with most people whom they follow, about what they write, with most
    /// members. Those that banned the viewer are left out.
    pub async fn suggested_communities(&self, viewer: AccountId, limit: i64) -> Result<Vec<CommunityCard>> {
        let rows = sqlx::query_as!(
            Row,
            r#"with followed as (
                   select m.community_id, count(*) as number
                   from follows f
                   join visible_accounts($1) a on a.id = f.followee_id
                   join community_members m on m.account_id = f.followee_id
                   where f.follower_id = $1
                   group by m.community_id
               ),
               written as (
                   select t.tag
                   from (select p.id from posts p where p.author_id = $1 and p.deleted_at is null
                         order by p.id desc limit 100) own
                   join post_tags t on t.post_id = own.id
                   group by t.tag
               )
               select c.id, c.slug, c.name, c.description, c.cover, c.topics, c.join_level,
                      members_for($1, c.id) as "members!",
                      false as "is_member!", coalesce(f.number, 0) as "followed!",
                      (select w.tag from written w where w.tag = any(c.topics) limit 1) as topic
               from communities c
               left join followed f on f.community_id = c.id
               where c.closed_at is null
                 and not exists (select 1 from community_members m where m.community_id = c.id and m.account_id = $1)
                 and not exists (select 1 from community_removals r
                                 where r.community_id = c.id and r.account_id = $1 and r.banned_until > now())
               order by coalesce(f.number, 0) desc,
                        exists (select 1 from written w where w.tag = any(c.topics)) desc,
                        c.members desc, c.id
               limit $2"#,
            viewer.0,
            limit.min(MOST)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        rows.into_iter().map(Row::card).collect()
    }

    /// Communities whose name or description holds all words of the query, or that have one of them as a topic;
    /// biggest first. A topic alone is asked for with `#`.
    pub async fn search_communities(&self, viewer: AccountId, query: &str) -> Result<Vec<CommunityCard>> {
        let query = text::clean_line(query).replace('\0', "");
        let topic = query.starts_with('#');
        let words: Vec<String> = query.split_whitespace().map(text::tag_key).take(10).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let rows = sqlx::query_as!(
            Row,
            r#"select c.id, c.slug, c.name, c.description, c.cover, c.topics, c.join_level,
                      members_for($1, c.id) as "members!",
                      exists (select 1 from community_members m
                              where m.community_id = c.id and m.account_id = $1) as "is_member!",
                      0::bigint as "followed!", null as topic
               from communities c
               where c.closed_at is null
                 and (c.topics && $3::text[]::varchar(30)[]
                      or (not $4 and (c.search @@ search_words($2, '')
                                      or strpos(folded(c.name), folded($2)) > 0 or c.slug = lower($2))))
               order by (lower(normalize(c.name, nfc)) = lower(normalize($2, nfc))) desc, c.members desc, c.id
               limit $5"#,
            viewer.0,
            query,
            &words,
            topic,
            MOST
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let without_reason = |row: Row| {
            Ok(CommunityCard {
                suggested_for: None,
                ..row.card()?
            })
        };
        rows.into_iter().map(without_reason).collect()
    }

    /// What begins conversations in a community, newest first; with `media` only posts with photos.
    pub async fn community_posts(
        &self,
        viewer: AccountId,
        community: CommunityId,
        media: bool,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        let ids = sqlx::query_scalar!(
            r#"select p.id as "id!" from listed_posts($1) p
               where p.audience = 3 and p.audience_id = $2 and p.reply_to_id is null and p.id < $3
                 and (not $4 or p.has_media)
               order by p.id desc limit $5"#,
            viewer.0,
            community.0,
            before(cursor),
            media,
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.cut_posts(viewer, ids, limit).await
    }

    /// The same, what moves people first: as in the search, ten times the engagement outweighs three days of age.
    pub async fn community_top(
        &self,
        viewer: AccountId,
        community: CommunityId,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        let place = cursor.and_then(|cursor| {
            let (score, id) = cursor.split_once('.')?;
            Some((score.parse::<i64>().ok()?, id.parse::<i64>().ok()?))
        });
        let (score, id) = place.unwrap_or((NEWEST, NEWEST));
        let mut rows = sqlx::query!(
            r#"select scored.id as "id!", scored.score as "score!"
               from (
                   select found.id,
                          (found.id >> 22)
                          + (log(1 + coalesce(s.likes + s.replies + 2 * (s.reposts + s.quotes), 0))
                             * 259200000)::bigint as score
                   from (select p.id from listed_posts($1) p
                         where p.audience = 3 and p.audience_id = $2 and p.reply_to_id is null
                         order by p.id desc limit $3) found
                   left join post_stats s on s.post_id = found.id
               ) scored
               where (scored.score, scored.id) < ($4::bigint, $5::bigint)
               order by scored.score desc, scored.id desc
               limit $6"#,
            viewer.0,
            community.0,
            TOP_POSTS,
            score,
            id,
            rows_for(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}.{}", row.score, row.id));
        let entries = rows.into_iter().map(|row| Entry {
            id: row.id,
            post_id: row.id,
            reposter_id: None,
            shown: true,
        });
        self.page_of(viewer, entries.collect(), next).await
    }
}

/// Communities where the account may post, by name.
pub(crate) async fn joined_communities(
    connection: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<CommunityName>> {
    // What `takes_part` says, for all at once: every page asks this, and the function costs 80 µs a call.
    let rows = sqlx::query!(
        "with parted as (
                 select blocked_id as id from blocks where blocker_id = $1
                 union
                 select blocker_id from blocks where blocked_id = $1
             )
             select c.id, c.slug, c.name
             from community_members m
             join communities c on c.id = m.community_id and c.closed_at is null
             join accounts a on a.id = m.account_id and a.status = 0 and not a.protected
             where m.account_id = $1
               and not exists (
                   select 1 from parted
                   join community_members o on o.account_id = parted.id
                   where o.community_id = c.id and o.role > 0)
             order by lower(c.name), c.id",
        account.0
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    let names = rows.into_iter().map(|row| CommunityName {
        id: CommunityId(row.id),
        slug: row.slug,
        name: row.name,
    });
    Ok(names.collect())
}
