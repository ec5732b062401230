//! The private Postgres: a cluster in the data folder, reached over a Unix socket only, started and stopped with the
//! server. It survives a `kill -9` of either: what still runs is taken over, what crashed is started again and recovers
//! by Postgres' own means.

mod binaries;
mod folders;
mod leftovers;

pub use folders::short_hash;

use binaries::{Binaries, run};
use folders::{Folders, give};
use std::{
    fmt, fs,
    io::Write,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::Stdio,
    thread::sleep,
    time::{Duration, Instant},
};

/// Between two looks whether it runs.
const PAUSE: Duration = Duration::from_millis(50);
/// Starts that may fail for a reason that waiting does not cure.
const REFUSALS: u32 = 3;

/// Why the private Postgres does not run: one sentence for the person at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresError(pub String);

impl fmt::Display for PostgresError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres: {}", self.0)
    }
}

impl std::error::Error for PostgresError {}

/// How a cluster is run.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// Most connections that will be asked for.
    pub connections: u32,
    /// False for throw-away clusters of tests: a power cut may then lose them.
    pub durable: bool,
}

/// A running cluster. It goes on when this value is dropped; [`Self::stop`] ends it.
#[derive(Clone, Debug)]
pub struct EmbeddedPostgres {
    binaries: Binaries,
    folders: Folders,
}

impl EmbeddedPostgres {
    /// Starts the cluster of `data_folder`, making it first where there is none, and waits until it answers. Blocks: up
    /// to some seconds for a new cluster, well below one for an old one.
    pub fn start(data_folder: &Path, tuning: Tuning) -> Result<Self, PostgresError> {
        let made_by = [
            data_folder.join("postgres"),
            PathBuf::from("/var/lib/piaf").join(short_hash(data_folder)),
        ]
        .iter()
        .find_map(|home| fs::read_to_string(home.join("data/PG_VERSION")).ok())
        .and_then(|text| text.trim().parse().ok());
        let binaries = Binaries::find(made_by)?;
        let postgres = Self {
            folders: Folders::prepare(data_folder, &binaries)?,
            binaries,
        };
        if !postgres.folders.data.join("PG_VERSION").exists() {
            postgres.make_cluster()?;
        }
        postgres.write_settings(tuning)?;
        postgres.run()?;
        Ok(postgres)
    }

