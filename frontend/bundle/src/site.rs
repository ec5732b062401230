//! The folder that the server hands out, and the list of what is in it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Result,
    wasm::{MODULE_NAME, Page},
};

/// `manifest.json`: addresses of the first load, and the sizes in bytes of every file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Manifest {
    pub js: String,
    pub wasm: String,
    pub css: String,
    pub files: Vec<File>,
    /// What a first visit transfers for `js`, `wasm` and `css` together, in bytes.
    pub first_load_brotli: u64,
}

/// One file of the site. For a file that is not compressed, `brotli` and `gzip` equal `bytes`.
#[derive(Debug, Serialize, Deserialize)]
pub struct File {
    pub path: String,
    pub bytes: u64,
    pub brotli: u64,
    pub gzip: u64,
}

/// A site that is being written. It takes its place when complete, so that a server never sees half of one.
pub struct Site {
    place: PathBuf,
    draft: PathBuf,
    fast: bool,
    files: Vec<File>,
}

impl Site {
    pub fn create(place: &Path, fast: bool) -> Result<Self> {
        let draft = place.with_extension("new");
        let _ = fs::remove_dir_all(&draft);
        fs::create_dir_all(&draft)?;
        Ok(Self {
            place: place.to_owned(),
            draft,
            fast,
            files: Vec::new(),
        })
    }

    /// Writes everything, then puts the site in its place.
    pub fn fill(mut self, page: &Page, style: &str, public: &Path) -> Result<()> {
        let mut script = page.script.clone();
        if !page.snippets.is_empty() {
            let mut hasher = Sha256::new();
            page.snippets.iter().for_each(|(_, content)| hasher.update(content));
            let folder = format!("snippets.{}", &hex(&hasher.finalize())[..HASH_LENGTH]);
            script = script.replace("./snippets/", &format!("./{folder}/"));
            for (path, content) in &page.snippets {
                self.write(&format!("/pkg/{folder}/{path}"), content)?;
            }
        }
        let wasm = hashed_path("wasm", &page.module);
        script = script.replace(MODULE_NAME, wasm.trim_start_matches("/pkg/"));
        let js = hashed_path("js", script.as_bytes());
        let css = hashed_path("css", style.as_bytes());
        let mut first_load_brotli = 0;
        for (path, content) in [
            (&wasm, &page.module[..]),
            (&js, script.as_bytes()),
            (&css, style.as_bytes()),
        ] {
            first_load_brotli += self.write(path, content)?;
        }
        let mut sources = Vec::new();
        list_files(public, &mut sources)?;
        for source in sources {
            self.write(&format!("/{}", relative(public, &source)?), &fs::read(&source)?)?;
        }
        let manifest = Manifest {
            js,
            wasm,
            css,
            files: self.files,
            first_load_brotli,
        };
        fs::write(self.draft.join("manifest.json"), serde_json::to_vec_pretty(&manifest)?)?;
        let old = self.place.with_extension("old");
        let _ = fs::remove_dir_all(&old);
        if self.place.exists() {
            fs::rename(&self.place, &old)?;
        }
        fs::rename(&self.draft, &self.place)?;
        let _ = fs::remove_dir_all(&old);
        Ok(())
    }

    /// Writes one file and its compressed copies and returns the size that a browser transfers.
    fn write(&mut self, path: &str, content: &[u8]) -> Result<u64> {
        let file = self.draft.join(&path[1..]);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, content)?;
        let bytes = content.len() as u64;
        let (mut brotli, mut gzip) = (bytes, bytes);
        if is_compressible(path) {
            let (best, level) = if self.fast { (5, 6) } else { (11, 9) };
            brotli = write_copy(&file, "br", &pack_brotli(content, best)?)?;
            gzip = write_copy(&file, "gz", &pack_gzip(content, level)?)?;
        }
        self.files.push(File {
            path: path.to_owned(),
            bytes,
            brotli,
            gzip,
        });
        Ok(brotli)
    }
}

/// Writes `packed` beside `file` under its name with `extension` added and returns its size.
fn write_copy(file: &Path, extension: &str, packed: &[u8]) -> Result<u64> {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    fs::write(name, packed)?;
    Ok(packed.len() as u64)
}

/// Hexadecimal digits of a content hash in a file name: 64 bits, beyond any chance of two contents sharing one.
const HASH_LENGTH: usize = 16;

fn hashed_path(extension: &str, content: &[u8]) -> String {
    format!(
        "/pkg/piaf.{}.{extension}",
        &hex(&Sha256::digest(content))[..HASH_LENGTH]
    )
}

fn is_compressible(path: &str) -> bool {
    let extension = path.rsplit('.').next().unwrap_or_default();
    ["css", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"].contains(&extension)
}

fn pack_brotli(content: &[u8], quality: i32) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn pack_gzip(content: &[u8], level: u32) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The part of `path` below `folder`, with `/` on every system.
pub fn relative(folder: &Path, path: &Path) -> Result<String> {
    let parts: Vec<_> = path
        .strip_prefix(folder)?
        .iter()
        .map(|part| part.to_string_lossy())
        .collect();
    Ok(parts.join("/"))
}

/// Adds all files below `folder` in a fixed order; a folder that does not exist has none.
pub fn list_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder)?.collect::<std::result::Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            list_files(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
