//! Where the files are: a folder for each space, which only this program reads.

use super::files::{into_place, new_file};
use super::mix;
use crate::SpaceId;
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use types::AccountId;

/// The mix of a space's tracks.
const MIX: &str = "replay.ogg";

/// The folder of recordings. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RecordingStorage {
    folder: Arc<PathBuf>,
    /// Two requests do not trim the same file at a time.
    trimming: Arc<Mutex<()>>,
}

impl RecordingStorage {
    /// Makes the folder when something is first kept in it.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: Arc::new(folder.into()),
            trimming: Arc::default(),
        }
    }

    pub(crate) fn folder(&self, space: SpaceId) -> PathBuf {
        self.folder.join(space.to_string())
    }

    /// A new file of a voice, the beginning that it stands for, and its name. Two that begin in the same millisecond are
    /// told apart by one more.
    pub(crate) fn new_track(&self, space: SpaceId, person: AccountId, starts: u32) -> io::Result<(File, u32, String)> {
        let folder = self.folder(space);
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let mut starts = starts;
        loop {
            let name = format!("{person}-{starts}.ogg");
            match new_file(&folder.join(&name)) {
                Ok(file) => return Ok((file, starts, name)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => starts += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// The tracks that lie here, whether or not anybody knows of them: person, beginning, name.
    ///
    /// # Errors
    /// When the folder cannot be read; that there is none is no error.
    pub fn tracks(&self, space: SpaceId) -> io::Result<Vec<(AccountId, u32, String)>> {
        let names = match fs::read_dir(self.folder(space)) {
            Ok(names) => names,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut tracks = Vec::new();
        for name in names {
            let Ok(name) = name?.file_name().into_string() else {
                continue;
            };
            let parts = name.strip_suffix(".ogg").and_then(|parts| parts.split_once('-'));
            let Some((person, starts)) = parts else { continue };
            if let (Ok(person), Ok(starts)) = (person.parse(), starts.parse()) {
                tracks.push((AccountId(person), starts, name));
            }
        }
        Ok(tracks)
    }

    /// Where a track's file is.
    pub fn track(&self, space: SpaceId, name: &str) -> PathBuf {
        self.folder(space).join(name)
    }

    /// Where the mix is.
    pub fn mix(&self, space: SpaceId) -> PathBuf {
        self.folder(space).join(MIX)
    }

    /// The replay without so many milliseconds at its beginning. It is trimmed when it is first asked for.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be trimmed.
    pub fn replay(&self, space: SpaceId, trimmed: u32) -> io::Result<File> {
        let whole = self.mix(space);
        if trimmed == 0 {
            return File::open(whole);
        }
        let shortened = self.folder(space).join(format!("replay_{trimmed}.ogg"));
        let _alone = self.trimming.lock().unwrap_or_else(PoisonError::into_inner);
        match File::open(&shortened) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => return found,
        }
        self.delete_trimmed(space)?;
        let source = File::open(whole)?;
        into_place(&shortened, |file| mix::trim(source, file, trimmed))?;
        File::open(shortened)
    }

    fn delete_trimmed(&self, space: SpaceId) -> io::Result<()> {
        for entry in fs::read_dir(self.folder(space))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("replay_") {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Deletes the tracks once there is a mix of them.
    ///
    /// # Errors
    /// When one cannot be deleted.
    pub fn delete_tracks(&self, space: SpaceId) -> io::Result<()> {
        for (_, _, name) in self.tracks(space)? {
            fs::remove_file(self.track(space, &name))?;
        }
        Ok(())
    }

    /// Deletes everything of a space.
    ///
    /// # Errors
    /// When something cannot be deleted; that there is nothing is no error.
    pub fn delete(&self, space: SpaceId) -> io::Result<()> {
        match fs::remove_dir_all(self.folder(space)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Spaces of which something lies here.
    ///
    /// # Errors
    /// When the folder cannot be read; that there is none is no error.
    pub fn spaces(&self) -> io::Result<Vec<SpaceId>> {
        match fs::read_dir(&*self.folder) {
            Ok(names) => Ok(names
                .filter_map(|name| name.ok()?.file_name().to_str()?.parse().ok())
                .collect()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}
