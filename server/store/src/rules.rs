//! The rules: functions and views of the database that say who sees what. Their files hold today's text, and all of it
//! is written over what the database has whenever the two differ (`migrations/README.md` says when that is).

use crate::Store;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, PgConnection};

/// In the order in which they are applied.
const FILES: &[(&str, &str)] = &[
    ("10_people.sql", include_str!("../rules/10_people.sql")),
    ("20_search.sql", include_str!("../rules/20_search.sql")),
    ("30_groups.sql", include_str!("../rules/30_groups.sql")),
    ("40_posts.sql", include_str!("../rules/40_posts.sql")),
    ("50_spaces.sql", include_str!("../rules/50_spaces.sql")),
    ("60_moderation.sql", include_str!("../rules/60_moderation.sql")),
    ("70_notifications.sql", include_str!("../rules/70_notifications.sql")),
];

/// The advisory lock under which rules are compared and written: "piafrule".
const LOCK: i64 = 0x7069_6166_7275_6c65;

/// Tells one text of the rules from another.
fn hash() -> String {
    let mut hash = Sha256::new();
    for (name, text) in FILES {
        hash.update(name);
        hash.update([0]);
        hash.update(text);
        hash.update([0]);
    }
    let hash = hash.finalize();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Store {
    /// Writes the rules of this program where the database has others. One transaction: nobody reads by half of them.
    /// Of several servers that start at once one writes, and the others wait for it. What only the earlier rules had is
    /// dropped.
    pub(crate) async fn apply_rules(&self) -> Result<(), sqlx::Error> {
        let hash = hash();
        let mut transaction = self.pool().begin().await?;
        sqlx::query!("select pg_advisory_xact_lock($1)", LOCK)
            .execute(&mut *transaction)
            .await?;
        let applied = sqlx::query!("select hash, made from applied_rules")
            .fetch_optional(&mut *transaction)
            .await?;
        if applied.as_ref().is_some_and(|applied| applied.hash == hash) {
            return Ok(());
        }
        for (_, text) in FILES {
            sqlx::raw_sql(*text).execute(&mut *transaction).await?;
        }
        let made = made_here(&mut transaction).await?;
        let before = applied.map(|applied| applied.made).unwrap_or_default();
        for left in before.iter().filter(|left| !made.contains(left)) {
            // Written by `made_here`, in the database's own spelling.
            let statement = format!("drop {left}");
            sqlx::raw_sql(AssertSqlSafe(statement))
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query!(
            "insert into applied_rules (hash, made) values ($1, $2)
             on conflict (only_row) do update set hash = excluded.hash, made = excluded.made, applied_at = now()",
            hash,
            &made
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        tracing::info!(%hash, "the rules of the database were written");
        Ok(())
    }
}

/// The functions and views that this transaction wrote, as `drop` takes them.
async fn made_here(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select 'function if exists ' || p.oid::regprocedure as "made!"
           from pg_proc p where p.xmin = pg_current_xact_id()::xid
           union all
           select distinct 'view if exists ' || r.ev_class::regclass
           from pg_rewrite r where r.xmin = pg_current_xact_id()::xid
           order by 1"#
    )
    .fetch_all(connection)
    .await
}

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::{fs, path::Path};

    #[test]
    fn every_file_of_the_folder_is_applied() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
