//! The compiled frontend: cut at the pages' split points, given its bindings, made small.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command},
};

use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{Result, site};

/// Names below the folder of one build. The files refer to each other by these, relative to themselves.
pub const SCRIPT: &str = "piaf.js";
pub const MODULE: &str = "piaf_bg.wasm";
pub const LOADER: &str = "split.js";

/// What the optimiser may use, because rustc assumes it of every browser.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// All that the browser loads of the compiled frontend.
pub struct Code {
    /// Name below the build's folder, and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// Names of the modules that each lazily loaded function needs beside [`MODULE`].
    pub chunks: BTreeMap<String, Vec<String>>,
}

/// Prepares the code below `work` and reads it back. It is kept for as long as the compiled module stays the same, so
/// that a change of style alone costs nothing here.
pub fn prepare(compiled: &[u8], work: &Path, fast: bool) -> Result<Code> {
    let (recorded, chunks, out) = (work.join("module"), work.join("chunks.json"), work.join("code"));
    let key = format!("{} {fast}", site::hex(&Sha256::digest(compiled)));
    if !fs::read_to_string(&recorded).is_ok_and(|text| text == key) {
        let _ = fs::remove_file(&recorded);
        let _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out)?;
        let mut modules = cut(compiled, work, &out, &chunks)?;
        bind(&work.join("main.wasm"), &out)?;
        modules.push(out.join(MODULE));
        if !fast {
            optimise(&modules)?;
        }
        fs::write(&recorded, key)?;
    }
    let mut paths = Vec::new();
    site::list_files(&out, &mut paths)?;
    let mut files = Vec::new();
    for path in paths {
        files.push((site::relative(&out, &path)?, fs::read(&path)?));
    }
    Ok(Code {
        files,
        chunks: serde_json::from_slice(&fs::read(chunks)?)?,
    })
}

/// Moves what only some pages need out of the main module. The macros of lazy routes count on it: uncut, the module
/// asks for functions that nothing provides.
fn cut(compiled: &[u8], work: &Path, out: &Path, chunks: &Path) -> Result<Vec<PathBuf>> {
    let main = work.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(compiled);
    let (link_name, main_module) = (format!("./{LOADER}"), format!("./{SCRIPT}"));
    options.output_dir = out;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let split = wasm_split_cli_support::transform(options).map_err(|error| {
        format!(
            "cutting the module: {error:#}; it has to be linked with -Clink-args=--emit-relocs, as the Makefile does"
        )
    })?;
    let named: BTreeMap<_, Vec<_>> = split
        .prefetch_map
        .into_iter()
        .map(|(function, stems)| (function, stems.into_iter().map(|stem| stem + ".wasm").collect()))
        .collect();
    fs::write(chunks, serde_json::to_vec(&named)?)?;
    Ok(split.split_modules)
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
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(out))
        .map_err(|error| format!("wasm-bindgen: {error:#}").into())
}

/// Optimises each module in place, as many at a time as there are processors.
fn optimise(modules: &[PathBuf]) -> Result<()> {
    let tool = "node_modules/.bin/wasm-opt";
    let start = |module: &PathBuf| -> Result<Child> {
        Command::new(tool)
            .args(["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"])
            .args(FEATURES)
            .args([module.as_os_str(), "-o".as_ref(), module.as_os_str()])
            .spawn()
            .map_err(|error| format!("{tool}: {error}; tools/setup installs it").into())
    };
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    for group in modules.chunks(at_once) {
        let running = group.iter().map(start).collect::<Result<Vec<_>>>()?;
        for mut child in running {
            let status = child.wait()?;
            if !status.success() {
                return Err(format!("{tool}: {status}").into());
            }
        }
    }
    Ok(())
}
