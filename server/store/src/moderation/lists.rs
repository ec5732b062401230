//! What waits for a community's moderators, and the log that everybody reads.

use crate::{
    OrError, Store,
    cards::CardRow,
    communities::{access::require, log::LogKind},
    numbers::known,
    timelines,
};
use std::collections::HashMap;
use types::{
    AccountId, CommunityBan, CommunityId, CommunityRole, LogAction, LogEntry, LogId, ModerationQueue, Page, PostId,
    ReportedPost, Result,
};

/// Of each kind that a moderator sees at once; what is done makes room for the next.
const MOST: i64 = 50;

impl Store {
    /// Everything that waits, and who is banned; for moderators. Only of what the moderator may see.
    pub async fn moderation_queue(&self, moderator: AccountId, community: CommunityId) -> Result<ModerationQueue> {
        {
            let mut connection = self.pool().acquire().await.or_error()?;
            require(&mut connection, moderator, community, CommunityRole::Moderator).await?;
        }
        let (reported, waiting, requests, bans) = futures::try_join!(
            self.reported_posts(moderator, community),
            self.waiting_posts(moderator, community),
            self.join_requests(moderator, community),
            self.bans(moderator, community),
        )?;
        Ok(ModerationQueue {
            reported,
            waiting,
            requests,
            bans,
        })
    }

    /// Those reported first stand first. Of reports about themselves nobody learns here.
    async fn reported_posts(&self, moderator: AccountId, community: CommunityId) -> Result<Vec<ReportedPost>> {
        let rows = sqlx::query!(
            r#"select r.post_id as "post_id!", count(distinct r.reporter_id) as "reporters!",
                      array_agg(r.rule order by r.id) as "rules!: Vec<String>",
                      array_agg(r.note order by r.id) as "notes!: Vec<String>"
               from reports r join visible_posts($1) p on p.id = r.post_id
               where r.community_id = $2 and r.reason = 0 and r.handled_at is null
                 and judges_report($1, r.post_id, null)
               group by r.post_id
               order by min(r.id)
               limit $3"#,
            moderator.0,
            community.0,
            MOST
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let ids: Vec<PostId> = rows.iter().map(|row| PostId(row.post_id)).collect();
        let mut posts: HashMap<PostId, _> = self
            .hydrate(moderator, &ids)
            .await?
            .into_iter()
            .map(|post| (post.id, post))
            .collect();
        let reported = rows.into_iter().filter_map(|row| {
            Some(ReportedPost {
                post: posts.remove(&PostId(row.post_id))?,
                reporters: u32::try_from(row.reporters).unwrap_or(u32::MAX),
                rules: tally(row.rules),
                notes: row.notes.into_iter().filter(|note| !note.is_empty()).collect(),
            })
        });
        Ok(reported.collect())
    }

    async fn waiting_posts(&self, moderator: AccountId, community: CommunityId) -> Result<Vec<types::Post>> {
        let ids = sqlx::query_scalar!(
            r#"select p.id as "id!" from visible_posts($1) p
               where p.audience = 3 and p.audience_id = $2 and p.held = 1
               order by p.id limit $3"#,
            moderator.0,
            community.0,
            MOST
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let ids: Vec<PostId> = ids.into_iter().map(PostId).collect();
        self.hydrate(moderator, &ids).await
    }

    /// Bans in force; those that end first stand first.
    async fn bans(&self, moderator: AccountId, community: CommunityId) -> Result<Vec<CommunityBan>> {
        let rows = sqlx::query!(
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!",
                      case when r.banned_until <> 'infinity' then
                          (extract(epoch from r.banned_until) * 1000)::bigint end as until
               from community_removals r join visible_accounts($1) a on a.id = r.account_id
               where r.community_id = $2 and r.banned_until > now()
               order by r.banned_until, a.id
               limit $3"#,
            moderator.0,
            community.0,
            MOST
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let bans = rows.into_iter().map(|row| CommunityBan {
            until: row.until,
            card: CardRow {
                id: row.id,
                handle: row.handle,
                display_name: row.display_name,
                avatar: row.avatar,
                protected: row.protected,
            }
            .into(),
        });
        Ok(bans.collect())
    }

    /// The public log of a community that is open, newest first; `cursor` is `next` of the page before. People who are
    /// not there for the viewer stay unnamed, and of a post is told no more than that there was one.
    pub async fn community_log(
        &self,
        viewer: AccountId,
        community: CommunityId,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<LogEntry>> {
        let before = cursor.and_then(|cursor| cursor.parse::<i64>().ok()).unwrap_or(i64::MAX);
        let mut rows = sqlx::query!(
            r#"select l.id, l.action, l.reason, l.number, p.id as "post_id?", l.actor_id, l.account_id
               from community_log l
               join communities c on c.id = l.community_id and c.closed_at is null
               left join lateral (select p.id from visible_posts($1) p where p.id = l.post_id) p on true
               where l.community_id = $2 and l.id < $3
               order by l.id desc
               limit $4"#,
            viewer.0,
            community.0,
            before,
            i64::from(limit) + 1
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let people: Vec<i64> = rows
            .iter()
            .flat_map(|row| [Some(row.actor_id), row.account_id])
            .flatten()
            .collect();
        let cards = timelines::lists::cards(&mut *self.connection().await?, viewer, people).await?;
        let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
        let items = rows.into_iter().map(|row| {
            let account = row.account_id.and_then(|id| cards.get(&id)).cloned();
            Ok(LogEntry {
                id: LogId(row.id),
                action: action_of(known(row.action)?, row.number)?,
                actor: cards.get(&row.actor_id).cloned(),
                // The author of a post that somebody sees is somebody whom they see.
                post: row
                    .post_id
                    .zip(account.as_ref())
                    .map(|(post, author)| format!("/@{}/{post}", author.handle)),
                account,
                reason: row.reason,
            })
        });
        Ok(Page {
            items: items.collect::<Result<_>>()?,
            next,
        })
    }
}

/// How often each stands there; the most frequent first, then in order.
pub(crate) fn tally<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<(T, u32)> {
    let mut counted = std::collections::BTreeMap::<T, u32>::new();
    for item in items {
        *counted.entry(item).or_default() += 1;
    }
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted
}

fn action_of(kind: LogKind, detail: i32) -> Result<LogAction> {
    Ok(match kind {
        LogKind::PostHidden => LogAction::PostHidden,
        LogKind::PostShown => LogAction::PostShown,
        LogKind::PostApproved => LogAction::PostApproved,
        LogKind::PostRefused => LogAction::PostRefused,
        LogKind::MemberRemoved => LogAction::MemberRemoved,
        LogKind::MemberBanned => LogAction::MemberBanned {
            days: u32::try_from(detail).ok().filter(|days| *days > 0),
        },
        LogKind::BanLifted => LogAction::BanLifted,
        LogKind::RequestAccepted => LogAction::RequestAccepted,
        LogKind::RequestRefused => LogAction::RequestRefused,
        LogKind::RoleChanged => LogAction::RoleChanged {
            role: known(i16::try_from(detail).unwrap_or(-1))?,
        },
        LogKind::RulesChanged => LogAction::RulesChanged,
        LogKind::SettingsChanged => LogAction::SettingsChanged,
        LogKind::ReportDismissed => LogAction::ReportDismissed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_named_stands_first() {
        assert_eq!(tally(["b", "a", "c", "b"]), [("b", 2), ("a", 1), ("c", 1)]);
    }
}
