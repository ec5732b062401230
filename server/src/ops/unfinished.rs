//! What a crash left half-written in the folder of pictures. A file gets its name once it is whole; until then it has
//! a number behind a `#`, and whoever writes it removes it when it cannot be finished, unless the process ended.

use std::{fs, path::Path, time::SystemTime};

/// Removes the unfinished files that were written to before `start`, and answers how many. Blocks.
pub fn remove(folder: &Path, start: SystemTime) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            count += remove(&entry.path(), start);
        } else if is_unfinished(&entry.file_name().to_string_lossy())
            && metadata.modified().is_ok_and(|modified| modified < start)
            && fs::remove_file(entry.path()).is_ok()
        {
            count += 1;
        }
    }
    count
}

fn is_unfinished(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn half_written_pictures_of_before_are_gone_after_a_start() {
        let folder = std::env::temp_dir().join(format!("piaf-unfinished-{}", std::process::id()));
        fs::create_dir_all(folder.join("ab/cd/key")).unwrap();
        for name in ["small", "small#1", "large#23", "x#y", "#"] {
            fs::write(folder.join("ab/cd/key").join(name), "x").unwrap();
        }
        let later = SystemTime::now() + Duration::from_secs(60);
        assert_eq!(
            remove(&folder, SystemTime::now() - Duration::from_secs(60)),
            0,
            "all are younger"
        );
        assert_eq!(remove(&folder, later), 2);
        for name in ["small", "x#y", "#"] {
            assert!(folder.join("ab/cd/key").join(name).exists(), "{name}");
        }
        assert_eq!(remove(&folder.join("missing"), later), 0);
        fs::remove_dir_all(folder).unwrap();
    }
}
