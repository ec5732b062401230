//! One database per test, cloned from a template that is migrated once. Tests run in processes of their own: a lock file
//! keeps them from making the template, or the cluster below it, at the same time.

use server::ops::postgres::{EmbeddedPostgres, Tuning};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};
use store::Store;

/// A database that is dropped with this value.
pub struct TestDatabase {
    pub name: String,
    pub url: String,
    admin: Option<String>,
}

impl TestDatabase {
    /// Clones the template.
    pub async fn create() -> Self {
        let (admin, template) = tokio::task::spawn_blocking(prepare).await.expect("database for tests");
        let name = unique_name();
        let mut connection = PgConnection::connect(&admin).await.expect("test Postgres");
        execute(&mut connection, &format!("drop database if exists {name} with (force)")).await;
        execute(&mut connection, &format!("create database {name} template {template}")).await;
        Self {
            url: with_database(&admin, &name),
            name,
            admin: Some(admin),
        }
    }

    /// One with nothing in it.
    pub async fn create_empty() -> Self {
        let (admin, _) = tokio::task::spawn_blocking(prepare).await.expect("database for tests");
        let name = unique_name();
        let mut connection = PgConnection::connect(&admin).await.expect("test Postgres");
        execute(&mut connection, &format!("drop database if exists {name} with (force)")).await;
        execute(&mut connection, &format!("create database {name}")).await;
        Self {
            url: with_database(&admin, &name),
            name,
            admin: Some(admin),
        }
    }

    /// A database that the test brings: it is neither created nor dropped.
    pub fn at(url: &str) -> Self {
        Self {
            name: unique_name(),
            url: url.to_owned(),
            admin: None,
        }
    }
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!(
        "piaf_test_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some(admin) = self.admin.take() else { return };
        // The name is made of letters, digits and underscores: see `unique_name`.
        let drop_it = format!("drop database if exists {} with (force)", self.name);
        // The test's own runtime is on its way out.
        let _ = std::thread::spawn(move || {
            block_on(async {
                if let Ok(mut connection) = PgConnection::connect(&admin).await {
                    let _ = sqlx::raw_sql(AssertSqlSafe(drop_it)).execute(&mut connection).await;
                }
            });
        })
        .join();
    }
}

/// Names are made of letters, digits and underscores in this file; statements that make databases take no parameters.
async fn execute(connection: &mut PgConnection, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// The address of the server's own database, and the name of the migrated template.
fn prepare() -> (String, String) {
    let cache = cache_folder();
    fs::create_dir_all(&cache).expect("cache folder");
    let lock = File::create(cache.join("test-postgres.lock")).expect("lock file");
    lock.lock().expect("lock");
    let admin = ["PIAF_TEST_DATABASE_URL", "DATABASE_URL"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    let admin = admin.unwrap_or_else(|| {
        let tuning = Tuning {
            connections: 200,
            durable: false,
        };
        let folder = cache.join("test-postgres");
        fs::create_dir_all(&folder).expect("folder of the test Postgres");
        EmbeddedPostgres::start(&folder, tuning)
            .expect("test Postgres")
            .url("postgres")
    });
    let template = format!("piaf_template_{}", schema_hash());
    block_on(make_template(&admin, &template));
    (admin, template)
}

async fn make_template(admin: &str, template: &str) {
    let mut connection = PgConnection::connect(admin).await.expect("test Postgres");
    let databases: Vec<String> = sqlx::query_scalar("select datname from pg_database")
        .fetch_all(&mut connection)
        .await
        .expect("list of databases");
    if databases.iter().any(|name| name == template) {
        return;
    }
    for left in databases.iter().filter(|name| is_left_over(name)) {
        execute(&mut connection, &format!("drop database if exists {left} with (force)")).await;
    }
    let unfinished = format!("{template}_unfinished");
    execute(&mut connection, &format!("create database {unfinished}")).await;
    let store = Store::new(&with_database(admin, &unfinished), 2).expect("address");
    store.migrate().await.expect("migrations");
    store.pool().close().await;
    execute(
        &mut connection,
        &format!("alter database {unfinished} rename to {template}"),
    )
    .await;
}

/// Templates of other migrations, and databases of tests whose process is gone.
fn is_left_over(name: &str) -> bool {
    match name.strip_prefix("piaf_test_").and_then(|rest| rest.split('_').next()) {
        Some(process) => !Path::new("/proc").join(process).exists(),
        None => name.starts_with("piaf_template_"),
    }
}

/// Tells templates apart: of the migrations and of the rules.
fn schema_hash() -> String {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("store");
    let folders = ["migrations", "rules"].map(|name| fs::read_dir(store.join(name)).expect("a folder of the schema"));
    let entries = folders.into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(fs::read(file).expect("a file"));
    }
    hash.finalize()
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `address` with another database: the part between the host and the parameters.
fn with_database(address: &str, name: &str) -> String {
    let (front, parameters) = match address.split_once('?') {
        Some((front, parameters)) => (front, format!("?{parameters}")),
        None => (address, String::new()),
    };
    let scheme = front.find("://").expect("an address") + 3;
    let host = front[scheme..].split('/').next().unwrap_or_default();
    format!("{}{host}/{name}{parameters}", &front[..scheme])
}

fn cache_folder() -> PathBuf {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_else(std::env::temp_dir);
    home.join(".cache/piaf")
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("runtime")
        .block_on(future)
}
