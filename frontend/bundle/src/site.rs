//! The folder that the server hands out, and the list of what is in it.

use std::{
    collections::BTreeMap,
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
    files::{hex, list_files, relative},
    names::{LOADER, MODULE, SCRIPT},
    wasm::Code,
};

/// `manifest.json`: addresses of the first load, and the sizes in bytes of every file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Manifest {
    pub js: String,
    pub wasm: String,
    pub css: String,
    /// The script that loads the modules of single pages; `js` imports it.
    pub loader: String,
    /// For each page the modules that it needs beside `wasm`, so that the server can announce them.
    pub pages: BTreeMap<String, Vec<String>>,
    pub files: Vec<File>,
    /// What a first visit to the heaviest page transfers, in bytes: scripts, style, main module and the page's modules.
    pub first_load_brotli: u64,
}

impl Manifest {
    /// Bytes that `path` costs a visitor.
    pub fn transferred(&self, path: &str) -> u64 {
        self.files
            .iter()
            .find(|file| file.path == path)
            .map_or(0, |file| file.brotli)
    }

    /// What every page loads.
    pub fn entry(&self) -> [&str; 4] {
        [&self.wasm, &self.js, &self.loader, &self.css]
    }

    /// The page whose modules weigh most, with their weight.
    pub fn heaviest_page(&self) -> Option<(&str, u64)> {
        let weight = |modules: &Vec<String>| modules.iter().map(|path| self.transferred(path)).sum::<u64>();
        self.pages
            .iter()
            // The others are dialogs, which load when they are opened.
            .filter(|(name, _)| name.ends_with("Page"))
            .map(|(name, modules)| (name.as_str(), weight(modules)))
            .max_by_key(|page| page.1)
    }
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
    pub fn fill(mut self, code: &Code, style: &str, public: &Path) -> Result<()> {
        // Scripts and modules refer to each other, so one hash over all of them names the folder that they share.
        let mut hasher = Sha256::new();
        for (name, content) in &code.files {
            hasher.update(name);
            hasher.update(content);
        }
        let folder = format!("/pkg/{}", &hex(&hasher.finalize())[..HASH_LENGTH]);
        let address = |name: &str| format!("{folder}/{name}");
        let css = format!("/pkg/piaf.{}.css", &hex(&Sha256::digest(style))[..HASH_LENGTH]);
        for (name, content) in &code.files {
            self.write(&address(name), content)?;
        }
        self.write(&css, style.as_bytes())?;
        let mut sources = Vec::new();
        list_files(public, &mut sources)?;
        for source in sources {
            self.write(&format!("/{}", relative(public, &source)?), &fs::read(&source)?)?;
        }
        let addresses = |names: &Vec<String>| names.iter().map(|name| address(name)).collect();
        let mut manifest = Manifest {
            js: address(SCRIPT),
            wasm: address(MODULE),
            css,
            loader: address(LOADER),
            pages: code
                .pages
                .iter()
                .map(|(function, names)| (function.clone(), addresses(names)))
                .collect(),
            files: self.files,
            first_load_brotli: 0,
        };
        let entry: u64 = manifest.entry().iter().map(|path| manifest.transferred(path)).sum();
        manifest.first_load_brotli = entry + manifest.heaviest_page().map_or(0, |page| page.1);
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

    /// Writes one file and its compressed copies.
    fn write(&mut self, path: &str, content: &[u8]) -> Result<()> {
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
        Ok(())
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
