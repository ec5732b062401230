//! Spaces as lists and pages show them, and who may know of one.

use crate::{OrError, Store, audience::space_audience, cards::CardRow, numbers::known, spaces::space::phase_of};
use sqlx::PgConnection;
use std::collections::HashMap;
use types::{AccountCard, AccountId, Error, MyPlace, REPLAY_DAYS, Result, SpaceCard, SpaceId, SpacePage};

/// Spaces in a list at most.
const MOST: i64 = 50;

/// Which spaces [`Store::list_spaces`] answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpaceList {
    /// Those of people one follows first, then the fullest.
    Live,
    /// The next one first.
    Upcoming,
    /// The latest first, while they are kept.
    Replays,
    /// Live ones in which somebody whom the viewer follows hosts or speaks, the fullest first.
    Followed,
}

impl Store {
    /// Spaces for the viewer, without those of the muted.
    pub async fn list_spaces(&self, viewer: AccountId, list: SpaceList) -> Result<Vec<SpaceCard>> {
        let ids = match list {
            SpaceList::Live => self.live_spaces(viewer, false).await?,
            SpaceList::Followed => self.live_spaces(viewer, true).await?,
            SpaceList::Upcoming => self.upcoming_spaces(viewer).await?,
            SpaceList::Replays => self.replayed_spaces(viewer).await?,
        };
        let ids: Vec<SpaceId> = ids.into_iter().map(SpaceId).collect();
        self.space_cards(viewer, &ids).await
    }

