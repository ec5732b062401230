//! The private Postgres: starts, is taken over after a crash of the server, recovers after a crash of its own.

use crate::support::{TestApp, eventually};
use server::ops::postgres::{EmbeddedPostgres, Tuning};
use sqlx::{Connection, PgConnection};
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
};

const TUNING: Tuning = Tuning {
    connections: 10,
    durable: true,
};

/// Stops what the test started, whatever became of it.
struct Cluster {
    folder: PathBuf,
    postgres: EmbeddedPostgres,
}

impl Cluster {
    async fn start(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("folder");
        let folder = std::fs::canonicalize(folder).expect("folder");
        let at = folder.clone();
        let postgres = tokio::task::spawn_blocking(move || EmbeddedPostgres::start(&at, TUNING))
            .await
            .expect("task");
        Self {
            folder,
            postgres: postgres.expect("started"),
        }
    }

    async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.postgres.url(EmbeddedPostgres::DATABASE))
            .await
            .expect("connected")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.postgres.stop();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn notes(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar("select note from notes order by note")
        .fetch_all(connection)
        .await
        .expect("notes")
}

#[tokio::test]
async fn survives_a_crash_of_the_server_and_of_itself() {
    // A name with a blank and a quote, and too long for a socket: what a person's own folder may be called.
    let folder = std::env::temp_dir().join(format!("piaf's {} {}", "x".repeat(90), std::process::id()));
    let cluster = Cluster::start(&folder).await;
    let mut connection = cluster.connect().await;
    sqlx::raw_sql("create table notes (note text); insert into notes values ('kept')")
        .execute(&mut connection)
        .await
        .expect("written");

    // The server was killed: the next one takes over what runs.
    let first = cluster.postgres.process().expect("process");
    let again = Cluster::start(&folder).await;
    assert_eq!(again.postgres.process(), Some(first));
    std::mem::forget(again);

    // Postgres itself is killed, without a chance to tidy up: it recovers what was acknowledged.
    drop(connection);
    assert!(
        Command::new("kill")
            .args(["-9", &first.to_string()])
            .status()
            .expect("kill")
            .success()
    );
    eventually("the database notices", async || !cluster.postgres.is_running()).await;
    let again = Cluster::start(&folder).await;
    assert_ne!(again.postgres.process(), Some(first));
    assert_eq!(notes(&mut again.connect().await).await, ["kept"]);

    again.postgres.stop().expect("stopped");
    assert_eq!(again.postgres.process(), None);

    // A note of a process that is long gone, whose number another program has now.
    let stale = format!("{}\n/elsewhere\n", std::process::id());
    let pid_file = find(&folder, "PG_VERSION").with_file_name("postmaster.pid");
    std::fs::write(pid_file, stale).expect("written");
    let last = Cluster::start(&folder).await;
    assert_eq!(notes(&mut last.connect().await).await, ["kept"]);
}

#[tokio::test]
async fn service_resumes_when_the_database_is_back() {
    let folder = std::env::temp_dir().join(format!("piaf-away-{}", std::process::id()));
    let cluster = Cluster::start(&folder).await;
    let app = TestApp::at(&cluster.postgres.url(EmbeddedPostgres::DATABASE)).await;
    app.store.migrate().await.expect("migrated");
    assert_eq!(app.get("/readyz").await.status, 200);
    assert_eq!(app.get("/explore").await.status, 200);

    cluster.postgres.stop().expect("stopped");
    assert_eq!(app.get("/readyz").await.status, 503);
    assert_eq!(app.get("/healthz").await.status, 200);
    let away = app.get("/explore").await;
    assert_eq!(away.status, 503);
    let request = away.headers["x-request-id"].to_str().expect("an id");
    assert!(away.body.contains(request), "the page names the request: {}", away.body);

    let again = Cluster::start(&folder).await;
    assert_eq!(app.get("/readyz").await.status, 200);
    assert_eq!(app.get("/explore").await.status, 200);
    drop(again);
}

