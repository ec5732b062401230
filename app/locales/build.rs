//! Turns `locales/{en,fr}/*.json` (one file per feature and language) into typed translation keys.
//! A key that one language lacks fails the build.
use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};
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
    let translations = TranslationsInfos::parse(config)?;
    translations.emit_diagnostics();
    translations.generate_i18n_module(target)?;
    Ok(())
}
