//! Turns `locales/{en,fr}/*.json` (one file per feature and language) into typed translation keys.
//! A key that one language lacks fails the build.
//!
//! This is what `leptos_i18n_build` does, on the two crates below it: that crate also compiles the source data of ICU,
//! which costs minutes and serves formats that Piaf does not use.
use leptos_i18n_codegen::gen_code;
use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};
use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?).join("i18n");
    let mut namespaces = Vec::new();
    for file in fs::read_dir("locales/en")? {
        namespaces.push(
            file?
                .path()
                .file_stem()
                .ok_or("a file without a name")?
                .to_string_lossy()
                .into_owned(),
        );
    }
    namespaces.sort();
    let options = ParseOptions::default().interpolate_display(true);
    let config = Config::new("en")?
        .add_locale("fr")?
        .add_namespaces(namespaces)?
        .parse_options(options);
    let translations = parse_locales(None, config)?;
    for warning in translations.diag.warnings().iter() {
        println!("cargo::warning={warning}");
    }
    for error in translations.diag.errors().iter() {
        println!("cargo::error={error}");
    }
    let module = gen_code(&translations, None, false, None, true)?;
    fs::create_dir_all(&target)?;
    fs::write(target.join("mod.rs"), lines(&module.to_string()))?;
    Ok(())
}

/// The code with a line for each statement and each block. The generator writes one line, in which a longer text moves
/// everything behind it, so that the compiler takes all of it for changed.
fn lines(code: &str) -> String {
    let mut lines = String::with_capacity(code.len() + code.len() / 32);
    let mut is_text = false;
    let mut is_escaped = false;
    for character in code.chars() {
        lines.push(character);
        match character {
            '"' if !is_escaped => is_text = !is_text,
            '{' | '}' | ';' if !is_text => lines.push('\n'),
            _ => {}
        }
        is_escaped = is_text && character == '\\' && !is_escaped;
    }
    lines
}
