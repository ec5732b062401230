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
            home = elsewhere;
        }
        make_folder(&home, 0o700)?;
        give(binaries, &home)?;
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

/// Hands a folder to the user that runs Postgres, if it is not theirs. `chown` takes what is inside first, so that the
/// owner of the folder tells of all of it; a Postgres that runs in there may be deleting files meanwhile.
pub fn give(binaries: &Binaries, folder: &Path) -> Result<(), PostgresError> {
    let Some(user) = binaries.user else { return Ok(()) };
    if user_id(binaries).is_some_and(|id| fs::metadata(folder).is_ok_and(|metadata| metadata.uid() == id)) {
        return Ok(());
    }
    let mut command = std::process::Command::new("chown");
    command.arg("-R").arg(format!("{user}:{user}")).arg(folder);
    run(&mut command, &format!("giving {} to the user {user}", folder.display())).map(drop)
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
