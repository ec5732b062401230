//! Search for posts and people. A query is parsed by `types::search` and becomes parameters of one fixed statement.

use crate::{
    OrError, Store, first_id_at,
    timelines::{NEWEST, key, rows_for},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use types::{
    AccountId, Page, Person, Result, TimelineItem,
    search::{Condition, SearchFilter, SearchQuery, Term},
    text,
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

/// A query as the statement takes it. Words are phrases as `search_phrase` writes them, handles are ids of accounts.
#[derive(Default)]
struct Parameters {
    words: Vec<String>,
    from: Option<Vec<i64>>,
    tags: Option<Vec<String>>,
    mentions: Option<Vec<i64>>,
    conditions: Vec<i32>,
    negated: Vec<bool>,
    kinds: Vec<&'static str>,
    values: Vec<String>,
}

impl Parameters {
    fn of(conditions: Vec<Condition>, found: &Lookup) -> Self {
        let mut parameters = Self::default();
        for condition in conditions {
            let Condition { negated, any_of } = condition;
            if let Some(words) = all(
                &any_of,
                |term| if let Term::Words(text) = term { Some(text) } else { None },
            ) {
                // What holds no word (a lone picture character) asks for nothing.
                let any: Vec<&str> = words.into_iter().filter_map(|text| found.phrase(text)).collect();
                if !any.is_empty() {
                    parameters
                        .words
                        .push(format!("{}({})", if negated { "!" } else { "" }, any.join(" | ")));
                }
                continue;
            }
            // An index serves the first condition of a kind; more of them are rare and checked row by row.
            if !negated && parameters.take_index(&any_of, found) {
                continue;
            }
            let number = parameters.conditions.len() as i32;
            for term in any_of {
                let Some((kind, value)) = row(term, found) else {
                    continue;
                };
                parameters.conditions.push(number);
                parameters.negated.push(negated);
                parameters.kinds.push(kind);
                parameters.values.push(value);
            }
        }
        parameters
    }

    fn take_index(&mut self, any_of: &[Term], found: &Lookup) -> bool {
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
        for (ids, names) in [(&mut self.from, from), (&mut self.mentions, mentions)] {
            if let (None, Some(names)) = (&ids, names) {
                *ids = Some(names.into_iter().map(|name| found.account(name)).collect());
                return true;
            }
        }
        if let (None, Some(tags)) = (&self.tags, tags) {
            self.tags = Some(tags.into_iter().cloned().collect());
            return true;
        }
        false
    }
}

/// The values of the terms if all are of one kind.
fn all<'a>(terms: &'a [Term], value: impl Fn(&'a Term) -> Option<&'a String>) -> Option<Vec<&'a String>> {
    terms.iter().map(value).collect()
}

/// A condition that is checked row by row; none for words that hold no word.
fn row(term: Term, found: &Lookup) -> Option<(&'static str, String)> {
    let account = |name: &str| found.account(name).to_string();
    Some(match term {
        Term::Words(text) => ("words", found.phrase(&text)?.to_owned()),
        Term::Tag(tag) => ("tag", tag),
        Term::Mention(handle) => ("mention", account(&handle)),
        Term::From(handle) => ("from", account(&handle)),
        Term::To(handle) => ("to", account(&handle)),
        Term::Since(milliseconds) => ("since", first_id_at(milliseconds).to_string()),
        Term::Until(milliseconds) => ("until", first_id_at(milliseconds).to_string()),
        Term::Media => ("media", String::new()),
        Term::Links => ("links", String::new()),
        Term::Replies => ("replies", String::new()),
        Term::MinLikes(likes) => ("likes", likes.to_string()),
    })
}

/// What the database makes of the words and handles of a query.
#[derive(Default)]
struct Lookup {
    phrases: HashMap<String, String>,
    accounts: HashMap<String, i64>,
}

impl Lookup {
    fn phrase(&self, words: &str) -> Option<&str> {
        self.phrases.get(words).map(String::as_str)
    }

    /// 0, which nobody has, for handles that lead to nobody whom the viewer may see.
    fn account(&self, handle: &str) -> i64 {
        self.accounts.get(handle).copied().unwrap_or_default()
    }

    /// For the rest of the transaction, plans are made for the values at hand: which index serves depends on them, and
    /// one made for any values would read the whole table.
    async fn prepare(connection: &mut PgConnection, viewer: AccountId, conditions: &[Condition]) -> Result<Self> {
        let (mut words, mut handles) = (Vec::new(), Vec::new());
        for term in conditions.iter().flat_map(|condition| &condition.any_of) {
            match term {
                Term::Words(text) => words.push(text.clone()),
                Term::Mention(handle) | Term::From(handle) | Term::To(handle) => handles.push(handle.clone()),
                _ => {}
            }
        }
        let row = sqlx::query!(
            r#"select set_config('plan_cache_mode', 'force_custom_plan', true) as mode,
                      array(
                          select coalesce(search_phrase(typed.words, '')::text, '')
                          from unnest($2::text[]) with ordinality as typed (words, position)
                          order by typed.position
                      ) as "phrases!",
                      array(
                          select coalesce(
                              (select a.id from visible_accounts($1) a where a.id = account_named(typed.handle)), 0)
                          from unnest($3::text[]) with ordinality as typed (handle, position)
                          order by typed.position
                      ) as "accounts!""#,
            viewer.0,
            &words,
            &handles
        )
        .fetch_one(connection)
        .await
        .or_error()?;
        let phrases = words.into_iter().zip(row.phrases);
        Ok(Self {
            phrases: phrases.filter(|(_, phrase)| !phrase.is_empty()).collect(),
            accounts: handles.into_iter().zip(row.accounts).collect(),
        })
    }
}

/// The words that a post must have, for those that hold them as they were typed.
fn typed_words(conditions: &[Condition]) -> Vec<String> {
    let wanted = conditions.iter().filter(|condition| !condition.negated);
    wanted
        .filter_map(|condition| match condition.any_of.as_slice() {
            [Term::Words(text)] => Some(text::composed(text).to_lowercase()),
            _ => None,
        })
        .collect()
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
        let asks_for_words = conditions.iter().any(|condition| {
            !condition.negated && condition.any_of.iter().all(|term| matches!(term, Term::Words(_)))
        });

        let mut transaction = self.pool().begin().await.or_error()?;
        let found = Lookup::prepare(&mut transaction, viewer, &conditions).await?;
        let parameters = Parameters::of(conditions, &found);
        if asks_for_words && parameters.words.is_empty() {
            return Ok(Page::default());
        }
        let words = (!parameters.words.is_empty()).then(|| parameters.words.join(" & "));
        let kinds: Vec<String> = parameters.kinds.iter().map(ToString::to_string).collect();
        let mut rows = sqlx::query_file!(
            "src/search.sql",
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
            rows_for(limit)
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
        let found = Lookup {
            phrases: ["it's", "b", "C", "cats"].map(|word| (word.to_owned(), format!("<{word}>"))).into(),
            accounts: [("a".to_owned(), 7)].into(),
        };
        let query = SearchQuery::parse("it's -b OR C #x OR #y #z from:a cats OR #d from:b \u{1f426}a");
        let parameters = Parameters::of(query.conditions, &found);
        assert_eq!(parameters.words, ["(<it's>)", "!(<b>)", "(<C>)"]);
        assert_eq!(parameters.tags.as_deref(), Some(&["x".to_owned(), "y".to_owned()][..]));
        assert_eq!(parameters.from.as_deref(), Some(&[7][..]));
        assert_eq!(parameters.kinds, ["tag", "words", "tag", "from"]);
        assert_eq!(parameters.values, ["z", "<cats>", "d", "0"]);
        let groups = &parameters.conditions;
        assert!(groups[0] != groups[1] && groups[1] == groups[2] && groups[2] != groups[3]);
    }

    #[test]
    fn typed_words_are_those_that_must_be_there() {
        let query = SearchQuery::parse("Cafe\u{301} -the a OR b #x \"Slow Food\"");
        assert_eq!(typed_words(&query.conditions), ["caf\u{e9}", "slow food"]);
    }
}
