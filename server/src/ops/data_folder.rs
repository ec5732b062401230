//! The data folder: made at the first start, and used by one server at a time.

use crate::Failure;
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// The right to run the data folder's database, until dropped or until the process ends in whatever way.
#[derive(Debug)]
pub struct DataFolder {
    pub path: PathBuf,
    _lock: File,
}

/// Somebody else has the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InUse {
    /// What the other wrote about itself, such as `process 4711`.
    pub by: String,
}

impl DataFolder {
    /// Makes the folder where it is missing and takes it; the inner error is another process that has it.
    pub fn take(path: &Path) -> Result<Result<Self, InUse>, Failure> {
        let failed = |what: &str, error: std::io::Error| {
            Failure::new(format!("cannot {what} the data folder {}: {error}", path.display()))
        };
        // Others may pass through it, as the user that runs Postgres must, and not look around; whatever the mask of
        // the process says of new folders.
        let is_new = !path.exists();
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o711)
            .create(path)
            .map_err(|error| failed("make", error))?;
        if is_new {
            fs::set_permissions(path, fs::Permissions::from_mode(0o711)).map_err(|error| failed("open", error))?;
        }
        let path = fs::canonicalize(path).map_err(|error| failed("open", error))?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path.join("piaf.lock"))
            .map_err(|error| failed("write to", error))?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                file.seek(SeekFrom::Start(0))?;
                write!(file, "process {}", std::process::id())?;
                Ok(Ok(Self { path, _lock: file }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut by = String::new();
                let _ = file.read_to_string(&mut by);
                Ok(Err(InUse { by }))
            }
            Err(TryLockError::Error(error)) => Err(failed("lock", error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_owner_at_a_time() {
        let path = std::env::temp_dir().join(format!("piaf-folder-{}", std::process::id()));
        let first = DataFolder::take(&path).unwrap().unwrap();
        let refused = DataFolder::take(&path).unwrap().unwrap_err();
        assert_eq!(refused.by, format!("process {}", std::process::id()));
        drop(first);
        assert!(DataFolder::take(&path).unwrap().is_ok());
        fs::remove_dir_all(path).unwrap();
    }
}
