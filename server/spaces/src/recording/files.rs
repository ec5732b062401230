//! Files that are there whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Writes a file so that it is there whole or not at all.
pub(super) fn into_place<T>(path: &Path, write: impl FnOnce(File) -> Result<T, opus_pure::Error>) -> io::Result<T> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let part = path.with_extension("part");
    let _ = fs::remove_file(&part);
    let file = new_file(&part)?;
    let sync = file.try_clone()?;
    let result = write(file).map_err(io::Error::other)?;
    sync.sync_all()?;
    fs::rename(part, path)?;
    Ok(result)
}

/// A file that was not there before, which only this program reads.
pub(super) fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
