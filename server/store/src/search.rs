//! Search for posts and people. A query is parsed by `types::search` and becomes parameters of one fixed statement.

use crate::{
    OrError, Store, first_id_at,
    timelines::{NEWEST, key, rows_for},
};
use types::{
    AccountId, Page, Person, Result, TimelineItem,
    search::{Condition, SearchFilter, SearchQuery, Term},
};

/// *Top* looks at this many of the newest matches.
const TOP_MATCHES: i64 = 1000;

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

/// A query as the statement takes it.
#[derive(Default)]
struct Parameters {
    words: Vec<String>,
    from: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    mentions: Option<Vec<String>>,
    conditions: Vec<i32>,
    negated: Vec<bool>,
    kinds: Vec<&'static str>,
    values: Vec<String>,
}

impl Parameters {
    fn of(conditions: Vec<Condition>) -> Self {
        let mut parameters = Self::default();
        for condition in conditions {
            let Condition { negated, any_of } = condition;
            if let Some(words) = all(
                &any_of,
                |term| if let Term::Words(text) = term { Some(text) } else { None },
            ) {
                let any: Vec<String> = words.iter().map(|words| quoted(words)).collect();
                parameters
                    .words
                    .push(format!("{}({})", if negated { "!" } else { "" }, any.join(" | ")));
                continue;
            }
            // An index serves the first condition of a kind; more of them are rare and checked row by row.
            if !negated && parameters.take_index(&any_of) {
                continue;
            }
            let number = parameters.conditions.len() as i32;
            for term in any_of {
                let (kind, value) = row(term);
                parameters.conditions.push(number);
                parameters.negated.push(negated);
                parameters.kinds.push(kind);
                parameters.values.push(value);
            }
        }
        parameters
    }

    fn take_index(&mut self, any_of: &[Term]) -> bool {
        let from = all(
            any_of,
            |term| if let Term::From(name) = term { Some(name) } else { None },
        );
        let tags = all(any_of, |term| if let Term::Tag(tag) = term { Some(tag) } else { None });
        let mentions = all(any_of, |term| {
            if let Term::Mention(name) = term {
                Some(name)
            } else {
                None
            }
        });
        for (place, values) in [
            (&mut self.from, from),
            (&mut self.tags, tags),
            (&mut self.mentions, mentions),
        ] {
            if let (None, Some(values)) = (&place, values) {
                *place = Some(values.into_iter().cloned().collect());
                return true;
            }
        }
        false
    }
}

/// The values of the terms if all are of one kind.
fn all<'a>(terms: &'a [Term], value: impl Fn(&'a Term) -> Option<&'a String>) -> Option<Vec<&'a String>> {
    terms.iter().map(value).collect()
}

/// A phrase for `to_tsquery`, which reads everything between the quotation marks as text.
fn quoted(words: &str) -> String {
    format!("'{}'", words.replace('\\', "\\\\").replace('\'', "''"))
}

fn row(term: Term) -> (&'static str, String) {
    match term {
        Term::Words(text) => ("words", quoted(&text)),
        Term::Tag(tag) => ("tag", tag),
        Term::Mention(handle) => ("mention", handle),
        Term::From(handle) => ("from", handle),
        Term::To(handle) => ("to", handle),
        Term::Since(milliseconds) => ("since", first_id_at(milliseconds).to_string()),
        Term::Until(milliseconds) => ("until", first_id_at(milliseconds).to_string()),
        Term::Media => ("media", String::new()),
        Term::Links => ("links", String::new()),
        Term::Replies => ("replies", String::new()),
        Term::MinLikes(likes) => ("likes", likes.to_string()),
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
        let parameters = Parameters::of(conditions);
        let words = (!parameters.words.is_empty()).then(|| parameters.words.join(" & "));
        let kinds: Vec<String> = parameters.kinds.iter().map(ToString::to_string).collect();

        let mut transaction = self.pool().begin().await.or_error()?;
        // Which index serves depends on the values: a plan made for any values would read the whole table.
        sqlx::query!("select set_config('plan_cache_mode', 'force_custom_plan', true) as mode")
            .fetch_one(&mut *transaction)
            .await
            .or_error()?;
        let mut rows = sqlx::query_file!(
            "src/search.sql",
            viewer.0,
            words,
            parameters.from.as_deref(),
            parameters.tags.as_deref(),
            parameters.mentions.as_deref(),
            oldest,
            newest,
            &parameters.conditions,
            &parameters.negated,
            &kinds,
            &parameters.values,
            if top { TOP_MATCHES } else { rows_for(limit) },
            top,
            cursor.score,
            cursor.id,
            rows_for(limit),
            media
        )
        .fetch_all(&mut *transaction)
        .await
        .or_error()?;
        transaction.commit().await.or_error()?;

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
        let mut page = self
            .cut_posts(viewer, rows.into_iter().map(|row| row.id).collect(), limit)
            .await?;
        page.next = next;
        Ok(page)
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
        let words = names
            .iter()
            .map(|name| format!("{}:*", quoted(name)))
            .collect::<Vec<_>>()
            .join(" & ");
        let handle = names.concat();
        let cursor = ScoreCursor::parse(cursor);
        let mut rows = sqlx::query!(
            r#"with found as (
                   select a.id, a.handle_key, a.followers,
                       exists (select 1 from follows f where f.follower_id = $1 and f.followee_id = a.id) as followed
                   from visible_accounts($1) a
                   where a.search @@ to_tsquery('simple', $2)
                      or a.handle_key ~>=~ $3::text and a.handle_key ~<~ ($3::text || chr(1114111))
               ),
               scored as (
                   select f.id,
                       ((f.handle_key = $3)::int * 4 + f.followed::int * 2
                           + starts_with(f.handle_key, $3)::int)::bigint << 40 | f.followers as score
                   from found f
               )
               select s.id as "id!", s.score as "score!"
               from scored s
               where (s.score, s.id) < ($4::bigint, $5::bigint)
               order by s.score desc, s.id desc
               limit $6"#,
            viewer.0,
            words,
            handle,
            cursor.score,
            cursor.id,
            rows_for(limit)
        )
        .fetch_all(self.pool())
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
            items: self.people(viewer, &ids).await?,
            next,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_go_where_an_index_serves_them() {
        let parameters = Parameters::of(SearchQuery::parse("it's -b OR c #x OR #y #z from:a cats OR #d").conditions);
        assert_eq!(parameters.words, ["('it''s')", "!('b')", "('c')"]);
        assert_eq!(parameters.tags.as_deref(), Some(&["x".to_owned(), "y".to_owned()][..]));
        assert_eq!(parameters.from.as_deref(), Some(&["a".to_owned()][..]));
        assert_eq!(parameters.kinds, ["tag", "words", "tag"]);
        assert_eq!(parameters.values, ["z", "'cats'", "d"]);
        let groups = &parameters.conditions;
        assert!(groups[0] != groups[1] && groups[1] == groups[2]);
    }

    #[test]
    fn quotation_cannot_be_left() {
        assert_eq!(quoted(r"a' | 'b\"), r"'a'' | ''b\\'");
    }
}
