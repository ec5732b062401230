//! The compiled frontend: cut at the pages' split points, given its bindings, made small.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{Result, files, names::FEATURES, split, trim::trim};

/// What makes the modules smallest when they are compressed. The second round finds what dropping parameters has left; a
/// compressor finds the copies of a generic function next to each other. The names go at the end.
const SMALLEST: [&str; 7] = [
    "-Oz",
    "--dae-optimizing",
    "-Oz",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// All that the browser loads of the compiled frontend.
pub struct Code {
    /// Name below the build's folder, and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// For each page the names of the modules that it needs beside [`MODULE`](crate::names::MODULE).
    pub pages: BTreeMap<String, Vec<String>>,
}

/// Prepares the code below `work` and reads it back. It is kept for as long as the compiled module stays the same, so
/// that a change of style alone costs nothing here.
pub fn prepare(compiled: &[u8], work: &Path, fast: bool) -> Result<Code> {
    let (recorded, pages, out) = (work.join("module"), work.join("pages.json"), work.join("code"));
    // What this program does with the module is part of the result.
    let own = files::hex(&Sha256::digest(fs::read(std::env::current_exe()?)?));
    let key = format!("{} {own} {fast}", files::hex(&Sha256::digest(compiled)));
    if !fs::read_to_string(&recorded).is_ok_and(|text| text == key) {
        let _ = fs::remove_file(&recorded);
        let _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out)?;
        fs::write(&pages, serde_json::to_vec(&split::cut(&trim(compiled)?, work, &out)?)?)?;
        bind(&work.join("main.wasm"), &out)?;
        if !fast {
            optimise(&out)?;
        }
        fs::write(&recorded, key)?;
    }
    let mut paths = Vec::new();
    files::list_files(&out, &mut paths)?;
    let mut files = Vec::new();
    for path in paths {
        files.push((files::relative(&out, &path)?, fs::read(&path)?));
    }
    Ok(Code {
        files,
        pages: serde_json::from_slice(&fs::read(pages)?)?,
    })
}

/// Writes the script through which the module and the page call each other.
fn bind(main: &Path, out: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(main)
        .out_name("piaf")
        .typescript(false)
        .omit_default_module_path(false)
        // The chunks import what the linker exported, by the names that it gave.
        .keep_lld_exports(true)
        // By their names the optimiser puts functions side by side that resemble each other.
        .demangle(false)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(out))
        .map_err(|error| format!("wasm-bindgen: {error:#}").into())
}

/// Optimises each module in `folder` in place, as many at a time as there are processors.
fn optimise(folder: &Path) -> Result<()> {
    let mut modules = Vec::new();
    files::list_files(folder, &mut modules)?;
    modules.retain(|file| file.extension().is_some_and(|extension| extension == "wasm"));
    let tool = "node_modules/.bin/wasm-opt";
    let start = |module: &PathBuf| -> Result<Child> {
        Command::new(tool)
            .args(SMALLEST)
            .args(FEATURES)
            .args([module.as_os_str(), "-o".as_ref(), module.as_os_str()])
            // It warns of names that it does not know, in every piece.
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{tool}: {error}; tools/setup installs it").into())
    };
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    for group in modules.chunks(at_once) {
        let running = group.iter().map(start).collect::<Result<Vec<_>>>()?;
        for child in running {
            let output = child.wait_with_output()?;
            if !output.status.success() {
                return Err(format!("{tool}: {}", String::from_utf8_lossy(&output.stderr)).into());
            }
        }
    }
    Ok(())
}
