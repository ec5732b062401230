//! A database clock that stands still until the test moves it. Rate limits count within slots of the database's time, so
//! a test that asks for an exact number needs one.

use super::{TestApp, database::TestDatabase};
use sqlx::{Connection, PgConnection};

/// Ten seconds after the beginning of every slot: of a day, of an hour, of half an hour and of five minutes.
const START: &str = "date_bin('1 day', pg_catalog.now(), 'epoch') + interval '10 seconds'";

impl TestApp {
    /// An empty instance whose database clock stands still, ten seconds after midnight.
    pub async fn with_stopped_clock() -> Self {
        let mut database = TestDatabase::create().await;
        let mut connection = PgConnection::connect(&database.url).await.expect("test database");
        // `now()` without a schema finds this function first, by the search path of each connection.
        let schema = "create schema test_clock;
             create table test_clock.present (at timestamptz not null);
             create function test_clock.now() returns timestamptz stable language sql
                 return (select at from test_clock.present);";
        sqlx::raw_sql(schema).execute(&mut connection).await.expect("a clock");
        let start = format!("insert into test_clock.present values ({START})");
        sqlx::raw_sql(sqlx::AssertSqlSafe(start))
            .execute(&mut connection)
            .await
            .expect("a start");
        let separator = if database.url.contains('?') { '&' } else { '?' };
        database.url += &format!("{separator}options[search_path]=test_clock,pg_catalog,public");
        Self::on(database, &[("sign_ups_per_hour", "0"), ("log_ins_per_hour", "0")]).await
    }

    /// Moves the stopped clock.
    pub async fn advance_clock(&self, seconds: u32) {
        sqlx::query("update test_clock.present set at = at + make_interval(secs => $1)")
            .bind(f64::from(seconds))
            .execute(self.store.pool())
            .await
            .expect("a later time");
    }
}