    /// Address of `database` in this cluster.
    pub fn url(&self, database: &str) -> String {
        let mut host = String::new();
        for byte in self.folders.sockets.as_os_str().as_encoded_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => host.push(char::from(*byte)),
                other => host.push_str(&format!("%{other:02X}")),
            }
        }
        format!("postgres:///{database}?host={host}&user=piaf")
    }

    /// The database of the instance.
    pub const DATABASE: &str = "piaf";

    /// Ends the cluster: open transactions are rolled back, everything acknowledged is on disk.
    pub fn stop(&self) -> Result<(), PostgresError> {
        let mut command = self.pg_ctl();
        run(
            command.args(["stop", "--mode=fast", "--wait", "--timeout=20"]),
            "stopping",
        )
        .map(drop)
    }

    /// Whether its first process is there.
    pub fn is_running(&self) -> bool {
        self.process().is_some_and(|process| self.is_ours(process))
    }

    /// Starts it again after a crash, with the settings of before. Blocks until it answers.
    pub fn restart(&self) -> Result<(), PostgresError> {
        self.run()
    }

    /// Process id of the running cluster's first process.
    pub fn process(&self) -> Option<u32> {
        fs::read_to_string(self.folders.data.join("postmaster.pid"))
            .ok()?
            .lines()
            .next()?
            .trim()
            .parse()
            .ok()
    }

    fn pg_ctl(&self) -> std::process::Command {
        let mut command = self.binaries.command("pg_ctl");
        command.arg("-D").arg(&self.folders.data);
        command
    }

    fn answers(&self) -> bool {
        UnixStream::connect(self.folders.sockets.join(".s.PGSQL.5432")).is_ok()
    }

    fn make_cluster(&self) -> Result<(), PostgresError> {
        tracing::info!(
            version = self.binaries.major(),
            folder = %self.folders.data.display(),
            "making the private database, once; this takes 3 to 15 seconds"
        );
        // Made aside and renamed when complete: a crash meanwhile leaves nothing that looks like a cluster.
        let unfinished = self.folders.home.join("unfinished");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)
                .map_err(|error| PostgresError(format!("cannot remove {}: {error}", unfinished.display())))?;
        }
        let mut initdb = self.binaries.command("initdb");
        initdb.arg("-D").arg(&unfinished).args([
            "--username=piaf",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        ]);
        run(&mut initdb, "making the cluster")?;
        let mut single = self.binaries.command("postgres");
        single.arg("--single").arg("-D").arg(&unfinished).arg("postgres");
        single
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let failed = |error: std::io::Error| PostgresError(format!("making the database: {error}"));
        let mut child = single.spawn().map_err(failed)?;
        if let Some(mut input) = child.stdin.take() {
            input
                .write_all(format!("create database {};\n", Self::DATABASE).as_bytes())
                .map_err(failed)?;
        }
        let output = child.wait_with_output().map_err(failed)?;
        if !output.status.success() {
            return Err(PostgresError(format!(
                "making the database: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            )));
        }
        fs::rename(&unfinished, &self.folders.data)
            .map_err(|error| PostgresError(format!("cannot name {}: {error}", self.folders.data.display())))
    }

    /// Writes the whole configuration anew, small enough for a little machine; `custom.conf` in the cluster's folder is
    /// the operator's.
    fn write_settings(&self, tuning: Tuning) -> Result<(), PostgresError> {
        let sockets = self.folders.sockets.display().to_string().replace('\'', "''");
        let durable = if tuning.durable { "on" } else { "off" };
        // After a crash everything written since the last checkpoint is done again, and every file is brought to the
        // disk first: one by one, where the version knows no better. Both decide how soon it answers.
        let recovery = if self.binaries.major() >= 14 {
            "recovery_init_sync_method = syncfs\n"
        } else {
            ""
        };
        let text = format!(
            "# Written by piaf at each start. Your own settings go into custom.conf beside this file.\n\
             listen_addresses = ''\n\
             port = 5432\n\
             unix_socket_directories = '{sockets}'\n\
             unix_socket_permissions = 0700\n\
             max_connections = {}\n\
             superuser_reserved_connections = 3\n\
             shared_buffers = 64MB\n\
             work_mem = 8MB\n\
             maintenance_work_mem = 64MB\n\
             effective_cache_size = 512MB\n\
             random_page_cost = 1.1\n\
             jit = off\n\
             wal_level = minimal\n\
             max_wal_senders = 0\n\
             max_wal_size = 256MB\n\
             checkpoint_timeout = 1min\n\
             {recovery}\
             fsync = {durable}\n\
             full_page_writes = {durable}\n\
             synchronous_commit = {durable}\n\
             log_min_messages = warning\n\
             log_line_prefix = '%m [%p] '\n\
             datestyle = 'iso, dmy'\n\
             timezone = 'UTC'\n\
             lc_messages = 'C'\n\
             default_text_search_config = 'pg_catalog.simple'\n\
             include_if_exists = 'custom.conf'\n",
            tuning.connections + 10,
        );
        let path = self.folders.data.join("postgresql.conf");
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        fs::write(&path, text).map_err(|error| PostgresError(format!("cannot write {}: {error}", path.display())))?;
        give(&self.binaries, &path)
    }

    fn run(&self) -> Result<(), PostgresError> {
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut refusals = 0;
        loop {
            if let Some(process) = self.process() {
                if self.is_ours(process) {
                    // It outlived the server that started it: take it over once it answers.
                    if self.answers() {
                        return Ok(());
                    }
                } else {
                    // Left by a crash; another program may have got the number since, which Postgres would respect.
                    let _ = fs::remove_file(self.folders.data.join("postmaster.pid"));
                    continue;
                }
            } else {
                leftovers::end(&self.folders.data);
                let log_before = fs::metadata(&self.folders.log).map_or(0, |log| log.len());
                let mut command = self.pg_ctl();
                command
                    .args(["start", "--wait", "--timeout=50", "--silent"])
                    .arg("-l")
                    .arg(&self.folders.log);
                command.stdout(Stdio::null());
                let Err(error) = run(&mut command, "starting") else {
                    return Ok(());
                };
                let reason = leftovers::last_words(&self.folders.log, log_before);
                // Processes of a crashed cluster may take a moment to go; until then it refuses to start. Of anything
                // else that is wrong, waiting cures little.
                refusals += 1;
                let may_pass = reason.as_ref().is_some_and(|reason| leftovers::may_pass(reason));
                if Instant::now() > deadline || (refusals >= REFUSALS && !may_pass) {
                    return Err(PostgresError(format!(
                        "{}; its log is {}",
                        reason.unwrap_or(error.0),
                        self.folders.log.display()
                    )));
                }
                tracing::debug!(%error, reason, "trying again");
            }
            if Instant::now() > deadline {
                return Err(PostgresError(format!(
                    "does not answer after a minute; its log is {}",
                    self.folders.log.display()
                )));
            }
            sleep(PAUSE);
        }
    }

    /// Whether `process` is the first process of this very cluster: it works in the cluster's folder.
    fn is_ours(&self, process: u32) -> bool {
        match (
            fs::read_link(format!("/proc/{process}/cwd")),
            fs::canonicalize(&self.folders.data),
        ) {
            (Ok(works_in), Ok(folder)) => works_in == folder,
            _ => false,
        }
    }
}
