//! Where the private cluster lives: in the data folder where its user can enter it, else in a folder of the system.

use super::{
    PostgresError,
    binaries::{Binaries, run},
};
use sha2::{Digest, Sha256};
use std::{
    fs,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Longest path of a Unix socket on Linux, without the byte that ends it.
const LONGEST_SOCKET: usize = 107;
/// What Postgres adds to the socket's folder.
const SOCKET_NAME: &str = "/.s.PGSQL.5432.lock";
/// Where clusters go whose data folder the user `postgres` may not enter.
const SYSTEM: &str = "/var/lib/piaf";

/// The folders of one cluster.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Holds `data`, the socket's folder and the log.
    pub home: PathBuf,
    pub data: PathBuf,
    pub sockets: PathBuf,
    pub log: PathBuf,
}

impl Folders {
    /// Makes the folders for the cluster of `data_folder` where they are missing, owned by the user that runs it.
    pub fn prepare(data_folder: &Path, binaries: &Binaries) -> Result<Self, PostgresError> {
        let name = short_hash(data_folder);
        let mut home = data_folder.join("postgres");
        if binaries.user.is_some() && !can_enter(binaries, data_folder) {
            let elsewhere = Path::new(SYSTEM).join(&name);
            if home.join("data").exists() {
                return Err(PostgresError(format!(
                    "the user postgres cannot enter {}; allow it (chmod o+x on the folders above), or choose another \
                     data folder",
                    data_folder.display()
                )));
            }
            tracing::info!(
                folder = %elsewhere.display(),
                "the user postgres cannot enter {}: the database is kept elsewhere",
                data_folder.display()
            );
            make_folder(Path::new(SYSTEM), 0o755)?;
            let_pass(Path::new(SYSTEM))?;
            home = elsewhere;
        }
        make_folder(&home, 0o700)?;
        // One that runs is as it must be, and its files come and go.
        if !runs(&home.join("data")) {
            give(binaries, &home)?;
            close(&home.join("data"), binaries)?;
        }
        let mut sockets = home.join("socket");
        if sockets.as_os_str().len() + SOCKET_NAME.len() > LONGEST_SOCKET {
            sockets = std::env::temp_dir().join(format!("piaf-{name}"));
            if sockets.as_os_str().len() + SOCKET_NAME.len() > LONGEST_SOCKET {
                sockets = Path::new("/tmp").join(format!("piaf-{name}"));
            }
        }
        make_folder(&sockets, 0o700)?;
        own(&sockets, binaries)?;
        Ok(Self {
            data: home.join("data"),
            log: home.join("server.log"),
            home,
            sockets,
        })
    }
}

/// The path of `folder` as 16 hexadecimal digits.
pub fn short_hash(folder: &Path) -> String {
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Hands a folder to the user that runs Postgres, if it or anything in it is not theirs: a backup that root restored
/// belongs to root, down to single files. A Postgres that runs in there may be deleting files meanwhile.
pub fn give(binaries: &Binaries, folder: &Path) -> Result<(), PostgresError> {
    let Some(user) = binaries.user else { return Ok(()) };
    if user_id(binaries).is_some_and(|id| belongs_to(folder, id)) {
        return Ok(());
    }
    let mut command = std::process::Command::new("chown");
    command.arg("-R").arg(format!("{user}:{user}")).arg(folder);
    run(&mut command, &format!("giving {} to the user {user}", folder.display())).map(drop)
}

/// Whether a cluster runs in this folder.
fn runs(data: &Path) -> bool {
    let note = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let process = note.lines().next().unwrap_or_default().trim();
    let works_in = fs::read_link(format!("/proc/{process}/cwd"));
    works_in.is_ok_and(|works_in| fs::canonicalize(data).is_ok_and(|data| data == works_in))
}

/// Whether a file, or a folder with everything in it, belongs to a user. What goes meanwhile belongs to nobody else.
fn belongs_to(path: &Path, user: u32) -> bool {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return true;
    };
    let inside = || fs::read_dir(path).into_iter().flatten().flatten();
    metadata.uid() == user && (!metadata.is_dir() || inside().all(|entry| belongs_to(&entry.path(), user)))
}

/// Closes the cluster's folder to others: Postgres refuses one that they may look into, as copies and archives leave it.
fn close(data: &Path, binaries: &Binaries) -> Result<(), PostgresError> {
    let Ok(metadata) = fs::metadata(data) else {
        return Ok(());
    };
    let me = fs::metadata("/proc/self").map_or(0, |process| process.uid());
    if binaries.user.is_none() && !belongs_to(data, me) {
        return Err(PostgresError(format!(
            "not everything in {} belongs to the user who starts piaf, as after a restore by root; give it back \
             (chown -R), or start piaf as its owner",
            data.display()
        )));
    }
    // What Postgres itself asks for.
    if metadata.permissions().mode() & 0o027 == 0 {
        return Ok(());
    }
    fs::set_permissions(data, fs::Permissions::from_mode(0o700)).map_err(|error| {
        PostgresError(format!(
            "{} is open to others, and cannot be closed ({error}); close it (chmod 700)",
            data.display()
        ))
    })
}

/// Lets others pass through a folder without looking around, where the mask of whoever made it did not.
fn let_pass(folder: &Path) -> Result<(), PostgresError> {
    let failed = |error| PostgresError(format!("cannot open the folder {}: {error}", folder.display()));
    let mode = fs::metadata(folder).map_err(failed)?.permissions().mode();
    if mode & 0o011 == 0o011 {
        return Ok(());
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(mode & 0o7777 | 0o011)).map_err(failed)
}

fn can_enter(binaries: &Binaries, folder: &Path) -> bool {
    let mut command = binaries.as_user(Path::new("test"));
    command.arg("-x").arg(folder);
    command.status().is_ok_and(|status| status.success())
}

fn make_folder(folder: &Path, mode: u32) -> Result<(), PostgresError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(folder)
        .map_err(|error| PostgresError(format!("cannot make the folder {}: {error}", folder.display())))
}

/// A socket folder under /tmp could have been put there by somebody else: it must be ours and closed to others, since
/// the folder is all that keeps strangers from the database.
fn own(sockets: &Path, binaries: &Binaries) -> Result<(), PostgresError> {
    let stranger = || {
        PostgresError(format!(
            "{} belongs to somebody else; remove it, or choose another data folder",
            sockets.display()
        ))
    };
    let metadata = fs::symlink_metadata(sockets).map_err(|_| stranger())?;
    let me = fs::metadata("/proc/self").map_err(|_| stranger())?.uid();
    let trusted = metadata.uid() == me || (binaries.user.is_some() && Some(metadata.uid()) == user_id(binaries));
    if !metadata.is_dir() || !trusted {
        return Err(stranger());
    }
    fs::set_permissions(sockets, fs::Permissions::from_mode(0o700)).map_err(|_| stranger())?;
    give(binaries, sockets)
}

fn user_id(binaries: &Binaries) -> Option<u32> {
    let output = binaries.as_user(Path::new("id")).arg("-u").output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_a_strict_mask_closed_lets_others_pass() {
        let folder = std::env::temp_dir().join(format!("piaf-pass-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mode = || fs::metadata(&folder).unwrap().permissions().mode() & 0o7777;
        for (before, after) in [(0o700, 0o711), (0o755, 0o755), (0o750, 0o751)] {
            fs::set_permissions(&folder, fs::Permissions::from_mode(before)).unwrap();
            let_pass(&folder).unwrap();
            assert_eq!(mode(), after, "{before:o}");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
