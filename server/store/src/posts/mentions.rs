//! Whom the mentions of a page of posts lead to. Posts keep the account that was named; what is shown has its handle of
//! today and no id. One query, however many posts and mentions.

use crate::OrError;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use types::{
    AccountId, Result, handle,
    text::{Entity, Mentioned},
};

/// What the viewer may know of the accounts that some posts mention.
#[derive(Default)]
pub(crate) struct Mentions {
    /// Handles of today, of accounts that are there for the viewer.
    handles: HashMap<i64, String>,
    /// Who has the handles as they were written.
    takers: HashMap<String, i64>,
}

impl Mentions {
    /// Where the account is not there for the viewer, the handle as written leads on, but not to somebody who took it
    /// since.
    pub(crate) fn shown(&self, text: &str, mut entities: Vec<Entity>) -> Vec<Entity> {
        for entity in &mut entities {
            let Some(account) = account_of(entity) else { continue };
            let taker = written(text, entity).and_then(|key| self.takers.get(&key));
            entity.mentioned = match (self.handles.get(&account), taker) {
                (Some(handle), _) => Some(Mentioned::Handle(handle.clone())),
                (None, Some(taker)) if *taker != account => Some(Mentioned::Nobody),
                (None, _) => None,
            };
        }
        entities
    }
}

/// For posts with these texts and entities as they are stored.
pub(crate) async fn mentions<'a>(
    connection: &mut PgConnection,
    viewer: AccountId,
    posts: impl Iterator<Item = (&'a str, &'a [Entity])>,
) -> Result<Mentions> {
    let (mut accounts, mut names) = (HashSet::new(), HashSet::new());
    for (text, entities) in posts {
        for entity in entities {
            if let Some(account) = account_of(entity) {
                accounts.insert(account);
                names.extend(written(text, entity));
            }
        }
    }
    let mut mentions = Mentions::default();
    if accounts.is_empty() {
        return Ok(mentions);
    }
    let (accounts, names): (Vec<i64>, Vec<String>) = (accounts.into_iter().collect(), names.into_iter().collect());
    let rows = sqlx::query!(
        r#"select a.id as "id!", a.handle as "handle!", true as "is_seen!"
               from visible_accounts($1) a where a.id = any($2)
               union all
               select a.id, a.handle_key, false from accounts a where a.handle_key = any($3)"#,
        viewer.0,
        &accounts,
        &names
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    for row in rows {
        if row.is_seen {
            mentions.handles.insert(row.id, row.handle);
        } else {
            mentions.takers.insert(row.handle, row.id);
        }
    }
    Ok(mentions)
}

fn account_of(entity: &Entity) -> Option<i64> {
    match entity.mentioned {
        Some(Mentioned::Account(account)) => Some(account.0),
        _ => None,
    }
}

/// The handle as it was written, to look it up by; none where the offsets do not fit the text.
fn written(text: &str, entity: &Entity) -> Option<String> {
    entity
        .handle(text)
        .filter(|handle| !handle.is_empty() && handle.len() <= handle::MAX_LENGTH)
        .map(handle::key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::text::EntityKind;

    fn shown(text: &str, start: u32, end: u32, mentions: &Mentions) -> Option<Mentioned> {
        let entity = Entity {
            kind: EntityKind::Mention,
            start,
            end,
            mentioned: Some(Mentioned::Account(AccountId(7))),
        };
        mentions.shown(text, vec![entity]).remove(0).mentioned
    }

    #[test]
    fn no_mention_tells_an_id_and_none_leads_to_somebody_else() {
        let mut mentions = Mentions::default();
        assert_eq!(
            shown("@Ada", 0, 4, &mentions),
            None,
            "nobody has it: it leads on as written"
        );
        mentions.takers.insert("ada".to_owned(), 7);
        assert_eq!(shown("@Ada", 0, 4, &mentions), None, "not there for the viewer");
        mentions.takers.insert("ada".to_owned(), 8);
        assert_eq!(shown("@Ada", 0, 4, &mentions), Some(Mentioned::Nobody));
        assert_eq!(shown("＠Ada", 0, 6, &mentions), Some(Mentioned::Nobody));
        mentions.handles.insert(7, "countess".to_owned());
        let today = Some(Mentioned::Handle("countess".to_owned()));
        assert_eq!(shown("@Ada", 0, 4, &mentions), today);
    }

    #[test]
    fn offsets_that_cut_a_letter_do_no_harm() {
        let mut mentions = Mentions::default();
        mentions.takers.insert(String::new(), 8);
        for (start, end) in [(1, 4), (0, 1), (3, 99), (4, 2)] {
            assert_eq!(shown("é@Ada", start, end, &mentions), None, "{start} to {end}");
        }
    }
}
