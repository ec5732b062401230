//! How the program asks the system for memory.
//!
//! The C library takes large pieces from the system and gives them back, but what it calls large grows with every piece
//! that was given back, up to 32 MB. After some log-ins (19 MB each) or uploads, each thread's heap keeps such pieces for
//! good: 400 wrong passwords left half a gigabyte. A size that is set stays; it is read when a program begins, so this one
//! begins once more.

use std::{env, os::unix::process::CommandExt, process::Command};

/// From the first size on, pieces come from the system and go back to it. Pages and queries are below. What is free at the
/// end of a thread's heap goes back from the second size on: with the first one set the library keeps 128 kB there, less
/// than a page takes, and each page would fetch its memory from the system.
pub const SETTINGS: [(&str, &str); 2] = [
    ("MALLOC_MMAP_THRESHOLD_", "1048576"),
    ("MALLOC_TRIM_THRESHOLD_", "4194304"),
];

/// Begins anew with the settings, unless somebody has set them. Where that cannot be, the program goes on as it is.
pub fn settle() {
    let is_set = |(name, _): &(&str, &str)| env::var_os(name).is_some();
    if !cfg!(target_env = "gnu") || SETTINGS.iter().any(is_set) {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let mut arguments = env::args_os();
    let mut command = Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    // Comes back only when it fails.
    let error = command.args(arguments).envs(SETTINGS).exec();
    eprintln!("piaf: goes on without its memory settings: {error}");
}
