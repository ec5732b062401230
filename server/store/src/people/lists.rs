//! Lists of people. They are read like posts: ids first, then [`Store::people`] once for all.

use crate::{
    OrError, Store,
    cards::CardRow,
    paging::{before_in, rows_for},
    sealed::{self, List},
};
use sqlx::PgConnection;
use types::{AccountCard, AccountId, Page, Person, Relation, Result};

/// People on a page of a list.
const PEOPLE: u32 = 40;

/// Lists of people that the account itself keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnList {
    Blocked,
    Muted,
    Requests,
}

impl Store {
    /// Rows for lists of people, in the order of `ids`, without those whom the viewer may not see.
    pub async fn people(&self, viewer: AccountId, ids: &[i64]) -> Result<Vec<Person>> {
        people(&mut *self.connection().await?, viewer, ids).await
    }

    /// Who follows `account`, newest accounts first. Whoever may see the account's posts may see the list.
    pub async fn followers(&self, viewer: AccountId, account: AccountId, cursor: Option<&str>) -> Result<Page<Person>> {
        let list = List {
            viewer,
            name: "followers",
            of: account,
        };
        let ids = sqlx::query_scalar!(
            "select follower_id from follows where followee_id = $1 and follower_id < $2
             order by follower_id desc limit $3",
            account.0,
            before_in(list, cursor),
            rows_for(PEOPLE)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.people_page(viewer, list, ids).await
    }

    /// Whom `account` follows, newest accounts first.
    pub async fn following(&self, viewer: AccountId, account: AccountId, cursor: Option<&str>) -> Result<Page<Person>> {
        let list = List {
            viewer,
            name: "following",
            of: account,
        };
        let ids = sqlx::query_scalar!(
            "select followee_id from follows where follower_id = $1 and followee_id < $2
             order by followee_id desc limit $3",
            account.0,
            before_in(list, cursor),
            rows_for(PEOPLE)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        self.people_page(viewer, list, ids).await
    }

    /// Whom the account blocks or mutes, or who asks to follow it.
    pub async fn own_list(&self, account: AccountId, list: OwnList, cursor: Option<&str>) -> Result<Page<Person>> {
        let (number, name): (i32, _) = match list {
            OwnList::Blocked => (0, "blocked"),
            OwnList::Muted => (1, "muted"),
            OwnList::Requests => (2, "requests"),
        };
        let place = List {
            viewer: account,
            name,
            of: account,
        };
        let ids = sqlx::query_scalar!(
            r#"select id as "id!" from (
                   select blocked_id as id from blocks where blocker_id = $1 and $2::int = 0
                   union all select muted_id from mutes where muter_id = $1 and $2::int = 1
                   union all select requester_id from follow_requests where target_id = $1 and $2::int = 2
               ) listed
               where id < $3 order by id desc limit $4"#,
            account.0,
            number,
            before_in(place, cursor),
            rows_for(PEOPLE)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        if list != OwnList::Blocked {
            return self.people_page(account, place, ids).await;
        }
        // The blocked are invisible to the blocker everywhere but here; nobody's view (0) shows them.
        let mut page = self.people_page(AccountId(0), place, ids).await?;
        for person in &mut page.items {
            person.relation = Relation {
                blocking: true,
                ..Relation::default()
            };
        }
        Ok(page)
    }

    /// Number of people who ask to follow.
    pub async fn count_requests(&self, account: AccountId) -> Result<u32> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from follow_requests r
               join visible_accounts($1) a on a.id = r.requester_id where r.target_id = $1"#,
            account.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// People to follow: first those whom people one follows follow, then the most followed. Public accounts only.
    pub async fn suggested_people(&self, viewer: AccountId, limit: u32) -> Result<Vec<Person>> {
        let mut connection = self.connection().await?;
        let ids = sqlx::query_scalar!(
            r#"with near as (
                   select theirs.followee_id as id, count(*) as paths
                   from (select followee_id from follows where follower_id = $1 limit 200) mine
                   cross join lateral (
                       select followee_id from follows where follower_id = mine.followee_id limit 200
                   ) theirs
                   group by theirs.followee_id
               ),
               candidates as (
                   (select id, paths from near order by paths desc limit 100)
                   union all
                   (select id, 0 from accounts where status = 0 order by followers desc limit 200)
               )
               select a.id as "id!"
               from (select id, max(paths) as paths from candidates group by id) c
               join visible_accounts($1) a on a.id = c.id
               where a.id <> $1 and not a.protected
                 and not exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = a.id)
                 and not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = a.id)
               order by c.paths desc, a.followers desc, a.id desc
               limit $2"#,
            viewer.0,
            i64::from(limit)
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        people(&mut connection, viewer, &ids).await
    }

