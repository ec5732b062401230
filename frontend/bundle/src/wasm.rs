//! The compiled frontend: bindings for the page, then the smallest code.

use std::{fs, path::Path, process::Command};

use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{Result, site};

/// What the page loads: the script, the module, and further scripts that the first one imports from `./snippets/`.
pub struct Page {
    pub script: String,
    pub module: Vec<u8>,
    pub snippets: Vec<(String, Vec<u8>)>,
}

/// The name by which the script asks for the module, until the hashed name is put in its place.
pub const MODULE_NAME: &str = "piaf_bg.wasm";

/// What rustc assumes of every browser, and therefore what the optimiser may use.
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

/// Writes bindings and the optimised module below `work` and reads them back; both are kept for as long as the
/// compiled module stays the same, so that a change of style alone costs nothing here.
pub fn prepare(compiled: &[u8], work: &Path, fast: bool) -> Result<Page> {
    let recorded = work.join("module");
    let key = format!("{} {fast}", site::hex(&Sha256::digest(compiled)));
    let out = work.join("out");
    if !fs::read_to_string(&recorded).is_ok_and(|text| text == key) {
        let _ = fs::remove_file(&recorded);
        let _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out)?;
        Bindgen::new()
            .input_bytes("piaf", compiled.to_vec())
            .web(true)
            .and_then(|bindgen| {
                bindgen
                    .typescript(false)
                    .omit_default_module_path(false)
                    .remove_name_section(!fast)
                    .remove_producers_section(true)
                    .generate(&out)
            })
            .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
        if !fast {
            optimise(&out.join(MODULE_NAME))?;
        }
        fs::write(&recorded, key)?;
    }
    let mut files = Vec::new();
    site::list_files(&out.join("snippets"), &mut files)?;
    let mut snippets = Vec::new();
    for file in files {
        snippets.push((site::relative(&out.join("snippets"), &file)?, fs::read(&file)?));
    }
    Ok(Page {
        script: fs::read_to_string(out.join("piaf.js"))?,
        module: fs::read(out.join(MODULE_NAME))?,
        snippets,
    })
}

fn optimise(module: &Path) -> Result<()> {
    let tool = "node_modules/.bin/wasm-opt";
    let status = Command::new(tool)
        .args(["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"])
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(module)
        .status()
        .map_err(|error| format!("{tool}: {error}; tools/setup installs it"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{tool}: {status}").into())
    }
}
