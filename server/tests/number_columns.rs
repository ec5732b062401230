//! Enums that columns keep as numbers: the database takes the numbers that the program knows, and no others.

use crate::support::TestApp;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
use types::{NotificationKind, NumberEnum};

/// Columns that keep an amount or a position and no enum.
const AMOUNTS: [&str; 8] = [
    "communities.hold_first",
    "communities.hold_links",
    "community_members.invited",
    "community_rules.position",
    "ids_given.node",
    "media.position",
    "outbox.attempts",
    "space_people.seat",
];

/// Numbers tried at each column: more than any enum has.
const TRIED: std::ops::RangeInclusive<i16> = -2..=200;

#[tokio::test]
async fn the_database_takes_the_numbers_of_enums_and_no_others() {
    let app = TestApp::new().await;
    let columns: Vec<String> = sqlx::query_scalar(
        "select c.relname || '.' || a.attname
         from pg_attribute a join pg_class c on c.oid = a.attrelid
         where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
           and a.attnum > 0 and not a.attisdropped and a.atttypid in ('smallint'::regtype, 'smallint[]'::regtype)
         order by 1",
    )
    .fetch_all(app.store.pool())
    .await
    .expect("columns");
    let enums: BTreeMap<&str, Vec<i16>> = store::number_columns().into_iter().collect();

    for column in &columns {
        let column = column.as_str();
        assert!(
            enums.contains_key(column) != AMOUNTS.contains(&column),
            "{column}: an enum stands in number_columns.rs of the store, an amount in this file"
        );
    }
    for column in enums.keys().copied().chain(AMOUNTS) {
        assert!(
            columns.iter().any(|found| found == column),
            "{column} is no smallint of the database"
        );
    }

    for (column, mut known) in enums {
        let (table, name) = column.split_once('.').expect("table and column");
        // The condition of its own: one that reads other columns as well is about something else.
        let conditions: Vec<String> = sqlx::query_scalar(
            "select pg_get_expr(k.conbin, k.conrelid)
             from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
             where k.contype = 'c' and k.conrelid = $1::regclass and cardinality(k.conkey) = 1 and a.attname = $2",
        )
        .bind(table)
        .bind(name)
        .fetch_all(app.store.pool())
        .await
        .expect("constraints");
        assert!(!conditions.is_empty(), "{column} has no check constraint of its own");
        // Names of columns and conditions are the database's own.
        let query = format!(
            "select {name} from (select number::smallint as {name} from generate_series($1::integer, $2::integer) as number) tried
             where {} order by 1",
            conditions.join(" and ")
        );
        let taken: Vec<i16> = sqlx::query_scalar(AssertSqlSafe(query))
            .bind(i32::from(*TRIED.start()))
            .bind(i32::from(*TRIED.end()))
            .fetch_all(app.store.pool())
            .await
            .expect("numbers");
        known.sort_unstable();
        assert_eq!(taken, known, "{column}: numbers of the database and of the enum");
    }
}

#[tokio::test]
async fn every_kind_of_notification_stands_in_the_table_of_kinds() {
    let app = TestApp::new().await;
    let kinds: Vec<i16> = sqlx::query_scalar("select kind from notification_kinds order by kind")
        .fetch_all(app.store.pool())
        .await
        .expect("kinds");
    let mut known: Vec<i16> = NotificationKind::NUMBERS.iter().map(|(_, number)| *number).collect();
    known.sort_unstable();
    assert_eq!(kinds, known);
}