    /// Accounts whose handle or display name begins so, people followed first: for suggestions while typing.
    pub async fn people_by_prefix(&self, viewer: AccountId, prefix: &str, limit: u32) -> Result<Vec<AccountCard>> {
        let prefix: String = prefix
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == '_' || !c.is_ascii() && !c.is_whitespace())
            .collect();
        if prefix.is_empty() {
            return Ok(Vec::new());
        }
        let rows = sqlx::query_as!(
            CardRow,
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                   a.protected as "protected!"
               from accounts_called($2) called
               join visible_accounts($1) a on a.id = called
               where not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = a.id)
               order by exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = a.id) desc,
                   a.handle_key = lower($2) desc, starts_with(a.handle_key, lower($2)) desc,
                   starts_with(lower(a.display_name), lower($2)) desc, a.followers desc, a.id
               limit $3"#,
            viewer.0,
            prefix,
            i64::from(limit)
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(rows.into_iter().map(AccountCard::from).collect())
    }

    /// The page goes on behind its last row; the id of an account that is not there for the viewer is not told.
    async fn people_page(&self, viewer: AccountId, list: List, mut ids: Vec<i64>) -> Result<Page<Person>> {
        let last = (ids.len() as i64 == rows_for(PEOPLE)).then(|| {
            ids.pop();
            ids.last().copied()
        });
        let items = self.people(viewer, &ids).await?;
        let is_shown = |id: i64| items.last().is_some_and(|person| person.card.id.0 == id);
        let next = last.flatten().and_then(|id| match is_shown(id) {
            true => Some(id.to_string()),
            false => sealed::seal(list, id),
        });
        Ok(Page { items, next })
    }
}

/// [`Store::people`] on a connection.
pub(crate) async fn people(connection: &mut PgConnection, viewer: AccountId, ids: &[i64]) -> Result<Vec<Person>> {
    let rows = sqlx::query!(
        r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                   a.protected as "protected!", a.bio as "bio!",
                   exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = a.id) as "following!",
                   exists (select 1 from follow_requests r where r.target_id = a.id and r.requester_id = $1)
                       as "requested!",
                   exists (select 1 from follows f where f.follower_id = a.id and f.followee_id = $1) as "follows_me!",
                   exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = a.id) as "muting!",
                   exists (select 1 from quiet_circles q where q.account_id = $1 and q.owner_id = a.id)
                       as "quiet_circles!"
               from unnest($2::bigint[]) with ordinality as wanted (id, position)
               join visible_accounts($1) a on a.id = wanted.id
               order by wanted.position"#,
        viewer.0,
        ids
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    Ok(rows
        .into_iter()
        .map(|row| Person {
            card: AccountCard {
                id: AccountId(row.id),
                handle: row.handle,
                display_name: row.display_name,
                avatar: row.avatar,
                protected: row.protected,
            },
            bio: row.bio,
            relation: Relation {
                myself: row.id == viewer.0,
                following: row.following,
                requested: row.requested,
                follows_me: row.follows_me,
                // Neither of the two blocks the other, or the account would not be visible.
                blocking: false,
                muting: row.muting,
                quiet_circles: row.quiet_circles,
            },
        })
        .collect())
}
