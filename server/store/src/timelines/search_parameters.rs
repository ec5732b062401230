//! From a parsed query (`types::search`) to the parameters of one fixed statement.

use crate::{OrError, first_id_at};
use sqlx::PgConnection;
use std::collections::HashMap;
use types::{
    AccountId, Result,
    search::{Condition, Term},
    text,
};

/// A query as the statement takes it. Words are phrases as `search_phrase` writes them, handles are ids of accounts.
#[derive(Default)]
pub(crate) struct Parameters {
    pub words: Vec<String>,
    pub from: Option<Vec<i64>>,
    pub tags: Option<Vec<String>>,
    pub mentions: Option<Vec<i64>>,
    pub conditions: Vec<i32>,
    pub negated: Vec<bool>,
    pub kinds: Vec<&'static str>,
    pub values: Vec<String>,
}

impl Parameters {
    pub(crate) fn of(conditions: Vec<Condition>, found: &Lookup) -> Self {
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
pub(crate) struct Lookup {
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
    pub(crate) async fn prepare(
        connection: &mut PgConnection,
        viewer: AccountId,
        conditions: &[Condition],
    ) -> Result<Self> {
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
pub(crate) fn typed_words(conditions: &[Condition]) -> Vec<String> {
    let wanted = conditions.iter().filter(|condition| !condition.negated);
    wanted
        .filter_map(|condition| match condition.any_of.as_slice() {
            [Term::Words(text)] => Some(text::composed(text).to_lowercase()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::search::SearchQuery;

    #[test]
    fn conditions_go_where_an_index_serves_them() {
        let found = Lookup {
            phrases: ["it's", "b", "C", "cats"]
                .map(|word| (word.to_owned(), format!("<{word}>")))
                .into(),
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
