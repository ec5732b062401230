//! Who did what to whom, grouped for reading. Rows are written by the outbox worker (`events.rs`); whether the
//! reader may see actor and post is asked on every read.

use crate::{OrError, Store};
use sqlx::PgConnection;
use std::collections::HashMap;
use types::{
    AccountId, CommunityId, CommunityName, NotificationGroup, NotificationId, NotificationKind, NumberEnum, Page,
    PostId, Result, SpaceId, SpaceName,
};

/// Groups on a page.
const GROUPS: i64 = 30;
/// Rows of one person that grouping looks at, newest first: keeps the page's cost bounded for the most liked.
pub const ROWS: i64 = 5_000;
/// Faces shown for a group.
const FACES: usize = 8;

impl Store {
    /// A page of notification groups, newest first; `mentions_only` keeps replies, mentions and quotes. A constant
    /// number of queries.
    pub async fn notifications(
        &self,
        viewer: AccountId,
        mentions_only: bool,
        cursor: Option<&str>,
    ) -> Result<Page<NotificationGroup>> {
        let before = cursor
            .and_then(|cursor| cursor.parse::<i64>().ok())
            .filter(|id| *id > 0)
            .unwrap_or(i64::MAX);
        let rows = sqlx::query_file!(
            "src/notifications/list.sql",
            viewer.0,
            mentions_only,
            before,
            GROUPS + 1,
            ROWS
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let more = rows.len() as i64 > GROUPS;
        let rows = &rows[..rows.len().min(GROUPS as usize)];
        let next = rows.last().filter(|_| more).map(|row| row.newest.to_string());

        let actor_ids: Vec<i64> = rows
            .iter()
            .flat_map(|row| row.actors.iter().copied().take(FACES))
            .collect();
        let cards: HashMap<AccountId, _> = self
            .people(viewer, &actor_ids)
            .await?
            .into_iter()
            .map(|person| (person.card.id, person.card))
            .collect();
        let post_ids: Vec<PostId> = rows.iter().filter_map(|row| row.post_id.map(PostId)).collect();
        let posts: HashMap<PostId, _> = self
            .hydrate(viewer, &post_ids)
            .await?
            .into_iter()
            .map(|post| (post.id, post))
            .collect();

        let community_ids: Vec<i64> = rows.iter().filter_map(|row| row.community_id).collect();
        let communities = self.community_names(&community_ids).await?;
        let space_ids: Vec<i64> = rows.iter().filter_map(|row| row.space_id).collect();
        let spaces = self.space_names(&space_ids).await?;

        let items = rows.iter().filter_map(|row| {
            let actors: Vec<_> = row
                .actors
                .iter()
                .take(FACES)
                .filter_map(|id| cards.get(&AccountId(*id)).cloned())
                .collect();
            let post = row.post_id.and_then(|id| posts.get(&PostId(id))).cloned();
            let kind = NotificationKind::from_number(row.kind)?;
            // Nothing is said about what became invisible between the two steps. What was reported may be gone.
            if actors.is_empty() || (row.post_id.is_some() && post.is_none() && !kind.is_of_report()) {
                return None;
            }
            Some(NotificationGroup {
                id: NotificationId(row.newest),
                kind,
                actors,
                actor_count: u32::try_from(row.count).unwrap_or(u32::MAX),
                post,
                community: row.community_id.and_then(|id| communities.get(&id)).cloned(),
                space: row.space_id.and_then(|id| spaces.get(&id)).cloned(),
                unread: row.newest > row.seen,
            })
        });
        Ok(Page {
            items: items.collect(),
            next,
        })
    }

    async fn community_names(&self, ids: &[i64]) -> Result<HashMap<i64, CommunityName>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = sqlx::query!("select id, slug, name from communities where id = any($1)", ids)
            .fetch_all(self.pool())
            .await
            .or_error()?;
        let names = rows.into_iter().map(|row| {
            let name = CommunityName {
                id: CommunityId(row.id),
                slug: row.slug,
                name: row.name,
            };
            (row.id, name)
        });
        Ok(names.collect())
    }

    async fn space_names(&self, ids: &[i64]) -> Result<HashMap<i64, SpaceName>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = sqlx::query!("select id, name from spaces where id = any($1)", ids)
            .fetch_all(self.pool())
            .await
            .or_error()?;
        let names = rows.into_iter().map(|row| {
            let name = SpaceName {
                id: SpaceId(row.id),
                name: row.name,
            };
            (row.id, name)
        });
        Ok(names.collect())
    }

    /// Number of unread groups, at most 100: what the navigation's counter shows.
    pub async fn unread_notifications(&self, viewer: AccountId) -> Result<u32> {
        unread_notifications(&mut *self.connection().await?, viewer).await
    }

    /// Everything up to `up_to` was seen. Never goes back.
    pub async fn mark_notifications_seen(&self, viewer: AccountId, up_to: NotificationId) -> Result<()> {
        sqlx::query!(
            "update accounts set notifications_seen = $2 where id = $1 and notifications_seen < $2",
            viewer.0,
            up_to.0
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }
}

/// [`Store::unread_notifications`] on a connection.
pub(crate) async fn unread_notifications(connection: &mut PgConnection, viewer: AccountId) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
                   select distinct n.kind, case when k.grouped = 'actor' then 0 else n.subject_id end,
                          case when k.grouped in ('day', 'subject') then 0 else n.actor_id end
                   from current_notifications($1) n
                   join notification_kinds k on k.kind = n.kind
                   where n.id > (select notifications_seen from accounts where id = $1)
                   limit 100
               ) groups"#,
        viewer.0
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    Ok(u32::try_from(count).unwrap_or(0))
}
