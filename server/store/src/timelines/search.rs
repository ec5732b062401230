//! Search for posts and people. A query is parsed by `types::search` and becomes parameters of one fixed statement.

use crate::{
    OrError, Store, first_id_at,
    paging::{NEWEST, key, rows_for},
    people::lists::people,
    timelines::{
        lists::{Entry, page_of},
        search_parameters::{Lookup, Parameters, typed_words},
    },
};
use sqlx::Connection;
use std::cmp::Reverse;
use types::{
    AccountId, Page, Person, Result, TimelineItem,
    search::{SearchFilter, SearchQuery, Term},
};

/// *Top* looks at this many of the newest matches.
pub const TOP_MATCHES: i64 = 1000;

/// Where to go on in results that are sorted by a score and then by id.
#[derive(Clone, Copy)]
struct ScoreCursor {
    score: i64,
    id: i64,
}

impl ScoreCursor {
    fn parse(cursor: Option<&str>) -> Self {
        let parsed = cursor.and_then(|cursor| {
            let (score, id) = cursor.split_once('.')?;
            Some(Self {
                score: score.parse().ok()?,
                id: key(id)?,
            })
        });
        parsed.unwrap_or(Self {
            score: NEWEST,
            id: NEWEST,
        })
    }

    fn print(self) -> String {
        format!("{}.{}", self.score, self.id)
    }
}

impl Store {
    /// Posts that match: by engagement and age (`Top`), newest first (`Latest`), or newest first with photos (`Media`).
    /// An empty query finds nothing. Muted authors do not show.
    pub async fn search_posts(
        &self,
        viewer: AccountId,
        query: &SearchQuery,
        filter: SearchFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineItem>> {
        if query.conditions.is_empty() {
            return Ok(Page::default());
        }
        let top = filter == SearchFilter::Top;
        let cursor = ScoreCursor::parse(cursor);
        let mut conditions = query.conditions.clone();
        let mut media = filter == SearchFilter::Media;
        let (mut oldest, mut newest) = (1, if top { NEWEST } else { cursor.id });
        conditions.retain(|condition| match (condition.negated, condition.any_of.as_slice()) {
            (false, [Term::Since(milliseconds)]) => {
                oldest = oldest.max(first_id_at(*milliseconds));
                false
            }
            (false, [Term::Until(milliseconds)]) => {
                newest = newest.min(first_id_at(*milliseconds));
                false
            }
            (false, [Term::Media]) => {
                media = true;
                false
            }
            _ => true,
        });
        let typed = typed_words(&conditions);
        let asks_for_words = conditions
            .iter()
            .any(|condition| !condition.negated && condition.any_of.iter().all(|term| matches!(term, Term::Words(_))));

        let mut connection = self.connection().await?;
        let mut transaction = connection.begin().await.or_error()?;
        let found = Lookup::prepare(&mut transaction, viewer, &conditions).await?;
        let parameters = Parameters::of(conditions, &found);
        if asks_for_words && parameters.words.is_empty() {
            return Ok(Page::default());
        }
        let words = (!parameters.words.is_empty()).then(|| parameters.words.join(" & "));
        let kinds: Vec<String> = parameters.kinds.iter().map(ToString::to_string).collect();
        let mut rows: Vec<ScoreCursor> = Vec::new();
        for together in [false, true] {
            if together && parameters.from.is_none() {
                break;
            }
            rows.extend(
                sqlx::query_file_as!(
                    ScoreCursor,
                    "src/timelines/search.sql",
                    viewer.0,
                    words,
                    parameters.tags.as_deref(),
                    parameters.mentions.as_deref(),
                    oldest,
                    newest,
                    media,
                    &parameters.conditions,
                    &parameters.negated,
                    &kinds,
                    &parameters.values,
                    parameters.from.as_deref(),
                    if top { TOP_MATCHES } else { rows_for(limit) },
                    top,
                    &typed,
                    cursor.score,
                    cursor.id,
                    rows_for(limit),
                    together
                )
                .fetch_all(&mut *transaction)
                .await
                .or_error()?,
            );
        }
        transaction.commit().await.or_error()?;
        rows.sort_unstable_by_key(|row| Reverse((row.score, row.id)));
        rows.truncate(rows_for(limit) as usize);

        let more = rows.len() as i64 == rows_for(limit);
        if more {
            rows.pop();
        }
        let next = rows.last().filter(|_| more).map(|row| row.print());
        let entries = rows.into_iter().map(|row| Entry::of_post(row.id)).collect();
        page_of(&mut connection, viewer, entries, next).await
    }

    /// People whose handle, name or bio has words that begin like those of the query: the handle itself first, then
    /// people followed, then by followers.
    pub async fn search_people(
        &self,
        viewer: AccountId,
        query: &SearchQuery,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<Person>> {
        let names = query.names();
        if names.is_empty() {
            return Ok(Page::default());
        }
        let mut connection = self.connection().await?;
        let cursor = ScoreCursor::parse(cursor);
        let mut rows = sqlx::query!(
            r#"with typed as (
                   select folded($3) as handle, account_named($3) as named, lower(normalize($2, nfc)) as words
               ),
               called as (
                   select a.id from accounts a where a.search @@ search_words($2, ':*')
                   union
                   select a.id
                   from accounts a
                   where folded($3) <> '' and a.handle_key ~>=~ folded($3) and a.handle_key ~<~ (folded($3) || chr(1114111))
                   union
                   select typed.named from typed
               ),
               found as (
                   select a.id, a.handle_key, a.followers, typed.handle, typed.words, typed.named,
                       lower(normalize(a.display_name, nfc)) as name,
                       exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = a.id) as followed
                   from called c
                   cross join typed
                   join visible_accounts($1) a on a.id = c.id
               ),
               scored as (
                   select f.id,
                       (coalesce(f.named = f.id, false)::int * 16 + (f.name = f.words)::int * 8 + f.followed::int * 4
                           + (strpos(f.name, f.words) > 0)::int * 2
                           + starts_with(f.handle_key, f.handle)::int)::bigint << 40 | f.followers as score
                   from found f
               )
               select s.id as "id!", s.score as "score!"
               from scored s
               where (s.score, s.id) < ($4::bigint, $5::bigint)
               order by s.score desc, s.id desc
               limit $6"#,
            viewer.0,
            names.join(" "),
            names.concat(),
            cursor.score,
            cursor.id,
            rows_for(limit)
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        let more = rows.len() as i64 == rows_for(limit);
        if more {
            rows.pop();
        }
        let next = rows.last().filter(|_| more).map(|row| {
            ScoreCursor {
                score: row.score,
                id: row.id,
            }
            .print()
        });
        let ids: Vec<i64> = rows.into_iter().map(|row| row.id).collect();
        Ok(Page {
            items: people(&mut connection, viewer, &ids).await?,
            next,
        })
    }
}
