//! After a crash: what still runs of the old cluster, and why a new one does not start.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    path::Path,
    process::{Command, Stdio},
};

/// Most that is read of a log.
const LOG_BYTES: u64 = 64 * 1024;

/// Ends the processes that a killed cluster left behind: they work in its folder, and as long as one of them holds its
/// memory no other starts. Nothing is lost by that: whatever they were about was not acknowledged, and the log of what
/// was is read anew in any case.
pub fn end(data: &Path) {
    let Ok(data) = fs::canonicalize(data) else { return };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let left: Vec<String> = processes
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        .filter(|process| fs::read_link(format!("/proc/{process}/cwd")).is_ok_and(|works_in| works_in == data))
        .filter(|process| is_orphan(process))
        .collect();
    if left.is_empty() {
        return;
    }
    tracing::debug!(count = left.len(), "ending what a crash left");
    let mut kill = Command::new("kill");
    kill.arg("-KILL").args(left);
    let _ = kill.stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// A process of a cluster, as its title says, whose first process is gone. A cluster that is just being started by
/// somebody else has none.
fn is_orphan(process: &str) -> bool {
    let read = |process: &str, file: &str| fs::read_to_string(format!("/proc/{process}/{file}")).unwrap_or_default();
    let status = read(process, "status");
    let parent = status
        .lines()
        .find_map(|line| line.strip_prefix("PPid:"))
        .unwrap_or_default();
    read(process, "cmdline").starts_with("postgres: ") && !read(parent.trim(), "comm").starts_with("postgres")
}

/// What Postgres itself said in its log, from `start` on: the fault and what it advises.
pub fn last_words(log: &Path, start: u64) -> Option<String> {
    let mut file = File::open(log).ok()?;
    let end = file.metadata().ok()?.len();
    let start = if start > end { 0 } else { start };
    file.seek(SeekFrom::Start(start.max(end.saturating_sub(LOG_BYTES))))
        .ok()?;
    let mut bytes = Vec::new();
    file.take(LOG_BYTES).read_to_end(&mut bytes).ok()?;
    words_of(&String::from_utf8_lossy(&bytes))
}

fn words_of(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .lines()
        .filter_map(|line| {
            ["FATAL:", "PANIC:", "DETAIL:", "HINT:"]
                .iter()
                .find_map(|kind| line.split_once(kind).map(|(_, words)| words.trim()))
        })
        .collect();
    (!words.is_empty()).then(|| words[words.len().saturating_sub(3)..].join(" "))
}

/// Whether what Postgres said goes by itself: somebody else is on the way out.
pub fn may_pass(reason: &str) -> bool {
    ["shared memory block", "lock file", "starting up", "shutting down"]
        .iter()
        .any(|known| reason.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_what_postgres_says_itself() {
        let log = "2026-11-28 10:00:00 UTC [1] LOG:  starting\n\
                   2026-11-28 10:00:00.123 UTC [1] FATAL:  data directory \"x\" has invalid permissions\n\
                   2026-11-28 10:00:00.123 UTC [1] DETAIL:  Permissions should be u=rwx (0700).\n";
        let words = words_of(log).unwrap();
        assert_eq!(
            words,
            "data directory \"x\" has invalid permissions Permissions should be u=rwx (0700)."
        );
        assert!(!may_pass(&words));
        assert_eq!(words_of("2026 LOG:  ready\n"), None);
        assert!(may_pass(
            "pre-existing shared memory block (key 1, ID 2) is still in use"
        ));
        assert_eq!(last_words(Path::new("/nonexistent"), 0), None);
    }
}
