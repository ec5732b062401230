//! Rules of the database: a new database and one that was brought up to date are the same, and a server that starts
//! writes its own rules, once.

use crate::support::EmptyDatabase;
use sqlx::{Connection, PgConnection, migrate::Migrator};
use std::path::Path;

/// The last migration of the time when rules were written by migrations.
const LAST_WITH_RULES: i64 = 19;

async fn connect(database: &EmptyDatabase) -> PgConnection {
    PgConnection::connect(&database.url).await.expect("a connection")
}

async fn run(database: &EmptyDatabase, statements: &'static str) {
    let mut connection = connect(database).await;
    sqlx::raw_sql(statements)
        .execute(&mut connection)
        .await
        .expect("statements");
}

async fn applied(database: &EmptyDatabase) -> (String, String) {
    let mut connection = connect(database).await;
    sqlx::query_as("select hash, applied_at::text from applied_rules")
        .fetch_one(&mut connection)
        .await
        .expect("the rules that were applied")
}

#[tokio::test]
async fn a_new_database_and_one_brought_up_to_date_dump_alike() {
    let (fresh, upgraded) = (EmptyDatabase::create().await, EmptyDatabase::create().await);
    fresh.store.migrate().await.expect("a new database");

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("store/migrations");
    let migrations = Migrator::new(folder).await.expect("migrations");
    let mut connection = connect(&upgraded).await;
    migrations
        .run_to(LAST_WITH_RULES, &mut connection)
        .await
        .expect("a database of before");
    let before = upgraded.dump();
    assert!(before.contains("notice_stands") && !before.contains("applied_rules"));
    upgraded.store.migrate().await.expect("an upgrade");
    assert_eq!(fresh.dump(), upgraded.dump(), "upgraded from the migrations");

    // Rules of another version: one reads differently, one takes other arguments, and a function and a view are not
    // known any more.
    run(
        &upgraded,
        "create or replace function moderates(viewer bigint, community bigint) returns boolean language sql stable
             as $$ select true $$;
         create function moderates(viewer bigint) returns boolean language sql stable as $$ select true $$;
         create function an_older_rule(viewer bigint) returns boolean language sql stable as $$ select true $$;
         create view an_older_view as select 1 as one;
         update applied_rules
         set hash = 'another',
             made = made || array['function if exists moderates(bigint)', 'function if exists an_older_rule(bigint)',
                                  'view if exists an_older_view'];",
    )
    .await;
    assert_ne!(fresh.dump(), upgraded.dump());
    upgraded.store.migrate().await.expect("an upgrade");
    assert_eq!(fresh.dump(), upgraded.dump(), "upgraded from other rules");
}

#[tokio::test]
async fn servers_that_start_at_once_write_the_rules_once() {
    let database = EmptyDatabase::create().await;
    let started = futures::future::join_all((0..4).map(|_| database.store.migrate())).await;
    assert!(started.iter().all(Result::is_ok), "{started:?}");
    let first = applied(&database).await;
    database.store.migrate().await.expect("a later start");
    assert_eq!(applied(&database).await, first, "the same rules are not written again");
    // What a previous version wrote is written over, and what this one wrote by the previous one: whoever starts.
    run(&database, "update applied_rules set hash = 'another'").await;
    database.store.migrate().await.expect("a start after another version");
    let second = applied(&database).await;
    assert_eq!(second.0, first.0);
    assert_ne!(second.1, first.1);
}
