//! Finding Postgres' programs and running them, as the user `postgres` where we are root (they refuse root).

use super::PostgresError;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// Where Debian keeps the programs of each version, outside of `PATH`.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The programs of one version of Postgres.
#[derive(Clone, Debug)]
pub struct Binaries {
    folder: PathBuf,
    major: u32,
    /// The user that runs them, where we may not do so ourselves.
    pub user: Option<&'static str>,
}

impl Binaries {
    /// Takes the programs on `PATH`, else the newest that Debian's packages brought; with `major`, those of this version
    /// only, because a data folder belongs to one.
    pub fn find(major: Option<u32>) -> Result<Self, PostgresError> {
        let user = is_root().then_some("postgres");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let mut packaged: Vec<PathBuf> = std::fs::read_dir(DEBIAN)
            .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
            .unwrap_or_default();
        packaged.sort_by_key(|folder| std::cmp::Reverse(version_in_path(folder)));
        folders.extend(packaged);
        let mut seen = Vec::new();
        for folder in folders {
            if !["initdb", "pg_ctl", "postgres"]
                .iter()
                .all(|program| folder.join(program).is_file())
            {
                continue;
            }
            let Some(found) = version_of(&folder.join("pg_ctl")) else {
                continue;
            };
            if major.is_none_or(|major| major == found) {
                return Ok(Self {
                    folder,
                    major: found,
                    user,
                });
            }
            seen.push(found);
        }
        Err(match major {
            Some(major) if !seen.is_empty() => PostgresError(format!(
                "the data folder was made by Postgres {major}, and only version {} is installed; install it \
                 (apt-get install postgresql-{major}), or set DATABASE_URL",
                seen.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
            )),
            _ => PostgresError(
                "no Postgres found on PATH or in /usr/lib/postgresql; install it (apt-get install postgresql), or set \
                 DATABASE_URL"
                    .to_owned(),
            ),
        })
    }

    /// The version, such as 15.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// A command of Postgres', to be run as the right user in a folder that this user can enter.
    pub fn command(&self, program: &str) -> Command {
        self.as_user(&self.folder.join(program))
    }

    /// Any program, run as that user.
    pub fn as_user(&self, program: &Path) -> Command {
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir("/").stdin(Stdio::null());
        // Set for this program alone.
        for (name, _) in crate::ops::memory::SETTINGS {
            command.env_remove(name);
        }
        for name in [
            "PGDATA",
            "PGHOST",
            "PGPORT",
            "PGUSER",
            "PGDATABASE",
            "PGPASSWORD",
            "PGOPTIONS",
        ] {
            command.env_remove(name);
        }
        command
    }
}

/// Runs a command to its end; its own words are the error.
pub fn run(command: &mut Command, what: &str) -> Result<Output, PostgresError> {
    let output = command
        .output()
        .map_err(|error| PostgresError(format!("{what}: {error}")))?;
    if output.status.success() {
        return Ok(output);
    }
    let words = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
    let words: Vec<&str> = words.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = &words[words.len().saturating_sub(6)..];
    Err(PostgresError(format!(
        "{what} failed ({}): {}",
        output.status,
        last.join("; ")
    )))
}

/// Whether this process is root, read from the owner of its own entry in /proc.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

fn version_in_path(folder: &Path) -> u32 {
    folder
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .and_then(|name| name.split('.').next()?.parse().ok())
        .unwrap_or(0)
}

/// `pg_ctl (PostgreSQL) 15.8 (Debian …)` → 15.
fn version_of(program: &Path) -> Option<u32> {
    let output = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text.split(')').nth(1)?.trim();
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