/// What an archive leaves that root unpacked: open to others, and owned by root where the test may do that.
#[tokio::test]
async fn a_restored_folder_starts_whatever_its_rights_and_owners() {
    let folder = std::env::temp_dir().join(format!("piaf-restored-{}", std::process::id()));
    let cluster = Cluster::start(&folder).await;
    let mut connection = cluster.connect().await;
    sqlx::raw_sql("create table notes (note text); insert into notes values ('kept')")
        .execute(&mut connection)
        .await
        .expect("written");
    drop(connection);
    cluster.postgres.stop().expect("stopped");

    let data = find(&folder, "PG_VERSION").parent().expect("a folder").to_owned();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).expect("opened");
    if fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
        // The folder itself keeps its owner: what is in it does not.
        let restored = ["base", "global", "PG_VERSION"].map(|name| data.join(name));
        let owned = Command::new("chown").args(["-R", "0:0"]).args(restored).status();
        assert!(owned.expect("chown").success());
    }
    let again = Cluster::start(&folder).await;
    assert_eq!(notes(&mut again.connect().await).await, ["kept"]);
    let mode = fs::metadata(&data).expect("a folder").permissions().mode() & 0o777;
    assert_eq!(mode, 0o700, "{mode:o}");
}

#[tokio::test]
async fn what_cannot_start_says_why() {
    let folder = std::env::temp_dir().join(format!("piaf-broken-{}", std::process::id()));
    let cluster = Cluster::start(&folder).await;
    cluster.postgres.stop().expect("stopped");
    let settings = find(&folder, "PG_VERSION").with_file_name("custom.conf");
    fs::write(settings, "shared_buffers = many\n").expect("written");
    let at = fs::canonicalize(&folder).expect("folder");
    let refused = tokio::task::spawn_blocking(move || EmbeddedPostgres::start(&at, TUNING))
        .await
        .expect("task")
        .expect_err("a setting that is none");
    let words = refused.to_string();
    assert!(
        words.contains("contains errors") && words.contains("its log is"),
        "{words}"
    );
}

/// A query that looks at nothing but its own work does not notice that its cluster was killed, and held its memory.
#[tokio::test]
async fn what_a_killed_cluster_was_busy_with_keeps_no_other_from_starting() {
    let folder = std::env::temp_dir().join(format!("piaf-busy-{}", std::process::id()));
    let cluster = Cluster::start(&folder).await;
    let mut busy = cluster.connect().await;
    let work = tokio::spawn(async move {
        sqlx::query("select sum(x) from (select generate_series(1, 1000000000000) x) numbers")
            .execute(&mut busy)
            .await
            .is_ok()
    });
    let mut connection = cluster.connect().await;
    let process: i32 = loop {
        let running = sqlx::query_scalar("select pid from pg_stat_activity where query like 'select sum%'")
            .fetch_optional(&mut connection)
            .await
            .expect("asked");
        if let Some(process) = running {
            break process;
        }
    };
    let first = cluster.postgres.process().expect("process").to_string();
    let killed = Command::new("kill").args(["-9", &first]).status();
    assert!(killed.expect("kill").success());
    eventually("the database notices", async || !cluster.postgres.is_running()).await;
    let again = Cluster::start(&folder).await;
    again.connect().await;
    assert!(!work.await.expect("task"), "it was ended");
    let left = fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
    assert!(!left.starts_with("postgres"), "{left}");
}

/// The cluster's file of that name: in the data folder, or where the system keeps those that it may not enter.
fn find(folder: &Path, name: &str) -> PathBuf {
    let folder = std::fs::canonicalize(folder).expect("folder");
    let elsewhere = Path::new("/var/lib/piaf").join(server::ops::postgres::short_hash(&folder));
    [folder.join("postgres"), elsewhere]
        .into_iter()
        .map(|home| home.join("data").join(name))
        .find(|file| file.exists())
        .expect("the cluster's folder")
}
