//! A database with nothing in it, for tests of how its schema is made.

use super::database::TestDatabase;
use std::{
    path::{Path, PathBuf},
    process::Command,
};
use store::Store;

/// An empty database, and a store that has not migrated it.
pub struct EmptyDatabase {
    pub url: String,
    pub store: Store,
    _database: TestDatabase,
}

impl EmptyDatabase {
    pub async fn create() -> Self {
        let database = TestDatabase::create_empty().await;
        Self {
            store: Store::new(&database.url, 5).expect("address"),
            url: database.url.clone(),
            _database: database,
        }
    }

    /// Everything of its schema, as `pg_dump` writes it.
    pub fn dump(&self) -> String {
        let done = Command::new(pg_dump())
            .args(["--schema-only", "--dbname", &self.url])
            .output()
            .expect("pg_dump");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let text = String::from_utf8(done.stdout).expect("a dump in UTF-8");
        // Newer versions begin and end a dump with a word that they make up each time.
        let lines = text
            .lines()
            .filter(|line| !line.starts_with(r"\restrict ") && !line.starts_with(r"\unrestrict "));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The newest `pg_dump` of this machine, from Debian's folders or from `PATH`: it reads servers of its own version and
/// of earlier ones.
fn pg_dump() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin/pg_dump")))
        })
        .filter(|(_, program)| program.is_file())
        .collect();
    found.sort();
    found
        .pop()
        .map_or_else(|| Path::new("pg_dump").to_owned(), |(_, program)| program)
}