    async fn live_spaces(&self, viewer: AccountId, followed_only: bool) -> Result<Vec<i64>> {
        sqlx::query_scalar!(
            r#"select s.id as "id!"
               from visible_spaces($1) s
               cross join lateral (
                   select exists (
                       select 1 from space_people p
                       join follows f on f.follower_id = $1 and f.followee_id = p.account_id
                       where p.space_id = s.id and p.role > 0
                         and not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = p.account_id)
                   ) as followed
               ) known
               where s.phase = 1
                 and not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = s.host_id)
                 and (known.followed or not $2)
               order by known.followed desc, s.listeners desc, s.id desc
               limit $3"#,
            viewer.0,
            followed_only,
            MOST
        )
        .fetch_all(self.pool())
        .await
        .or_error()
    }

    async fn upcoming_spaces(&self, viewer: AccountId) -> Result<Vec<i64>> {
        sqlx::query_scalar!(
            r#"select s.id as "id!" from visible_spaces($1) s
               where s.phase = 0
                 and not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = s.founder_id)
               order by s.planned_at, s.id
               limit $2"#,
            viewer.0,
            MOST
        )
        .fetch_all(self.pool())
        .await
        .or_error()
    }

    async fn replayed_spaces(&self, viewer: AccountId) -> Result<Vec<i64>> {
        sqlx::query_scalar!(
            r#"select s.id as "id!" from visible_spaces($1) s
               where s.replay = 2 and s.ended_at > now() - make_interval(days => $2)
                 and not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = s.founder_id)
               order by s.ended_at desc, s.id
               limit $3"#,
            viewer.0,
            REPLAY_DAYS as i32,
            MOST
        )
        .fetch_all(self.pool())
        .await
        .or_error()
    }

    /// Cards in the order of `ids`, without those of which the viewer may not know. Two queries.
    pub async fn space_cards(&self, viewer: AccountId, ids: &[SpaceId]) -> Result<Vec<SpaceCard>> {
        match ids {
            [] => Ok(Vec::new()),
            ids => space_cards(&mut *self.connection().await?, viewer, ids).await,
        }
    }

    /// One of them, or `NotFound`.
    pub async fn space_card(&self, viewer: AccountId, space: SpaceId) -> Result<SpaceCard> {
        self.space_cards(viewer, &[space]).await?.pop().ok_or(Error::NotFound)
    }

    /// A space's page as the database knows it: without what only the room knows.
    pub async fn space_page(&self, viewer: AccountId, space: SpaceId) -> Result<SpacePage> {
        let card = self.space_card(viewer, space).await?;
        let may_speak = sqlx::query_scalar!("select may_speak from spaces where id = $1", space.0)
            .fetch_one(self.pool())
            .await
            .or_error()?;
        let guests = if card.is_mine {
            self.space_guests(viewer, space).await?
        } else {
            Vec::new()
        };
        Ok(SpacePage {
            card,
            may_speak: known(may_speak)?,
            room: None,
            mine: MyPlace::default(),
            writes_captions: false,
            recording: self.recording(viewer, space).await?,
            guests,
            blocked: self.blocked_on_stage(viewer, space).await?,
        })
    }

    /// Those with a microphone whom the viewer blocks: what they should know before they come in.
    async fn blocked_on_stage(&self, viewer: AccountId, space: SpaceId) -> Result<Vec<AccountCard>> {
        if viewer.0 == 0 {
            return Ok(Vec::new());
        }
        let rows = sqlx::query_as!(
            CardRow,
            "select a.id, a.handle, a.display_name, a.avatar, a.protected
             from space_people p
             join blocks b on b.blocker_id = $1 and b.blocked_id = p.account_id
             join accounts a on a.id = p.account_id and a.status = 0
             join spaces s on s.id = p.space_id and s.phase = 1
             where p.space_id = $2 and p.role > 0
             order by p.seat",
            viewer.0,
            space.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(AccountCard::from).collect())
    }

    async fn space_guests(&self, viewer: AccountId, space: SpaceId) -> Result<Vec<AccountCard>> {
        let rows = sqlx::query_as!(
            CardRow,
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!"
               from space_guests g join visible_accounts($1) a on a.id = g.account_id
               where g.space_id = $2
               order by a.handle_key"#,
            viewer.0,
            space.0
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(AccountCard::from).collect())
    }

    /// Which of the spaces the viewer may know of.
    pub async fn visible_among(&self, viewer: AccountId, spaces: &[SpaceId]) -> Result<Vec<SpaceId>> {
        let ids: Vec<i64> = spaces.iter().map(|space| space.0).collect();
        let visible = sqlx::query_scalar!(
            r#"select id as "id!" from visible_spaces($1) where id = any($2)"#,
            viewer.0,
            &ids
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(visible.into_iter().map(SpaceId).collect())
    }

    /// Which of these people may know of a space; 0 stands for guests.
    pub async fn admitted_among(&self, space: SpaceId, people: &[AccountId]) -> Result<Vec<AccountId>> {
        let ids: Vec<i64> = people.iter().map(|person| person.0).collect();
        let admitted = sqlx::query_scalar!(
            r#"select asked.id as "id!" from unnest($2::bigint[]) as asked (id)
               where exists (select 1 from visible_spaces(asked.id) s where s.id = $1)"#,
            space.0,
            &ids
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(admitted.into_iter().map(AccountId).collect())
    }

    /// Which of these people may know of a space and follow somebody with a microphone in it.
    pub async fn space_followers_among(&self, space: SpaceId, people: &[i64]) -> Result<Vec<AccountId>> {
        let told = sqlx::query_scalar!(
            r#"select asked.id as "id!" from unnest($2::bigint[]) as asked (id)
               where exists (
                       select 1 from space_people p join follows f on f.followee_id = p.account_id
                       where p.space_id = $1 and p.role > 0 and f.follower_id = asked.id)
                 and exists (select 1 from visible_spaces(asked.id) s where s.id = $1)"#,
            space.0,
            people
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(told.into_iter().map(AccountId).collect())
    }
}

/// [`Store::space_cards`] on a connection.
pub(crate) async fn space_cards(
    connection: &mut PgConnection,
    viewer: AccountId,
    ids: &[SpaceId],
) -> Result<Vec<SpaceCard>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select s.id as "id!", s.name as "name!", s.topics as "topics!", s.audience as "audience!", s.audience_id,
                      s.phase as "phase!", s.listeners as "listeners!", s.recording as "recording!",
                      (extract(epoch from
                          case s.phase when 0 then s.planned_at when 1 then s.started_at else s.ended_at end
                      ) * 1000)::bigint as "at!",
                      s.founder_id = $1 as "is_mine!",
                      exists (
                          select 1 from space_reminders r where r.space_id = s.id and r.account_id = $1
                      ) as "reminded!",
                      -- what a circle is called only its owner knows
                      case s.audience
                          when 2 then (select c.name from circles c where c.id = s.audience_id and c.owner_id = $1)
                          when 3 then (select c.name from communities c where c.id = s.audience_id)
                      end as audience_name,
                      case when s.replay = 2 and s.ended_at > now() - make_interval(days => $3)
                          then (s.replay_milliseconds - s.replay_trimmed) / 1000 end as replay_seconds,
                      h.id as host_id, h.handle, h.display_name, h.avatar, h.protected
               from unnest($2::bigint[]) with ordinality as wanted (id, position)
               join visible_spaces($1) s on s.id = wanted.id
               join accounts h on h.id = coalesce(
                   (select a.id from accounts a where a.id = s.host_id and a.status = 0), s.founder_id)
               order by wanted.position"#,
        viewer.0,
        &ids,
        REPLAY_DAYS as i32
    )
    .fetch_all(&mut *connection)
    .await
    .or_error()?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut speakers = space_speakers(connection, viewer, &found).await?;
    let cards = rows.into_iter().map(|row| {
        Ok(SpaceCard {
            id: SpaceId(row.id),
            name: row.name,
            topics: row.topics,
            audience: space_audience(row.audience, row.audience_id)?,
            audience_name: row.audience_name,
            phase: phase_of(row.phase, row.at)?,
            host: AccountCard {
                id: AccountId(row.host_id),
                handle: row.handle,
                display_name: row.display_name,
                avatar: row.avatar,
                protected: row.protected,
            },
            speakers: speakers.remove(&row.id).unwrap_or_default(),
            listeners: row.listeners.unsigned_abs(),
            recording: row.recording,
            is_mine: row.is_mine,
            reminded: row.reminded,
            replay_seconds: row.replay_seconds.map(i32::unsigned_abs),
        })
    });
    cards.collect()
}

async fn space_speakers(
    connection: &mut PgConnection,
    viewer: AccountId,
    spaces: &[i64],
) -> Result<HashMap<i64, Vec<AccountCard>>> {
    let rows = sqlx::query!(
        r#"select p.space_id, a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!"
               from space_people p
               join spaces s on s.id = p.space_id and s.host_id <> p.account_id
               join visible_accounts($1) a on a.id = p.account_id
               where p.space_id = any($2) and p.role > 0
               order by p.space_id, p.seat"#,
        viewer.0,
        spaces
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    let mut speakers = HashMap::<i64, Vec<AccountCard>>::new();
    for row in rows {
        speakers.entry(row.space_id).or_default().push(AccountCard {
            id: AccountId(row.id),
            handle: row.handle,
            display_name: row.display_name,
            avatar: row.avatar,
            protected: row.protected,
        });
    }
    Ok(speakers)
}
